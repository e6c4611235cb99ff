"""The worker: takes what is due, a few tasks at once, and rests until more is."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.ports import Clock, Task, Tasks
from bot.services.attempt import Alarm, Attempt, Handler, log_alarm, set_within

AT_ONCE = 4
LEASE = timedelta(seconds=60)
LONGEST_REST = timedelta(seconds=5)
"""Another host may have put a task, and it cannot wake us."""
SHORTEST_REST = timedelta(milliseconds=10)
"""What is due but held by another host for a moment is not asked for without a pause."""
TIME_TO_END = timedelta(seconds=10)
"""How long a stop waits for handlers that are at work."""

log = logging.getLogger(__name__)


class Worker:
    """Hands each due task to its handler. None is lost: what is not finished falls due again."""

    def __init__(
        self,
        tasks: Tasks,
        handlers: Mapping[str, Handler],
        clock: Clock,
        alarm: Alarm = log_alarm,
        lease: timedelta = LEASE,
        time_to_end: timedelta = TIME_TO_END,
    ) -> None:
        self._tasks = tasks
        self._attempt = Attempt(tasks, handlers, alarm, lease)
        self._clock = clock
        self._lease = lease
        self._time_to_end = time_to_end
        self._running: dict[asyncio.Task[None], Task] = {}
        self._woken = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self._stopping = False
        self._looked_at: datetime | None = None

    @property
    def is_up(self) -> bool:
        """Whether it could look for work within the last minute."""
        looked_at = self._looked_at
        return looked_at is not None and self._clock() - looked_at < timedelta(minutes=1)

    def wake(self) -> None:
        """Something may be due now."""
        self._woken.set()

    async def run_forever(self) -> None:
        """Runs until it is stopped; no failure ends it."""
        self._ended.clear()
        try:
            while not self._stopping:
                self._woken.clear()
                await set_within(self._woken, await self._take_what_is_due())
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Takes nothing more, and finishes or hands back what it holds."""
        self._stopping = True
        self.wake()
        await self._ended.wait()
        held = dict(self._running)
        if held:
            await asyncio.wait(held, timeout=self._time_to_end.total_seconds())
        for running, task in held.items():
            if running.cancel():
                await asyncio.wait([running])
                await self._attempt.hand_back(task)

    async def _take_what_is_due(self) -> timedelta:
        try:
            while len(self._running) < AT_ONCE and not self._stopping:
                task = await self._tasks.claim(self._lease)
                if task is None:
                    self._looked_at = self._clock()
                    return _between_limits(await self._tasks.next_due_in())
                self._begin(task)
            self._looked_at = self._clock()
        except Exception as failure:
            log.warning("tasks out of reach", extra={"reason": type(failure).__name__})
        return LONGEST_REST

    def _begin(self, task: Task) -> None:
        running = asyncio.create_task(self._attempt(task))
        self._running[running] = task
        running.add_done_callback(self._end)

    def _end(self, running: asyncio.Task[None]) -> None:
        del self._running[running]
        self.wake()


def _between_limits(rest: timedelta | None) -> timedelta:
    return LONGEST_REST if rest is None else max(SHORTEST_REST, min(rest, LONGEST_REST))
