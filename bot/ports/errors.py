"""How something outside can fail us. A failure is retried and never told.

Failure
├── Busy              later, after .retry_after
├── Unclear           perhaps it happened: look before trying again, after .retry_after
│   └── Outage        and the service itself is out: it reaches nobody else either
├── Unreachable       this person cannot be written to; no use retrying
├── Gone              the message or conversation is no longer there
└── Rejected          our request is at fault: raise an alarm
    └── NotSetUp      a right, a mailbox or a setting is missing: raise an alarm, and wait
Conflict              somebody else changed the row first: reload and run again
└── DraftChanged      the draft to be sent is another by now, or was taken away
LeaseLost             another worker has taken the task over
"""

from datetime import timedelta


class Failure(Exception):
    """Something outside did not do what we asked."""


class Busy(Failure):
    """Try again later."""

    def __init__(self, retry_after: timedelta | None = None) -> None:
        super().__init__("busy")
        self.retry_after = retry_after


class Unclear(Failure):
    """Perhaps it happened: look before trying again."""

    def __init__(self, retry_after: timedelta | None = None, *, was_refused: bool = False) -> None:
        super().__init__("unclear")
        self.retry_after = retry_after
        self.was_refused = was_refused
        """Whether a no was heard that gives no reason we know: most likely it did not happen."""


class Outage(Unclear):
    """Perhaps it happened; the service itself is out, and reaches nobody else either."""


class Unreachable(Failure):
    """This person cannot be written to."""


class Gone(Failure):
    """The message or conversation is no longer there."""


class Rejected(Failure):
    """Our request is at fault; a person must look."""


class NotSetUp(Rejected):
    """An administrator has something to put right; until then it waits."""


class Conflict(Exception):
    """Somebody else changed the row first."""


class DraftChanged(Conflict):
    """The draft to be sent is another by now, or was taken away."""


class LeaseLost(Exception):
    """Another worker has taken the task over."""
