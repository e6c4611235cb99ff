"""The newest card moves on in place; where it cannot, a new one comes and the old one shrinks."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.bootstrap.application import TURNS
from bot.ports import Busy
from tests.journeys.people import Somebody, said
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    begins,
    reports,
    reports_in_short,
    skip_until,
    to_guidance,
    to_page,
    to_preview,
    to_questions,
    to_ticks,
)
from tests.stand_ins.activities import Chat
from tests.stand_ins.faults import Fault
from tests.words import choice_text, fragment, menu_title, question_text, words

GATE, NO, YES = question_text("danger"), choice_text("danger", "no"), choice_text("danger", "yes")
KINDS = question_text("shows")
NOT_IN_DANGER = f"{GATE} {NO}"
SECURITY_ONLY = words("tell.security-only")
FAULTS = {
    "404": Fault(404, "ActivityNotFoundInConversation"),
    "403": Fault(403, "BadArgument"),
    "429": Fault(429, "Throttled", retry_after="0"),
    "500": Fault(500),
    "502 after it arrived": Fault(502, arrives=True),
}


async def test_a_press_moves_the_card_on_in_place(bot: Running, aroha: Somebody) -> None:
    cards = len(aroha.shown)

    await aroha.presses(words("menu.report"))
    await aroha.presses(NO)
    await aroha.presses(HIGH)

    assert len(aroha.shown) == cards
    assert KINDS in aroha.sees
    assert [said(version).count(GATE) for version in aroha.shown[-1].versions[:2]] == [0, 1]


async def test_back_goes_back_in_place(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    cards = len(aroha.shown)

    await aroha.presses(words("move.back"))

    assert len(aroha.shown) == cards
    assert words("kind.title") in aroha.sees


async def test_the_card_says_what_was_answered_and_how_far_it_is(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    assert words("living.step", number=3) in aroha.sees
    assert NOT_IN_DANGER in aroha.sees
    assert f"{words('kind.title')} {HIGH}" in aroha.sees


async def test_what_could_not_be_taken_is_said_at_the_top_of_the_card(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, HIGH, SECURITY_ONLY)
    cards = len(aroha.shown)

    await aroha.presses(words("move.back"))
    await aroha.presses(words("tell.other-leader"))
    await aroha.presses(words("question.next"), words="")

    assert len(aroha.shown) == cards
    assert aroha.sees.startswith(words("tell.name_missing"))


async def test_send_turns_the_preview_into_the_status_card(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, SECURITY_ONLY)
    cards = len(aroha.shown)

    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert len(aroha.shown) == cards
    assert words("preview.title") not in aroha.chat
    assert fragment("status.title") in aroha.sees
    assert words("stage.sent") in aroha.sees
    assert aroha.open_buttons() == []


async def test_stop_turns_the_card_into_the_paused_card_and_go_on_turns_it_back(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    cards, asked = len(aroha.shown), aroha.sees

    await aroha.presses(words("move.stop"))
    paused = aroha.sees
    await aroha.presses(words("unfinished.go_on"))

    assert fragment("stop.paused") in paused
    assert aroha.sees == asked
    assert len(aroha.shown) == cards


async def test_delete_it_turns_the_paused_card_into_the_closing_card(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    cards = len(aroha.shown)

    await aroha.presses(words("move.stop"))
    await aroha.presses(words("stop.delete"))

    assert len(aroha.shown) == cards
    assert words("stop.deleted") in aroha.sees
    assert aroha.open_buttons() == []


async def test_the_end_of_the_guidance_is_in_place_too(bot: Running, aroha: Somebody) -> None:
    await to_guidance(aroha, STANDARD)
    cards = len(aroha.shown)

    await aroha.presses(words("guidance.finish"))

    assert len(aroha.shown) == cards
    assert words("guidance.finished") in aroha.sees


@pytest.mark.parametrize("situation", [HIGH, STANDARD, menu_title("threat")])
async def test_from_the_welcome_to_the_status_there_is_one_card(
    situation: str, bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, situation, SECURITY_ONLY)
    await bot.rests()

    assert len(aroha.shown) == 1
    assert aroha.open_buttons() == []


async def test_with_the_111_screen_there_are_two_and_a_line(bot: Running, aroha: Somebody) -> None:
    await reports_in_short(aroha)
    await bot.rests()

    gate, screen, _ = aroha.shown
    assert gate.text == f"{GATE} {YES}"
    assert words("danger.line") in said(screen.current)
    assert aroha.open_buttons() == []


async def test_a_situation_is_chosen_in_place(bot: Running, aroha: Somebody) -> None:
    cards = len(aroha.shown)

    await aroha.presses(words("menu.situations"))
    await aroha.presses(HIGH)
    await aroha.presses(NO)

    assert len(aroha.shown) == cards
    assert KINDS in aroha.sees


async def test_a_report_begun_by_typing_shuts_the_menu(bot: Running, aroha: Somebody) -> None:
    menu = aroha.shown[-1]

    await aroha.says("report")

    assert said(menu.current) == words("living.moved")
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


async def test_a_menu_beside_an_open_question_leaves_the_question_open(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    question = aroha.shown[-1]

    await aroha.says("menu")
    answered = said(question.current)
    await aroha.presses(words("move.skip"))

    assert KINDS in answered
    assert words("living.moved") not in aroha.chat


async def test_a_press_on_a_menu_that_was_answered_brings_the_question_anew(
    bot: Running, aroha: Somebody
) -> None:
    report = aroha.button(words("menu.report"))
    await aroha.pressing(report)
    cards = len(aroha.shown)
    await aroha.pressing(report)
    double = len(aroha.shown)
    await bot.time_passes(seconds=5)

    await aroha.pressing(report)

    assert double == cards
    assert len(aroha.shown) == cards + 1
    assert GATE in aroha.answer
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


async def test_a_typed_answer_leaves_the_question_and_its_answer(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    asked = len(aroha.shown)

    await aroha.says("no")

    assert len(aroha.shown) == asked + 1
    assert said(aroha.shown[-2].current) == NOT_IN_DANGER
    assert words("kind.title") in aroha.sees


async def test_back_from_the_111_screen_leaves_no_answer_that_is_undone(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    gate = aroha.shown[-1]
    await aroha.presses(YES)
    answered = said(gate.current)
    screen = aroha.shown[-1]

    await aroha.presses(words("move.back"))
    undone = said(gate.current)
    await aroha.presses(NO)

    assert answered == f"{GATE} {YES}"
    assert undone == words("living.moved")
    assert said(gate.current) == NOT_IN_DANGER
    assert words("danger.line") in said(screen.current)
    assert words("danger.send_now") not in said(screen.current)


async def test_back_leaves_no_typed_answer_that_is_undone(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.says("no")
    await aroha.says(HIGH)
    gate, kind, _ = aroha.shown

    await aroha.presses(words("move.back"))
    undone = said(kind.current)
    await aroha.presses(STANDARD)

    assert said(gate.current) == NOT_IN_DANGER
    assert undone == words("living.moved")
    assert said(kind.current) == f"{words('kind.title')} {STANDARD}"


async def test_a_typed_answer_that_is_edited_is_not_said_any_more(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.says("no")
    kind = await aroha.says(HIGH)
    line = aroha.shown[-2]
    answered = said(line.current)

    await aroha.edits(kind, "something else")

    assert answered == f"{words('kind.title')} {HIGH}"
    assert said(line.current) == words("living.moved")


async def test_of_a_list_that_was_interrupted_nothing_is_said_to_be_ticked(
    bot: Running, aroha: Somebody
) -> None:
    await to_ticks(aroha, HIGH)
    ticks = aroha.shown[-1]

    await aroha.says("he is outside my house now")

    assert said(ticks.current) == words("living.moved")


async def test_a_list_in_which_nothing_was_ticked_says_so(bot: Running, aroha: Somebody) -> None:
    await to_ticks(aroha, HIGH)
    ticks = aroha.shown[-1]

    await aroha.says("skip")

    assert said(ticks.current) == f"{words('ticks.title')} {words('living.nothing_ticked')}"


async def test_a_typed_detail_leaves_its_question_and_its_answer(
    bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.says(choice_text("platform", "facebook"))
    await aroha.says("https://www.example.org/post")

    platform, link = (said(shown.current) for shown in aroha.shown[-3:-1])
    assert platform == f"{question_text('platform')} {choice_text('platform', 'facebook')}"
    assert link == f"{question_text('link')} {words('living.in_words')}"


async def test_what_was_answered_for_a_report_that_is_sent_stays(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.says("no")
    gate = aroha.shown[-2]
    await aroha.presses(menu_title("threat"))
    await skip_until(aroha, words("guidance.report"))
    await aroha.presses(words("guidance.report"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    await reports_in_short(aroha)

    assert said(gate.current) == NOT_IN_DANGER


async def test_after_something_was_said_a_press_brings_a_new_card(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(NO)
    kind, asked = aroha.button(HIGH), aroha.shown[-1]
    await aroha.says("support")

    await aroha.pressing(kind)

    assert KINDS in aroha.sees
    assert said(asked.current) == f"{words('kind.title')} {HIGH}"
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


async def test_a_message_of_the_worker_counts_as_something_said(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, menu_title("threat"), SECURITY_ONLY)
    await begins(aroha)
    no = aroha.button(NO)
    await bot.teams.says(aroha.member, "hello", Chat.of_group("the team"))
    await bot.rests()

    await aroha.pressing(no)

    assert words("kind.title") in aroha.sees
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_where_the_update_fails_a_new_card_comes(
    fault: Fault, bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    cards = len(aroha.shown)
    bot.teams.answers_next("update", fault)

    await aroha.presses(NO)
    await bot.rests()

    assert len(aroha.shown) == cards + 1
    assert words("kind.title") in aroha.sees
    assert said(aroha.shown[-2].current) == NOT_IN_DANGER
    assert bot.draft()["trail"] == ["question:danger"]


@pytest.mark.parametrize(("fault", "is_tried"), [("500", True), ("429", True), ("404", False)])
async def test_a_card_that_could_not_be_reduced_is_reduced_by_the_next_turn(
    fault: str, is_tried: bool, bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    asked = aroha.shown[-1]
    bot.teams.answers_next("update", FAULTS[fault])
    await aroha.says("no")
    kept = [it.title for it in aroha.buttons() if it.activity_id == asked.id]

    await aroha.presses(HIGH)

    left = [it.title for it in aroha.buttons() if it.activity_id == asked.id]
    assert NO in kept
    assert left == ([] if is_tried else kept)


@pytest.mark.parametrize("move", ["answer", "way out"])
async def test_who_sees_an_old_showing_gets_new_cards_until_the_report_is_sent(
    move: str, bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    showing = aroha.button(NO) if move == "answer" else aroha.button(words("move.not-sure"))
    await aroha.presses(NO)
    cards = len(aroha.shown)
    await bot.time_passes(seconds=5)

    await aroha.pressing(showing)
    healed = aroha.answer
    await aroha.presses(HIGH)
    later = len(aroha.shown)
    await aroha.presses(words("move.skip"))

    assert words("again.old_card") in healed
    assert words("kind.title") in healed
    assert len(aroha.shown) == later + 1 > cards + 2
    assert bot.draft()["scenario_id"] == "identifying-content"
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


async def test_the_next_report_has_a_living_card_again(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    no = aroha.button(NO)
    await aroha.presses(NO)
    await bot.time_passes(seconds=5)
    await aroha.pressing(no)
    await aroha.presses(words("move.stop"))
    await aroha.presses(words("stop.delete"))

    await aroha.presses(words("menu.home"))
    await aroha.presses(words("menu.report"))
    cards = len(aroha.shown)
    await aroha.presses(NO)

    assert len(aroha.shown) == cards


async def test_go_on_from_an_old_showing_of_the_paused_card_brings_a_new_card(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.presses(words("move.stop"))
    go_on = aroha.button(words("unfinished.go_on"))
    await aroha.pressing(go_on)
    cards = len(aroha.shown)
    await bot.time_passes(seconds=5)

    await aroha.pressing(go_on)

    assert len(aroha.shown) == cards + 1
    assert KINDS in aroha.sees


async def test_the_111_screen_is_a_message_of_its_own_and_stays_in_sight(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    cards = len(aroha.shown)

    await aroha.presses(YES)
    screen = aroha.shown[-1]
    first = said(screen.current)
    await aroha.presses(words("danger.safe_now"))

    assert len(aroha.shown) == cards + 2
    assert words("danger.call_now") in first
    assert words("danger.line") in said(screen.current)
    assert words("kind.title") in aroha.sees
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


async def test_help_in_a_crisis_stays_when_the_report_goes_on(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    await aroha.says("I want to kill myself")
    help_card = aroha.shown[-1]
    await aroha.presses(words("crisis.go_on"))

    assert bot.content.self_harm.title in said(help_card.current)
    assert KINDS in aroha.sees
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


async def test_a_press_after_a_restart_still_moves_the_card_on(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    cards = len(aroha.shown)

    await bot.restarts()
    await aroha.presses(NO)

    assert len(aroha.shown) == cards
    assert words("kind.title") in aroha.sees


async def test_where_a_crash_came_before_the_card_was_noted_nothing_is_lost_or_doubled(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: Any) -> None:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(type(bot.app[TURNS].replies.windows), "put_window", dies)
        await aroha.presses(words("menu.report"))
    cards = len(aroha.shown)

    await aroha.presses(NO)

    assert len(aroha.shown) == cards
    assert words("kind.title") in aroha.sees
    assert bot.draft()["trail"] == ["question:danger"]


async def test_an_error_that_was_told_counts_as_something_said(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await aroha.presses(words("menu.report"))
    no = aroha.button(NO)

    async def fails(*_: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("bot.adapters.teams.turns.dialog_runner.handle_input", fails)
        await aroha.says("hello")

    await aroha.pressing(no)

    assert fragment("trouble.unexpected") in said(aroha.shown[-2].current)
    assert words("kind.title") in aroha.sees


async def test_without_living_cards_each_question_is_a_new_card(
    bot: Running, aroha: Somebody
) -> None:
    bot.has_living_cards = False
    await bot.restarts()

    await aroha.presses(words("menu.report"))
    asked = len(aroha.shown)
    await aroha.presses(NO)
    await aroha.presses(HIGH)

    assert len(aroha.shown) == asked + 2
    assert said(aroha.shown[-3].current) == NOT_IN_DANGER
    assert {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}


async def test_without_living_cards_a_report_is_sent_all_the_same(
    bot: Running, aroha: Somebody
) -> None:
    bot.has_living_cards = False
    await bot.restarts()

    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()

    assert words("stage.sent") in aroha.sees
    assert aroha.open_buttons() == []
    assert len(bot.mails()) == 1


Way = Callable[[Somebody], Awaitable[object]]
WAYS: dict[str, Way] = {
    "typed": lambda aroha: aroha.says("skip"),
    "not understood": lambda aroha: aroha.says("bananas"),
    "a page": lambda aroha: aroha.says("support"),
    "another report": lambda aroha: aroha.says("report"),
    "stop": lambda aroha: aroha.says("stop"),
    "back": lambda aroha: aroha.says("back"),
    "danger": lambda aroha: aroha.says("he has a gun"),
    "my reports": lambda aroha: aroha.says("my reports"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_whatever_is_typed_one_card_at_most_has_buttons_of_the_report(
    way: Way, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    await way(aroha)

    assert len({it.activity_id for it in aroha.open_buttons()}) == 1
