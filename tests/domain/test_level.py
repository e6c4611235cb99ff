"""How urgent the facts make a report: rules that hold for any content."""

import pytest
from pydantic import ValidationError

from bot.domain import triage
from bot.domain.draft import NOT_SURE, Ticks
from bot.domain.scenario import Choice, Level
from bot.domain.triage import UNKNOWN, assess
from tests.builders import a_catalogue, a_choice, a_draft, a_fact, a_scenario, a_tick

ADVICE, STANDARD, HIGH, URGENT = Level.ADVICE, Level.STANDARD, Level.HIGH, Level.URGENT
SOON = a_fact("soon", a_choice("yes", danger=True), a_choice("no"), not_sure="yes")


def level_of(*choices: Choice, base: Level) -> Level:
    """The level when each of these is the value of a fact of its own."""
    facts = [a_fact(f"f{number}", choice) for number, choice in enumerate(choices)]
    catalogue = a_catalogue(a_scenario("case", base=base), facts=facts)
    answers = {fact.id: (fact.choices[0].id,) for fact in facts}
    return assess(catalogue, a_draft("case", answers=answers)).level


@pytest.mark.parametrize(
    ("base", "floors", "pushes", "level"),
    [
        (ADVICE, [], 0, ADVICE),
        (ADVICE, [], 1, ADVICE),
        (ADVICE, [STANDARD], 1, HIGH),
        (STANDARD, [], 1, HIGH),
        (STANDARD, [], 3, HIGH),
        (STANDARD, [HIGH], 0, HIGH),
        (STANDARD, [HIGH], 1, URGENT),
        (HIGH, [STANDARD], 0, HIGH),
        (HIGH, [STANDARD], 2, URGENT),
        (URGENT, [], 2, URGENT),
        (HIGH, [URGENT], 1, URGENT),
    ],
)
def test_the_highest_of_base_and_floors_goes_up_once(
    base: Level, floors: list[Level], pushes: int, level: Level
) -> None:
    low = [a_choice("yes", floor=floor) for floor in floors]
    up = [a_choice("yes", push=True)] * pushes

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
    assert level_of(a_choice("yes", floor=floor, push=True), base=base) is level


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
    hate, growing = a_choice("yes", floor=floor, push=True), a_choice("yes", push=True)

    assert level_of(hate, growing, base=base) is level
    assert level_of(growing, hate, base=base) is level


@pytest.mark.parametrize(
    ("base", "others", "level"),
    [
        (ADVICE, [], ADVICE),
        (STANDARD, [], HIGH),
        (HIGH, [], URGENT),
        (URGENT, [], URGENT),
        (ADVICE, [a_choice("yes", floor="standard")], HIGH),
        (ADVICE, [a_choice("yes", push=True)], ADVICE),
        (STANDARD, [a_choice("yes", push=True)], URGENT),
    ],
)
def test_a_floor_may_apply_only_to_what_is_that_urgent_without_it(
    base: Level, others: list[Choice], level: Level
) -> None:
    repeated = a_choice("yes", floor="high", floor_from="standard", push=True)

    assert level_of(repeated, *others, base=base) is level
    assert level_of(*others, repeated, base=base) is level


@pytest.mark.parametrize(
    ("shown", "level"),
    [
        (("home",), URGENT),
        ((), HIGH),
        ((NOT_SURE,), HIGH),
        (("none",), HIGH),
        (("no-such-choice",), HIGH),
    ],
)
def test_a_floor_may_need_another_fact_that_says_something(shown: Ticks, level: Level) -> None:
    call = a_tick("call", floor="urgent", floor_with=["shows"], push=True)
    home, none = a_choice("home", flags=["customer"]), a_choice("none", alone=True)
    shows = a_fact("shows", home, none, kind="many")
    catalogue = a_catalogue(a_scenario("case"), facts=[call, shows])

    found = assess(catalogue, a_draft("case", answers={"call": ("yes",), "shows": shown}))

    assert found.level is level


def test_the_same_value_told_and_following_from_another_counts_once() -> None:
    hate = a_tick("hate", floor="high", push=True)
    nature = a_fact("nature", a_choice("hate", fills={"hate": "yes"}))
    catalogue = a_catalogue(a_scenario("case", "nature"), facts=[nature], pattern=[hate])
    followed = a_draft("case", answers={"nature": ("hate",)})
    both = a_draft("case", answers={"nature": ("hate",), "hate": ("yes",)})

    assert assess(catalogue, followed).level is assess(catalogue, both).level is HIGH


def test_at_advice_a_push_only_offers_a_report() -> None:
    growing = a_tick("growing", push=True)
    catalogue = a_catalogue(a_scenario("case", base="advice"), pattern=[growing])

    pushed = assess(catalogue, a_draft("case", answers={"growing": ("yes",)}))
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
    yes = a_choice("yes", floor="urgent", push=True, flags=["threat"], jump="threat")
    catalogue = a_catalogue(
        a_scenario("case", "serious"), a_scenario("threat"), facts=[a_fact("serious", yes)]
    )

    found = assess(catalogue, a_draft("case", answers={"serious": answer}))

    assert (found.level, found.flags, found.visited) == (STANDARD, (), ("case",))


