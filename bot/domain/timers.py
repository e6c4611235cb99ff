"""How long things wait, as the content owner has set it."""

import re
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator

from bot.domain.base import Value
from bot.domain.scenario import Level
from bot.domain.working_time import Span, WorkingDays, WorkingHours

_WORDS = re.compile(r"([1-9]\d{0,3}) (working day|second|minute|hour|day)s?")
_HINT = 'use a whole number from 1 and seconds, minutes, hours or days, such as "2 hours"'


def _span(value: object) -> object:
    if isinstance(value, timedelta | WorkingDays):
        return value
    words = _WORDS.fullmatch(value) if isinstance(value, str) else None
    if words is None:
        raise ValueError(f'{_HINT}, or working days, such as "1 working day"')
    number, unit = int(words[1]), words[2]
    if unit == "working day":
        return WorkingDays(days=number)
    return timedelta(**{f"{unit}s": number})


def _duration(value: object) -> object:
    try:
        span = _span(value)
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
"""By the clock, written in words: "15 minutes"."""


class LeaderTimers(Value):
    """How long a people leader has, and when the bot reminds or looks for somebody else."""

    high: Duration
    standard: Annotated[Span, BeforeValidator(_span)]
    reminder_at: Annotated[float, BeforeValidator(_fraction)]
    """The part of the wait after which the leader is reminded."""
    deputy_after: Duration
    """At urgent and emergency: how long the leader may not have seen it."""
    link_lives: Duration
    """How long a leader may answer from the link in their mail."""


class MailTimers(Value):
    """How the bot goes about a mail whose fate it does not know."""

    first_look: Duration
    resend_after: Duration
    park_after: Duration
    confirm_within: Duration
    late_after: Duration
    """From then on the reporter is told that the mail is late."""


class DraftTimers(Value):
    """How long an unfinished report waits for its person."""

    deleted_after: Duration
    reminded_before: Duration = timedelta(hours=4)
    """How long before that a person is reminded of an urgent report that they have not sent."""

    @property
    def reminded_after(self) -> timedelta:
        """How long nobody has touched it when its person is reminded."""
        return self.deleted_after - self.reminded_before


class Limits(Value):
    """What nobody has touched since these moments has been kept long enough."""

    tasks: datetime
    reports: datetime | None
    chats: datetime
    looked_up: datetime


class RetentionTimers(Value):
    """How long everything is kept once nobody needs it any more."""

    tasks: Duration
    chats: Duration
    """A place in a chat, since somebody last wrote there."""
    looked_up: Duration
    """What the directory said of a person. Where to write to them stays."""
    reports: Duration | None = None
    """None: for good, until the content owner decides."""

    def limits(self, now: datetime) -> Limits:
        """These times as moments before now."""
        return Limits(
            tasks=now - self.tasks,
            reports=now - self.reports if self.reports else None,
            chats=now - self.chats,
            looked_up=now - self.looked_up,
        )


class Timers(Value):
    """How long everything waits."""

    leader: LeaderTimers
    mail: MailTimers
    draft: DraftTimers
    retention: RetentionTimers
    working_hours: WorkingHours

    def answer_by(self, level: Level, now: datetime) -> datetime:
        """When a report of this level goes to Security even without the leader's answer."""
        return self.working_hours.due(self._wait(level), now)

    def remind_at(self, level: Level, start: datetime, answer_by: datetime) -> datetime:
        """When to remind a leader who has been waited for since the start."""
        return self.working_hours.halfway(
            self._wait(level), start, answer_by, self.leader.reminder_at
        )

    def _wait(self, level: Level) -> Span:
        return self.leader.high if level >= Level.HIGH else self.leader.standard
