"""A clock that runs on from a set moment."""

import time
from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""1 pm in New Zealand."""


class RunningClock:
    """Runs on from a set moment, and can be moved on."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self._ahead = at - timedelta(seconds=time.monotonic())

    def __call__(self) -> datetime:
        return self._ahead + timedelta(seconds=time.monotonic())

    def passes(self, span: timedelta) -> None:
        """That much later, at once."""
        self._ahead += span
