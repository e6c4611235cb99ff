"""The worker: takes what is due, a few tasks of each queue at once, and rests until more is."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.ports import NO_METRICS, Clock, Metrics, Queue, Task, Tasks
from bot.services.worker.alarms import Alarms
from bot.services.worker.attempt import Attempt, TaskHandler, wait_until_set

CONCURRENCY: Mapping[Queue, int] = {
    "protecting": 2,
    "urgent": 3,
    "additions": 2,
    "asking": 8,
    "directory": 2,
    "mail": 2,
    "letters": 2,
    "care": 2,
    "people": 6,
}
"""How many of each queue run at once, the most pressing queue first."""
LEASE = timedelta(seconds=60)
"""A dead host's tasks fall due again after so long; longer than any single call outside."""
POLL = timedelta(seconds=5)
"""Another host may have put a task, and it cannot wake us."""
SHORTEST_REST = timedelta(milliseconds=10)
"""What is due but held by another host for a moment is not asked for without a pause."""
TIME_TO_END = timedelta(seconds=10)
"""How long a stop waits for handlers that are at work."""
LETTING_GO = timedelta(seconds=1)
"""How long it then waits for those that it cancelled."""

log = logging.getLogger(__name__)


class Worker:
    """Hands each due task to its handler. None is lost: what is not finished falls due again.

    A queue that is full keeps no other waiting. In a queue, tasks begin in the order in which they
    fall due; those of one report may run side by side, on several hosts, and end in any order.
    That is enough, because no handler trusts what it read before: it changes a report under its
    row's lock, after reading it again, and after speaking looks once more whether what it said
    still holds. What must come after something else is put by that something, when it is done.
    """

    def __init__(
        self,
        tasks: Tasks,
        handlers: Mapping[str, TaskHandler],
        clock: Clock,
        alarms: Alarms,
        *,
        lease: timedelta = LEASE,
        poll: timedelta = POLL,
        time_to_end: timedelta = TIME_TO_END,
        counts: Metrics = NO_METRICS,
    ) -> None:
        self._tasks = tasks
        self._attempt = Attempt(tasks, handlers, alarms, lease, counts)
        self._clock = clock
        self._lease = lease
        self._poll = poll
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
                await wait_until_set(self._woken, await self._take_what_is_due())
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Takes nothing more, and finishes or hands back what it holds."""
        self._stopping = True
        self.wake()
        await self._ended.wait()
        if held := dict(self._running):
            await asyncio.wait(held, timeout=self._time_to_end.total_seconds())
        late = {running: task for running, task in held.items() if running.cancel()}
        if late:
            await asyncio.wait(late, timeout=LETTING_GO.total_seconds())
        await asyncio.gather(*map(self._attempt.hand_back, late.values()))

    async def _take_what_is_due(self) -> timedelta:
        """Fills the free places with what is due; how long to rest then."""
        try:
            due_in = await self._due_in()
            while not self._stopping and await self._take_all(due_in):
                due_in = await self._due_in()
            self._looked_at = self._clock()
        except Exception as failure:
            log.warning("tasks out of reach", extra={"reason": type(failure).__name__})
            return self._poll
        return max(SHORTEST_REST, min([*due_in.values(), self._poll]))

    async def _due_in(self) -> Mapping[Queue, timedelta]:
        """How long until something is due in each queue that has room, most pressing first."""
        due_in = await self._tasks.next_due_in(self._poll)
        return {
            queue: due_in[queue] for queue in CONCURRENCY if queue in due_in and self._free(queue)
        }

    async def _take_all(self, due_in: Mapping[Queue, timedelta]) -> bool:
        """Whether there was any; what is due may be in another host's hands by now."""
        return any([await self._take(queue) for queue, time in due_in.items() if not time])

    async def _take(self, queue: Queue) -> bool:
        taken = await self._tasks.claim(queue, self._lease, self._free(queue))
        for task in taken:
            running = asyncio.create_task(self._attempt(task))
            self._running[running] = task
            running.add_done_callback(self._end)
        return bool(taken)

    def _free(self, queue: Queue) -> int:
        return CONCURRENCY[queue] - sum(task.queue == queue for task in self._running.values())

    def _end(self, running: asyncio.Task[None]) -> None:
        del self._running[running]
        self.wake()
