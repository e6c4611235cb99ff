"""Simulates sends through the rate limiter on a set clock."""

from dataclasses import dataclass, field

from bot.adapters.teams.sending.pacing import Pacing


@dataclass
class Street:
    """Messages at set moments, and when each left; simulated time only."""

    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pacing = Pacing(now=lambda: self.now, sleep=self._sleep)

    async def comes(self, at: float, chat: str = "aroha") -> float:
        """When a message of that moment leaves. Raises Busy."""
        self.now = at
        self.waits.clear()
        await self.pacing.wait(chat)
        return at + sum(self.waits)

    async def come(self, many: int, *, each: float, chat: str = "aroha") -> list[float]:
        """So many from the start on, one after another."""
        return [await self.comes(place * each, chat) for place in range(many)]

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
