"""The people leader does not see it: whoever leads them is asked, then it goes to Security."""

from tests.journeys.people import Somebody, said
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    names,
    reports,
    to_telling,
)
from tests.stand_ins.faults import Fault
from tests.words import email_state, fragment, with_address, words

CARD = fragment("leader.heading")
IN_THEIR_PLACE = words("leader.deputy_not_reached", leader="Wiremu Example")
AS_WELL = words("leader.deputy_unanswered", leader="Wiremu Example")
SENT = email_state("sent")


async def test_a_leader_without_the_app_has_a_deputy_who_is_asked(
    bot: Running, aroha: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    asked, told = ngaire.sees, aroha.status
    assert bot.mails() == []

    await ngaire.presses(words("leader.approve"))
    await bot.rests()

    assert IN_THEIR_PLACE in asked
    assert words("leader_state.not-reached", name="Wiremu Example") in told
    assert words("deputy_state.asked-alone", name="Ngaire Example") in told
    assert words("leader_state.approve", name="Ngaire Example") in aroha.status
    assert SENT in aroha.status
    deputy = words("mail.standing_in", name=with_address("Ngaire Example"))
    assert words("mail.leader_not-reached", name=with_address("Wiremu Example")) in bot.mail()
    assert words("mail.leader_approve", name=deputy) in bot.mail()


async def test_a_leader_whom_teams_does_not_reach_is_told_by_mail(
    bot: Running, aroha: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    (mail,) = bot.mails_to("Wiremu Example")

    assert mail["Subject"].startswith(words("leader.title"))
    assert bot.mails() == []
    assert bot.mails_to("Ngaire Example") == []


async def test_when_neither_can_be_reached_it_goes_to_security(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    assert words("leader_state.not-reached-sent", name="Wiremu Example") in aroha.status
    assert SENT in aroha.status
    assert words("mail.nobody_reached") in bot.mail()


async def test_a_deputy_is_told_of_an_urgent_report_after_fifteen_minutes(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=14)
    before = ngaire.chat
    await bot.time_passes(minutes=2)
    asked, told = ngaire.sees, aroha.status

    await ngaire.presses(words("leader.acknowledge"))
    await bot.rests()

    assert CARD not in before
    assert AS_WELL in asked
    assert words("deputy_state.asked", name="Ngaire Example") in told
    assert words("leader_state.unanswered", name="Wiremu Example") in told
    assert len(bot.mails()) == 1
    assert SENT in aroha.status


async def test_a_leader_who_answers_after_the_deputy_was_asked_is_heard(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=16)

    await wiremu.presses(words("leader.acknowledge"))
    await bot.rests()

    assert words("leader_state.acknowledge", name="Wiremu Example") in aroha.status
    assert "Wiremu Example" in ngaire.sees
    assert fragment("leader.other_acknowledge") in ngaire.sees
    assert words("leader.acknowledge") not in ngaire.sees


async def test_no_deputy_is_asked_once_the_leader_has_seen_it(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()
    await wiremu.presses(words("leader.acknowledge"))

    await bot.time_passes(days=1)

    assert CARD not in ngaire.chat
    assert words("status.deputy") not in aroha.status


async def test_what_waits_for_its_time_has_no_deputy_while_the_leader_holds_the_card(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, HIGH)

    await bot.time_passes(minutes=30)

    assert CARD not in ngaire.chat


async def test_the_chain_passes_over_a_leader_who_was_left_out(
    bot: Running, aroha: Somebody, wiremu: Somebody, ngaire: Somebody
) -> None:
    before = wiremu.chat
    await to_telling(aroha, STANDARD)
    await names(aroha, "tamati@example.org")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert CARD in ngaire.sees
    assert wiremu.chat == before
    assert bot.mails_to("Wiremu Example") == []
    assert "Wiremu" not in aroha.sees
    assert "Wiremu" not in aroha.status


async def test_a_report_about_a_leader_of_leaders_is_never_given_to_its_own_reporter(
    bot: Running, wiremu: Somebody, ngaire: Somebody
) -> None:
    await to_telling(ngaire, URGENT)
    await names(ngaire, "wiremu@example.org")
    await ngaire.presses(words("preview.send"))
    sent = len(ngaire.shown)
    await bot.time_passes(minutes=16)

    assert CARD in wiremu.chat
    assert CARD not in "\n".join(said(shown.current) for shown in ngaire.shown[sent - 1 :])
    assert words("deputy_state.nobody-reached") in ngaire.status


async def test_a_deputy_whose_card_is_held_up_gets_it_later(
    bot: Running, aroha: Somebody, ngaire: Somebody
) -> None:
    bot.teams.answers_next("send", Fault(503), times=3, to=ngaire.member)
    await reports(aroha, STANDARD)
    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=6)

    assert CARD in ngaire.sees
    assert bot.mails() == []


async def test_a_deputy_is_asked_in_vain_until_the_time_is_up(
    bot: Running, aroha: Somebody, ngaire: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=61)
    reminded = ngaire.chat.count(words("reminder.title"))
    assert bot.mails() == []

    await bot.time_passes(minutes=61)

    assert reminded == 1
    assert SENT in aroha.status
    assert words("mail.leader_not-reached", name=with_address("Wiremu Example")) in bot.mail()
    deputy = words("mail.standing_in", name=with_address("Ngaire Example"))
    assert words("mail.leader_asked_deadline", name=deputy) in bot.mail()
