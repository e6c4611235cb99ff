"""Alarms about conditions in which the bot cannot work; each is raised once while it lasts."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

AGAIN_AFTER = timedelta(hours=1)
"""Interval at which the same alarm is logged again."""

Severity = Literal["critical", "warning"]
"""Critical pages a person. A warning can be caused by strangers, so it is only shown."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Condition:
    """A condition that must not hold. Its name is data: dashboards know it."""

    name: str
    severity: Severity = "critical"
    is_blocking: bool = True
    """Whether it makes this host unready."""
    lasts: timedelta | None = None
    """Ends by itself once it was not seen for this long; None where a proof ends it."""


WORKER = Condition("worker")
DATABASE_WRITES = Condition("database_writes")
SIGNING_KEYS = Condition("signing_keys")
TEAMS_TOKEN = Condition("teams_token")
GRAPH_TOKEN = Condition("graph_token")
# An unready host gets no requests that could succeed and end the alarm, so this one expires.
ANSWERS_REFUSED = Condition("answers_refused", lasts=timedelta(minutes=10))
# Anyone with a bot of their own can send requests, so these make no host unready.
REQUESTS_REFUSED = Condition("requests_refused", is_blocking=False, lasts=timedelta(days=1))
UNPROVEN_REQUESTS = Condition(
    "unproven_requests", "warning", is_blocking=False, lasts=timedelta(hours=1)
)
SERVICE_HOST_REFUSED = Condition("service_host_refused", is_blocking=False, lasts=timedelta(days=1))
MAILS_REFUSED = Condition("mails_refused", is_blocking=False, lasts=timedelta(days=1))

CONDITIONS: Sequence[Condition] = (
    WORKER,
    DATABASE_WRITES,
    SIGNING_KEYS,
    TEAMS_TOKEN,
    GRAPH_TOKEN,
    ANSWERS_REFUSED,
    REQUESTS_REFUSED,
    UNPROVEN_REQUESTS,
    SERVICE_HOST_REFUSED,
    MAILS_REFUSED,
)


@dataclass
class _Open:
    """An alarm that has not ended."""

    condition: Condition
    reason: str
    since: float
    seen_at: float
    is_blocking: bool


class AlarmBoard:
    """The open alarms of this host."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._open: dict[str, _Open] = {}
        self._said_at: dict[str, float] = {}
        self._counts: Counter[str] = Counter()

    def start(self, condition: Condition, reason: str, *, is_blocking: bool = True) -> None:
        """The condition holds, still or again. The reason is logged: a class name, code or host.

        `is_blocking` is False if this host can work for now all the same.
        """
        now, blocks = self._now(), condition.is_blocking and is_blocking
        self._expire()
        known = self._open.get(condition.name)
        if known is None:
            self._open[condition.name] = _Open(condition, reason, now, now, blocks)
        else:
            known.reason, known.seen_at, known.is_blocking = reason, now, blocks
        self._say(self._open[condition.name])

    def end(self, condition: Condition) -> None:
        """The condition does not hold. Idempotent."""
        if (known := self._open.pop(condition.name, None)) is not None:
            lasted = round(self._now() - known.since)
            log.warning("alarm ended", extra={"kind": condition.name, "lasted_seconds": lasted})

    def repeat(self) -> None:
        """Logs again the alarms that were not logged for an hour."""
        self._expire()
        for known in self._open.values():
            self._say(known)

    @property
    def open(self) -> Mapping[str, Severity]:
        """The severity of each open alarm, by name."""
        self._expire()
        return {name: known.condition.severity for name, known in self._open.items()}

    @property
    def blocking(self) -> Sequence[str]:
        """The alarms that make this host unready."""
        self._expire()
        return [name for name, known in self._open.items() if known.is_blocking]

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each was logged since the start."""
        return dict(self._counts)

    def _expire(self) -> None:
        for known in list(self._open.values()):
            lasts = known.condition.lasts
            if lasts is not None and self._now() - known.seen_at >= lasts.total_seconds():
                self.end(known.condition)

    def _say(self, alarm: _Open) -> None:
        name, now = alarm.condition.name, self._now()
        if now - self._said_at.get(name, float("-inf")) < AGAIN_AFTER.total_seconds():
            return
        self._said_at[name] = now
        self._counts[name] += 1
        severity = alarm.condition.severity
        facts = {"kind": name, "severity": severity, "reason": alarm.reason, "report": None}
        if severity == "critical":
            log.error("a person must look", extra=facts)
        else:
            log.warning("a person may look", extra=facts)
