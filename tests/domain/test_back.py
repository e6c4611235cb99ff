"""Going back, and coming back after a restart."""

import pytest

from bot.domain import journey
from bot.domain.draft import DETAILS_MENU, KIND_PAGE, Draft, TellWhom
from tests.builders import LEA
from tests.domain.steps import (
    AT_THE_PREVIEW,
    CATALOGUE,
    NEW,
    STEPS,
    Step,
    after,
    answers,
    asks_whom,
    goes_round,
    leaves_danger,
    names,
    opens,
    place,
    tells,
    tells_details,
    ticks,
)


@pytest.mark.parametrize("taken", range(1, len(STEPS) + 1))
def test_back_undoes_exactly_the_last_step(taken: int) -> None:
    before, then = after(NEW, *STEPS[: taken - 1]), after(NEW, *STEPS[:taken])

    assert journey.back(then) == before


def test_back_all_the_way_ends_at_the_start_and_stays_there() -> None:
    draft = after(NEW, *STEPS, *[journey.back] * (len(STEPS) + 2))

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

    assert journey.back(after(before, *steps)) == before


@pytest.mark.parametrize("is_sure", [False, True])
def test_back_from_somebody_named_returns_to_the_name_and_keeps_the_way_round(
    is_sure: bool,
) -> None:
    before = after(NEW, *STEPS[:-1], tells("not-my-leader"), goes_round())
    named = after(before, names(LEA), names(LEA, is_sure=is_sure))

    back = journey.back(named)

    assert back == before
    assert back.tell_whom == TellWhom(kind="other-leader", goes_round=True)


def test_back_leaves_the_hurried_way() -> None:
    hurried = after(NEW, answers("danger", "yes"), leaves_danger("danger", safe=False))

    assert place(CATALOGUE, journey.back(hurried)) == "111 for danger"


@pytest.mark.parametrize("told", [(), ("customer",), ("customer", "hate")])
def test_back_over_the_card_of_ticks_takes_back_all_of_them_and_nothing_else(
    told: tuple[str, ...],
) -> None:
    before = after(NEW, *STEPS[:4])

    back = journey.back(after(before, ticks("customer", "hate", so=told)))

    assert back == before
    assert place(CATALOGUE, back) == "ticks customer hate"


def test_back_from_the_choice_of_whom_to_tell_leaves_the_default() -> None:
    before = after(NEW, *STEPS[:6])

    back = journey.back(after(before, asks_whom()))

    assert back == before
    assert place(CATALOGUE, back) == "CheckPreview"


@pytest.mark.parametrize("kind", ["leader", "other-leader", "not-my-leader", "security-only"])
def test_back_from_second_thoughts_of_whom_to_tell_restores_the_first(kind: str) -> None:
    first = after(NEW, *STEPS[:-1], tells("security-only"))
    second = after(first, asks_whom(), tells("other-leader", LEA))
    third = after(second, asks_whom(), tells(kind))

    assert journey.back(journey.back(third)) == second
    assert after(third, *[journey.back] * 4) == first
    assert after(third, *[journey.back] * 6) == after(NEW, *STEPS[:6])


def test_whoever_asks_twice_to_change_who_is_told_goes_back_once() -> None:
    chosen = after(NEW, *STEPS[:-1], tells("security-only"))

    assert journey.back(after(chosen, asks_whom(), asks_whom())) == chosen


def test_back_from_a_page_of_details_goes_to_their_list_and_then_to_the_preview() -> None:
    page = after(AT_THE_PREVIEW, opens("where"))

    menu = journey.back(page)

    assert menu == after(AT_THE_PREVIEW, opens(DETAILS_MENU))
    assert journey.back(menu) == AT_THE_PREVIEW


def test_back_within_a_page_asks_for_the_fact_before() -> None:
    page = after(AT_THE_PREVIEW, opens("where", 1))

    assert journey.back(page) == after(AT_THE_PREVIEW, opens("where"))


def test_back_from_the_page_for_a_hurry_goes_to_the_preview() -> None:
    hurried = after(NEW, answers("danger", "yes"), leaves_danger("danger", safe=False))

    assert journey.back(after(hurried, opens("now"))) == hurried
    assert journey.back(after(hurried, opens(KIND_PAGE))) == hurried


def test_back_keeps_the_details_that_were_told() -> None:
    told = after(AT_THE_PREVIEW, opens("where"), tells_details("platform", link="example.org"))

    at_the_start = after(told, *[journey.back] * (len(STEPS) + 2))

    assert (at_the_start.trail, at_the_start.page) == ((), None)
    assert at_the_start.words == {"link": "example.org"}
    assert at_the_start.answers == {"platform": (), "link": ()}


@pytest.mark.parametrize("taken", range(2, len(STEPS) + 1))
def test_back_where_danger_is_asked_again_takes_nothing_away(taken: int) -> None:
    asked = journey.back(journey.with_danger(CATALOGUE, after(NEW, *STEPS[:taken])))

    assert place(CATALOGUE, asked) == "asks danger"
    assert journey.back(asked) == asked


def test_another_answer_after_back_takes_the_place_of_the_first() -> None:
    wrong = after(NEW, *STEPS[:4])

    right = after(journey.back(wrong), answers("who", "yes"))

    assert (right.answers["who"], right.words) == (("yes",), {})
    assert place(CATALOGUE, right) == "ticks customer hate"


@pytest.mark.parametrize("taken", range(len(STEPS) + 1))
def test_the_place_is_the_same_after_a_restart(taken: int) -> None:
    draft = after(NEW, *STEPS[:taken])

    restored = Draft.model_validate_json(draft.model_dump_json())

    assert place(CATALOGUE, restored) == place(CATALOGUE, draft)
    assert after(NEW, *STEPS[:taken]) == restored
