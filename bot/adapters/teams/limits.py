"""How much of the bot one person, one request and one turn may take."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST_BODY = 1024 * 1024
"""Bytes. What a person types in Teams has some 28 thousand, and all our inputs are shorter."""
LONGEST_UPLOAD = 10.0
"""Seconds. Whoever sends a body drop by drop holds a connection, and Teams never does."""
LONGEST_TURN = 10.0
"""Seconds. Teams waits between ten and fifteen, then tells the person that the bot is away."""
BURST = 60
PER_SECOND = 6.0
"""Somebody in distress presses fast, again and again, and is answered each time; this is beyond
what fingers do."""

log = logging.getLogger(__name__)


@dataclass
class _Bucket:
    """What a person may still send at once, as of a moment."""

    left: float
    at: float
    is_flooding: bool = False


@dataclass
class Floods:
    """Tells a flood from a person, by a bucket for each that is filled up again all the time."""

    burst: int = BURST
    per_second: float = PER_SECOND
    now: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)
    _swept_at: float = float("-inf")

    def is_flooded_by(self, person: tuple[str, str]) -> bool:
        """Whether this one is too many. A flood is logged once, however long it is."""
        now = self.now()
        self._sweep(now)
        bucket = self._buckets.setdefault(person, _Bucket(self.burst, now))
        bucket.left = min(bucket.left + (now - bucket.at) * self.per_second, self.burst)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return False
        if not bucket.is_flooding:
            bucket.is_flooding = True
            log.error("flood not answered: see who it is", extra={"person": person[0]})
        return True

    def _sweep(self, now: float) -> None:
        """Forgets whoever has been quiet for so long that their bucket is full."""
        until_full = self.burst / self.per_second
        if now - self._swept_at >= until_full:
            self._swept_at = now
            busy = {who: it for who, it in self._buckets.items() if now - it.at < until_full}
            self._buckets = busy
