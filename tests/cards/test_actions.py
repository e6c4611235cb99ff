"""Every button comes back as what it was, and nothing else comes in."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.escalation import Decision, System
from cards import actions
from cards.actions import CardAction, Press, has_our_keys, parse_press
from cards.elements import button, execute_button

PRESSES: list[CardAction] = [
    actions.AnswerQuestion(nonce="ab12", choice="not-sure"),
    actions.AnswerQuestion(nonce="ab12"),
    actions.FillInForm(nonce="ab12"),
    actions.Move(nonce="ab12", to="not-sure"),
    actions.StartReport(scenario_id="threat"),
    actions.StartReport(),
    actions.GoOn(),
    actions.StopReport(),
    actions.ShowPage(page="before-posting"),
    actions.OpenReport(report_id="r1"),
    actions.SendWithoutWaiting(report_id="r1"),
    actions.Withdraw(report_id="r1"),
    actions.TakeBack(report_id="r1", sure="yes"),
    actions.SayWhetherItHelped(helped="partly", report_id="r1"),
    actions.ShowEntryText(report_id="r1", system=System.KOTAHI),
    actions.TickOff(report_id="r1", system=System.NOGGIN),
    actions.ShowEntryAsLeader(report_id="r1", system=System.NOGGIN),
    actions.TickOffAsLeader(report_id="r1", system=System.KOTAHI),
    actions.ShowAfterwards(report_id="r1"),
    actions.ShowCheckIn(report_id="r1"),
    actions.StartCheckIn(report_id="r1"),
    actions.StopCheckIn(report_id="r1"),
    actions.AnswerCheckIn(report_id="r1", number=2, answer="unsafe"),
    actions.ShowAgain(report_id="r1"),
    actions.TellItHappenedAgain(report_id="r1", nonce="ab12"),
    actions.ShowListForPolice(report_id="r1"),
    actions.ReportAgain(report_id="r1"),
    actions.ShowWatchers(report_id="r1"),
    actions.NameWatcher(report_id="r1", role="colleague"),
    actions.TellWhoWatches(report_id="r1"),
    actions.KeepLeaderTicks(report_id="r1"),
    actions.StopLeaderPrompts(report_id="r1"),
    actions.ShowMailText(report_id="r1"),
    actions.ShowAddition(report_id="r1"),
    actions.AddToReport(report_id="r1", nonce="ab12"),
    actions.AddSomething(report_id="r1"),
    actions.AddSomething(report_id="r1", first="place"),
    actions.AskToBeRung(report_id="r1"),
    actions.SendRingRequest(report_id="r1", nonce="ab12"),
    actions.SayIAmSafe(report_id="r1"),
    actions.DecideOnEscalation(report_id="r1", decision=Decision.NOT_ME),
    actions.SayNotMe(report_id="r1", why="leads-others"),
    actions.UndoNotMe(report_id="r1"),
    actions.AskSomebodyElse(report_id="r1"),
    actions.LookUpSomebodyElse(report_id="r1"),
    actions.ConfirmSomebodyElse(report_id="r1", person_id="p1"),
    actions.ShowDetails(report_id="r1", is_sure=True),
    actions.ShowLeaderCard(report_id="r1"),
]
GOOD = {"verb": "answer_question", "nonce": "ab12", "choice": "yes"}


def test_every_kind_of_press_is_tried_here() -> None:
    assert {type(press) for press in PRESSES} == set(get_args(Press))


@pytest.mark.parametrize("press", PRESSES, ids=repr)
def test_a_button_comes_back_as_the_press_it_was_made_of(press: CardAction) -> None:
    sent = button("A title", press).model_dump(exclude_none=True, mode="json")["data"]

    assert parse_press(sent) == (press, {})


@pytest.mark.parametrize("press", PRESSES, ids=repr)
def test_an_executed_button_and_its_older_form_send_the_same(press: CardAction) -> None:
    made = execute_button("A title", press).model_dump(exclude_none=True, mode="json")

    assert made["verb"] == press.verb
    assert parse_press(made["data"]) == parse_press(made["fallback"]["data"]) == (press, {})


def test_what_was_typed_and_ticked_comes_beside_the_press() -> None:
    sent = {**GOOD, "input.words": "This morning", "input.choice": "a,b", "input.empty": ""}

    found = parse_press(sent)

    assert found is not None
    assert found[1] == {"words": "This morning", "choice": "a,b", "empty": ""}


def test_an_input_that_is_no_text_is_left_out() -> None:
    sent = {**GOOD, "input.words": "This", "input.a": 7, "input.b": ["x"], "input.c": None}

    found = parse_press(sent)

    assert found is not None
    assert found[1] == {"words": "This"}


def test_a_button_of_a_list_takes_the_line_that_is_ticked() -> None:
    first, second = (
        actions.OpenReport(report_id="r1", from_list="report_id"),
        {"input.report_id": "r2"},
    )

    assert parse_press(first.data) == (first, {})
    assert parse_press(first.data | second) == (first.model_copy(update={"report_id": "r2"}), {})
    assert parse_press(actions.OpenReport(report_id="r1").data | second) == (
        actions.OpenReport(report_id="r1"),
        {"report_id": "r2"},
    )


@pytest.mark.parametrize("listed", ["verb", "from_list", "nonce", ""])
def test_a_list_fills_in_nothing_but_the_id_it_is_for(listed: str) -> None:
    forged = {**actions.OpenReport(report_id="r1").data, "input.from_list": listed}

    assert parse_press(forged | {f"input.{listed}": "show_page"}) is None


def test_in_danger_stays_in_danger_whatever_is_ticked_beside_it() -> None:
    ticked = actions.StartReport.in_danger().data | {"input.scenario_id": "threat"}

    assert parse_press(ticked) == (actions.StartReport.in_danger(), {"scenario_id": "threat"})


def test_an_input_cannot_pose_as_part_of_the_button() -> None:
    found = parse_press({**GOOD, "input.verb": "stop_report", "input.nonce": "other"})

    assert found is not None
    assert found[0] == actions.AnswerQuestion(nonce="ab12", choice="yes")


@pytest.mark.parametrize(
    "added",
    [
        {"msteams": {"type": "messageBack"}},
        {"actionId": "submit-1"},
        {"": ""},
        {"user": "lea"},
        {"report_id": "r1"},
        {"input": 7, "Verb": "stop_report", "type": ["x"]},
    ],
    ids=repr,
)
def test_what_a_client_adds_to_a_press_is_let_go_key_by_key(added: dict[str, Any]) -> None:
    assert parse_press({**added, **GOOD}) == parse_press({**GOOD, **added}) == parse_press(GOOD)


@pytest.mark.parametrize(
    ("value", "is_ours"),
    [
        ({}, False),
        ({"actionId": "submit-1", "msTeams": {}, "": ""}, False),
        ({"verb": "unknown"}, True),
        ({"nonce": "ab12"}, True),
        ({"input.words": ""}, True),
    ],
)
def test_a_press_is_known_by_the_keys_of_our_cards(value: dict[str, Any], is_ours: bool) -> None:
    assert has_our_keys(value) is is_ours


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"verb": None},
        {"verb": 7, "nonce": "ab12"},
        {"verb": ["answer_question"], "nonce": "ab12"},
        {"verb": "answer", "nonce": "ab12"},
        {"verb": "Answer_Question", "nonce": "ab12"},
        {"verb": "answer_question"},
        {**GOOD, "nonce": ""},
        {**GOOD, "nonce": "a" * 65},
        {**GOOD, "nonce": "ab 12"},
        {**GOOD, "nonce": 12},
        {**GOOD, "choice": "a" * 65},
        {**GOOD, "choice": ["yes"]},
        {**GOOD, "choice": {"id": "yes"}},
        {"verb": "move", "nonce": "ab12", "to": "send"},
        {"verb": "show_page", "page": "../settings"},
        {"verb": "open_report", "report_id": "' OR 1=1"},
        {"verb": "open_report", "report_id": None},
        {"verb": "tick_off", "report_id": "r1", "system": "email"},
        {"verb": "decide_on_escalation", "report_id": "r1", "decision": "delete"},
        {"verb": "show_details", "report_id": "r1", "is_sure": "perhaps"},
    ],
    ids=repr,
)
def test_what_no_button_of_ours_sends_is_no_press(sent: dict[str, Any]) -> None:
    assert parse_press(sent) is None


_json = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(max_size=9), inner),
    max_leaves=8,
)


@given(some.dictionaries(some.text(max_size=9) | some.sampled_from(["verb", "nonce"]), _json))
def test_nothing_that_is_sent_can_break_the_reading(sent: dict[str, Any]) -> None:
    found = parse_press(sent)

    assert found is None or isinstance(found[0], CardAction)
