"""Failures of services outside: retried, never told. Refusals are in bot.domain.errors.

Failure
├── Busy              nothing happened: retry after .retry_after
├── Unclear           perhaps it happened: look before retrying, after .retry_after
│   └── Outage        the service itself is out, for everyone
├── Unreachable       this person cannot be written to: no use retrying
├── Gone              the message or conversation no longer exists
└── Rejected          our request is at fault: alarm
    └── NotSetUp      a permission, mailbox or setting is missing: alarm, and retry
Conflict              optimistic-lock conflict: reload and run again
└── DraftChanged      the draft to be sent was changed or deleted
LeaseLost             another worker has the task
"""

from datetime import timedelta


class Failure(Exception):
    """A service outside did not do what we asked."""


class Busy(Failure):
    """Nothing happened; retry later."""

    def __init__(self, retry_after: timedelta | None = None) -> None:
        super().__init__("busy")
        self.retry_after = retry_after


class Unclear(Failure):
    """Perhaps it happened: look before retrying."""

    def __init__(self, retry_after: timedelta | None = None, *, was_refused: bool = False) -> None:
        super().__init__("unclear")
        self.retry_after = retry_after
        self.was_refused = was_refused
        """Whether it was refused for an unknown reason: most likely it did not happen."""


class Outage(Unclear):
    """Perhaps it happened; the service itself is out, for everyone."""


class Unreachable(Failure):
    """This person cannot be written to."""


class Gone(Failure):
    """The message or conversation no longer exists."""


class Rejected(Failure):
    """Our request is at fault; raises an alarm."""


class NotSetUp(Rejected):
    """A permission, mailbox or setting is missing; retried until an administrator adds it."""


class Conflict(Exception):
    """Optimistic-lock conflict: the row was changed by another host."""


class DraftChanged(Conflict):
    """The draft to be sent was changed or deleted."""


class LeaseLost(Exception):
    """Another worker has the task."""
