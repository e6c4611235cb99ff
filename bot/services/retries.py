"""When a failed task is tried again."""

from collections.abc import Callable
from datetime import timedelta
from secrets import SystemRandom

from bot.ports import Busy

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=5)
ASIDE = timedelta(hours=1)
"""How long a task rests that a person must look at; it is never dropped."""

ATTEMPTS = 12
"""About half an hour of trying; after that a person must look."""

_spread = SystemRandom()


def wait_before_retry(
    failure: Exception, attempts: int, jitter: Callable[[float, float], float] = _spread.uniform
) -> timedelta:
    """How long to leave a task alone after so many attempts, the last of which failed so."""
    if attempts >= ATTEMPTS:
        return ASIDE
    if isinstance(failure, Busy) and failure.retry_after is not None:
        return min(max(failure.retry_after, timedelta(0)), ASIDE)
    # Spread out, so that what failed together does not come back together.
    return min(FIRST * (1 << attempts - 1), LONGEST) * jitter(0.75, 1.25)
