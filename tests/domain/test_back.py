"""Going back, and coming back after a restart."""

import pytest

from bot.domain import journey
from bot.domain.draft import Draft, TellWhom
from tests.builders import LEA
from tests.domain.steps import (
    CATALOGUE,
    FORM,
    NEW,
    STEPS,
    Step,
    after,
    answers,
    fills,
    goes_round,
    leaves_danger,
    names,
    place,
    tells,
)


@pytest.mark.parametrize("taken", range(1, len(STEPS) + 1))
def test_back_undoes_exactly_the_last_step(taken: int) -> None:
    before, then = after(NEW, *STEPS[: taken - 1]), after(NEW, *STEPS[:taken])

    assert journey.back(FORM, then) == before


def test_back_all_the_way_ends_at_the_start_and_stays_there() -> None:
    draft = after(NEW, *STEPS, *[lambda draft: journey.back(FORM, draft)] * (len(STEPS) + 2))

    assert draft == NEW


@pytest.mark.parametrize(
    "steps",
    [
        [tells("not-my-leader")],
        [tells("no-one-yet")],
        [tells("not-my-leader"), tells("other-leader")],
        [tells("not-my-leader"), tells("other-leader"), tells("other-leader", LEA)],
    ],
)
def test_back_returns_to_the_first_choice_of_whom_to_tell(steps: list[Step]) -> None:
    before = after(NEW, *STEPS[:-1])

    assert journey.back(FORM, after(before, *steps)) == before


@pytest.mark.parametrize("is_sure", [False, True])
def test_back_from_somebody_named_returns_to_the_name_and_keeps_the_way_round(
    is_sure: bool,
) -> None:
    before = after(NEW, *STEPS[:-1], tells("not-my-leader"), goes_round())
    named = after(before, names(LEA), names(LEA, is_sure=is_sure))

    back = journey.back(FORM, named)

    assert back == before
    assert back.tell_whom == TellWhom(kind="other-leader", goes_round=True)


def test_back_leaves_the_hurried_way() -> None:
    hurried = after(NEW, answers("danger", "yes"), leaves_danger("danger", safe=False))

    assert place(CATALOGUE, FORM, journey.back(FORM, hurried)) == "111 for danger"


def test_back_over_a_page_that_took_two_goes_takes_all_of_it_back() -> None:
    before = after(NEW, *STEPS[:7])
    filled = after(before, fills("where", platform="X"), fills("where", link="example.org"))

    assert journey.back(FORM, filled) == before


def test_another_answer_after_back_takes_the_place_of_the_first() -> None:
    wrong = after(NEW, *STEPS[:5])

    right = after(journey.back(FORM, wrong), answers("customer", "no"))

    assert right.answers["customer"] == ("no",)
    assert place(CATALOGUE, FORM, right) == "asks pattern"


@pytest.mark.parametrize("taken", range(len(STEPS) + 1))
def test_the_place_is_the_same_after_a_restart(taken: int) -> None:
    draft = after(NEW, *STEPS[:taken])

    restored = Draft.model_validate_json(draft.model_dump_json())

    assert place(CATALOGUE, FORM, restored) == place(CATALOGUE, FORM, draft)
    assert after(NEW, *STEPS[:taken]) == restored
