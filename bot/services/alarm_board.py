"""Conditions in which the bot cannot do its work: each is one alarm, however often it is met."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

AGAIN_AFTER = timedelta(hours=1)
"""An alarm that lasts is said again so often, and one that comes and goes no more often."""

Severity = Literal["critical", "warning"]
"""Critical: somebody is told at once. Warning: strangers can cause it, so it is only shown."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Condition:
    """Something that must not be so. Its name is data: dashboards and papers know it."""

    name: str
    severity: Severity = "critical"
    is_blocking: bool = True
    """Whether a host on which it is so is not ready."""
    lasts: timedelta | None = None
    """It ends by itself when it was not met for so long; None where something proves the end."""


WORKER = Condition("worker")
DATABASE_WRITES = Condition("database_writes")
SIGNING_KEYS = Condition("signing_keys")
TEAMS_TOKEN = Condition("teams_token")
GRAPH_TOKEN = Condition("graph_token")
# A host that is not ready gets no requests, and would never see one succeed: it ends by itself.
ANSWERS_REFUSED = Condition("answers_refused", lasts=timedelta(minutes=10))
# Whoever runs a bot of their own can send requests, so these make no host unready.
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
    """The alarms of this host that are open now."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._open: dict[str, _Open] = {}
        self._said_at: dict[str, float] = {}
        self._counts: Counter[str] = Counter()

    def start(self, condition: Condition, reason: str, *, is_blocking: bool = True) -> None:
        """It is so, once more or still. The reason is logged: a class name, a code, a host.

        `is_blocking` is False where a host on which it is so can do its work for now.
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
        """It is not so, or no longer."""
        if (known := self._open.pop(condition.name, None)) is not None:
            lasted = round(self._now() - known.since)
            log.warning("alarm ended", extra={"kind": condition.name, "lasted_seconds": lasted})

    def repeat(self) -> None:
        """Says once more what has lasted for an hour since it was said last."""
        self._expire()
        for known in self._open.values():
            self._say(known)

    @property
    def open(self) -> Mapping[str, Severity]:
        """The alarms that are open, and how bad each is."""
        self._expire()
        return {name: known.condition.severity for name, known in self._open.items()}

    @property
    def blocking(self) -> Sequence[str]:
        """Those because of which this host is not ready."""
        self._expire()
        return [name for name, known in self._open.items() if known.is_blocking]

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each was said since the start."""
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
