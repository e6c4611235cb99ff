"""Whether the last writes of this process failed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.ports import Busy

FAILURES_IN_A_ROW = 2
RESET_AFTER = 60.0
"""Seconds. A host that is not ready gets no requests, so no write could reset the count."""


@dataclass
class WriteHealth:
    """Counts failed writes in a row; a successful one resets the count."""

    now: Callable[[], float] = time.monotonic
    _failed: int = 0
    _failed_at: float = float("-inf")

    @property
    def is_failing(self) -> bool:
        """Whether the last writes failed, the newest one not long ago."""
        return self._failed >= FAILURES_IN_A_ROW and self.now() - self._failed_at < RESET_AFTER

    @contextmanager
    def track(self) -> Iterator[None]:
        """The block is one write. Only Busy counts as a failure: else the database answered."""
        try:
            yield
        except Busy:
            self._failed, self._failed_at = self._failed + 1, self.now()
            raise
        except BaseException:
            raise
        else:
            self._failed = 0
