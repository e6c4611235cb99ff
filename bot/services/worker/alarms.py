"""Alarms about tasks: logged and counted, at most once an hour each."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.ports import Clock

AGAIN_AFTER = timedelta(hours=1)
"""Interval before the same alarm is logged again."""

log = logging.getLogger(__name__)


class Alarms:
    """Logs which kind of task needs a person, for which report, and why."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said_at: dict[tuple[str, str | None, str], datetime] = {}
        self._counts: Counter[str] = Counter()

    def __call__(self, *, kind: str, report: str | None, reason: str, key: str = "") -> None:
        """Logs an alarm. The reason is a class name or constant; the key tells tasks without a
        report apart. Everything is logged, so never pass what a person wrote."""
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
        """How many were logged since the start, by kind."""
        return dict(self._counts)

    def _forget_said_before(self, then: datetime) -> None:
        self._said_at = {alarm: at for alarm, at in self._said_at.items() if at > then}
