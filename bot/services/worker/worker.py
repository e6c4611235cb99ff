"""The worker: claims due tasks, a few of each queue at once, and sleeps until more are due."""

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
"""How many tasks of each queue run at once, the most pressing queue first."""
LEASE = timedelta(seconds=60)
"""A dead host's tasks become due again after this; longer than any single call outside."""
POLL = timedelta(seconds=5)
"""Poll interval: another host may have enqueued a task, and cannot wake this one."""
SHORTEST_REST = timedelta(milliseconds=10)
"""Pause between polls while a due task is locked by another host."""
TIME_TO_END = timedelta(seconds=10)
"""How long a stop waits for running handlers."""
LETTING_GO = timedelta(seconds=1)
"""How long a stop then waits for the handlers that it cancelled."""

log = logging.getLogger(__name__)


class Worker:
    """Runs the handler of each due task. An unfinished task becomes due again.

    A full queue delays no other. Within a queue, tasks start in the order they are due; those of
    one report may run concurrently, on several hosts, and end in any order. That is safe, because
    a handler changes a report under its row's lock after reading it again, and checks after sending
    whether what it said still holds. A task that must follow another is enqueued by it.
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
        """A task may be due now."""
        self._woken.set()

    async def run_forever(self) -> None:
        """Runs until stopped; no failure ends it."""
        self._ended.clear()
        try:
            while not self._stopping:
                self._woken.clear()
                await wait_until_set(self._woken, await self._start_due_tasks())
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Claims no more tasks, waits for running handlers, and hands back those that are late."""
        self._stopping = True
        self.wake()
        await self._ended.wait()
        if held := dict(self._running):
            await asyncio.wait(held, timeout=self._time_to_end.total_seconds())
        late = {running: task for running, task in held.items() if running.cancel()}
        if late:
            await asyncio.wait(late, timeout=LETTING_GO.total_seconds())
        await asyncio.gather(*map(self._attempt.hand_back, late.values()))

    async def _start_due_tasks(self) -> timedelta:
        """Starts due tasks up to the limits; returns how long to sleep."""
        try:
            due_in = await self._due_in()
            while not self._stopping and await self._start_all(due_in):
                due_in = await self._due_in()
            self._looked_at = self._clock()
        except Exception as failure:
            log.warning("tasks out of reach", extra={"reason": type(failure).__name__})
            return self._poll
        return max(SHORTEST_REST, min([*due_in.values(), self._poll]))

    async def _due_in(self) -> Mapping[Queue, timedelta]:
        """Time until the next task is due, of each queue below its limit, most pressing first."""
        due_in = await self._tasks.next_due_in(self._poll)
        return {
            queue: due_in[queue] for queue in CONCURRENCY if queue in due_in and self._free(queue)
        }

    async def _start_all(self, due_in: Mapping[Queue, timedelta]) -> bool:
        """Whether any task was claimed; another host may have been faster."""
        return any([await self._start(queue) for queue, time in due_in.items() if not time])

    async def _start(self, queue: Queue) -> bool:
        claimed = await self._tasks.claim(queue, self._lease, self._free(queue))
        for task in claimed:
            running = asyncio.create_task(self._attempt(task))
            self._running[running] = task
            running.add_done_callback(self._end)
        return bool(claimed)

    def _free(self, queue: Queue) -> int:
        return CONCURRENCY[queue] - sum(task.queue == queue for task in self._running.values())

    def _end(self, running: asyncio.Task[None]) -> None:
        del self._running[running]
        self.wake()
