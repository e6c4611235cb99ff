"""Working days in New Zealand: summer and winter, weekends, public holidays and anniversaries."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.timers import NEW_ZEALAND, Weekday, WorkingDays, WorkingHours

OFFICE = WorkingHours(days=tuple(Weekday)[:5], opens=time(8), closes=time(17))
ALL_WEEK = WorkingHours(days=tuple(Weekday), opens=time(6), closes=time(22, 30))
ALL_DAY = WorkingHours(days=tuple(Weekday), opens=time(0), closes=time(23, 59))


def in_regions(*regions: str) -> WorkingHours:
    return OFFICE.model_copy(update={"regions": regions})


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=NEW_ZEALAND).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        pytest.param("2026-11-23 13:00", "2026-11-24 13:00", id="within hours: same time next day"),
        pytest.param("2026-11-23 08:00", "2026-11-24 08:00", id="at the first minute"),
        pytest.param("2026-11-23 16:59", "2026-11-24 16:59", id="at the last minute"),
        pytest.param("2026-11-27 10:30", "2026-11-30 10:30", id="Friday to Monday"),
        pytest.param("2026-11-23 07:59", "2026-11-23 17:00", id="before hours: that day's close"),
        pytest.param("2026-11-23 17:00", "2026-11-24 17:00", id="at the close: the next close"),
        pytest.param("2026-11-23 23:30", "2026-11-24 17:00", id="at night: the next close"),
        pytest.param("2026-11-27 18:00", "2026-11-30 17:00", id="Friday evening to Monday"),
        pytest.param("2026-11-28 09:00", "2026-11-30 17:00", id="Saturday to Monday"),
        pytest.param("2026-11-29 06:00", "2026-11-30 17:00", id="Sunday to Monday"),
        pytest.param("2026-09-25 10:00", "2026-09-28 10:00", id="over the start of summer time"),
        pytest.param("2025-04-04 10:00", "2025-04-07 10:00", id="over the end of summer time"),
        pytest.param("2027-02-05 10:00", "2027-02-09 10:00", id="Waitangi moved to a Monday"),
        pytest.param("2026-04-02 10:00", "2026-04-07 10:00", id="Easter"),
        pytest.param("2026-04-24 10:00", "2026-04-28 10:00", id="ANZAC Day moved to a Monday"),
        pytest.param("2026-05-29 10:00", "2026-06-02 10:00", id="King's Birthday"),
        pytest.param("2026-07-09 10:00", "2026-07-13 10:00", id="Matariki 2026"),
        pytest.param("2027-06-24 10:00", "2027-06-28 10:00", id="Matariki 2027"),
        pytest.param("2026-12-24 10:00", "2026-12-29 10:00", id="Christmas, Boxing Day moved"),
        pytest.param("2026-12-31 10:00", "2027-01-05 10:00", id="New Year, its second day moved"),
        pytest.param("2026-12-25 10:00", "2026-12-29 17:00", id="asked on a holiday"),
        pytest.param("2026-01-23 10:00", "2026-01-26 10:00", id="Auckland's day, not listed"),
    ],
)
def test_a_working_day_later(asked: str, due: str) -> None:
    assert OFFICE.working_days_later(local(asked), 1) == local(due)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        pytest.param("2026-11-23 13:00", 2, "2026-11-25 13:00", id="within hours"),
        pytest.param("2026-11-26 13:00", 3, "2026-12-01 13:00", id="over a weekend"),
        pytest.param("2026-11-23 07:00", 2, "2026-11-24 17:00", id="before hours: today counts"),
        pytest.param("2026-11-23 18:00", 2, "2026-11-25 17:00", id="after hours"),
        pytest.param("2026-12-23 10:00", 5, "2027-01-05 10:00", id="over all the summer holidays"),
    ],
)
def test_several_working_days_later(asked: str, days: int, due: str) -> None:
    assert OFFICE.due(WorkingDays(days=days), local(asked)) == local(due)


@pytest.mark.parametrize(
    ("regions", "due"),
    [
        pytest.param((), "2026-01-26 10:00", id="national only"),
        pytest.param(("AUK",), "2026-01-27 10:00", id="Auckland"),
        pytest.param(("AUK", "NTL"), "2026-01-27 10:00", id="Northland keeps the same day"),
        pytest.param(("AUK", "WGN"), "2026-01-26 10:00", id="Wellington is at work"),
    ],
)
def test_an_anniversary_day_counts_if_all_regions_keep_it(
    regions: tuple[str, ...], due: str
) -> None:
    assert in_regions(*regions).working_days_later(local("2026-01-23 10:00"), 1) == local(due)


@pytest.mark.parametrize(
    ("hours", "asked", "due", "elapsed"),
    [
        (ALL_WEEK, "2026-09-26 10:00", "2026-09-27 10:00", timedelta(hours=23)),
        (ALL_WEEK, "2025-04-05 10:00", "2025-04-06 10:00", timedelta(hours=25)),
        (ALL_WEEK, "2026-09-27 05:00", "2026-09-27 22:30", timedelta(hours=17, minutes=30)),
        # There is no half past two that night: the clock goes from two to three.
        (ALL_DAY, "2026-09-26 02:30", "2026-09-27 02:30", timedelta(hours=24)),
        # There are two that night, and the first will do.
        (ALL_DAY, "2025-04-05 02:30", "2025-04-06 02:30", timedelta(hours=24)),
    ],
)
def test_the_time_on_the_wall_stays_on_a_day_when_the_clocks_change(
    hours: WorkingHours, asked: str, due: str, elapsed: timedelta
) -> None:
    found = hours.working_days_later(local(asked), 1)

    assert found == local(due)
    assert found - local(asked) == elapsed


def test_a_question_in_local_time_is_answered_in_utc() -> None:
    asked = local("2026-07-07 11:00").astimezone(NEW_ZEALAND)

    due = OFFICE.due(WorkingDays(days=1), asked)

    assert due.isoformat() == "2026-07-07T23:00:00+00:00"


def test_an_hour_by_the_clock_is_an_hour_in_the_night_when_the_clocks_change() -> None:
    asked, due = local("2026-09-27 01:30"), local("2026-09-27 04:30")
    start, end = asked.astimezone(NEW_ZEALAND), due.astimezone(NEW_ZEALAND)
    span = timedelta(hours=2)

    assert OFFICE.due(span, start).isoformat() == due.isoformat()
    assert OFFICE.halfway(span, start, end, 0.5) == local("2026-09-27 03:30")


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-11-23 07:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-27 16:59", True),
        ("2026-11-27 17:00", False),
        ("2026-11-28 12:00", False),
        ("2026-11-29 12:00", False),
        ("2026-04-27 12:00", False),
    ],
)
def test_working_hours(moment: str, working: bool) -> None:
    assert OFFICE.is_working_time(local(moment)) is working


@pytest.mark.parametrize(
    ("start", "end", "half"),
    [
        pytest.param("2026-11-23 13:00", "2026-11-24 13:00", "2026-11-24 08:30", id="overnight"),
        pytest.param("2026-11-23 08:30", "2026-11-24 08:30", "2026-11-23 13:00", id="same day"),
        pytest.param("2026-11-23 12:30", "2026-11-24 12:30", "2026-11-24 08:00", id="not at close"),
        pytest.param("2026-11-27 18:00", "2026-11-30 17:00", "2026-11-30 12:30", id="weekend"),
        pytest.param("2026-12-24 16:00", "2026-12-29 16:00", "2026-12-29 11:30", id="Christmas"),
        pytest.param("2026-11-28 10:00", "2026-11-28 12:00", "2026-11-28 11:00", id="no work"),
    ],
)
def test_half_of_a_wait_in_working_days_is_half_of_the_working_time(
    start: str, end: str, half: str
) -> None:
    span = WorkingDays(days=1)

    assert OFFICE.halfway(span, local(start), local(end), 0.5) == local(half)


def test_half_of_a_wait_by_the_clock_is_half_of_the_night_too() -> None:
    start, end = local("2026-11-23 23:00"), local("2026-11-24 01:00")

    assert OFFICE.halfway(timedelta(hours=2), start, end, 0.5) == local("2026-11-24 00:00")
    assert OFFICE.halfway(timedelta(hours=2), start, end, 0.75) == local("2026-11-24 00:30")
