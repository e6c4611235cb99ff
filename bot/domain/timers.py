"""Durations set by the content owner: deadlines, retries, retention."""

import re
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator

from bot.domain.base import Value
from bot.domain.scenario import Level
from bot.domain.working_time import Span, WorkingDays, WorkingHours

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


class MailTimers(Value):
    """Retries and limits for a mail of which it is not known whether it was sent."""

    first_look: Duration
    resend_after: Duration
    park_after: Duration
    confirm_within: Duration
    late_after: Duration
    """When the reporter is told that the mail is late."""


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


class RetentionTimers(Value):
    """How long data is stored once it is no longer needed."""

    tasks: Duration
    chats: Duration
    """Conversation state, since the last message."""
    looked_up: Duration
    """The directory's entry of a person; the address of their chat stays."""
    reports: Duration | None = None
    """None: without a limit."""

    def limits(self, now: datetime) -> Limits:
        """The moments that are this long before now."""
        return Limits(
            tasks=now - self.tasks,
            reports=now - self.reports if self.reports else None,
            chats=now - self.chats,
            looked_up=now - self.looked_up,
        )


class Timers(Value):
    """All durations of the content."""

    leader: LeaderTimers
    mail: MailTimers
    draft: DraftTimers
    retention: RetentionTimers
    working_hours: WorkingHours

    def answer_by(self, level: Level, now: datetime) -> datetime:
        """The deadline, at which a report of this level is mailed without the leader's answer."""
        return self.working_hours.due(self._wait(level), now)

    def remind_at(self, level: Level, start: datetime, answer_by: datetime) -> datetime:
        """When to remind a leader who was asked at the start."""
        return self.working_hours.halfway(
            self._wait(level), start, answer_by, self.leader.reminder_at
        )

    def _wait(self, level: Level) -> Span:
        return self.leader.high if level >= Level.HIGH else self.leader.standard
