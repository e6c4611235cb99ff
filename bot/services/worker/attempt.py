"""An attempt at a due task: runs its handler, extends its lease, and postpones it on failure."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from time import perf_counter

from bot.observability import correlated, span
from bot.ports import NO_METRICS, Failure, Lane, LeaseLost, Metrics, Task, Tasks
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
