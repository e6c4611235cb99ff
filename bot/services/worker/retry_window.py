"""Retries of messages to people: by the time since the first failure, for a day at most."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom

from bot.ports import Busy, Clock, Failure, NotSetUp, Outage, Rejected, Task, Tasks, Unclear
from bot.services.worker.attempt import Reschedule, TaskHandler

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
