"""How urgent the answers make a report: rules that hold for any content."""

import pytest
from pydantic import ValidationError

from bot.domain import triage
from bot.domain.draft import NOT_SURE, Ticks
from bot.domain.scenario import Choice, Level
from bot.domain.triage import UNKNOWN, assess
from tests.builders import a_catalogue, a_choice, a_draft, a_question, a_scenario

ADVICE, STANDARD, HIGH, URGENT = Level.ADVICE, Level.STANDARD, Level.HIGH, Level.URGENT
SOON = a_question("soon", a_choice("yes", danger=True), a_choice("no"), not_sure="yes")


def level_of(*choices: Choice, base: Level) -> Level:
    """The level when each of these is the answer to a question of its own."""
    questions = [a_question(f"q{number}", choice) for number, choice in enumerate(choices)]
    catalogue = a_catalogue(a_scenario("case", *questions, base=base))
    answers = {question.id: (question.choices[0].id,) for question in questions}
    return assess(catalogue, a_draft("case", answers=answers)).level


@pytest.mark.parametrize(
    ("base", "floors", "pushes", "level"),
    [
        (ADVICE, [], [], ADVICE),
        (ADVICE, [], ["a"], ADVICE),
        (ADVICE, [STANDARD], ["a"], HIGH),
        (STANDARD, [], ["a"], HIGH),
        (STANDARD, [], ["a", "b", "c"], HIGH),
        (STANDARD, [HIGH], [], HIGH),
        (STANDARD, [HIGH], ["a"], URGENT),
        (HIGH, [STANDARD], [], HIGH),
        (HIGH, [STANDARD], ["a", "b"], URGENT),
        (URGENT, [], ["a", "b"], URGENT),
        (HIGH, [URGENT], ["a"], URGENT),
    ],
)
def test_the_highest_of_base_and_floors_goes_up_once(
    base: Level, floors: list[Level], pushes: list[str], level: Level
) -> None:
    low = [a_choice(f"f{number}", floor=floor) for number, floor in enumerate(floors)]
    up = [a_choice(f"p{fact}", push=True, fact=fact) for fact in pushes]

    assert level_of(*low, *up, base=base) is level
    assert level_of(*up, *low, base=base) is level


@pytest.mark.parametrize(
    ("base", "floor", "level"),
    [
        (ADVICE, STANDARD, STANDARD),
        (ADVICE, HIGH, HIGH),
        (STANDARD, STANDARD, HIGH),
        (STANDARD, HIGH, HIGH),
        (STANDARD, URGENT, URGENT),
        (HIGH, STANDARD, URGENT),
        (HIGH, HIGH, URGENT),
        (HIGH, URGENT, URGENT),
        (URGENT, HIGH, URGENT),
    ],
)
def test_one_fact_counts_once_whichever_way_ends_higher(
    base: Level, floor: Level, level: Level
) -> None:
    as_floor = a_choice("floor", floor=floor, fact="hate")
    as_push = a_choice("push", push=True, fact="hate")

    assert level_of(as_floor, as_push, base=base) is level
    assert level_of(as_push, as_floor, base=base) is level


@pytest.mark.parametrize(
    ("base", "floor", "level"),
    [
        (ADVICE, STANDARD, HIGH),
        (ADVICE, HIGH, URGENT),
        (STANDARD, STANDARD, HIGH),
        (STANDARD, HIGH, URGENT),
        (HIGH, STANDARD, URGENT),
        (URGENT, HIGH, URGENT),
    ],
)
def test_one_fact_as_a_floor_and_another_as_a_push_count_as_two(
    base: Level, floor: Level, level: Level
) -> None:
    hate = [a_choice("f", floor=floor, fact="hate"), a_choice("p", push=True, fact="hate")]
    growing = a_choice("g", push=True, fact="repeated")

    assert level_of(*hate, growing, base=base) is level
    assert level_of(growing, *hate, base=base) is level


def test_the_same_fact_twice_as_a_push_counts_once() -> None:
    one, two = (a_choice(name, push=True, fact="hate") for name in ("one", "two"))

    assert level_of(one, two, base=STANDARD) is HIGH


def test_effects_without_a_named_fact_are_facts_of_their_own() -> None:
    assert level_of(a_choice("f", floor="high"), a_choice("p", push=True), base=STANDARD) is URGENT


