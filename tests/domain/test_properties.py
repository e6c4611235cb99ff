"""What stays true whatever people answer."""

from collections.abc import Sequence
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import journey, triage
from bot.domain.draft import Draft
from bot.domain.scenario import Choice, Level
from bot.domain.triage import UNKNOWN, assess, visited
from tests.builders import a_catalogue, a_choice, a_draft, a_question, a_scenario
from tests.domain.random_walks import CATALOGUE, FORM, journeys, until_guidance

quickly = settings(max_examples=200)


@quickly
@given(journeys())
def test_triage_asks_nothing_twice_and_never_more_than_eight(drafts: list[Draft]) -> None:
    asked = [step for step in drafts[-1].trail if step.startswith("question:")]
    in_triage = until_guidance(drafts)[-1].answers

    assert len(asked) == len(set(asked)) == len(drafts[-1].answers)
    assert len(in_triage.keys() - {"danger"}) <= triage.MOST_QUESTIONS


@quickly
@given(journeys())
def test_what_a_report_needs_is_asked_unless_somebody_is_in_a_hurry(drafts: list[Draft]) -> None:
    """Every question about danger, the pattern, and whether a customer is involved."""
    last = drafts[-1]
    entered = visited(CATALOGUE, last.scenario_id or UNKNOWN, last.answers)
    needed = {"pattern"} | {
        question.id
        for scenario_id in entered
        for question in CATALOGUE.scenario(scenario_id).questions
        if question.asks_of_danger
    }

    assert needed <= last.answers.keys() or last.is_in_a_hurry
    assert not triage.is_customer_open(CATALOGUE, last) or last.is_in_a_hurry


@quickly
@given(journeys())
def test_a_level_never_falls_except_for_somebody_who_is_safe_now(drafts: list[Draft]) -> None:
    named = [draft for draft in drafts if draft.scenario_id]
    found = [assess(CATALOGUE, draft) for draft in named]

    assert all(
        each.level >= max(CATALOGUE.scenario(name).base for name in each.visited) for each in found
    )
    assert all(set(earlier.flags) <= set(later.flags) for earlier, later in pairwise(found))
    assert all(
        earlier.level <= later.level or before.after_danger != after.after_danger
        for (earlier, later), (before, after) in zip(pairwise(found), pairwise(named), strict=True)
    )
    assert found[-1].level is not Level.EMERGENCY or named[-1].after_danger


@quickly
@given(journeys())
def test_back_returns_to_the_draft_before(drafts: list[Draft]) -> None:
    """A step that only goes on with the one before, such as naming a leader, is undone with it."""
    steps = [(one, two) for one, two in pairwise(drafts) if one.trail != two.trail]

    assert all(journey.back(FORM, then) == before for before, then in steps)


@quickly
@given(journeys())
def test_the_database_changes_nothing_about_a_draft(drafts: list[Draft]) -> None:
    last = drafts[-1]

    restored = Draft.model_validate_json(last.model_dump_json())

    assert restored == last
    assert assess(CATALOGUE, restored) == assess(CATALOGUE, last)


LEVELS = st.sampled_from([Level.ADVICE, Level.STANDARD, Level.HIGH, Level.URGENT])
FACTS = st.sampled_from([None, "hate", "repeated", "ex_partner"])
FLOORS = st.builds(lambda floor, fact: a_choice("yes", floor=floor, fact=fact), LEVELS, FACTS)
PUSHES = st.builds(lambda fact: a_choice("yes", push=True, fact=fact), FACTS)


def by_the_rule(base: Level, choices: Sequence[Choice]) -> Level:
    """Every way to count each fact once, tried out; the highest end wins."""
    facts = {choice.fact for choice in choices if choice.fact}
    ways = (
        [
            choice
            for choice in choices
            if choice.fact is None or choice.push is dict(zip(facts, way, strict=True))[choice.fact]
        ]
        for way in product([True, False], repeat=len(facts))
    )
    return max(_counted(base, counted) for counted in ways)


def _counted(base: Level, counted: Sequence[Choice]) -> Level:
    highest = max([base, *(choice.floor for choice in counted if choice.floor is not None)])
    rises = any(choice.push for choice in counted) and Level.ADVICE < highest < Level.URGENT
    return Level(highest + rises)


@quickly
@given(LEVELS, st.lists(FLOORS | PUSHES, max_size=6))
def test_each_fact_counts_once_whichever_way_ends_higher(
    base: Level, choices: list[Choice]
) -> None:
    questions = [a_question(f"q{number}", choice) for number, choice in enumerate(choices)]
    catalogue = a_catalogue(a_scenario("case", *questions, base=base))
    draft = a_draft("case", answers={question.id: ("yes",) for question in questions})

    assert assess(catalogue, draft).level is by_the_rule(base, choices)
