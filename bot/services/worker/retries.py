"""Backoff of failed tasks, and when a failure raises an alarm."""

from collections.abc import Callable
from datetime import timedelta
from secrets import SystemRandom

from bot.ports import Busy, Lane, NotSetUp, Queue, Rejected, Unclear

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=5)
ASIDE = timedelta(hours=1)
"""Backoff of a task that needs a person; it is never dropped."""

LONGEST_URGENT = timedelta(seconds=15)
"""Longest first backoff of an urgent task, even if the service asks for more."""

PRESSING: frozenset[Queue] = frozenset({"urgent", "additions", "asking"})
"""Queues whose tasks are urgent, whatever lane their rows say."""

ATTEMPTS = 12
"""About twenty minutes; after that an alarm is raised."""

_spread = SystemRandom()


class UnknownKind(NotSetUp):
    """No handler for this kind of task, which a newer release may have enqueued."""


def needs_a_person(failure: Exception, attempts: int) -> bool:
    """Whether to raise an alarm after this many attempts, given the last failure."""
    return isinstance(failure, Rejected) or attempts >= ATTEMPTS


def wait_before_retry(
    failure: Exception,
    attempts: int,
    lane: Lane = "people",
    jitter: Callable[[float, float], float] = _spread.uniform,
) -> timedelta:
    """The backoff after this many attempts, given the last failure.

    No single failure delays a task for minutes, not even NotSetUp: an administrator may have
    fixed it a moment later.
    """
    # Jitter, so that tasks that failed together are not retried together.
    usual = min(FIRST * (1 << min(attempts, ATTEMPTS) - 1), LONGEST) * jitter(0.75, 1.25)
    if isinstance(failure, Busy | Unclear):
        return _bounded(failure.retry_after, usual, attempts, lane)
    if attempts >= ATTEMPTS and not isinstance(failure, NotSetUp):
        # An urgent task is not postponed for an hour, even after many failures.
        return LONGEST if lane == "urgent" else ASIDE
    return usual


def _bounded(asked: timedelta | None, usual: timedelta, attempts: int, lane: Lane) -> timedelta:
    """The service's own Retry-After, within bounds."""
    if asked is None:
        return usual
    # "In a second" is not followed for ever, nor "in an hour" at all, least of all where a person
    # may be in danger.
    shortest = usual if attempts >= ATTEMPTS else timedelta(0)
    longest = max(usual, LONGEST_URGENT if lane == "urgent" else LONGEST)
    return min(max(asked, shortest), longest)
