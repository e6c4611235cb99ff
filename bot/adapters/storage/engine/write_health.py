"""Whether the last writes of this process failed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.ports import Busy

IN_A_ROW = 2
FORGOTTEN_AFTER = 60.0
"""Seconds. A host that is not ready is sent nobody whose write could succeed."""


@dataclass
class WriteHealth:
    """Counts writes that the database did not take, up to the first that it took."""

    now: Callable[[], float] = time.monotonic
    _failed: int = 0
    _failed_at: float = float("-inf")

    @property
    def are_failing(self) -> bool:
        """Whether several in a row failed, the last one a short time ago."""
        return self._failed >= IN_A_ROW and self.now() - self._failed_at < FORGOTTEN_AFTER

    @contextmanager
    def noted(self) -> Iterator[None]:
        """The block is one write. Whatever else it raises, the database has answered."""
        try:
            yield
        except Busy:
            self._failed, self._failed_at = self._failed + 1, self.now()
            raise
        except BaseException:
            raise
        else:
            self._failed = 0
