"""What stays true whatever people answer."""

from collections.abc import Sequence
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import journey, triage
from bot.domain.draft import Draft
from bot.domain.scenario import Choice, Level
from bot.domain.triage import assess, known
from tests.builders import a_catalogue, a_choice, a_draft, a_fact, a_scenario, asked
from tests.domain.random_walks import CATALOGUE, journeys, until_guidance

quickly = settings(max_examples=200)


@quickly
@given(journeys())
def test_triage_asks_nothing_twice_and_never_more_than_eight_but_for_danger(
    drafts: list[Draft],
) -> None:
    cards = [name for name in asked(drafts[-1]) if name != "danger"]
    ticks = [name for step in drafts[-1].trail for name in _ticks_of(step)]
    dangers = [name for name in cards if CATALOGUE.facts[name].asks_of_danger]

    assert len([*cards, *ticks]) == len({*cards, *ticks})
    assert len(cards) - len(dangers) <= triage.MOST_QUESTIONS


@quickly
@given(journeys())
def test_what_a_report_needs_is_asked_unless_somebody_is_in_a_hurry(drafts: list[Draft]) -> None:
    """Every question about danger, and everything on the card of ticks."""
    at_guidance = until_guidance(drafts)[-1]
    scenarios = [CATALOGUE.scenario(name) for name in known(CATALOGUE, at_guidance).visited]
    dangers = {
        ask.fact
        for scenario in scenarios
        for ask in scenario.asks
        if CATALOGUE.facts[ask.fact].asks_of_danger
    }

    assert dangers <= at_guidance.answers.keys() or at_guidance.is_in_a_hurry
    assert not triage.open_ticks(CATALOGUE, at_guidance) or at_guidance.is_in_a_hurry


@quickly
@given(journeys())
def test_a_level_never_falls_except_for_somebody_who_is_safe_now(drafts: list[Draft]) -> None:
    found = [assess(CATALOGUE, draft) for draft in drafts]

    assert all(
        each.level >= max(CATALOGUE.scenario(name).base for name in each.visited) for each in found
    )
    assert all(set(earlier.flags) <= set(later.flags) for earlier, later in pairwise(found))
    assert all(
        earlier.level <= later.level or before.after_danger != after.after_danger
        for (earlier, later), (before, after) in zip(pairwise(found), pairwise(drafts), strict=True)
    )
    assert found[-1].level is not Level.EMERGENCY or drafts[-1].after_danger


@quickly
@given(journeys())
def test_back_returns_to_the_draft_before(drafts: list[Draft]) -> None:
    """A step that only goes on with the one before, such as naming a leader, is undone with it."""
    steps = [(one, two) for one, two in pairwise(drafts) if one.trail != two.trail]

    assert all(journey.back(then) == before for before, then in steps)


@quickly
@given(journeys())
def test_the_database_changes_nothing_about_a_draft(drafts: list[Draft]) -> None:
    last = drafts[-1]

    restored = Draft.model_validate_json(last.model_dump_json())

    assert restored == last
    assert assess(CATALOGUE, restored) == assess(CATALOGUE, last)


LEVELS = st.sampled_from([Level.ADVICE, Level.STANDARD, Level.HIGH, Level.URGENT])
CHOICES = st.builds(
    lambda floor, since, push: a_choice("yes", floor=floor, floor_from=since, push=push),
    st.none() | LEVELS,
    st.sampled_from([Level.ADVICE, Level.STANDARD, Level.HIGH]),
    st.booleans(),
)


def by_the_rule(base: Level, choices: Sequence[Choice]) -> Level:
    """Each choice counts as its floor or as its push, tried every way; the highest end wins."""
    ways = product([True, False], repeat=len(choices))
    return max(_counted(base, choices, as_push) for as_push in ways)


def _counted(base: Level, choices: Sequence[Choice], as_push: Sequence[bool]) -> Level:
    told = list(zip(choices, as_push, strict=True))
    lows = [choice for choice, is_push in told if not is_push and choice.floor is not None]
    highest = base
    for _ in lows:
        floors = [low.floor for low in lows if low.floor and low.floor_from <= highest]
        highest = max([highest, *floors])
    rises = any(choice.push and is_push for choice, is_push in told)
    return Level(highest + (rises and Level.ADVICE < highest < Level.URGENT))


@quickly
@given(LEVELS, st.lists(CHOICES, max_size=6))
def test_each_fact_counts_once_whichever_way_ends_higher(
    base: Level, choices: list[Choice]
) -> None:
    facts = [a_fact(f"f{number}", choice) for number, choice in enumerate(choices)]
    catalogue = a_catalogue(a_scenario("case", base=base), facts=facts)
    draft = a_draft("case", answers={fact.id: ("yes",) for fact in facts})

    assert assess(catalogue, draft).level is by_the_rule(base, choices)


def _ticks_of(step: str) -> list[str]:
    kind, _, names = step.partition(":")
    return names.split(",") if kind == "ticks" else []
