"""Writes no faster than Teams allows, so that it seldom has to say so."""

import asyncio
import logging
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import Busy

Limit = tuple[int, float]
"""So many messages in so many seconds."""

IN_A_CHAT: Sequence[Limit] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TOGETHER: Sequence[Limit] = ((30, 1.0),)
"""What Teams allows a bot in one organisation; newer pages say 50, older ones 30."""
LONGEST_WAIT = 1.0
"""Seconds. Whoever sits in front of the chat hardly notices, and no lease or turn runs out."""

log = logging.getLogger(__name__)
_answering = ContextVar("answering", default=False)


@contextmanager
def answering() -> Iterator[None]:
    """What is written inside the block answers somebody who waits for it: it is never put off."""
    before = _answering.set(True)
    try:
        yield
    finally:
        _answering.reset(before)


@dataclass
class _Lane:
    """When messages left or will leave; no more of them than the limits look back at."""

    limits: Sequence[Limit]
    _leave_at: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        self._leave_at = deque(maxlen=max(most for most, _ in self.limits))

    @property
    def last_at(self) -> float:
        """When the newest leaves."""
        return self._leave_at[-1] if self._leave_at else float("-inf")

    def free_at(self) -> float:
        """From when on one more passes no limit."""
        filled = [it for it in self.limits if len(self._leave_at) >= it[0]]
        return max((self._leave_at[-most] + span for most, span in filled), default=float("-inf"))

    def take(self, at: float) -> None:
        """One more leaves then."""
        self._leave_at.append(at)


@dataclass
class Pacing:
    """Gives each message its moment. Counts what this process writes.

    Other hosts count for themselves: together they may be told 429, and wait as they are told.
    """

    in_a_chat: Sequence[Limit] = IN_A_CHAT
    together: Sequence[Limit] = TOGETHER
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _chats: defaultdict[str, _Lane] = field(init=False)
    _all: _Lane = field(init=False)
    _swept_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._chats = defaultdict(lambda: _Lane(self.in_a_chat))
        self._all = _Lane(self.together)

    async def wait(self, chat: str) -> None:
        """Waits for the moment of one message. Raises Busy, at once, if that is far away."""
        now = self.now()
        self._sweep(now)
        lane = self._chats[chat]
        wait = max(lane.free_at(), self._all.free_at(), now) - now
        if wait > LONGEST_WAIT:
            if not _answering.get():
                log.warning("message put off to keep the pace", extra={"seconds": round(wait, 1)})
                raise Busy(timedelta(seconds=wait))
            wait = LONGEST_WAIT  # then Teams may say whether it takes it
        lane.take(now + wait)
        self._all.take(now + wait)
        if wait > 0:
            await self.sleep(wait)

    def _sweep(self, now: float) -> None:
        """Forgets chats that have been quiet for so long that no limit looks back at them."""
        longest = max(span for _, span in self.in_a_chat)
        if now - self._swept_at >= longest:
            self._swept_at = now
            for chat in [it for it, lane in self._chats.items() if now - lane.last_at >= longest]:
                del self._chats[chat]
