"""Rate limits of the answer page, far above what a person and mail scanners need.

Existing links and made-up links have separate token buckets, so no number of made-up links keeps a
leader from answering. IP addresses are no key: a whole office shares one.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import Clock, Links
from bot.services.rate_limit import TokenBuckets

REQUESTS_PER_LINK = 30
REFILL_TIME = timedelta(minutes=1)
"""Time in which an empty bucket fills up again."""
LOOKUPS = 60
"""Database lookups of links at once, for all links together."""
LOOKUPS_PER_SECOND = 1.0
INDEX_MAX_AGE = 1.0
"""Seconds between reads of the link index, which replaces the lookups when they are used up."""

log = logging.getLogger(__name__)


@dataclass
class LinkRateLimit:
    """A token bucket per existing link."""

    clock: Clock
    requests: int = REQUESTS_PER_LINK

    def __post_init__(self) -> None:
        per_second = self.requests / REFILL_TIME.total_seconds()
        self._buckets = TokenBuckets[str](
            self.requests, per_second, lambda: self.clock().timestamp(), _log_exhausted
        )

    def exceeded(self, link_id: str) -> bool:
        """Takes a token for this request; True if there was none."""
        return not self._buckets.take(link_id)


@dataclass
class LinkIndex:
    """Tells existing links from made-up ones at bounded cost.

    A flood of made-up links costs one query a second. Meanwhile a link made on another host within
    the last second may count as made-up.
    """

    links: Callable[[], Links]
    now: Callable[[], float] = time.monotonic
    _ids: frozenset[str] = frozenset()
    _read_at: float = float("-inf")
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._lookups = TokenBuckets[str](
            LOOKUPS, LOOKUPS_PER_SECOND, self.now, _log_lookups_exhausted
        )

    async def exists(self, link_id: str) -> bool | None:
        """Whether the link was made; None if the rate limit leaves it unknown. May raise Busy."""
        if self._lookups.take("all"):
            return await self.links().find(link_id) is not None
        async with self._reading:
            if self.now() - self._read_at >= INDEX_MAX_AGE:
                self._read_at = self.now()
                self._ids = await self.links().ids()
        return True if link_id in self._ids else None


def _log_exhausted(_: str) -> None:
    # Without the link: it is a secret.
    log.warning("answer page asked for too often")


def _log_lookups_exhausted(_: str) -> None:
    log.warning("answer page asked for with many links that are none")
