"""Danger first: 111 before anything else, and the short way to Security."""

import pytest

from bot.adapters.teams.turns import replies
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    STANDARD,
    URGENT,
    informs_in_short,
    leader_is_known,
    reports,
    skip_until,
    to_questions,
    to_short_preview,
)
from tests.stand_ins.faults import Fault
from tests.words import brief, choice_text, fragment, level_name, menu_title, question_text, words

CALL_NOW = words("danger.call_now")
WHERE = "12 Example Street, 021 555 0101"


@pytest.mark.parametrize("answer", [choice_text("danger", "yes"), words("move.not-sure")])
async def test_danger_or_doubt_shows_111_before_anything_else(answer: str, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))

    await aroha.presses(answer)

    assert aroha.answer.startswith(CALL_NOW)
    assert words("kind.title") not in aroha.answer


async def test_the_short_way_is_four_presses(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.send_now"))
    preview, before = aroha.answer, bot.all_mails()
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("preview.title") in preview
    assert bot.content.texts("preview.goes_at_once") in preview
    assert before == []
    assert level_name("emergency") in bot.mail()
    assert words("report.not_said") in bot.mail()


async def test_somebody_in_danger_may_say_what_it_is_about_before_send(
    bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert level_name("emergency") in bot.mail()
    assert words("first.ask_threat_process") in bot.mail()
    assert words("report.not_said") not in bot.mail()


async def test_where_they_are_and_a_number_stand_in_the_first_lines_of_the_mail(
    bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)
    await aroha.presses(words("preview.send"), where_now=WHERE)
    await bot.rests()

    assert any(WHERE in line for line in bot.mail().splitlines()[:4])


async def test_where_they_are_can_be_typed_and_is_not_sent_before_send(
    bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)
    await aroha.says(WHERE)
    preview, before = aroha.answer, bot.all_mails()
    await aroha.says("1")
    await bot.rests()

    assert words("preview.title") in preview
    assert before == []
    assert any(WHERE in line for line in bot.mail().splitlines()[:4])


@pytest.mark.parametrize("typed", ["7", "12"])
async def test_a_number_that_is_no_choice_sends_nothing_and_is_no_place(
    typed: str, bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)

    await aroha.says(typed)

    assert words("again.choice") in aroha.answer
    assert words("preview.title") in aroha.answer
    assert bot.draft()["words"] == {}
    assert bot.rows("reports") == []


async def test_where_they_are_that_is_emptied_again_is_not_sent(
    bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)
    await aroha.says(WHERE)

    await aroha.presses(words("preview.send"), where_now="")
    await bot.rests()

    assert level_name("emergency") in bot.mail()
    assert WHERE not in bot.mail()


async def test_where_they_are_that_is_too_long_holds_nothing_up_and_is_said(
    bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)

    await aroha.presses(words("preview.send"), where_now=WHERE * 100)
    await bot.rests()

    assert words("unreadable.too_long") in aroha.answer
    assert words("status.add_where") in aroha.answer
    assert level_name("emergency") in bot.mail()


@pytest.mark.parametrize(
    "press", [words("preview.kind"), words("preview.whom"), words("preview.send")]
)
async def test_where_they_are_is_kept_whatever_is_pressed_beside_it(
    press: str, bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)

    await aroha.presses(press, where_now=WHERE)

    assert WHERE in str([tuple(row) for name in ("drafts", "reports") for row in bot.rows(name)])


async def test_where_they_are_is_for_security_alone(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)
    await leader_is_known(aroha)
    await aroha.presses(words("preview.send"), where_now=WHERE)
    await bot.rests()

    assert WHERE in bot.mail()
    assert fragment("leader.heading") in wiremu.sees
    assert WHERE not in wiremu.chat


async def test_somebody_in_danger_chooses_from_a_few_and_may_skip(
    bot: Running, aroha: Somebody
) -> None:
    await to_short_preview(aroha, situation=None)
    await aroha.presses(words("preview.kind"))

    titles = [button.title for button in aroha.newest_buttons()]
    assert len(titles) <= 7
    assert URGENT in titles
    assert bot.content.texts("move.back") in titles


@pytest.mark.parametrize("typed", ["skip", "not sure", "1", "someone made a threat"])
async def test_the_short_way_can_be_typed(typed: str, bot: Running, aroha: Somebody) -> None:
    await aroha.says("report")
    await aroha.says("yes")
    await aroha.says("1")
    await aroha.says("2")

    await aroha.says(typed)

    assert words("preview.title") in aroha.sees
    assert level_name("emergency") in aroha.sees


async def test_danger_stays_an_emergency_when_all_are_safe_again(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await _goes_on_safely_and_sends(aroha)
    await bot.rests()

    assert level_name("emergency") in bot.mail()
    assert words("first.safe_since", said=brief("danger", "yes").capitalize()) in bot.mail()


async def test_doubt_is_urgent_once_all_are_safe(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(words("move.not-sure"))
    await _goes_on_safely_and_sends(aroha)
    await bot.rests()

    assert level_name("urgent") in bot.mail()
    unsure = words("first.not_sure", said=brief("danger", "yes").capitalize())
    assert words("first.safe_since", said=unsure) in bot.mail()


async def test_without_danger_the_situation_sets_the_level(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()

    assert level_name("standard") in bot.mail()
    assert brief("danger", "no").capitalize() in bot.mail()


async def test_a_threat_that_may_come_true_soon_shows_111(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, URGENT)
    asked = aroha.answer
    await aroha.presses(choice_text("danger", "yes"))
    screen = aroha.answer
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert question_text("soon") in asked
    assert screen.startswith(CALL_NOW)
    assert level_name("emergency") in bot.mail()
    assert words("first.ask_threat_process") in bot.mail()


async def test_a_child_who_may_be_in_danger_shows_111(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, menu_title("illegal-or-intimate-content"))
    await skip_until(aroha, question_text("child_danger"))

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
    await aroha.presses(words("preview.send"))

    assert words("stage.mailing") in aroha.answer


async def _goes_on_safely_and_sends(aroha: Somebody) -> None:
    await aroha.presses(words("danger.safe_now"))
    await aroha.presses(STANDARD)
    await skip_until(aroha, words("guidance.report"))
    await aroha.presses(words("guidance.report"))
    await aroha.presses(words("preview.send"))


async def _is_down(*_: object) -> None:
    raise ConnectionError
