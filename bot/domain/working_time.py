"""Working time in New Zealand: opening hours in local time, weekdays and public holidays."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from bot.domain.base import Value


@cache
def public_holidays(year: int, region: str | None = None) -> frozenset[date]:
    """The public holidays of a year as observed, with the anniversary day of a known region."""
    # Imported late: the import takes a tenth of a second, which would delay the start.
    import holidays

    return frozenset(holidays.country_holidays("NZ", subdiv=region, years=year))


def known_regions() -> tuple[str, ...]:
    """The codes of the regions that have a calendar of their own."""
    import holidays

    return tuple(sorted(holidays.list_supported_countries()["NZ"]))


NEW_ZEALAND = ZoneInfo("Pacific/Auckland")
_DAY = timedelta(days=1)


class WorkingDays(Value):
    """A number of working days."""

    days: int = Field(ge=1)


Span = timedelta | WorkingDays
"""A duration in elapsed time or in working days."""


class Weekday(IntEnum):
    """A day of the week, numbered like date.weekday()."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


def _weekday(value: object) -> object:
    names = [day.name.capitalize() for day in Weekday]
    if isinstance(value, Weekday):
        return value
    if isinstance(value, str) and value in names:
        return Weekday(names.index(value))
    raise ValueError(f"use one of {', '.join(names)}")


def _time_of_day(value: object) -> object:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise ValueError('use hours and minutes in quotes, such as "08:00" or "17:30"')


TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]


class WorkingHours(Value):
    """When people are at work. All moments are aware; those returned are in UTC."""

    days: tuple[Annotated[Weekday, BeforeValidator(_weekday)], ...] = Field(min_length=1)
    opens: TimeOfDay
    closes: TimeOfDay
    regions: tuple[str, ...] = ()
    """Regions whose anniversary days count: such a day is closed only if it is one in all."""

    def is_working_time(self, moment: datetime) -> bool:
        """Whether the moment is within opening hours."""
        hours = self._hours_of(_local(moment).date())
        return hours is not None and hours[0] <= moment < hours[1]

    def working_days_later(self, moment: datetime, days: int) -> datetime:
        """The same time of day that many working days later.

        From outside opening hours: closing time of the last of these days, where a working day that
        has not opened yet is the first.
        """
        local = _local(moment)
        day, at = local.date(), local.time()
        if not self.is_working_time(moment):
            at = self.closes
            if self._is_open_on(day) and local.time() < self.opens:
                days -= 1
        for _ in range(days):
            day = self._open_day_after(day)
        return _moment(day, at)

    def due(self, span: Span, now: datetime) -> datetime:
        """The end of a span that starts now."""
        if isinstance(span, WorkingDays):
            return self.working_days_later(now, span.days)
        return now.astimezone(UTC) + span

    def halfway(self, span: Span, start: datetime, end: datetime, fraction: float) -> datetime:
        """The moment at which this fraction of a wait is over.

        In working days only working time counts, so that people are at work to be reminded.
        """
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if isinstance(span, WorkingDays):
            stretches = list(self._stretches(start, end))
            left = fraction * sum((closes - opens for opens, closes in stretches), timedelta())
            for opens, closes in stretches:
                if left < closes - opens:
                    return opens + left
                left -= closes - opens
        return start + fraction * (end - start)

    def _stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working time between two moments, day by day."""
        day, last = _local(start).date(), _local(end).date()
        while day <= last:
            if hours := self._hours_of(day):
                opens, closes = max(hours[0], start), min(hours[1], end)
                if opens < closes:
                    yield opens, closes
            day += _DAY

    def _hours_of(self, day: date) -> tuple[datetime, datetime] | None:
        if not self._is_open_on(day):
            return None
        return _moment(day, self.opens), _moment(day, self.closes)

    def _is_open_on(self, day: date) -> bool:
        if day.weekday() not in self.days:
            return False
        calendars = self.regions or (None,)
        return not all(day in public_holidays(day.year, region) for region in calendars)

    def _open_day_after(self, day: date) -> date:
        day += _DAY
        while not self._is_open_on(day):
            day += _DAY
        return day


def _local(moment: datetime) -> datetime:
    return moment.astimezone(NEW_ZEALAND)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, NEW_ZEALAND).astimezone(UTC)
