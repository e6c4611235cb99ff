"""Backoff of failed tasks, and when an alarm is raised."""

from datetime import timedelta

import pytest

from bot.ports import Busy, Failure, Gone, Lane, NotSetUp, Rejected, Unclear, Unreachable
from bot.services.worker.retries import (
    ASIDE,
    ATTEMPTS,
    LONGEST,
    LONGEST_URGENT,
    UnknownKind,
    needs_a_person,
    wait_before_retry,
)

SECOND = timedelta(seconds=1)


def mean(low: float, high: float) -> float:
    """No jitter."""
    return (low + high) / 2


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (11, 300)]
)
def test_the_wait_doubles_up_to_five_minutes(attempts: int, seconds: int) -> None:
    assert wait_before_retry(Unclear(), attempts, jitter=mean) == seconds * SECOND
    assert wait_before_retry(Busy(), attempts, jitter=mean) == seconds * SECOND


def test_the_wait_is_spread_so_that_not_all_come_back_at_once() -> None:
    waits = {wait_before_retry(ValueError(), 10) for _ in range(20)}

    assert len(waits) > 1
    assert all(0.75 * LONGEST <= wait <= 1.25 * LONGEST for wait in waits)


@pytest.mark.parametrize("lane", ["urgent", "mail", "people"])
@pytest.mark.parametrize("failure", [NotSetUp(), Rejected(), UnknownKind(), Gone(), ValueError()])
@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (11, 300)])
def test_no_single_refusal_puts_a_task_off_for_minutes(
    attempts: int, seconds: int, failure: Exception, lane: Lane
) -> None:
    assert wait_before_retry(failure, attempts, lane, mean) == seconds * SECOND


@pytest.mark.parametrize("kind", [Busy, Unclear])
@pytest.mark.parametrize(
    ("asked", "waited"),
    [(7 * SECOND, 7 * SECOND), (-SECOND, 0 * SECOND), (timedelta(days=2), LONGEST)],
)
def test_who_fails_may_say_for_how_long(
    kind: type[Busy] | type[Unclear], asked: timedelta, waited: timedelta
) -> None:
    assert wait_before_retry(kind(asked), 1) == waited


@pytest.mark.parametrize(
    ("attempts", "waited"), [(1, LONGEST_URGENT), (6, 32 * SECOND), (ATTEMPTS, LONGEST)]
)
def test_what_is_urgent_is_not_put_off_for_as_long_as_a_service_asks(
    attempts: int, waited: timedelta
) -> None:
    assert wait_before_retry(Busy(timedelta(hours=1)), attempts, "urgent", mean) == waited
    assert wait_before_retry(Busy(7 * SECOND), 1, "urgent", mean) == 7 * SECOND


def test_after_the_last_attempt_an_hour_passes_each_time() -> None:
    assert wait_before_retry(ValueError(), ATTEMPTS) == ASIDE
    assert wait_before_retry(Gone(), ATTEMPTS + 500) == ASIDE


@pytest.mark.parametrize("failure", [Busy(), Unclear(), Busy(SECOND), Unclear(-SECOND)])
def test_an_outage_is_never_waited_out_for_longer_than_five_minutes(
    failure: Busy | Unclear,
) -> None:
    assert wait_before_retry(failure, ATTEMPTS, "mail", mean) == LONGEST
    assert wait_before_retry(failure, ATTEMPTS + 500, "people", mean) == LONGEST


def test_what_is_urgent_never_rests_for_an_hour() -> None:
    assert wait_before_retry(ValueError(), ATTEMPTS, "urgent") == LONGEST
    assert wait_before_retry(Rejected(), ATTEMPTS, "urgent") == LONGEST
    assert wait_before_retry(ValueError(), ATTEMPTS, "mail") == ASIDE
    assert wait_before_retry(Rejected(), ATTEMPTS, "mail") == ASIDE


@pytest.mark.parametrize("attempts", [ATTEMPTS, 500])
def test_what_an_administrator_can_mend_is_tried_every_five_minutes_at_last(attempts: int) -> None:
    assert wait_before_retry(NotSetUp(), attempts, jitter=mean) == LONGEST
    assert wait_before_retry(UnknownKind(), attempts, jitter=mean) == LONGEST


@pytest.mark.parametrize("failure", [Rejected(), NotSetUp(), UnknownKind()])
def test_what_no_retry_mends_calls_a_person_at_once(failure: Failure) -> None:
    assert needs_a_person(failure, 1)


@pytest.mark.parametrize("failure", [Busy(), Unclear(), Gone(), Unreachable(), ValueError()])
def test_anything_else_calls_a_person_after_the_last_attempt(failure: Exception) -> None:
    assert not needs_a_person(failure, ATTEMPTS - 1)
    assert needs_a_person(failure, ATTEMPTS)
