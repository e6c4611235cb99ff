"""How often the answer page may be asked for, far beyond what a person and their scanners do."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Clock
from bot.services.buckets import Buckets

FOR_EACH_LINK = 30
TOGETHER = 600
"""More would keep the database from those who report; the page is for a handful of leaders."""
FILLS_UP_IN = timedelta(minutes=1)
"""So many come at once, or spread over this time."""

log = logging.getLogger(__name__)


@dataclass
class Flood:
    """Counts requests for each link and together. Remembers no link for longer than it must."""

    clock: Clock
    for_each: int = FOR_EACH_LINK
    together: int = TOGETHER

    def __post_init__(self) -> None:
        self._links = self._buckets(self.for_each)
        self._all = self._buckets(self.together)

    def is_over(self, token: str) -> bool:
        """Counts this request; whether it is one too many."""
        return not (self._all.take("all") and self._links.take(token))

    def _buckets(self, holds: int) -> Buckets[str]:
        per_second = holds / FILLS_UP_IN.total_seconds()
        return Buckets(holds, per_second, lambda: self.clock().timestamp(), _log_flood)


def _log_flood(_: str) -> None:
    # The link is a secret: it is not named.
    log.warning("answer page asked for too often")
