"""Token-bucket rate limiter, one bucket per sender."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)


@dataclass
class _Bucket:
    """The tokens left for a sender, as of a moment."""

    left: float
    at: float
    exhausted: bool = False


@dataclass
class TokenBuckets(Generic[KeyT]):
    """A token bucket per sender. Full buckets are dropped."""

    holds: int
    per_second: float
    now: Callable[[], float]
    """Seconds. A clock that is set back neither adds nor removes tokens."""
    on_exhausted: Callable[[KeyT], None]
    """Called once per flood, however long it lasts."""
    _buckets: dict[KeyT, _Bucket] = field(default_factory=dict)
    _swept_at: float = float("-inf")

    def take(self, sender: KeyT) -> bool:
        """Takes a token; False if this sender has none left."""
        now = self.now()
        self._sweep(now)
        bucket = self._buckets.setdefault(sender, _Bucket(self.holds, now))
        filled = bucket.left + max(now - bucket.at, 0) * self.per_second
        bucket.left, bucket.at = min(filled, self.holds), now
        if bucket.left >= 1:
            bucket.left -= 1
            return True
        if not bucket.exhausted:
            bucket.exhausted = True
            self.on_exhausted(sender)
        return False

    def __len__(self) -> int:
        """The number of buckets."""
        return len(self._buckets)

    def _sweep(self, now: float) -> None:
        until_full = self.holds / self.per_second
        if now - self._swept_at >= until_full:
            self._swept_at = now
            self._buckets = {
                sender: bucket
                for sender, bucket in self._buckets.items()
                if now - bucket.at < until_full
            }