def test_at_advice_a_push_only_offers_a_report() -> None:
    scenario = a_scenario("case", a_question("q", a_choice("yes", push=True)), base="advice")
    catalogue = a_catalogue(scenario)

    pushed = assess(catalogue, a_draft("case", answers={"q": ("yes",)}))
    quiet = assess(catalogue, a_draft("case"))

    assert (pushed.level, pushed.offers_report) == (ADVICE, True)
    assert (quiet.level, quiet.offers_report) == (ADVICE, False)


@pytest.mark.parametrize(
    ("base", "level"), [(ADVICE, STANDARD), (STANDARD, STANDARD), (HIGH, HIGH), (URGENT, URGENT)]
)
def test_a_report_on_request_is_at_least_standard(base: Level, level: Level) -> None:
    catalogue = a_catalogue(a_scenario("case", base=base))

    assert assess(catalogue, a_draft("case")).report_level is level


def test_a_level_is_one_of_five_words() -> None:
    with pytest.raises(ValidationError, match="use one of advice, standard, high"):
        a_scenario("case", base="low")


@pytest.mark.parametrize("answer", [(), (NOT_SURE,), ("no-such-choice",)])
def test_skipping_and_not_being_sure_change_nothing(answer: Ticks) -> None:
    serious = a_choice("yes", floor="urgent", push=True, flags=["threat"], jump="threat")
    catalogue = a_catalogue(a_scenario("case", a_question("q", serious)), a_scenario("threat"))

    found = assess(catalogue, a_draft("case", answers={"q": answer}))

    assert (found.level, found.flags, found.visited) == (STANDARD, (), ("case",))


def test_the_reasons_name_the_answers_that_mattered() -> None:
    serious = a_question("how", a_choice("often", floor="high"))
    catalogue = a_catalogue(a_scenario("case", a_question("note"), serious))

    found = assess(catalogue, a_draft("case", answers={"note": ("yes",), "how": ("often",)}))

    assert [(why.question, why.answer) for why in found.reasons] == [
        ("Question how", "Choice often")
    ]


def test_the_pattern_counts_in_a_scenario_that_does_not_ask_it() -> None:
    catalogue = a_catalogue(a_scenario("case"))

    found = assess(catalogue, a_draft("case", answers={"pattern": ("hate",)}))

    assert found.level is HIGH


# Danger


@pytest.mark.parametrize(
    ("said", "left", "level"),
    [
        ("yes", None, Level.EMERGENCY),
        ("yes", "safe", Level.EMERGENCY),
        ("yes", "send-now", Level.EMERGENCY),
        (NOT_SURE, None, Level.EMERGENCY),
        (NOT_SURE, "safe", URGENT),
        (NOT_SURE, "send-now", Level.EMERGENCY),
        ("no", None, ADVICE),
    ],
)
@pytest.mark.parametrize("question", ["danger", "soon"])
def test_only_danger_leads_to_emergency(
    question: str, said: str, left: str | None, level: Level
) -> None:
    catalogue = a_catalogue(a_scenario("case", SOON, base="advice"))
    after = {question: left} if left else {}

    draft = a_draft("case", answers={question: (said,)}, after_danger=after)

    assert assess(catalogue, draft).level is level


def test_one_danger_that_passed_does_not_calm_another() -> None:
    catalogue = a_catalogue(a_scenario("case", SOON, base="advice"))
    answers = {"danger": (NOT_SURE,), "soon": ("yes",)}

    draft = a_draft("case", answers=answers, after_danger={"danger": "safe"})

    opened = triage.open_danger(catalogue, draft)
    assert assess(catalogue, draft).level is Level.EMERGENCY
    assert opened is not None
    assert opened.id == "soon"


def test_the_111_screen_stays_until_it_is_left() -> None:
    catalogue = a_catalogue(a_scenario("case", SOON))
    draft = a_draft("case", answers={"soon": ("yes",)})

    assert triage.open_danger(catalogue, draft) == SOON
    assert triage.open_danger(catalogue, draft.with_danger_left("soon", "safe")) is None


def test_danger_said_before_a_situation_is_named_counts() -> None:
    catalogue = a_catalogue(a_scenario(UNKNOWN, base="advice"))

    found = assess(catalogue, a_draft(answers={"danger": ("yes",)}))

    assert found.level is Level.EMERGENCY
