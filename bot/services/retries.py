"""When a failed task is tried again, and when a person must look."""

from collections.abc import Callable
from datetime import timedelta
from secrets import SystemRandom

from bot.ports import Busy, Lane, NotSetUp, Rejected, Unclear

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=5)
ASIDE = timedelta(hours=1)
"""How long a task rests that a person must look at; it is never dropped."""

ATTEMPTS = 12
"""About twenty minutes of trying; after that a person must look."""

_spread = SystemRandom()


class UnknownKind(NotSetUp):
    """No handler here knows this kind of task: a host of a newer release may have put it."""


def needs_a_person(failure: Exception, attempts: int) -> bool:
    """Whether to raise an alarm after so many attempts, the last of which failed so."""
    return isinstance(failure, Rejected) or attempts >= ATTEMPTS


def wait_before_retry(
    failure: Exception,
    attempts: int,
    lane: Lane = "people",
    jitter: Callable[[float, float], float] = _spread.uniform,
) -> timedelta:
    """How long to leave a task alone after so many attempts, the last of which failed so."""
    if isinstance(failure, NotSetUp):
        return LONGEST  # an administrator may be putting it right
    if needs_a_person(failure, attempts) and not isinstance(failure, Busy | Unclear):
        # An outage ends at any moment, and what waited for that goes soon. What is urgent is not
        # left alone for an hour either, even when it was hopeless so far.
        return LONGEST if lane == "urgent" else ASIDE
    # Spread out, so that what failed together does not come back together.
    usual = min(FIRST * (1 << min(attempts, ATTEMPTS) - 1), LONGEST) * jitter(0.75, 1.25)
    if isinstance(failure, Busy | Unclear) and failure.retry_after is not None:
        # Who says "in a second" each time is not believed for ever.
        shortest = usual if attempts >= ATTEMPTS else timedelta(0)
        return min(max(failure.retry_after, shortest), ASIDE)
    return usual
