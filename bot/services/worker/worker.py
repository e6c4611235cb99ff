"""The worker: claims due tasks, attempts each, and retries what failed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import SystemRandom
from time import perf_counter

from bot.observability import correlated, span
from bot.ports import (
    NO_METRICS,
    Busy,
    Clock,
    Failure,
    Lane,
    LeaseLost,
    Metrics,
    NotSetUp,
    Outage,
    Queue,
    Rejected,
    Task,
    Tasks,
    Unclear,
)
from bot.services.worker.alarms import Alarms
from bot.services.worker.retries import PRESSING, UnknownKind, needs_a_person, wait_before_retry

LONGEST_RUN = timedelta(minutes=5)
"""A handler that runs longer is cancelled and retried."""

TaskHandler = Callable[[Task], Awaitable[None]]

log = logging.getLogger(__name__)


class Reschedule(Exception):
    """No failure: the handler asks to run again after the delay, with the attempts reset."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__("later")
        self.delay = delay


@dataclass(frozen=True)
class Attempt:
    """Runs the handler of a task, which finishes the task itself, and postpones it on failure."""

    tasks: Tasks
    handlers: Mapping[str, TaskHandler]
    alarms: Alarms
    lease: timedelta
    counts: Metrics = NO_METRICS

    async def __call__(self, task: Task) -> None:
        begun = perf_counter()
        # Unknown kinds come from a newer release; as one label they keep the metrics bounded.
        kind = task.kind if task.kind in self.handlers else "unknown"
        with (
            correlated(f"task-{task.id}", report=task.report_id),
            span("task", kind=kind, attempts=task.attempts) as ended,
        ):
            outcome = await self._run(task)
            ended(outcome)
        self.counts.task_ended(kind, outcome, timedelta(seconds=perf_counter() - begun))

    async def _run(self, task: Task) -> str:
        """The outcome: "done", "Later", or the class name of the exception."""
        try:
            async with self._held(task):
                await self._handler_for(task)(task)
        except LeaseLost:
            return "LeaseLost"  # another worker has the task
        except Reschedule as later:
            await self._postpone(replace(task, attempts=0), later.delay, "Later")
            return "Later"
        except Exception as failure:
            await self._retry_later(task, failure)
            return type(failure).__name__
        return "done"

    async def hand_back(self, task: Task) -> None:
        """Makes a cancelled task due at once, without counting the attempt."""
        await self._postpone(replace(task, attempts=task.attempts - 1), timedelta(0), "Stopped")

    def _handler_for(self, task: Task) -> TaskHandler:
        if task.kind not in self.handlers:
            raise UnknownKind
        return self.handlers[task.kind]

    @asynccontextmanager
    async def _held(self, task: Task) -> AsyncIterator[None]:
        """Extends the lease during the block; ends the block with LeaseLost once it is lost."""
        over, lost = asyncio.Event(), asyncio.Event()
        run = asyncio.timeout(LONGEST_RUN.total_seconds())
        extending = asyncio.create_task(self._extend_until(over, lost, run, task))
        try:
            async with run:
                yield
        except Exception:
            if lost.is_set():
                raise LeaseLost(task.key) from None
            raise
        finally:
            over.set()
            await extending

    async def _extend_until(
        self, over: asyncio.Event, lost: asyncio.Event, run: asyncio.Timeout, task: Task
    ) -> None:
        while not await wait_until_set(over, self.lease / 3):
            try:
                await self.tasks.extend(task, self.lease)
            except LeaseLost:
                lost.set()
                # A deadline in the past ends the handler now; RuntimeError if it has ended already:
                # https://docs.python.org/3/library/asyncio-task.html#asyncio.Timeout.reschedule
                with suppress(RuntimeError):
                    run.reschedule(0)
            except Exception as failure:
                log.warning("lease not extended", extra=_facts(task, failure))

    async def _retry_later(self, task: Task, failure: Exception) -> None:
        reason = type(failure).__name__
        if needs_a_person(failure, task.attempts):
            self.alarms(kind=task.kind, report=task.report_id, reason=reason, key=task.key)
        else:
            traced = None if isinstance(failure, Failure) else failure
            log.warning("task put off", extra=_facts(task, failure), exc_info=traced)
        lane: Lane = "urgent" if task.queue in PRESSING else task.lane
        delay = wait_before_retry(failure, task.attempts, lane)
        await self._postpone(task, delay, reason)

    async def _postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        try:
            with suppress(LeaseLost):
                await self.tasks.postpone(task, delay, reason)
        except Exception as failure:
            # It becomes due again when its lease ends.
            log.warning("task not put off", extra=_facts(task, failure))


