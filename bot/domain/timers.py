"""Durations set by the content owner, and working time in New Zealand."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from bot.domain.base import Value
from bot.domain.scenario import Level


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


def week_of(at: datetime) -> date:
    """The Monday of that week in New Zealand."""
    day = at.astimezone(NEW_ZEALAND).date()
    return day - day.weekday() * _DAY


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

    def at_work(self, moment: datetime) -> datetime:
        """That moment, or the next opening time if it is outside opening hours."""
        is_open = self.is_working_time(moment)
        return moment.astimezone(UTC) if is_open else self.next_opening(moment)

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

    def next_opening(self, moment: datetime) -> datetime:
        """When it opens next; during opening hours, on the next working day."""
        day = _local(moment).date()
        hours = self._hours_of(day)
        return (
            hours[0]
            if hours and moment < hours[0]
            else _moment(self._open_day_after(day), self.opens)
        )

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


_WORDS = re.compile(r"([1-9]\d{0,3}) (working day|second|minute|hour|day)s?")
_HINT = 'use a whole number from 1 and seconds, minutes, hours or days, such as "2 hours"'


def read_span(value: object) -> object:
    """A duration or working days, from words such as "2 hours". Raises ValueError."""
    if isinstance(value, timedelta | WorkingDays):
        return value
    match = _WORDS.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{_HINT}, or working days, such as "1 working day"')
    number, unit = int(match[1]), match[2]
    if unit == "working day":
        return WorkingDays(days=number)
    return timedelta(**{f"{unit}s": number})


def _duration(value: object) -> object:
    try:
        span = read_span(value)
    except ValueError:
        span = None
    if not isinstance(span, timedelta):
        raise ValueError(_HINT)
    return span


def _fraction(value: object) -> object:
    if isinstance(value, float) and 0 < value < 1:
        return value
    raise ValueError("use a number between 0 and 1, such as 0.5 for half")


Duration = Annotated[timedelta, BeforeValidator(_duration)]
"""Elapsed time, written in words: "15 minutes"."""


class LeaderTimers(Value):
    """How long a people leader has to answer, and when they are reminded or a deputy is asked."""

    high: Duration
    standard: Annotated[Span, BeforeValidator(read_span)]
    reminder_at: Annotated[float, BeforeValidator(_fraction)]
    """The fraction of the wait after which the leader is reminded."""
    deputy_after: Duration
    """At urgent and emergency: how long the leader has to see it before a deputy is asked."""
    link_lives: Duration
    """How long the answer link in a leader's mail is valid."""


class SecurityTimers(Value):
    """How long Security may answer by the links in a mail."""

    link_lives: Duration = timedelta(days=60)
    """How long the links in a mail to Security are valid."""
    reopens_for: Duration = timedelta(days=7)
    """How long a closed report may be opened again."""


class MailTimers(Value):
    """Retries and limits for a mail of which it is not known whether it was sent."""

    first_look: Duration
    resend_after: Duration
    park_after: Duration
    confirm_within: Duration
    late_after: Duration
    """When the reporter is told that the mail is late."""
    told_again_after: Duration = timedelta(hours=1)
    """When the reporter of an urgent report is told once more that its mail is in doubt."""


class EntryTimers(Value):
    """The reminder of an entry in Noggin or Kotahi."""

    reminded_after: Annotated[Span, BeforeValidator(read_span)] = WorkingDays(days=1)
    """How long after the mail whoever makes the entry is reminded, once."""


class CheckInTimers(Value):
    """The check-ins of the reporter, and the prompts of the leader, in elapsed time."""

    first_after: Duration = timedelta(days=1)
    second_after: Duration = timedelta(days=7)


class DraftTimers(Value):
    """How long an unfinished report is stored."""

    deleted_after: Duration
    reminded_before: Duration = timedelta(hours=4)
    """How long before its deletion the person is reminded of an urgent draft."""

    @property
    def reminded_after(self) -> timedelta:
        """How long the draft is unchanged when the person is reminded."""
        return self.deleted_after - self.reminded_before


class Limits(Value):
    """The purge deletes what is unchanged since these moments."""

    tasks: datetime
    reports: datetime | None
    chats: datetime
    looked_up: datetime
    counters: datetime


class RetentionTimers(Value):
    """How long data is stored once it is no longer needed."""

    tasks: Duration
    chats: Duration
    """Conversation state, since the last message."""
    looked_up: Duration
    """The directory's entry of a person; the address of their chat stays."""
    counters: Duration = timedelta(days=400)
    """How often something happened in a week."""
    reports: Duration | None = None
    """None: without a limit."""

    def limits(self, now: datetime) -> Limits:
        """The moments that are this long before now."""
        return Limits(
            tasks=now - self.tasks,
            reports=now - self.reports if self.reports else None,
            chats=now - self.chats,
            looked_up=now - self.looked_up,
            counters=now - self.counters,
        )


class MailboxHours(Value):
    """When Security reads its mailbox. Hours that nobody has confirmed count as closed."""

    read: Literal["to-be-confirmed", "any-time", "these-hours"] = "to-be-confirmed"
    hours: WorkingHours | None = None
    """Only with "these-hours"."""

    @property
    def is_confirmed(self) -> bool:
        """Whether anybody has said when it is read."""
        return self.read != "to-be-confirmed"

    def opens_at(self, sent_at: datetime, working_hours: WorkingHours) -> datetime | None:
        """When a mail of that moment may be read at the earliest. None: it is read at that moment.

        Unconfirmed, it is the next opening of the working hours.
        """
        match self.read:
            case "any-time":
                return None
            case "to-be-confirmed":
                return working_hours.next_opening(sent_at)
            case "these-hours":
                hours = self.hours or working_hours
                is_read = hours.is_working_time(sent_at)
                return None if is_read else hours.next_opening(sent_at)


class Timers(Value):
    """All durations of the content."""

    leader: LeaderTimers
    security: SecurityTimers = SecurityTimers()
    mail: MailTimers
    draft: DraftTimers
    entries: EntryTimers = EntryTimers()
    check_in: CheckInTimers = CheckInTimers()
    retention: RetentionTimers
    working_hours: WorkingHours
    security_mailbox: MailboxHours = MailboxHours()

    def answer_by(self, level: Level, now: datetime) -> datetime:
        """The deadline, at which a report of this level is mailed without the leader's answer."""
        return self.working_hours.due(self._wait(level), now)

    def remind_at(self, level: Level, start: datetime, answer_by: datetime) -> datetime:
        """When to remind a leader who was asked at the start."""
        return self.working_hours.halfway(
            self._wait(level), start, answer_by, self.leader.reminder_at
        )

    def entries_reminded_at(self, sent_at: datetime) -> datetime:
        """When to remind of an entry, in working hours."""
        hours = self.working_hours
        return hours.at_work(hours.due(self.entries.reminded_after, sent_at))

    def check_ins_at(self, start: datetime) -> tuple[datetime, ...]:
        """When reporter or leader are asked how it is going: twice, in working hours."""
        spans = (self.check_in.first_after, self.check_in.second_after)
        return tuple(self.working_hours.at_work(start + span) for span in spans)

    def _wait(self, level: Level) -> Span:
        return self.leader.high if level >= Level.HIGH else self.leader.standard
