"""Buckets that each sender takes from and that fill up again: they tell a flood from a person."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)


@dataclass
class _Bucket:
    """What a sender may still send at once, as of a moment."""

    left: float
    at: float
    exhausted: bool = False


@dataclass
class TokenBuckets(Generic[KeyT]):
    """One for each sender. Whoever was quiet for so long that theirs is full is forgotten."""

    holds: int
    per_second: float
    now: Callable[[], float]
    """Seconds. A clock that is set back gives nobody more, and takes nothing away."""
    runs_dry: Callable[[KeyT], None]
    """Told once of each flood, however long it is."""
    _kept: dict[KeyT, _Bucket] = field(default_factory=dict)
    _swept_at: float = float("-inf")

    def take(self, sender: KeyT) -> bool:
        """Whether there was one left for this sender."""
        now = self.now()
        self._sweep(now)
        bucket = self._kept.setdefault(sender, _Bucket(self.holds, now))
        filled = bucket.left + max(now - bucket.at, 0) * self.per_second
        bucket.left, bucket.at = min(filled, self.holds), now
        if bucket.left >= 1:
            bucket.left -= 1
            return True
        if not bucket.exhausted:
            bucket.exhausted = True
            self.runs_dry(sender)
        return False

    def __len__(self) -> int:
        """How many senders are remembered."""
        return len(self._kept)

    def _sweep(self, now: float) -> None:
        until_full = self.holds / self.per_second
        if now - self._swept_at >= until_full:
            self._swept_at = now
            self._kept = {who: it for who, it in self._kept.items() if now - it.at < until_full}
