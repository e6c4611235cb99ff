"""The shipped situations do what was agreed, answer by answer."""

from itertools import chain

import pytest

from bot.domain.draft import NOT_SURE
from bot.domain.scenario import Choice, Flag, Level, Question
from bot.domain.triage import assess
from tests.builders import a_draft, shipped, walk
from tests.domain.rules import ANSWERS, JUMP_ORDER, NOT_SURE_IS_YES, SITUATIONS, Effect

CATALOGUE = shipped().catalogue
ASKED = {
    question.id: question
    for question in chain(
        (CATALOGUE.gate, CATALOGUE.pattern),
        *(scenario.questions for scenario in CATALOGUE.scenarios.values()),
    )
}
EVERY_ANSWER = [(question, choice) for question, said in ANSWERS.items() for choice in said]
EX_PARTNER = [("pattern", "ex-partner"), ("threat-poster", "ex-partner"), ("takeover-ex", "yes")]


def the_question(question_id: str) -> Question:
    question = CATALOGUE.question(question_id)
    assert question is not None, f'nobody asks "{question_id}"'
    return question


def the_choice(question_id: str, choice_id: str) -> Choice:
    choice = the_question(question_id).choice(choice_id)
    assert choice is not None, f'"{question_id}" has no answer "{choice_id}"'
    return choice


def effect(choice: Choice) -> Effect:
    """Everything the choice does, besides its words."""
    said = choice.model_dump(exclude={"id", "text", "advice"}, exclude_defaults=True)
    return {**said, "floor": choice.floor} if choice.floor is not None else said


@pytest.mark.parametrize(("question", "choice"), EVERY_ANSWER)
def test_an_answer_does_what_was_agreed(question: str, choice: str) -> None:
    assert effect(the_choice(question, choice)) == ANSWERS[question][choice]


def test_there_is_no_question_and_no_answer_beside_the_agreed_ones() -> None:
    found = {key: {choice.id for choice in question.choices} for key, question in ASKED.items()}

    assert found == {key: set(answers) for key, answers in ANSWERS.items()}


@pytest.mark.parametrize("scenario_id", SITUATIONS)
def test_a_situation_starts_as_agreed(scenario_id: str) -> None:
    scenario, agreed = CATALOGUE.scenario(scenario_id), SITUATIONS[scenario_id]

    assert (scenario.base, scenario.evidence) == (agreed.base, agreed.evidence)
    assert (scenario.flags, scenario.tell) == (agreed.flags, agreed.tell)


@pytest.mark.parametrize("scenario_id", SITUATIONS)
def test_a_situation_asks_what_was_agreed(scenario_id: str) -> None:
    asked = [question.id for question in CATALOGUE.scenario(scenario_id).questions]

    assert sorted(asked) == sorted(SITUATIONS[scenario_id].asks)


def test_there_are_twelve_situations_and_their_jump_order_is_as_agreed() -> None:
    assert CATALOGUE.scenarios.keys() == SITUATIONS.keys()
    assert len(SITUATIONS) == 12
    assert CATALOGUE.jump_order == JUMP_ORDER


def test_not_sure_is_yes_for_danger_and_threat_and_nothing_else() -> None:
    counted = {key: question.not_sure for key, question in ASKED.items() if question.not_sure}

    assert counted == dict.fromkeys(NOT_SURE_IS_YES, "yes")


def test_only_the_gate_must_be_answered_and_only_the_pattern_waits() -> None:
    assert [key for key, question in ASKED.items() if question.required] == ["danger"]
    assert [key for key, question in ASKED.items() if question.last] == ["pattern"]


def test_only_the_list_of_situations_waits_for_another_answer() -> None:
    waits = {key: dict(question.when) for key, question in ASKED.items() if question.when}

    assert waits == {"support-which": {"support-what": ("find",)}}


def test_ticks_and_words_are_asked_where_agreed() -> None:
    kinds = {key: question.kind for key, question in ASKED.items() if question.kind != "one"}

    assert kinds == {"pattern": "many", "identifying-kinds": "many", "threat-said": "text"}


@pytest.mark.parametrize(("question", "choice"), EX_PARTNER)
def test_an_ex_partner_means_a_safety_plan_before_any_step(question: str, choice: str) -> None:
    found = the_choice(question, choice)

    assert found.flags == (Flag.SAFETY_PLAN,)
    assert "safety plan before" in (found.advice or "")


@pytest.mark.parametrize("scenario_id", SITUATIONS)
def test_a_walk_through_one_situation_asks_everything_it_has_room_for(scenario_id: str) -> None:
    own = [q.id for q in CATALOGUE.scenario(scenario_id).questions if not q.when]

    assert list(walk(CATALOGUE, scenario_id)) == ["danger", *own]


def test_a_long_way_to_a_threat_still_asks_whether_it_could_happen_soon() -> None:
    said = {"post-aimed": "yes", "private-details": "yes", "threat": "yes"}

    asked = walk(CATALOGUE, "asked-to-post-or-reply", {key: (tick,) for key, tick in said.items()})

    assert "threat-soon" in asked


@pytest.mark.parametrize(
    ("scenario_id", "answers", "level"),
    [
        ("offensive-content", {"offensive-what": "hate"}, Level.HIGH),
        ("offensive-content", {"offensive-what": "hate", "pattern": "hate"}, Level.HIGH),
        ("offensive-content", {"offensive-what": "criticism", "pattern": "hate"}, Level.ADVICE),
        ("offensive-content", {"offensive-what": "abusive", "pattern": "hate"}, Level.HIGH),
        ("offensive-content", {"offensive-spreading": "yes", "pattern": "repeated"}, Level.HIGH),
        ("offensive-content", {"offensive-what": "hate", "pattern": "repeated"}, Level.URGENT),
        ("offensive-content", {"pattern": "followed"}, Level.URGENT),
        ("offensive-content", {"threat": NOT_SURE}, Level.URGENT),
        ("targeted-because-of-work", {"targeted-often": "several"}, Level.HIGH),
        (
            "targeted-because-of-work",
            {"targeted-often": "several", "pattern": "repeated"},
            Level.HIGH,
        ),
        ("targeted-because-of-work", {"targeted-me": "yes", "pattern": "repeated"}, Level.URGENT),
        ("identifying-content", {"pattern": "several-posters"}, Level.URGENT),
        ("identifying-content", {"identifying-kinds": "photo"}, Level.HIGH),
        ("identifying-content", {"identifying-kinds": "home"}, Level.URGENT),
        ("account-takeover", {"takeover-ex": "yes", "pattern": "ex-partner"}, Level.URGENT),
        ("threat", {"pattern": "ex-partner"}, Level.URGENT),
        ("threat", {"threat-soon": "yes"}, Level.EMERGENCY),
        ("illegal-or-intimate-content", {"illegal-child-danger": NOT_SURE}, Level.EMERGENCY),
        ("support-or-not-sure", {"support-what": "too-bad"}, Level.URGENT),
        ("asked-to-post-or-reply", {"post-already": "backlash"}, Level.STANDARD),
        ("joining-or-watching-groups", {"groups-harm": "about-me"}, Level.STANDARD),
    ],
)
def test_answers_together_make_the_agreed_level(
    scenario_id: str, answers: dict[str, str], level: Level
) -> None:
    draft = a_draft(scenario_id, answers={key: (said,) for key, said in answers.items()})

    assert assess(CATALOGUE, draft).level is level
