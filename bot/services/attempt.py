"""One attempt at a due task: its handler runs, its lease is kept, its failure puts it off."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Failure, LeaseLost, Task, Tasks
from bot.services.retries import ASIDE, ATTEMPTS, wait_before_retry

LONGEST_RUN = timedelta(minutes=5)
"""A handler that hangs is stopped and tried again."""

Handler = Callable[[Task], Awaitable[None]]
Alarm = Callable[[Task, str], None]

log = logging.getLogger(__name__)


class UnknownKind(Exception):  # noqa: N818 - named as what was found
    """No handler knows this kind of task."""


def log_alarm(task: Task, reason: str) -> None:
    """A line in the log that says who must act, and on what."""
    facts = {"kind": task.kind, "key": task.key, "report": task.report_id, "reason": reason}
    log.error("task set aside, a person must look", extra=facts)


@dataclass(frozen=True)
class Attempt:
    """Runs the handler of a task, which finishes the task itself; keeps what fails for later."""

    tasks: Tasks
    handlers: Mapping[str, Handler]
    alarm: Alarm
    lease: timedelta

    async def __call__(self, task: Task) -> None:
        try:
            async with self._held(task), asyncio.timeout(LONGEST_RUN.total_seconds()):
                await self._handler_for(task)(task)
        except LeaseLost:
            pass  # whoever has it now does it
        except Exception as failure:
            await self._put_off(task, failure)

    async def hand_back(self, task: Task) -> None:
        """Makes a task due at once, for another worker or the next start."""
        await self._postpone(task, timedelta(0), "Stopped")

    def _handler_for(self, task: Task) -> Handler:
        if task.kind not in self.handlers:
            raise UnknownKind
        return self.handlers[task.kind]

    @asynccontextmanager
    async def _held(self, task: Task) -> AsyncIterator[None]:
        over = asyncio.Event()
        beating = asyncio.create_task(self._extend_until(over, task))
        try:
            yield
        finally:
            over.set()
            await beating

    async def _extend_until(self, over: asyncio.Event, task: Task) -> None:
        is_ours = True
        while is_ours and not await set_within(over, self.lease / 3):
            is_ours = await self._extend(task)

    async def _extend(self, task: Task) -> bool:
        try:
            await self.tasks.extend(task, self.lease)
        except LeaseLost:
            return False  # its handler may go on, but can keep nothing
        except Exception as failure:
            log.warning("lease not extended", extra=_facts(task, failure))
        return True

    async def _put_off(self, task: Task, failure: Exception) -> None:
        reason = type(failure).__name__
        if isinstance(failure, UnknownKind) or task.attempts >= ATTEMPTS:
            self.alarm(task, reason)
            await self._postpone(task, ASIDE, reason)
            return
        where = None if isinstance(failure, Failure) else failure
        log.warning("task put off", extra=_facts(task, failure), exc_info=where)
        await self._postpone(task, wait_before_retry(failure, task.attempts), reason)

    async def _postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        try:
            with suppress(LeaseLost):
                await self.tasks.postpone(task, delay, reason)
        except Exception as failure:
            # It falls due again by itself when its lease ends.
            log.warning("task not put off", extra=_facts(task, failure))


async def set_within(event: asyncio.Event, time: timedelta) -> bool:
    """Whether the event was set before that time was over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(time.total_seconds()):
            await event.wait()
    return event.is_set()


def _facts(task: Task, failure: Exception) -> dict[str, object]:
    facts = {"kind": task.kind, "key": task.key, "report": task.report_id}
    return {**facts, "attempts": task.attempts, "reason": type(failure).__name__}
