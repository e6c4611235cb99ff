"""How long a failed task is left alone."""

from datetime import timedelta

import pytest

from bot.ports import Busy, Unclear
from bot.services.retries import ASIDE, ATTEMPTS, LONGEST, wait_before_retry

SECOND = timedelta(seconds=1)


def mean(low: float, high: float) -> float:
    """No jitter."""
    return (low + high) / 2


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (11, 300)]
)
def test_the_wait_doubles_up_to_five_minutes(attempts: int, seconds: int) -> None:
    assert wait_before_retry(Unclear(), attempts, mean) == seconds * SECOND
    assert wait_before_retry(Busy(), attempts, mean) == seconds * SECOND


def test_the_wait_is_spread_so_that_not_all_come_back_at_once() -> None:
    waits = {wait_before_retry(ValueError(), 10) for _ in range(20)}

    assert len(waits) > 1
    assert all(0.75 * LONGEST <= wait <= 1.25 * LONGEST for wait in waits)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [(7 * SECOND, 7 * SECOND), (-SECOND, 0 * SECOND), (timedelta(days=2), ASIDE)],
)
def test_who_is_busy_may_say_for_how_long(asked: timedelta, waited: timedelta) -> None:
    assert wait_before_retry(Busy(asked), 1) == waited


def test_after_the_last_attempt_an_hour_passes_each_time() -> None:
    assert wait_before_retry(Busy(SECOND), ATTEMPTS) == ASIDE
    assert wait_before_retry(Unclear(), ATTEMPTS + 500) == ASIDE
