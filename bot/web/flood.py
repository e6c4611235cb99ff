"""How often the answer page may be asked for, far beyond what a person and their scanners do."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ports import Clock

WINDOW = timedelta(minutes=1)
FOR_EACH_LINK = 30
TOGETHER = 600
"""More would keep the database from those who report; the page is for a handful of leaders."""


@dataclass
class Flood:
    """Counts requests in one window after another. Remembers nothing for longer."""

    clock: Clock
    for_each: int = FOR_EACH_LINK
    together: int = TOGETHER
    _began_at: datetime | None = None
    _counts: Counter[str] = field(default_factory=Counter)

    def is_over(self, token: str) -> bool:
        """Counts this request; whether it is one too many."""
        now = self.clock()
        if self._began_at is None or now - self._began_at >= WINDOW:
            self._began_at, self._counts = now, Counter()
        if self._counts.total() >= self.together:
            return True
        self._counts[token] += 1
        return self._counts[token] > self.for_each
