"""How often the answer page may be asked for, far beyond what a person and their scanners do.

Links that were made and links that are made up have budgets of their own, so that no number of the
latter keeps a leader from answering. An address is no help: a whole office comes from one.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import Clock, Links
from bot.services.rate_limit import TokenBuckets

FOR_EACH_LINK = 30
FILLS_UP_IN = timedelta(minutes=1)
"""So many come at once, or spread over this time."""
LOOKS = 60
"""Links that nobody knows may each have a look of their own into the database, so many at once."""
LOOKS_PER_SECOND = 1.0
BETWEEN_READINGS = 1.0
"""Seconds. Beyond that they are compared with a list that is read no more often than this."""

log = logging.getLogger(__name__)


@dataclass
class Flood:
    """Counts requests for each link. Remembers none for longer than it must."""

    clock: Clock
    for_each: int = FOR_EACH_LINK

    def __post_init__(self) -> None:
        per_second = self.for_each / FILLS_UP_IN.total_seconds()
        self._links = TokenBuckets[str](
            self.for_each, per_second, lambda: self.clock().timestamp(), _log_flood
        )

    def is_over(self, link_id: str) -> bool:
        """Counts this request; whether it is one too many."""
        return not self._links.take(link_id)


@dataclass
class LinkIndex:
    """Tells links that were made from those that are made up, at next to no cost.

    A flood of made-up links costs one query a second. Meanwhile a link that was made in the last
    second, on another host, may not be told from them.
    """

    links: Callable[[], Links]
    now: Callable[[], float] = time.monotonic
    _ids: frozenset[str] = frozenset()
    _read_at: float = float("-inf")
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._looks = TokenBuckets[str](LOOKS, LOOKS_PER_SECOND, self.now, _log_forgeries)

    async def holds(self, link_id: str) -> bool | None:
        """Whether it was made; None where too many were asked for to say no. May raise Busy."""
        if self._looks.take("all"):
            return await self.links().find(link_id) is not None
        async with self._reading:
            if self.now() - self._read_at >= BETWEEN_READINGS:
                self._read_at = self.now()
                self._ids = await self.links().ids()
        return True if link_id in self._ids else None


def _log_flood(_: str) -> None:
    # The link is a secret: it is not named.
    log.warning("answer page asked for too often")


def _log_forgeries(_: str) -> None:
    log.warning("answer page asked for with many links that are none")
