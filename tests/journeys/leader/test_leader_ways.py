"""Whom to tell: every way ends at Security, with a leader or without, or with nothing sent."""

import pytest

from bot.bootstrap import local
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    WIREMU,
    looks_for,
    names,
    names_nobody_known,
    reports,
    to_preview,
    to_telling,
    to_telling_from_preview,
)
from tests.words import email_state, fragment, with_address, words

CARD = fragment("leader.heading")
NOT_REACHED = words("leader_state.not-reached-sent", name="Wiremu Example")


async def sends_naming(bot: Running, aroha: Somebody, leader: str) -> None:
    """A report at level standard, to a leader whom the reporter names."""
    await to_telling(aroha, STANDARD)
    await names(aroha, leader)
    await aroha.presses(words("preview.send"))
    await bot.rests()


@pytest.mark.parametrize("named", ["sefina@example.org", "SEFINA@Example.org", "sefina  example"])
async def test_somebody_else_who_leads_people_gets_the_card(
    named: str, bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    before = wiremu.chat

    await sends_naming(bot, aroha, named)
    assert CARD in sefina.sees
    assert bot.all_mails() == []
    await sefina.presses(words("leader.approve"))
    await bot.rests()

    assert words("mail.leader_approve", name=with_address("Sefina Example")) in bot.mail()
    assert wiremu.chat == before


@pytest.mark.parametrize(
    "named",
    [
        "Sefina Example <sefina@example.org>",
        '"Example, Sefina" <sefina@example.org>',
        "mailto:sefina@example.org",
        "sefina@example.org;",
        "Example, Sefina",
        "Example, Sefina (Contractor)",
        "8:orgid:{sefina}",
    ],
)
async def test_a_leader_is_found_in_the_forms_that_are_pasted_and_listed(
    named: str, bot: Running, aroha: Somebody, sefina: Somebody
) -> None:
    await sends_naming(bot, aroha, named.format(sefina=sefina.member.object_id))

    assert CARD in sefina.sees
    assert words("leader_state.asked", name="Sefina Example") in aroha.chat


@pytest.mark.parametrize("named", ["nobody@example.org", "Nobody Example"])
async def test_a_name_that_is_nobodys_goes_to_security(
    named: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    before = wiremu.chat
    await to_telling(aroha, STANDARD)

    await names_nobody_known(aroha, named)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    told = words("leader_state.not-reached-sent", name=named)
    assert told in await aroha.waits_for(email_state("sent"))
    assert fragment("mail.leader_not-reached") in bot.mail()
    assert wiremu.chat == before


async def test_the_preview_says_who_is_named_before_anything_is_sent(
    bot: Running, aroha: Somebody
) -> None:
    await to_telling(aroha, STANDARD)

    await names(aroha, "Sefina  \n Example")

    assert (
        words("preview.leader_reads", name="Sefina Example, Property manager, Hamilton")
        in aroha.answer
    )
    assert words("mail.leader_to-be-asked", name=with_address("Sefina Example")) in aroha.answer
    assert bot.rows("reports") == []


async def test_somebody_chosen_from_the_list_gets_the_card(
    bot: Running, aroha: Somebody, sefina: Somebody
) -> None:
    await to_telling(aroha, STANDARD)
    await aroha.presses(words("tell.other-leader"))
    await aroha.presses(words("question.next"), person=sefina.member.object_id)
    await aroha.presses(words("confirm_leader.yes"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert CARD in sefina.sees
    assert words("leader_state.asked", name="Sefina Example") in aroha.chat


async def test_without_a_name_the_question_stays_open(aroha: Somebody) -> None:
    await to_telling(aroha, STANDARD)

    await looks_for(aroha, "   ")

    assert words("tell.name_missing") in aroha.answer
    assert words("tell.name_title") in aroha.answer


async def test_not_my_leader_offers_ways_round_without_asking_why(
    bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    before = wiremu.chat
    await to_telling(aroha, STANDARD)

    await aroha.presses(words("tell.not-my-leader"))
    asked = aroha.answer
    await names(aroha, "sefina@example.org")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("tell.round_text") in asked
    assert CARD in sefina.sees
    assert wiremu.chat == before


@pytest.mark.parametrize("situation", [STANDARD, URGENT])
async def test_a_leader_who_was_left_out_gets_nothing_at_all(
    situation: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    before, calls = wiremu.chat, _calls_to(bot, wiremu)
    await to_preview(aroha, situation, words("tell.not-my-leader"))
    await aroha.presses(words("tell.security-only"))
    preview = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.time_passes(days=3)

    assert words("preview.no_leader_reads") in preview
    assert words("leader_state.not-told") in await aroha.waits_for(email_state("sent"))
    assert words("mail.leader_not-told") in bot.mail()
    (mail,) = bot.all_mails()
    assert "Wiremu" not in str(mail)
    assert mail["To"] == local.SECURITY
    assert wiremu.chat == before
    assert _calls_to(bot, wiremu) == calls


async def test_security_only_goes_at_once(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()

    assert len(bot.mails()) == 1


async def test_no_one_yet_sends_nothing_and_keeps_the_way_open(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    before = wiremu.chat
    await to_preview(aroha, STANDARD, words("tell.no-one-yet"))
    held = aroha.answer
    await bot.time_passes(hours=23)

    await aroha.presses(words("hold.choose_again"))
    await aroha.presses(words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("hold.title") in held
    assert "111" in held
    assert local.SECURITY in held
    assert "0800 327 669" in held
    assert wiremu.chat == before
    assert len(bot.mails()) == 1


async def test_no_one_yet_is_forgotten_after_a_day(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.no-one-yet"))

    await bot.time_passes(hours=25)
    await aroha.says("go on")

    assert bot.rows("drafts") == []
    assert words("menu.lead") in aroha.answer
    assert bot.all_mails() == []


async def test_no_one_yet_can_be_deleted_with_a_second_tap(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.no-one-yet"))

    await aroha.presses(words("hold.delete"))
    assert len(bot.rows("drafts")) == 1
    await aroha.presses(words("stop.delete"))

    assert bot.content.texts("stop.deleted") in aroha.sees
    assert bot.rows("drafts") == []


async def test_back_from_no_one_yet_leads_to_the_choice(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.no-one-yet"))

    await aroha.presses(words("move.back"))

    assert words("tell.title") in aroha.sees


async def test_somebody_without_a_leader_on_record_names_one_or_goes_on_without(
    bot: Running, sefina: Somebody
) -> None:
    ngaire = bot.person("Ngaire Example")
    await ngaire.installs()

    await to_telling(ngaire, STANDARD)

    assert words("tell.text_unknown") in ngaire.answer
    assert fragment("tell.leader") not in ngaire.answer
    await names(ngaire, "sefina@example.org")
    await ngaire.presses(words("preview.send"))
    await bot.rests()
    assert CARD in sefina.sees


async def test_a_directory_that_is_down_holds_nobody_up(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_down(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(bot.directory), "leader_of", is_down)

    await to_telling(aroha, STANDARD)
    asked = aroha.answer
    await aroha.presses(words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("tell.text_unknown") in asked
    assert len(bot.mails()) == 1


async def test_a_leader_who_never_added_the_app_holds_nothing_up(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    told = await aroha.waits_for(email_state("sent"))
    assert NOT_REACHED in told
    assert words("mail.leader_not-reached", name=with_address("Wiremu Example")) in bot.mail()


async def test_a_leader_who_has_the_app_but_never_wrote_gets_the_card(
    bot: Running, aroha: Somebody
) -> None:
    wiremu = bot.person("Wiremu Example")
    bot.teams.opens_chat(wiremu.member)

    await reports(aroha, STANDARD)
    await bot.rests()

    assert CARD in wiremu.sees
    assert bot.all_mails() == []


async def test_a_leader_who_removed_the_app_holds_nothing_up(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await wiremu.removes()

    await reports(aroha, STANDARD)
    await bot.rests()

    assert NOT_REACHED in await aroha.waits_for(email_state("sent"))
    assert CARD not in wiremu.chat


async def test_a_leader_who_blocked_the_bot_holds_nothing_up(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.teams.loses_app(wiremu.member)

    await reports(aroha, HIGH)
    await bot.rests()

    assert NOT_REACHED in await aroha.waits_for(email_state("sent"))


async def test_nobody_is_asked_twice_by_choosing_again(
    bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    before = wiremu.chat
    await to_preview(aroha, STANDARD, WIREMU)
    await to_telling_from_preview(aroha)
    await names(aroha, "sefina@example.org")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert CARD in sefina.sees
    assert wiremu.chat == before


def _calls_to(bot: Running, somebody: Somebody) -> int:
    chat = bot.teams.opens_chat(somebody.member).id
    return sum(chat == call.conversation_id for call in bot.teams.calls)
