"""Whatever was answered can be asked again, and nothing else is lost by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import journey
from bot.domain.draft import Draft, LeaderSearch, TellWhom
from bot.domain.journey import is_answered, reopen, step_at
from bot.domain.people import Person
from tests.builders import LEA, shipped, walk
from tests.domain.steps import after, names, place

CATALOGUE = shipped().catalogue


def finished(scenario: str = "threat") -> Draft:
    """A draft with nothing left to ask, and with details on every page."""
    draft = walk(CATALOGUE, scenario).with_guidance_read()
    details = {fact: () for fact in CATALOGUE.details.facts if fact not in draft.answers}
    told = draft.with_facts(details, {"contact_words": "by email"})
    trail = ("question:danger", "kind", *told.trail)
    return told.replace(trail=trail).with_tell_whom(TellWhom(kind="security-only"))


def shown(draft: Draft) -> str:
    """The step that is open."""
    return step_at(journey.position(CATALOGUE, draft))


STEPS = [
    *(step for step in finished().trail if step.partition(":")[0] in ("question", "ticks")),
    *(f"field:{fact}" for fact in ("platform", "contact_words")),
    "kind",
    "tell",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_was_taken_is_the_open_one_again(step: str) -> None:
    again = reopen(CATALOGUE, finished(), step)

    assert again is not None
    assert shown(again) == step
    assert not is_answered(again, step)


@pytest.mark.parametrize("fact", ["poster", "shows", "names"])
def test_the_card_of_ticks_is_asked_again_whatever_was_told_as_a_detail_since(fact: str) -> None:
    draft = finished()
    ticks = next(step for step in draft.trail if step.startswith("ticks:"))
    value = next(choice.id for choice in CATALOGUE.facts[fact].choices if choice.has_effect)

    again = reopen(CATALOGUE, draft.with_facts({fact: (value,)}), ticks)

    assert again is not None
    assert isinstance(journey.position(CATALOGUE, again), journey.AskTicks)
    assert again.answers[fact] == (value,)


@given(st.lists(st.sampled_from(STEPS), min_size=2, unique=True))
def test_nothing_but_the_step_is_lost(steps: list[str]) -> None:
    draft = finished()
    again = reopen(CATALOGUE, draft, steps[0])

    assert again is not None
    assert all(is_answered(again, step) for step in steps[1:])
    assert set(again.trail) <= set(draft.trail)


def test_another_situation_is_asked_for_danger_and_shown_its_guidance() -> None:
    again = reopen(CATALOGUE, finished("targeted-because-of-work"), "kind")

    assert again is not None
    assert place(CATALOGUE, again.with_scenario("threat")) == "asks soon"
    assert place(CATALOGUE, walked_on(again.with_scenario("threat"))) == "ReadGuidance"


def walked_on(draft: Draft) -> Draft:
    """The draft with everything that is still asked skipped."""
    while True:
        match journey.position(CATALOGUE, draft):
            case journey.AskQuestion(fact):
                draft = draft.with_answer(fact.id, ())
            case journey.AskTicks(facts):
                draft = draft.with_ticks([fact.id for fact in facts], [])
            case _:
                return draft


def test_a_name_is_asked_for_again_where_it_was_given() -> None:
    told = TellWhom(kind="other-leader", leader=Person(name="Ari Example"), goes_round=True)

    again = reopen(CATALOGUE, finished().replace(tell_whom=told), "name")

    assert again is not None
    assert shown(again) == "name"
    assert again.tell_whom == TellWhom(kind="other-leader", goes_round=True)


def test_a_yes_to_whoever_was_found_is_asked_for_again() -> None:
    ari = Person(id="ari", name="Ari Example")
    search = LeaderSearch(outcome="found", people=(ari,))
    told = TellWhom(kind="other-leader", leader=ari, search=search, is_sure=True)

    again = reopen(CATALOGUE, finished().replace(tell_whom=told), "confirm")

    assert again is not None
    assert shown(again) == "confirm"
    assert reopen(CATALOGUE, again, "confirm") is None


@pytest.mark.parametrize("is_sure", [False, True])
def test_a_name_is_asked_for_again_whatever_was_found(is_sure: bool) -> None:
    asked = finished().with_tell_whom(TellWhom(kind="other-leader", goes_round=True))
    named = after(asked, names(LEA), names(LEA, is_sure=is_sure))

    again = reopen(CATALOGUE, named, "name")

    assert again == asked


def test_words_go_with_their_fact_and_its_page_opens_there() -> None:
    again = reopen(CATALOGUE, finished(), "field:contact_words")

    assert again is not None
    assert again.words == {}
    assert again.trail == finished().trail
    assert place(CATALOGUE, again).startswith("page reach: contact_words")


def test_danger_that_was_left_is_asked_anew_with_its_question() -> None:
    gate = CATALOGUE.gate.id
    left = finished().model_copy(
        update={"answers": {gate: ("yes",)}, "after_danger": {gate: "send-now"}}
    )

    again = reopen(CATALOGUE, left, f"question:{gate}")
    screen = reopen(CATALOGUE, left, f"danger:{gate}")

    assert again is not None
    assert again.after_danger == {}
    assert shown(again) == f"question:{gate}"
    assert screen is not None
    assert shown(screen) == f"danger:{gate}"


def test_what_nobody_would_ask_again_stays_as_it_was() -> None:
    gate = CATALOGUE.gate.id
    in_a_hurry = finished().model_copy(update={"after_danger": {gate: "send-now"}})

    assert reopen(CATALOGUE, in_a_hurry, "field:contact_words") is None
    assert reopen(CATALOGUE, finished(), "question:unknown") is None
    assert reopen(CATALOGUE, finished(), "field:unknown") is None
    assert reopen(CATALOGUE, finished(), "name") is None
    assert reopen(CATALOGUE, finished(), "") is None
