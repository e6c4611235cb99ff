"""The token bucket allows a burst, then the refill rate, separately for each sender."""

import pytest

from bot.services.rate_limit import TokenBuckets
from tests.seconds import Seconds


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def dry() -> list[str]:
    """The senders that were logged, in order."""
    return []


@pytest.fixture
def buckets(seconds: Seconds, dry: list[str]) -> TokenBuckets[str]:
    """A burst of ten, refilled at two a second."""
    return TokenBuckets(10, 2.0, seconds, dry.append)


def taken(buckets: TokenBuckets[str], sender: str = "ari", times: int = 100) -> int:
    """How many of so many simultaneous requests were allowed."""
    return sum(buckets.take(sender) for _ in range(times))


def test_it_gives_what_it_holds_and_then_what_flows_in(
    buckets: TokenBuckets[str], seconds: Seconds
) -> None:
    at_once = taken(buckets)
    seconds.now += 3
    a_little_later = taken(buckets)
    seconds.now += 1000
    after_a_rest = taken(buckets)

    assert (at_once, a_little_later, after_a_rest) == (10, 6, 10)


def test_what_is_left_and_what_flows_in_add_up(
    buckets: TokenBuckets[str], seconds: Seconds
) -> None:
    taken(buckets, times=6)
    seconds.now += 1

    assert taken(buckets) == 6


def test_it_never_gives_more_at_once_than_it_holds(
    buckets: TokenBuckets[str], seconds: Seconds
) -> None:
    taken(buckets, times=1)
    seconds.now += 4

    assert taken(buckets) == 10


def test_one_senders_flood_is_nobody_elses_trouble(buckets: TokenBuckets[str]) -> None:
    taken(buckets, "ari")

    assert taken(buckets, "bo") == 10


def test_each_flood_is_told_of_once(
    buckets: TokenBuckets[str], seconds: Seconds, dry: list[str]
) -> None:
    for _ in range(20):
        taken(buckets)
        taken(buckets, "bo")
        seconds.now += 1
    during = list(dry)
    seconds.now += 1000
    taken(buckets)

    assert (during, dry) == (["ari", "bo"], ["ari", "bo", "ari"])


def test_whoever_has_been_quiet_is_forgotten(buckets: TokenBuckets[str], seconds: Seconds) -> None:
    for number in range(1000):
        buckets.take(str(number))
    seconds.now += 5
    buckets.take("ari")

    assert len(buckets) == 1


def test_who_is_still_short_of_some_is_not_forgotten(
    buckets: TokenBuckets[str], seconds: Seconds
) -> None:
    seconds.now += 4
    taken(buckets)
    seconds.now += 4
    buckets.take("bo")

    assert taken(buckets) == 8


def test_a_clock_that_is_set_back_changes_nothing(
    buckets: TokenBuckets[str], seconds: Seconds
) -> None:
    taken(buckets, times=4)
    seconds.now -= 3600

    assert taken(buckets) == 6
    seconds.now += 1
    assert taken(buckets) == 2
