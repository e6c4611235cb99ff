"""Rate limits for outgoing messages: paced, so that Teams seldom answers 429."""

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
"""At most so many messages in so many seconds."""

# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
CHAT_LIMITS: Sequence[Limit] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TOTAL_RATE = 44
"""Messages a second, of the 50 that Teams allows a bot in one organisation, all hosts together."""
BURST_LIMIT: Limit = (15, 0.3)
"""Spreads the messages of a second, so that delayed ones do not add up with the next second's."""
WORKER_RATE = 24
"""Messages a second of the worker; the rest of the total is left for replies."""
URGENT_LIMIT: Limit = (6, 1.0)
"""Reserved for people in danger, on top of the total."""
MIN_RATE = 6
"""Messages a second below which the total is not decreased."""
DECREASE, INCREASE = 0.7, 3.0
"""Factor after a 429; messages a second gained per second without one."""
MAX_WORKER_WAIT = 1.0
"""Seconds that a task waits while it holds its lease; after that it is rescheduled."""
MAX_PAUSE = 15.0
"""Seconds that one 429 pauses everything at most, whatever its Retry-After; then Teams is asked
again."""
MAX_REPLY_WAIT = 5.0
"""Seconds that a turn waits; after that the worker sends its replies."""

log = logging.getLogger(__name__)


class Priority(IntEnum):
    """Which messages go first."""

    WORKER = 0
    """A task's message: nobody is waiting in the chat."""
    REPLY = 1
    """The person is waiting for it."""
    URGENT = 2
    """A reply to a person who may be in danger."""


_priority = ContextVar("priority", default=Priority.WORKER)


@contextmanager
def sending_as(priority: Priority = Priority.REPLY) -> Iterator[None]:
    """The priority of every message sent inside the block."""
    before = _priority.set(priority)
    try:
        yield
    finally:
        _priority.reset(before)


def is_reply() -> bool:
    """Whether the message being sent replies to a person in the chat."""
    return _priority.get() >= Priority.REPLY


@dataclass
class _Window:
    """Sliding window: the send times that the limits look back at, past and reserved."""

    limits: Sequence[Limit]
    _send_at: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        self._send_at = deque(maxlen=max(most for most, _ in self.limits))

    @property
    def last_at(self) -> float:
        """The newest send time."""
        return self._send_at[-1] if self._send_at else float("-inf")

    def free_at(self) -> float:
        """The earliest time at which one more message keeps every limit."""
        filled = [limit for limit in self.limits if len(self._send_at) >= limit[0]]
        return max((self._send_at[-most] + span for most, span in filled), default=float("-inf"))

    def take(self, at: float) -> None:
        """Reserves a send time."""
        self._send_at.append(at)

    def release_after(self, at: float) -> None:
        """Gives up the reservations later than this."""
        while self._send_at and self._send_at[-1] > at:
            self._send_at.pop()


@dataclass
class Pacing:
    """Assigns each message its send time.

    It counts the messages of this process alone. Several hosts share the organisation's limit by
    additive increase and multiplicative decrease, as TCP does (RFC 5681, 3.1).
    """

    chat_limits: Sequence[Limit] = CHAT_LIMITS
    total_rate: int = TOTAL_RATE
    burst_limit: Limit = BURST_LIMIT
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _chats: defaultdict[str, _Window] = field(init=False)
    _all: _Window = field(init=False)
    _worker: _Window = field(init=False)
    _urgent: _Window = field(init=False)
    _rate: float = field(init=False)
    _rated_at: float = float("-inf")
    _paused_until: float = float("-inf")
    _pauses: int = 0
    _swept_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._chats = defaultdict(lambda: _Window(self.chat_limits))
        self._all = _Window(((self.total_rate, 1.0), self.burst_limit))
        self._worker = _Window(((WORKER_RATE, 1.0),))
        self._urgent = _Window((URGENT_LIMIT,))
        self._rate = self.total_rate

    async def wait(self, chat: str) -> None:
        """Waits for one message's send time. Raises Busy at once if that is far away."""
        while True:
            pauses, now = self._pauses, self.now()
            wait = self._reserve(chat, now) - now
            if wait <= 0:
                return
            await self.sleep(wait)
            if pauses == self._pauses:
                return
            # A 429 came meanwhile: the reservation was released.

    def refused(self, retry_after: timedelta | None) -> None:
        """After a 429: pauses everything, then continues at a lower rate."""
        now = self.now()
        asked = (retry_after or timedelta(seconds=1)).total_seconds()
        until = now + min(max(asked, 0.1), MAX_PAUSE)
        if now >= self._paused_until:  # several 429 of one moment decrease the rate once
            self._rate = max(MIN_RATE, self._rate_at(now) * DECREASE)
            self._rated_at = until
            log.warning("Teams has too many messages", extra={"a_second": round(self._rate)})
        if until > self._paused_until:
            self._paused_until = until
            self._pauses += 1
            for window in (self._all, self._worker, self._urgent, *self._chats.values()):
                window.release_after(now)

    def _reserve(self, chat: str, now: float) -> float:
        """The send time of one more message, reserved for it. Raises Busy."""
        self._sweep(now)
        rate = self._rate_at(now)
        self._all.limits = ((max(1, int(rate)), 1.0), self.burst_limit)
        priority, in_chat = _priority.get(), self._chats[chat]
        shared = [self._all, self._worker] if priority is Priority.WORKER else [self._all]
        if priority is Priority.URGENT and self._urgent.free_at() < self._all.free_at():
            shared = [self._urgent]
        in_chat_at = in_chat.free_at()
        if priority is not Priority.WORKER:
            # A person who presses fast gets every reply, unless Teams itself answers 429.
            in_chat_at = min(in_chat_at, now + MAX_WORKER_WAIT)
        at = max(now, self._paused_until, in_chat_at, *(window.free_at() for window in shared))
        if at - now > (MAX_WORKER_WAIT if priority is Priority.WORKER else MAX_REPLY_WAIT):
            wait = round(at - now, 1)
            log.warning("message put off to keep the pace", extra={"seconds": wait})
            raise Busy(timedelta(seconds=at - now))
        for window in (in_chat, *shared):
            window.take(at)
        return at

    def _rate_at(self, now: float) -> float:
        """Messages a second, increased for the time since the last 429."""
        gained = max(0.0, now - self._rated_at) * INCREASE if self._rate < self.total_rate else 0.0
        self._rate = min(self.total_rate, self._rate + gained)
        self._rated_at = max(self._rated_at, now)
        return self._rate

    def _sweep(self, now: float) -> None:
        """Forgets chats that have been quiet for longer than any limit looks back."""
        longest = max(span for _, span in self.chat_limits)
        if now - self._swept_at >= longest:
            self._swept_at = now
            quiet = [chat for chat, sent in self._chats.items() if now - sent.last_at >= longest]
            for chat in quiet:
                del self._chats[chat]
