"""Danger first: 111 before anything else, and the short way to Security."""

import pytest

from bot.adapters.teams.turns import replies
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    STANDARD,
    URGENT,
    WIREMU,
    informs_in_short,
    reports,
    skip_until,
    to_questions,
)
from tests.stand_ins.faults import Fault
from tests.words import choice_text, fragment, level_name, menu_title, question_text, words

CALL_NOW = words("danger.call_now")


@pytest.mark.parametrize("answer", [choice_text("danger", "yes"), words("move.not-sure")])
async def test_danger_or_doubt_shows_111_before_anything_else(answer: str, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))

    await aroha.presses(answer)

    assert aroha.answer.startswith(CALL_NOW)
    assert words("kind.title") not in aroha.answer


async def test_the_short_way_asks_only_what_it_is_and_whom_to_tell(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.send_now"))
    kind = aroha.answer
    await aroha.presses(URGENT)
    await aroha.presses(words("move.skip"))
    whom = aroha.answer
    await aroha.presses(words("tell.security-only"))
    preview = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("kind.title") in kind
    assert words("tell.title") in whom
    assert bot.content.texts("preview.goes_at_once") in preview
    assert level_name("emergency") in bot.mail()
    assert "Someone is in danger now or soon." in bot.mail()


async def test_somebody_in_danger_need_not_know_what_it_is(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(words("move.skip"))
    await aroha.presses(words("move.skip"))
    await aroha.presses(words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert level_name("emergency") in bot.mail()


async def test_where_they_are_and_a_number_stand_in_the_first_lines_of_the_mail(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(URGENT)
    await aroha.presses(bot.content.texts("form.next"), where_now="12 Example Street, 021 555 0101")
    await aroha.presses(words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    first_lines = bot.mail().splitlines()[:4]
    assert any("12 Example Street, 021 555 0101" in line for line in first_lines)


async def test_where_they_are_is_for_security_alone(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await bot.rests()
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(words("move.skip"))
    await aroha.says("12 Example Street, 021 555 0101")
    await aroha.presses(WIREMU)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert fragment("leader.heading") in wiremu.sees
    assert "12 Example Street" in bot.mail()
    assert "12 Example Street" not in wiremu.chat


async def test_somebody_in_danger_chooses_from_a_few_and_may_skip(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.send_now"))

    titles = [button.title for button in aroha.newest_buttons()]
    assert len(set(titles)) < len(bot.content.catalogue.scenarios)
    assert bot.content.texts("move.skip") in titles


@pytest.mark.parametrize("typed", ["skip", "not sure", "1", "someone made a threat"])
async def test_the_short_way_can_be_typed(typed: str, bot: Running, aroha: Somebody) -> None:
    await aroha.says("report")
    await aroha.says("yes")
    await aroha.says("1")

    await aroha.says(typed)

    assert bot.content.form.pages[0].title in aroha.sees


async def test_danger_stays_an_emergency_when_all_are_safe_again(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await _goes_on_safely_and_sends(aroha)
    await bot.rests()

    assert level_name("emergency") in bot.mail()
    assert f"Danger now: {choice_text('danger', 'yes')} {words('report.safe_since')}" in bot.mail()


async def test_doubt_is_urgent_once_all_are_safe(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(words("move.not-sure"))
    await _goes_on_safely_and_sends(aroha)
    await bot.rests()

    assert level_name("urgent") in bot.mail()
    assert f"Danger now: {words('answer.not_sure')} {words('report.safe_since')}" in bot.mail()


async def test_without_danger_the_situation_sets_the_level(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()

    assert level_name("standard") in bot.mail()
    assert f"Danger now: {choice_text('danger', 'no')}" in bot.mail()


async def test_a_threat_that_may_come_true_soon_shows_111(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, URGENT)
    asked = aroha.answer
    await aroha.presses(choice_text("danger", "yes"))
    screen = aroha.answer
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(words("move.skip"))
    await aroha.presses(words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert question_text("threat-soon") in asked
    assert screen.startswith(CALL_NOW)
    assert level_name("emergency") in bot.mail()
    assert "It is for the Threat Management Process." in bot.mail()


async def test_a_child_who_may_be_in_danger_shows_111(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, menu_title("illegal-or-intimate-content"))
    await skip_until(aroha, question_text("illegal-child-danger"))

    await aroha.presses(words("move.not-sure"))

    assert aroha.answer.startswith(CALL_NOW)


async def test_nobody_is_in_the_way_of_an_emergency(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await informs_in_short(bot, aroha)
    await bot.rests()

    assert "Emergency" in bot.mails()[0]["Subject"]
    assert fragment("leader.seen_means") in wiremu.sees
    assert "Approve" not in wiremu.chat


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429),
        Fault(502, html=True),
        Fault(503),
        Fault(504, arrives=True),
        Fault(drops=True),
    ],
    ids=["429", "502", "503", "504 after it arrived", "dropped"],
)
async def test_the_111_screen_comes_though_teams_fails_once(
    fault: Fault, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "RETRY_DELAY", 0)
    await aroha.presses(words("menu.report"))
    bot.teams.answers_next("send", fault)

    await aroha.presses(choice_text("danger", "yes"))

    assert CALL_NOW in aroha.answer


async def test_the_111_screen_needs_no_mail_and_no_directory(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(bot.directory), "leader_of", _is_down)
    bot.post.is_unplugged = True
    await aroha.presses(words("menu.report"))

    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(URGENT)
    await aroha.presses(words("move.skip"))
    await aroha.presses(words("tell.security-only"))
    await aroha.presses(words("preview.send"))

    assert words("stage.mailing") in aroha.answer


async def _goes_on_safely_and_sends(aroha: Somebody) -> None:
    await aroha.presses(words("danger.safe_now"))
    await aroha.presses(STANDARD)
    await skip_until(aroha, words("guidance.report"))
    await aroha.presses(words("guidance.report"))
    await skip_until(aroha, words("tell.security-only"))
    await aroha.presses(words("tell.security-only"))
    await aroha.presses(words("preview.send"))


async def _is_down(*_: object) -> None:
    raise ConnectionError
