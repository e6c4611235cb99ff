"""A fact counts the same whoever asked for it and whenever it was told, in any content."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import journey, triage
from bot.domain.draft import DETAILS_MENU, NOT_SURE
from bot.domain.scenario import DANGER, Level
from bot.domain.triage import assess, known, next_ask, open_ticks
from tests.builders import a_draft
from tests.domain.random_facts import SOON, ToldCase, cases, tells, the_draft, walked
from tests.domain.steps import CATALOGUE

quickly = settings(max_examples=80)
WAYS = st.lists(st.integers(0, 2), min_size=1, max_size=4)
"""By which card each fact is told: a question, the card of ticks, or a page of details."""


@quickly
@given(cases(with_danger=True), st.data(), WAYS)
def test_the_same_facts_in_any_order_by_any_card_come_to_the_same(
    case: ToldCase, data: st.DataObject, way: list[int]
) -> None:
    backwards = [(name, ticks[::-1]) for name, ticks in case.told]
    shuffled = case._replace(told=tuple(data.draw(st.permutations(backwards))))

    there, here = the_draft(shuffled, way), the_draft(case)

    assert assess(case.catalogue, there) == assess(case.catalogue, here)
    assert known(case.catalogue, there) == known(case.catalogue, here)


@quickly
@given(cases())
def test_what_follows_from_a_fact_or_a_situation_counts_as_if_it_had_been_told(
    case: ToldCase,
) -> None:
    draft = the_draft(case)
    found = assess(case.catalogue, draft)

    told = assess(case.catalogue, draft.with_facts(found.facts))

    assert (told.level, told.flags, told.visited) == (found.level, found.flags, found.visited)
    assert set(told.tell) == set(found.tell)


@quickly
@given(cases(with_danger=True), st.data(), WAYS)
def test_a_fact_told_later_lowers_nothing_and_takes_nothing_away(
    case: ToldCase, data: st.DataObject, way: list[int]
) -> None:
    number = data.draw(st.integers(0, len(case.told) - 1))
    before = the_draft(case._replace(told=case.told[:number]))
    later = tells(case._replace(told=case.told[number:]), way, before)

    first, then = assess(case.catalogue, before), assess(case.catalogue, later)

    assert first.level <= then.level
    assert set(first.flags) <= set(then.flags)
    assert set(first.tell) <= set(then.tell)
    assert set(first.visited) <= set(then.visited)
    assert case.catalogue.rank(then.leading) <= case.catalogue.rank(first.leading)


@quickly
@given(cases(with_danger=True), WAYS)
def test_what_is_known_is_not_asked_for_again(case: ToldCase, way: list[int]) -> None:
    draft = the_draft(case, way)
    found = known(case.catalogue, draft).facts
    asked, ticks = next_ask(case.catalogue, draft), open_ticks(case.catalogue, draft)

    assert {name for name, _ in case.told} <= found.keys()
    assert asked is None or asked.id not in found
    assert not {fact.id for fact in ticks} & found.keys()


@quickly
@given(cases(with_danger=True), st.booleans())
def test_what_was_skipped_is_not_asked_for_again(case: ToldCase, by_a_page: bool) -> None:
    names = [name for name, _ in case.told]
    draft = a_draft(case.scenario_id)
    skipped = draft.with_facts(dict.fromkeys(names, ())) if by_a_page else draft
    for name in [] if by_a_page else names:
        skipped = skipped.with_answer(name, ())

    asked, ticks = next_ask(case.catalogue, skipped), open_ticks(case.catalogue, skipped)

    assert asked is None or asked.id not in names
    assert not {fact.id for fact in ticks} & set(names)


@quickly
@given(cases(with_danger=True))
def test_nobody_is_asked_twice_on_the_way_to_the_preview(case: ToldCase) -> None:
    steps = [step.partition(":") for step in walked(case)[-1].trail]
    asked = [name for kind, _, name in steps if kind == "question"]
    ticked = [name for kind, _, names in steps if kind == "ticks" for name in names.split(",")]

    assert len([*asked, *ticked]) == len({*asked, *ticked})


@quickly
@given(cases(with_danger=True))
def test_nothing_that_was_told_gets_lost_on_the_way(case: ToldCase) -> None:
    drafts = walked(case)

    assert all(
        before.answers.items() <= after.answers.items() for before, after in pairwise(drafts)
    )


@quickly
@given(cases(with_danger=True), WAYS)
def test_what_was_told_is_among_what_is_known(case: ToldCase, way: list[int]) -> None:
    """A choice without an effect may give way to one that follows from another fact."""
    found = known(case.catalogue, the_draft(case, way)).facts

    assert all(found[name] for name, _ in case.told)
    assert all(
        tick in found[name]
        for name, ticks in case.told
        for tick in ticks
        if (choice := case.catalogue.facts[name].choice(tick)) and choice.has_effect
    )


# Danger


@quickly
@given(
    cases(),
    WAYS,
    st.sampled_from([DANGER, SOON.id]),
    st.sampled_from(["yes", NOT_SURE]),
    st.sampled_from([None, DETAILS_MENU, "page", "where"]),
    st.booleans(),
)
def test_danger_leads_to_the_111_screen_before_anything_else(
    case: ToldCase, way: list[int], fact: str, said: str, page: str | None, is_read: bool
) -> None:
    before = the_draft(case, way).replace(page=page, guidance_read=is_read)

    told = [before.with_answer(fact, (said,)), before.with_facts({fact: (said,)})]

    for draft in told:
        where = journey.position(case.catalogue, draft)
        assert where == journey.ShowDanger(case.catalogue.facts[fact])
        assert assess(case.catalogue, draft).level is Level.EMERGENCY


@quickly
@given(cases(with_danger=True))
def test_every_question_about_danger_of_the_situations_entered_is_asked(case: ToldCase) -> None:
    catalogue, last = case.catalogue, walked(case)[-1]
    scenarios = [catalogue.scenario(name) for name in known(catalogue, last).visited]
    asks = [ask for scenario in scenarios for ask in scenario.asks if not ask.when]

    assert {ask.fact for ask in asks if catalogue.facts[ask.fact].asks_of_danger} <= set(
        last.answers
    )


@quickly
@given(cases(with_danger=True))
def test_emergency_is_reached_only_by_way_of_the_111_screen(case: ToldCase) -> None:
    catalogue = case.catalogue
    drafts = walked(case)
    urgent = [d for d in drafts if assess(catalogue, d).level is Level.EMERGENCY]

    assert all(
        triage.open_danger(catalogue, draft) or draft.after_danger.keys() & draft.answers.keys()
        for draft in urgent
    )


@pytest.mark.parametrize("with_gate", [True, False])
def test_danger_comes_even_before_the_gate(with_gate: bool) -> None:
    gate = {"danger": ("no",)} if with_gate else {}
    draft = a_draft(answers={**gate, "soon": ("yes",)})

    assert journey.position(CATALOGUE, draft) == journey.ShowDanger(CATALOGUE.facts["soon"])