async def wait_until_set(event: asyncio.Event, time: timedelta) -> bool:
    """Whether the event is set within that time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(time.total_seconds()):
            await event.wait()
    return event.is_set()


def _facts(task: Task, failure: Exception) -> dict[str, object]:
    facts = {"kind": task.kind, "key": task.key, "report": task.report_id}
    return {**facts, "attempts": task.attempts, "reason": type(failure).__name__}


FIRST = timedelta(seconds=1)
SLOWEST = timedelta(minutes=5)
HALF_A_MINUTE = timedelta(seconds=30)
"""How long an unclear failure is retried before another route is tried too."""
AN_OUTAGE = timedelta(hours=1)
"""The same for a service that is out or overloaded: it reaches no one else either, and a deputy
would read of the report without need."""
A_DAY = timedelta(days=1)
"""After this long a message is dropped."""

_SINCE = "failing_since"
_spread = SystemRandom()


def failing_since(task: Task) -> datetime | None:
    """When the task began to fail; None if it has not."""
    since = task.payload.get(_SINCE)
    return datetime.fromisoformat(since) if isinstance(since, str) else None


def with_failing_since(task: Task, moment: datetime) -> dict[str, object]:
    """The task's payload with the moment of its first failure."""
    return {**task.payload, _SINCE: moment.isoformat()}


def patience_for(failure: Failure) -> timedelta:
    """How long this failure is retried before another route is tried too."""
    return AN_OUTAGE if isinstance(failure, Busy | Outage) else HALF_A_MINUTE


def next_retry_in(
    failure: Failure,
    failed_for: timedelta,
    jitter: Callable[[float, float], float] = _spread.uniform,
) -> timedelta:
    """The delay of the next retry: 1, 2, 4 … seconds, at most five minutes, or Retry-After.

    One retry is exactly at half a minute, when another route is tried too.
    """
    if isinstance(failure, Busy | Unclear) and failure.retry_after is not None:
        return min(failure.retry_after, SLOWEST)
    # Jitter, so that tasks that failed together are not retried together.
    usual = min(max(FIRST, failed_for) * jitter(0.75, 1.25), SLOWEST)
    left = HALF_A_MINUTE - failed_for
    return min(usual, left) if left > timedelta(0) else usual


@dataclass(frozen=True)
class RetryForADay:
    """Runs a handler that shows people something, and drops the task after a day of failures.

    Without an alarm, because a person who left or blocked the bot is no fault. A rejected message
    or credential still raises one.
    """

    handler: TaskHandler
    tasks: Tasks
    clock: Clock

    async def __call__(self, task: Task) -> None:
        try:
            await self.handler(task)
        except NotSetUp:
            raise  # affects everyone until an administrator acts: the worker raises an alarm
        except Failure as failure:
            await self._retry_or_drop(task, failure)

    async def _retry_or_drop(self, task: Task, failure: Failure) -> None:
        now = self.clock()
        first = failing_since(task)
        if first is None:
            first = now
            await self.tasks.checkpoint(task, with_failing_since(task, now))
        if now - first >= A_DAY:
            await self.tasks.finish(task)
        elif isinstance(failure, Rejected):
            raise failure
        else:
            raise Reschedule(next_retry_in(failure, now - first)) from failure


CONCURRENCY: Mapping[Queue, int] = {
    "protecting": 2,
    "urgent": 3,
    "additions": 2,
    "asking": 8,
    "directory": 2,
    "mail": 2,
    "letters": 2,
    "care": 2,
    "aftercare": 2,
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
        woken: asyncio.Event | None = None,
    ) -> None:
        """Whoever enqueues a task sets `woken`, so that the worker looks before its next poll."""
        self._tasks = tasks
        self._attempt = Attempt(tasks, handlers, alarms, lease, counts)
        self._clock = clock
        self._lease = lease
        self._poll = poll
        self._time_to_end = time_to_end
        self._running: dict[asyncio.Task[None], Task] = {}
        self._woken = woken or asyncio.Event()
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
