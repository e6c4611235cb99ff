"""When a failed task is tried again, and when a person must look."""

from collections.abc import Callable
from datetime import timedelta
from secrets import SystemRandom

from bot.ports import Busy, Lane, NotSetUp, Queue, Rejected, Unclear

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=5)
ASIDE = timedelta(hours=1)
"""How long a task rests that a person must look at; it is never dropped."""

LONGEST_URGENT = timedelta(seconds=15)
"""How long an urgent task is put off at first by a service that asks for more."""

PRESSING: frozenset[Queue] = frozenset({"urgent", "additions", "asking"})
"""Queues whose tasks are urgent, whatever lane their rows say."""

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
    """How long to leave a task alone after so many attempts, the last of which failed so.

    No single failure makes a task wait for minutes, however hopeless it looks: what an
    administrator has to put right is often right again a moment later.
    """
    # Spread out, so that what failed together does not come back together.
    usual = min(FIRST * (1 << min(attempts, ATTEMPTS) - 1), LONGEST) * jitter(0.75, 1.25)
    if isinstance(failure, Busy | Unclear):
        return _believed(failure.retry_after, usual, attempts, lane)
    if attempts >= ATTEMPTS and not isinstance(failure, NotSetUp):
        # What is urgent is not left alone for an hour, even when it was hopeless so far.
        return LONGEST if lane == "urgent" else ASIDE
    return usual


def _believed(asked: timedelta | None, usual: timedelta, attempts: int, lane: Lane) -> timedelta:
    """How long to wait when a service says itself for how long it is busy."""
    if asked is None:
        return usual
    # Who says "in a second" each time is not believed for ever, and who says "in an hour" is not
    # believed at all, least of all where somebody may be in danger.
    shortest = usual if attempts >= ATTEMPTS else timedelta(0)
    longest = max(usual, LONGEST_URGENT if lane == "urgent" else LONGEST)
    return min(max(asked, shortest), longest)
