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
from enum import IntEnum

from bot.ports import Busy

Limit = tuple[int, float]
"""So many messages in so many seconds."""

# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
IN_A_CHAT: Sequence[Limit] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TOGETHER = 44
"""Messages a second. Teams allows a bot 50 in one organisation, all hosts together."""
AT_ONCE: Limit = (15, 0.3)
"""Spread over the second, or what was late on its way would meet the next in the same second."""
OF_WORK = 24
"""Messages a second of the worker: it never takes all of it from those who wait for an answer."""
PRESSING: Limit = (6, 1.0)
"""For those in danger alone, beside the others' share."""
FEWEST = 6
"""Messages a second; with several hosts, each finds its share by what Teams refuses."""
LESS, MORE = 0.7, 3.0
"""What becomes of the share when Teams has refused one; what it gains in a second in which not."""
LONGEST_WAIT = 1.0
"""Seconds that a task waits with its lease; it is put off for whatever is further away."""
LONGEST_CLOSED = 15.0
"""Seconds that one refusal closes the way to everybody, however long it asks for: the next message
is the question whether it is over."""
LONGEST_ANSWER = 5.0
"""Seconds that a turn waits; after that the worker shows the answer."""

log = logging.getLogger(__name__)


class Rank(IntEnum):
    """Whose message it is."""

    WORK = 0
    """Nobody sits in front of the chat."""
    ANSWER = 1
    PRESSING = 2
    """Somebody may be in danger."""


_rank = ContextVar("rank", default=Rank.WORK)


@contextmanager
def answering(rank: Rank = Rank.ANSWER) -> Iterator[None]:
    """What is written inside the block answers somebody who waits for it."""
    before = _rank.set(rank)
    try:
        yield
    finally:
        _rank.reset(before)


def is_answering() -> bool:
    """Whether what is written now answers somebody who waits for it."""
    return _rank.get() >= Rank.ANSWER


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

    def forget_after(self, at: float) -> None:
        """What was to leave later leaves at another time."""
        while self._leave_at and self._leave_at[-1] > at:
            self._leave_at.pop()


@dataclass
class Pacing:
    """Gives each message its moment.

    Counts what this process writes. Several hosts share what Teams allows without knowing of each
    other: whoever is refused writes less, and a little more with each second in which nobody is.
    """

    in_a_chat: Sequence[Limit] = IN_A_CHAT
    together: int = TOGETHER
    at_once: Limit = AT_ONCE
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _chats: defaultdict[str, _Lane] = field(init=False)
    _all: _Lane = field(init=False)
    _work: _Lane = field(init=False)
    _pressing: _Lane = field(init=False)
    _share: float = field(init=False)
    _shared_at: float = float("-inf")
    _closed_until: float = float("-inf")
    _closings: int = 0
    _swept_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._chats = defaultdict(lambda: _Lane(self.in_a_chat))
        self._all = _Lane(((self.together, 1.0), self.at_once))
        self._work = _Lane(((OF_WORK, 1.0),))
        self._pressing = _Lane((PRESSING,))
        self._share = self.together

    async def wait(self, chat: str) -> None:
        """Waits for the moment of one message. Raises Busy, at once, if that is far away."""
        while True:
            closings, now = self._closings, self.now()
            wait = self._taken(chat, now) - now
            if wait <= 0:
                return
            await self.sleep(wait)
            if closings == self._closings:
                return
            # Teams has refused one meanwhile: everything that waited gets another moment.

    def refused(self, retry_after: timedelta | None) -> None:
        """Teams had too many: nothing leaves until then, and less from then on."""
        now = self.now()
        asked = (retry_after or timedelta(seconds=1)).total_seconds()
        until = now + min(max(asked, 0.1), LONGEST_CLOSED)
        if now >= self._closed_until:  # one verdict, however many messages it was told about
            self._share = max(FEWEST, self._share_at(now) * LESS)
            self._shared_at = until
            log.warning("Teams has too many messages", extra={"a_second": round(self._share)})
        if until > self._closed_until:
            self._closed_until = until
            self._closings += 1
            for lane in (self._all, self._work, self._pressing, *self._chats.values()):
                lane.forget_after(now)

    def _taken(self, chat: str, now: float) -> float:
        """The moment of one more message, which is then taken. Raises Busy."""
        self._sweep(now)
        share = self._share_at(now)
        self._all.limits = ((max(1, int(share)), 1.0), self.at_once)
        rank, its_own = _rank.get(), self._chats[chat]
        lanes = [self._all, self._work] if rank is Rank.WORK else [self._all]
        if rank is Rank.PRESSING and self._pressing.free_at() < self._all.free_at():
            lanes = [self._pressing]
        in_chat_at = its_own.free_at()
        if rank is not Rank.WORK:
            # Then Teams may say whether it takes it: whoever presses fast is answered each time.
            in_chat_at = min(in_chat_at, now + LONGEST_WAIT)
        at = max(now, self._closed_until, in_chat_at, *(it.free_at() for it in lanes))
        if at - now > (LONGEST_WAIT if rank is Rank.WORK else LONGEST_ANSWER):
            wait = round(at - now, 1)
            log.warning("message put off to keep the pace", extra={"seconds": wait})
            raise Busy(timedelta(seconds=at - now))
        for lane in (its_own, *lanes):
            lane.take(at)
        return at

    def _share_at(self, now: float) -> float:
        """Messages a second: more with each second in which none was refused."""
        gained = max(0.0, now - self._shared_at) * MORE if self._share < self.together else 0.0
        self._share = min(self.together, self._share + gained)
        self._shared_at = max(self._shared_at, now)
        return self._share

    def _sweep(self, now: float) -> None:
        """Forgets chats that have been quiet for so long that no limit looks back at them."""
        longest = max(span for _, span in self.in_a_chat)
        if now - self._swept_at >= longest:
            self._swept_at = now
            for chat in [it for it, lane in self._chats.items() if now - lane.last_at >= longest]:
                del self._chats[chat]
