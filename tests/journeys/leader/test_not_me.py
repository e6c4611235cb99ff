""" "Not me": which is it, undo for a minute, the next in line, and where the line ends."""

import pytest

from tests.journeys.acts import the_report, tries
from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    informs_in_short,
    reports,
)
from tests.words import email_state, fragment, with_address, words

NOT_ME, CANNOT, LEADS_OTHERS = (
    words("leader.not-me"),
    words("not_me.cannot"),
    words("not_me.leads-others"),
)
CARD = fragment("leader.heading")
ENDED = fragment("news.line-ended")
FOLLOW_UP = words("follow_up.no-leader", name="Aroha Example")
TOOK_IT_ON = words("follow_up.leader", name="Aroha Example")

ACKNOWLEDGES = {"verb": "decide_on_escalation", "decision": "acknowledge"}


async def hands_on(leader: Somebody, why: str = CANNOT) -> None:
    await leader.presses(NOT_ME)
    await leader.presses(why)


@pytest.mark.parametrize("why", [CANNOT, LEADS_OTHERS])
async def test_the_next_in_line_has_the_card_of_an_emergency_after_not_me(
    why: str, bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await informs_in_short(bot, aroha)
    await bot.rests()

    await wiremu.presses(NOT_ME)
    asked_which = wiremu.answer
    await wiremu.presses(why)
    await bot.rests()
    within_the_minute = ngaire.chat
    await bot.time_passes(minutes=2)

    assert words("not_me.title") in asked_which
    assert words("leader.sent") in asked_which
    assert CARD not in within_the_minute
    assert CARD in ngaire.sees
    assert words("leader.deputy_handed_on", leader="Wiremu Example") in ngaire.sees
    assert words("leader_state.handed-on", name="Wiremu Example") in aroha.status
    assert words("deputy_state.asked-alone", name="Ngaire Example") in aroha.status
    assert email_state("sent") in aroha.status
    assert len(bot.all_mails()) == 1
    assert words("handed_on.over") in wiremu.sees
    assert "Ngaire" not in wiremu.chat
    assert "Aroha" not in wiremu.sees


async def test_the_reporter_hears_in_one_message_who_was_asked_in_their_place(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await hands_on(wiremu)
    await wiremu.presses(words("handed_on.undo"))
    await bot.time_passes(minutes=2)
    undone = aroha.chat

    await hands_on(wiremu, LEADS_OTHERS)
    await bot.time_passes(minutes=2)
    told = aroha.sees
    await bot.time_passes(minutes=30)

    before = words("leader_state.handed-on", name="Wiremu Example")
    heard = words("news.handed-on", before=before, deputy="Ngaire Example")
    assert words("news.show") not in undone
    assert heard in told
    assert aroha.chat.count(heard) == 1


async def test_of_an_urgent_report_that_a_leader_has_not_seen_they_hear_who_was_asked_too(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=16)
    told = aroha.sees

    await ngaire.presses(words("leader.acknowledge"))
    await bot.rests()

    before = words("leader_state.unanswered", name="Wiremu Example")
    heard = words("news.handed-on", before=before, deputy="Ngaire Example")
    assert heard in told
    assert heard not in aroha.chat
    assert fragment("news.acknowledged", leader="Ngaire Example") in aroha.sees


@pytest.mark.parametrize("situation", [STANDARD, HIGH])
async def test_a_report_that_waits_goes_on_waiting_for_the_next_in_line(
    situation: str, bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, situation)
    await bot.rests()

    await hands_on(wiremu)
    await bot.time_passes(minutes=2)
    told, mailed = aroha.status, bot.all_mails()
    await ngaire.presses(words("leader.approve"))
    await bot.rests()

    assert mailed == []
    assert fragment("next.awaiting-next", leader="Wiremu Example") in told
    assert words("mail.leader_handed-on", name=with_address("Wiremu Example")) in bot.mail()
    deputy = words("mail.standing_in", name=with_address("Ngaire Example"))
    assert words("mail.leader_approve", name=deputy) in bot.mail()


async def test_the_deadline_is_the_same_whoever_is_asked(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=110)
    await hands_on(wiremu)
    await bot.time_passes(minutes=9)
    before = bot.all_mails()

    await bot.time_passes(minutes=2)

    assert before == []
    assert len(bot.mails()) == 1
    deputy = words("mail.standing_in", name=with_address("Ngaire Example"))
    assert words("mail.leader_asked_deadline", name=deputy) in bot.mail()


async def test_what_is_undone_within_the_minute_asks_nobody_else(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await hands_on(wiremu)

    await wiremu.presses(words("handed_on.undo"))
    await bot.time_passes(minutes=5)
    undone = wiremu.sees
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert CARD in undone
    assert CARD not in ngaire.chat
    assert words("leader_state.approve", name="Wiremu Example") in aroha.status
    assert len(bot.mails()) == 1


async def test_undo_after_the_minute_is_told_the_truth(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await hands_on(wiremu)
    undo = wiremu.button(words("handed_on.undo"))

    await bot.time_passes(minutes=2)
    await wiremu.pressing(undo)

    assert words("refusal.too_late_to_undo") in wiremu.answer
    assert words("handed_on.over") in wiremu.answer
    assert words("handed_on.undo") not in wiremu.sees
    assert CARD in ngaire.sees


async def test_not_me_outlives_a_restart(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()
    await hands_on(wiremu)

    await bot.restarts()
    await bot.time_passes(minutes=2)

    assert CARD in ngaire.sees
    assert ngaire.chat.count(CARD) == 1


async def test_an_old_card_asks_which_and_hands_nothing_on(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    old = {"verb": "decide_on_escalation", "decision": "not-me"}
    await tries(wiremu, old, the_report(bot))
    asked_which = wiremu.answer
    await bot.time_passes(minutes=5)

    assert words("not_me.title") in asked_which
    assert CARD not in ngaire.chat
    assert bot.all_mails() == []


async def test_who_handed_it_on_can_neither_answer_nor_look(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await hands_on(wiremu)
    await bot.time_passes(minutes=2)

    for act in (
        {"verb": "decide_on_escalation", "decision": "approve"},
        {"verb": "show_details", "is_sure": True},
        {"verb": "say_not_me"},
    ):
        await tries(wiremu, act, the_report(bot))

        assert words("refusal.handed_on") in wiremu.answer
        assert "Aroha" not in wiremu.answer

    assert bot.all_mails() == []
    await ngaire.presses(words("leader.approve"))
    await bot.rests()
    assert len(bot.mails()) == 1


async def test_when_both_have_handed_on_an_urgent_report_its_reporter_and_security_hear_it(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=16)
    await hands_on(ngaire)
    await bot.time_passes(minutes=2)
    await hands_on(wiremu)
    await bot.time_passes(minutes=2)

    first, follow_up = sorted(bot.all_mails(), key=lambda it: len(it["Subject"]))
    assert follow_up["Subject"] == words("mail.follow_up_subject", subject=first["Subject"])
    assert FOLLOW_UP in text_of(follow_up)
    assert aroha.chat.count(ENDED) == 1
    await bot.time_passes(days=1)
    assert len(bot.all_mails()) == 2
    assert aroha.chat.count(ENDED) == 1


async def test_when_the_line_of_a_waiting_report_ends_the_first_mail_says_it(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await hands_on(wiremu)
    await bot.time_passes(minutes=2)

    await hands_on(ngaire)
    await bot.time_passes(minutes=2)

    (mail,) = bot.all_mails()
    assert words("mail.nobody_with_them") in bot.mail()
    assert mail
    assert ENDED in aroha.chat


async def test_an_urgent_report_that_nobody_sees_is_told_as_that(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=16)
    before = aroha.chat
    await bot.time_passes(minutes=16)
    told = aroha.chat

    await ngaire.presses(words("leader.acknowledge"))
    await bot.rests()

    assert ENDED not in before
    assert told.count(ENDED) == 1
    assert words("leader_state.acknowledge", name="Ngaire Example") in aroha.status


async def test_security_hears_once_that_somebody_took_it_on_after_all(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=16)
    await bot.time_passes(minutes=16)
    first, no_leader = sorted(bot.all_mails(), key=lambda it: len(it["Subject"]))

    await ngaire.presses(words("leader.acknowledge"))
    await ngaire.sends({**ACKNOWLEDGES, "report_id": the_report(bot)})
    await bot.time_passes(days=1)

    (after_all,) = [it for it in bot.all_mails() if TOOK_IT_ON in text_of(it)]
    deputy = words("mail.standing_in", name=with_address("Ngaire Example"))
    assert FOLLOW_UP in text_of(no_leader)
    assert after_all["Subject"] == no_leader["Subject"]
    assert words("mail.leader_acknowledge", name=deputy) in text_of(after_all)
    assert first["Subject"] not in (no_leader["Subject"], after_all["Subject"])
    assert fragment("status.added_leader_sent") in aroha.status
    assert len(bot.all_mails()) == 3


async def test_security_hears_nothing_of_a_leader_who_took_it_on_in_time(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=16)

    await ngaire.presses(words("leader.acknowledge"))
    await bot.time_passes(days=1)

    assert len(bot.all_mails()) == 1


# Somebody outside the line


async def line_ends(bot: Running, aroha: Somebody, *leaders: Somebody) -> None:
    """An urgent report that everybody in line hands on."""
    await reports(aroha, URGENT)
    await bot.rests()
    for leader in leaders:
        await hands_on(leader)
        await bot.time_passes(minutes=2)


async def names_another(aroha: Somebody, name: str) -> None:
    await aroha.presses(words("news.show"))
    await aroha.presses(words("status.ask_another"))
    await aroha.presses(words("another.look_up"), words=name)


async def test_the_reporter_names_somebody_outside_the_line_who_is_asked_after_a_yes(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody, sefina: Somebody
) -> None:
    await line_ends(bot, aroha, wiremu, ngaire)
    await names_another(aroha, "sefina@example.org")
    await bot.rests()
    shown, before = aroha.sees, sefina.chat

    await aroha.presses(words("another.yes"))
    await bot.rests()
    asked = sefina.sees
    await sefina.presses(words("leader.acknowledge"))
    await bot.rests()

    assert words("confirm_leader.one_title") in shown
    assert "Sefina Example" in shown
    assert CARD not in before
    assert words("leader.deputy_chosen", name="Aroha Example") in asked
    assert words("leader_state.acknowledge", name="Sefina Example") in aroha.status
    assert words("status.ask_another") not in aroha.status


async def test_nobody_is_asked_after_the_one_the_reporter_named(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody, sefina: Somebody
) -> None:
    await line_ends(bot, aroha, wiremu, ngaire)
    await names_another(aroha, "sefina@example.org")
    await aroha.presses(words("another.yes"))
    await bot.rests()

    await hands_on(sefina)
    await bot.time_passes(minutes=2)

    assert words("status.without_leader") in aroha.status
    assert words("status.ask_another") in aroha.status
    assert len([mail for mail in bot.mails() if FOLLOW_UP in text_of(mail)]) == 1


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("ngaire@example.org", "another.asked"),
        ("aroha@example.org", "another.self"),
        ("nobody@example.org", "another.nobody"),
    ],
)
async def test_who_was_asked_or_cannot_be_found_is_not_asked(
    name: str,
    refusal: str,
    bot: Running,
    aroha: Somebody,
    wiremu: Somebody,
    ngaire: Somebody,
) -> None:
    await line_ends(bot, aroha, wiremu, ngaire)

    await names_another(aroha, name)

    assert words(refusal, name=name) in aroha.sees
    assert words("another.yes") not in aroha.sees


async def test_while_somebody_is_asked_nobody_else_is_named(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody, sefina: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()

    act = {"verb": "confirm_somebody_else", "person_id": sefina.member.object_id}
    await tries(aroha, act, the_report(bot))
    await bot.rests()

    assert words("refusal.nobody_else") in aroha.answer
    assert CARD not in sefina.chat
