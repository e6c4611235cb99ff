"""What is counted of a report, and which groups of people are too small to be shown."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draft import NOT_SURE, Draft, TellWhom, Ticks
from bot.domain.insight import (
    DAY_PARTS,
    ENDS,
    NOT_SAID,
    SMALLEST_GROUP,
    Count,
    begun,
    shown,
)
from bot.domain.journey import counts_of_turn, ended
from bot.domain.scenario import DANGER
from bot.domain.timers import Weekday, week_of
from tests.builders import NOON, a_draft, shipped

CATALOGUE = shipped().catalogue


def begins(scenario: str | None = None, **more: object) -> Draft:
    """A draft at its first question."""
    return a_draft().model_copy(
        update={"scenario_id": scenario, "answers": {}, "trail": (), "tell_whom": None, **more}
    )


SAFE = {DANGER: ("no",)}
READY = {"answers": SAFE, "guidance_read": True}
DRAFTS = {
    "danger": begins(),
    "danger-screen": begins(answers={DANGER: (NOT_SURE,)}),
    "questions": begins("threat", answers=SAFE),
    "guidance": begins("support-or-not-sure", answers=SAFE, paused_at=NOON),
    "details": begins("threat", **READY, page="menu"),
    "whom": begins("threat", **READY, tell_whom=TellWhom(kind="no-one-yet")),
    "preview": begins("threat", **READY),
}


def end_of(draft: Draft) -> str:
    """How this draft is said to have ended."""
    (end,) = [count.key for count in ended(CATALOGUE, draft) if count.kind == "ended"]
    return end


@pytest.mark.parametrize(("end", "draft"), DRAFTS.items())
def test_where_somebody_stopped_is_the_place_of_their_draft(end: str, draft: Draft) -> None:
    reached = draft if end != "guidance" else _to_guidance(draft)

    assert end_of(reached) == end
    assert end in ENDS


def _to_guidance(draft: Draft) -> Draft:
    """With every question of the situation answered."""
    skipped: dict[str, Ticks] = dict.fromkeys(CATALOGUE.facts, ())
    return draft.replace(answers={**skipped, **SAFE}).model_copy(update={"paused_at": NOON})


def test_advice_that_was_read_is_no_stop() -> None:
    read = _to_guidance(DRAFTS["guidance"]).resumed()

    assert end_of(read) == "advice"


def test_what_was_sent_is_counted_under_its_situation() -> None:
    counts = ended(CATALOGUE, DRAFTS["preview"], is_sent=True)

    assert counts == (Count("situation", "threat"), Count("ended", "sent"))


@pytest.mark.parametrize("scenario", [None, "gone-from-content"])
def test_a_situation_that_was_not_said_or_is_gone_is_counted_as_such(scenario: str | None) -> None:
    assert ended(CATALOGUE, begins(scenario))[0] == Count("situation", NOT_SAID)


def test_a_turn_counts_a_beginning_or_an_end_and_nothing_between() -> None:
    draft = begins()

    assert counts_of_turn(CATALOGUE, None, draft, NOON) == (begun(NOON),)
    assert counts_of_turn(CATALOGUE, draft, None, NOON) == ended(CATALOGUE, draft)
    assert counts_of_turn(CATALOGUE, draft, draft, NOON) == ()
    assert counts_of_turn(CATALOGUE, None, None, NOON) == ()


@pytest.mark.parametrize(
    ("at", "key", "week"),
    [
        # Summer time: thirteen hours ahead.
        (datetime(2026, 11, 22, 10, 59, tzinfo=UTC), "sunday-evening", date(2026, 11, 16)),
        (datetime(2026, 11, 22, 11, 0, tzinfo=UTC), "monday-night", date(2026, 11, 23)),
        (datetime(2026, 7, 1, 18, 0, tzinfo=UTC), "thursday-morning", date(2026, 6, 29)),
    ],
)
def test_a_beginning_is_kept_by_day_and_part_of_the_day_in_new_zealand(
    at: datetime, key: str, week: date
) -> None:
    assert begun(at) == Count("begun", key)
    assert week_of(at) == week


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1)))  # noqa: DTZ001
def test_a_beginning_is_never_kept_finer_than_a_quarter_of_a_day(at: datetime) -> None:
    day, _, part = begun(at).key.partition("-")

    assert day.upper() in Weekday.__members__
    assert part in DAY_PARTS
    assert week_of(at).weekday() == 0


GROUPS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30))


@given(GROUPS)
def test_no_group_under_five_is_shown_and_no_number_exactly(groups: dict[str, int]) -> None:
    for key, number in shown(groups).items():
        assert number is None or (number >= SMALLEST_GROUP and number % SMALLEST_GROUP == 0)
        assert number is None or number <= groups[key] < number + SMALLEST_GROUP


@given(GROUPS)
def test_a_hidden_group_is_never_alone(groups: dict[str, int]) -> None:
    hidden = [key for key, number in shown(groups).items() if number is None]

    assert len(hidden) != 1 or len(groups) == 1


@given(GROUPS)
def test_nobody_can_tell_one_from_none(groups: dict[str, int]) -> None:
    empty = {key: 0 if number < SMALLEST_GROUP else number for key, number in groups.items()}

    assert shown(groups) == shown(empty)


def test_groups_of_five_and_more_are_shown_and_a_single_small_one_takes_the_next_with_it() -> None:
    assert shown({"a": 5, "b": 14}) == {"a": 5, "b": 10}
    assert shown({"a": 23, "b": 7, "c": 4}) == {"a": 20, "b": None, "c": None}
    assert shown({"a": 23, "b": 4, "c": 0}) == {"a": 20, "b": None, "c": None}
