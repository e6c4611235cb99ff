"""Whatever was answered can be asked again, and nothing else is lost by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import journey
from bot.domain.draft import Draft, LeaderSearch, TellWhom
from bot.domain.journey import is_answered, reopen, step_at
from bot.domain.people import Person
from tests.builders import LEA, a_draft, shipped, walk
from tests.domain.steps import after, names

CONTENT = shipped()
CATALOGUE, FORM = CONTENT.catalogue, CONTENT.form


def finished(scenario: str = "threat") -> Draft:
    """A draft with nothing left to ask."""
    asked = {**walk(CATALOGUE, scenario), "customer": (), "pattern": ()}
    draft = a_draft(
        scenario,
        answers=asked,
        guidance_read=True,
        form={field.id: () for field in FORM.fields},
        words={"contact_words": "by email"},
        tell_whom=TellWhom(kind="security-only"),
    )
    pages = tuple(f"page:{page.id}" for page in FORM.pages)
    questions = tuple(f"question:{key}" for key in asked)
    trail = (*questions, "kind", "guidance", *pages, "tell")
    return draft.model_copy(update={"trail": trail})


def shown(draft: Draft) -> str:
    """The step that is open."""
    return step_at(journey.position(CATALOGUE, FORM, draft))


STEPS = [
    *(f"question:{key}" for key in finished().answers),
    *(f"field:{field}" for field in ("platform", "contact_words")),
    "kind",
    "tell",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_was_taken_is_the_open_one_again(step: str) -> None:
    again = reopen(CATALOGUE, FORM, finished(), step)

    assert again is not None
    assert shown(again) == step
    assert not is_answered(again, step)


@given(st.lists(st.sampled_from(STEPS), min_size=2, unique=True))
def test_nothing_but_the_step_is_lost(steps: list[str]) -> None:
    draft = finished()
    again = reopen(CATALOGUE, FORM, draft, steps[0])

    assert again is not None
    assert all(is_answered(again, step) for step in steps[1:])
    assert set(again.trail) <= set(draft.trail)


def test_a_name_is_asked_for_again_where_it_was_given() -> None:
    told = TellWhom(kind="other-leader", leader=Person(name="Ari Example"), goes_round=True)

    again = reopen(CATALOGUE, FORM, finished().replace(tell_whom=told), "name")

    assert again is not None
    assert shown(again) == "name"
    assert again.tell_whom == TellWhom(kind="other-leader", goes_round=True)


def test_a_yes_to_whoever_was_found_is_asked_for_again() -> None:
    ari = Person(id="ari", name="Ari Example")
    search = LeaderSearch(outcome="found", people=(ari,))
    told = TellWhom(kind="other-leader", leader=ari, search=search, is_sure=True)

    again = reopen(CATALOGUE, FORM, finished().replace(tell_whom=told), "confirm")

    assert again is not None
    assert shown(again) == "confirm"
    assert reopen(CATALOGUE, FORM, again, "confirm") is None


@pytest.mark.parametrize("is_sure", [False, True])
def test_a_name_is_asked_for_again_whatever_was_found(is_sure: bool) -> None:
    asked = finished().with_tell_whom(TellWhom(kind="other-leader", goes_round=True))
    named = after(asked, names(LEA), names(LEA, is_sure=is_sure))

    again = reopen(CATALOGUE, FORM, named, "name")

    assert again == asked


def test_words_go_with_their_field_and_a_page_stays_on_the_way_back_while_it_has_others() -> None:
    again = reopen(CATALOGUE, FORM, finished(), "field:contact_words")

    assert again is not None
    assert again.words == {}
    assert again.trail == finished().trail


def test_danger_that_was_left_is_asked_anew_with_its_question() -> None:
    gate = CATALOGUE.gate.id
    left = finished().model_copy(
        update={"answers": {gate: ("yes",)}, "after_danger": {gate: "send-now"}}
    )

    again = reopen(CATALOGUE, FORM, left, f"question:{gate}")
    screen = reopen(CATALOGUE, FORM, left, f"danger:{gate}")

    assert again is not None
    assert again.after_danger == {}
    assert shown(again) == f"question:{gate}"
    assert screen is not None
    assert shown(screen) == f"danger:{gate}"


def test_what_nobody_would_ask_again_stays_as_it_was() -> None:
    gate = CATALOGUE.gate.id
    in_a_hurry = finished().model_copy(update={"after_danger": {gate: "send-now"}})

    assert reopen(CATALOGUE, FORM, in_a_hurry, "field:contact_words") is None
    assert reopen(CATALOGUE, FORM, finished(), "question:unknown") is None
    assert reopen(CATALOGUE, FORM, finished(), "field:unknown") is None
    assert reopen(CATALOGUE, FORM, finished(), "name") is None
    assert reopen(CATALOGUE, FORM, finished(), "") is None
