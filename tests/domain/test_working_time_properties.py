"""What stays true of working days, whenever somebody asks and whatever the hours are."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.timers import (
    NEW_ZEALAND,
    Weekday,
    WorkingDays,
    WorkingHours,
    known_regions,
    public_holidays,
)

# The first look into the calendar imports it, which takes longer than a hasty deadline.
patiently = settings(max_examples=200, deadline=None)

moments = st.datetimes(datetime(2022, 1, 1), datetime(2050, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.integers(1, 8)
# Between two and three the clocks change, and a time on the wall may not be there, or be twice.
quarters = st.integers(3 * 4, 24 * 4 - 1).map(lambda number: time(number // 4, number % 4 * 15))


@st.composite
def working_hours(draw: st.DrawFn) -> WorkingHours:
    opens, closes = sorted(draw(st.lists(quarters, min_size=2, max_size=2, unique=True)))
    days = draw(st.sets(st.sampled_from(Weekday), min_size=1))
    regions = draw(st.lists(st.sampled_from(known_regions()), max_size=3, unique=True))
    return WorkingHours(days=tuple(days), opens=opens, closes=closes, regions=tuple(regions))


def wall(moment: datetime) -> datetime:
    return moment.astimezone(NEW_ZEALAND)


def is_open(hours: WorkingHours, day: date) -> bool:
    kept = [public_holidays(day.year, region) for region in hours.regions]
    closed = frozenset.intersection(*kept) if kept else public_holidays(day.year)
    return day.weekday() in hours.days and day not in closed


@patiently
@given(working_hours(), moments, numbers)
def test_it_is_later_and_falls_into_working_time(
    hours: WorkingHours, asked: datetime, days: int
) -> None:
    due = hours.working_days_later(asked, days)

    assert due > asked
    assert due.tzinfo is UTC
    assert is_open(hours, wall(due).date())
    assert hours.opens <= wall(due).time() <= hours.closes


@patiently
@given(working_hours(), moments, numbers)
def test_it_takes_exactly_that_many_open_days(
    hours: WorkingHours, asked: datetime, days: int
) -> None:
    due = wall(hours.working_days_later(asked, days))
    has_begun = wall(asked).time() >= hours.opens
    first = wall(asked).date() + timedelta(days=1 if has_begun else 0)
    passed = [first + timedelta(days=n) for n in range((due.date() - first).days + 1)]

    assert sum(is_open(hours, day) for day in passed) == days


@patiently
@given(working_hours(), moments, numbers)
def test_the_time_on_the_wall_stays_within_hours_and_is_the_close_outside(
    hours: WorkingHours, asked: datetime, days: int
) -> None:
    due = hours.working_days_later(asked, days)
    at = wall(asked).time() if hours.is_working_time(asked) else hours.closes

    assert wall(due).time() == at


@patiently
@given(working_hours(), moments, st.timedeltas(timedelta(), timedelta(days=6)), numbers)
def test_who_asks_later_is_never_due_earlier(
    hours: WorkingHours, asked: datetime, more: timedelta, days: int
) -> None:
    due = hours.working_days_later(asked, days)

    assert due <= hours.working_days_later(asked + more, days)
    assert due < hours.working_days_later(asked, days + 1)


@patiently
@given(working_hours(), moments, numbers, st.floats(0.01, 0.98))
def test_a_reminder_comes_in_working_time_and_before_the_end(
    hours: WorkingHours, asked: datetime, days: int, fraction: float
) -> None:
    span = WorkingDays(days=days)
    due = hours.due(span, asked)

    reminder = hours.halfway(span, asked, due, fraction)

    assert asked <= reminder < due
    assert hours.is_working_time(reminder)
    assert reminder <= hours.halfway(span, asked, due, fraction + 0.01)


@patiently
@given(working_hours(), moments, st.timedeltas(timedelta(seconds=1), timedelta(days=30)))
def test_a_wait_by_the_clock_does_not_care_for_working_time(
    hours: WorkingHours, asked: datetime, span: timedelta
) -> None:
    assert hours.due(span, asked) - asked == span
    assert hours.halfway(span, asked, asked + span, 0.5) == asked + 0.5 * span
