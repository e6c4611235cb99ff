"""How long what a partner does not take is tried: within seconds first, then slowly, for a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom

from bot.ports import Busy, Clock, Failure, NotSetUp, Outage, Rejected, Task, Tasks, Unclear
from bot.services.worker.attempt import Reschedule, TaskHandler

FIRST = timedelta(seconds=1)
SLOWEST = timedelta(minutes=5)
HALF_A_MINUTE = timedelta(seconds=30)
"""How long answers that say nothing are waited out before the next route is opened too."""
AN_OUTAGE = timedelta(hours=1)
"""The same where the partner itself is out, or has too much to do: it reaches nobody else either,
and whoever was asked instead would read of it without need."""
A_DAY = timedelta(days=1)
"""What nobody could be shown for so long is never shown."""

_SINCE = "failing_since"
_spread = SystemRandom()


def failing_since(task: Task) -> datetime | None:
    """When the first of the tries failed that have failed ever since; None for none."""
    kept = task.payload.get(_SINCE)
    return datetime.fromisoformat(kept) if isinstance(kept, str) else None


def with_failing_since(task: Task, moment: datetime) -> dict[str, object]:
    """The task's payload with the moment from which on it fails."""
    return {**task.payload, _SINCE: moment.isoformat()}


def patience_for(failure: Failure) -> timedelta:
    """How long a failure is waited out before the next route is opened too."""
    return AN_OUTAGE if isinstance(failure, Busy | Outage) else HALF_A_MINUTE


def next_retry_in(
    failure: Failure,
    failed_for: timedelta,
    jitter: Callable[[float, float], float] = _spread.uniform,
) -> timedelta:
    """After 1, 2, 4 … seconds and at last every five minutes, or when the partner says.

    Whatever becomes due after half a minute of failures comes no later than that.
    """
    if isinstance(failure, Busy | Unclear) and failure.retry_after is not None:
        return min(failure.retry_after, SLOWEST)
    # Spread out, so that what failed together does not come back together.
    usual = min(max(FIRST, failed_for) * jitter(0.75, 1.25), SLOWEST)
    left = HALF_A_MINUTE - failed_for
    return min(usual, left) if left > timedelta(0) else usual


@dataclass(frozen=True)
class RetryForADay:
    """Runs a handler that shows people something, and gives up quietly after a day of failures.

    There is no alarm: whoever left or blocked the bot is nobody's mistake. What is, a refused
    message or credential, still calls a person.
    """

    handler: TaskHandler
    tasks: Tasks
    clock: Clock

    async def __call__(self, task: Task) -> None:
        try:
            await self.handler(task)
        except NotSetUp:
            raise  # nobody at all is being shown anything, until an administrator has helped
        except Failure as failure:
            await self._tried(task, failure)

    async def _tried(self, task: Task, failure: Failure) -> None:
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