def test_a_fact_counts_in_a_situation_that_does_not_ask_for_it() -> None:
    catalogue = a_catalogue(a_scenario("case"), facts=[a_tick("followed", floor="urgent")])

    assert assess(catalogue, a_draft("case", answers={"followed": ("yes",)})).level is URGENT


def test_an_answer_to_what_is_gone_from_content_changes_nothing() -> None:
    catalogue = a_catalogue(a_scenario("case"))

    found = assess(catalogue, a_draft("case", answers={"fact-of-last-year": ("yes",)}))

    assert (found.level, found.reasons) == (STANDARD, ())
    assert "fact-of-last-year" not in found.facts


# Reasons


def test_the_reasons_name_the_facts_that_mattered() -> None:
    how = a_fact("how", a_choice("often", said="Every day", floor="high"))
    catalogue = a_catalogue(a_scenario("case", "note", "how"), facts=[how])

    found = assess(catalogue, a_draft("case", answers={"note": ("yes",), "how": ("often",)}))

    assert [(why.heading, why.value) for why in found.reasons] == [("Heading how", "Every day")]


def test_a_situation_that_is_that_urgent_by_itself_needs_no_reason() -> None:
    how = a_fact("how", a_choice("often", floor="high"))
    catalogue = a_catalogue(a_scenario("case", "how", base="urgent"), facts=[how])

    assert assess(catalogue, a_draft("case", answers={"how": ("often",)})).reasons == ()


def test_a_reason_says_that_the_person_was_not_sure() -> None:
    threat = a_fact("threat", a_choice("yes", floor="urgent"), a_choice("no"), not_sure="yes")
    catalogue = a_catalogue(a_scenario("case", "threat"), facts=[threat])

    unsure = assess(catalogue, a_draft("case", answers={"threat": (NOT_SURE,)}))
    sure = assess(catalogue, a_draft("case", answers={"threat": ("yes",)}))

    assert [why.is_not_sure for why in unsure.reasons] == [True]
    assert [why.is_not_sure for why in sure.reasons] == [False]
    assert unsure.level is sure.level is URGENT


def test_what_raised_the_level_by_one_is_a_reason_beside_what_it_was_raised_from() -> None:
    facts = [a_fact("named", a_choice("yes", floor="high")), a_tick("growing", push=True)]
    catalogue = a_catalogue(a_scenario("case"), facts=facts)

    found = assess(catalogue, a_draft("case", answers={"named": ("yes",), "growing": ("yes",)}))

    assert [why.heading for why in found.reasons] == ["Heading named", "Heading growing"]


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
@pytest.mark.parametrize("fact", ["danger", "soon"])
def test_only_danger_leads_to_emergency(
    fact: str, said: str, left: str | None, level: Level
) -> None:
    catalogue = a_catalogue(a_scenario("case", "soon", base="advice"), facts=[SOON])
    after = {fact: left} if left else {}

    draft = a_draft("case", answers={fact: (said,)}, after_danger=after)

    assert assess(catalogue, draft).level is level


def test_one_danger_that_passed_does_not_calm_another() -> None:
    catalogue = a_catalogue(a_scenario("case", "soon", base="advice"), facts=[SOON])
    answers = {"danger": (NOT_SURE,), "soon": ("yes",)}

    draft = a_draft("case", answers=answers, after_danger={"danger": "safe"})

    assert assess(catalogue, draft).level is Level.EMERGENCY
    assert triage.open_danger(catalogue, draft) == SOON


@pytest.mark.parametrize("said", [("yes", NOT_SURE), (NOT_SURE, "yes")])
def test_a_yes_beside_not_sure_is_a_yes(said: Ticks) -> None:
    catalogue = a_catalogue(a_scenario("case", "soon"), facts=[SOON])

    draft = a_draft("case", answers={"soon": said}, after_danger={"soon": "safe"})

    assert assess(catalogue, draft).level is Level.EMERGENCY


def test_the_111_screen_stays_until_it_is_left() -> None:
    catalogue = a_catalogue(a_scenario("case", "soon"), facts=[SOON])
    draft = a_draft("case", answers={"soon": ("yes",)})

    assert triage.open_danger(catalogue, draft) == SOON
    assert triage.open_danger(catalogue, draft.with_danger_left("soon", "safe")) is None


def test_danger_said_before_a_situation_is_named_counts() -> None:
    catalogue = a_catalogue(a_scenario(UNKNOWN, base="advice"))

    assert assess(catalogue, a_draft(answers={"danger": ("yes",)})).level is Level.EMERGENCY


def test_danger_is_the_reason_of_an_emergency() -> None:
    catalogue = a_catalogue(a_scenario("case", base="urgent"))

    found = assess(catalogue, a_draft("case", answers={"danger": (NOT_SURE,)}))

    assert [(why.heading, why.is_not_sure) for why in found.reasons] == [("Heading danger", True)]
