"""Alarms: what a person must look at, said in the log and counted."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.ports import Clock

AGAIN_AFTER = timedelta(hours=1)
"""The same alarm is not said again sooner, however often the same thing fails."""

log = logging.getLogger(__name__)


class Alarms:
    """Says what needs a person: which kind of work, for which report, and why."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said_at: dict[tuple[str, str | None, str], datetime] = {}
        self._counts: Counter[str] = Counter()

    def __call__(self, *, kind: str, report: str | None, reason: str, key: str = "") -> None:
        """The reason is a class name or a word of ours; the key tells tasks without a report apart.

        Never give it what somebody said: all of it is logged.
        """
        now = self._clock()
        alarm = (kind, key or report, reason)
        self._forget_said_before(now - AGAIN_AFTER)
        if alarm in self._said_at:
            return
        self._said_at[alarm] = now
        self._counts[kind] += 1
        facts = {"kind": kind, "report": report, "reason": reason, **({"key": key} if key else {})}
        log.error("a person must look", extra=facts)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many were said since the start, by kind."""
        return dict(self._counts)

    def _forget_said_before(self, then: datetime) -> None:
        self._said_at = {alarm: at for alarm, at in self._said_at.items() if at > then}
