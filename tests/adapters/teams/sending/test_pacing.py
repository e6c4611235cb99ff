"""Sends respect the rate limits of Teams, per second and hour; replies come first."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.teams.sending.pacing import (
    BURST_LIMIT,
    CHAT_LIMITS,
    MAX_PAUSE,
    MAX_REPLY_WAIT,
    MIN_RATE,
    TOTAL_RATE,
    URGENT_LIMIT,
    WORKER_RATE,
    Limit,
    Priority,
    sending_as,
)
from bot.ports import Busy
from tests.adapters.teams.receiving.street import Street

SECOND = timedelta(seconds=1)
ALLOWED = 50
"""What Teams takes from one bot in a second, in one organisation."""


@pytest.fixture
def street() -> Street:
    return Street()


async def test_the_eighth_message_of_a_second_waits_for_the_next(street: Street) -> None:
    left = await street.come(8, each=0.0)

    assert left == [0.0] * 7 + [1.0]


async def test_the_ninth_message_of_two_seconds_waits(street: Street) -> None:
    await street.come(8, each=0.125)

    assert await street.comes(1.5) == 2.0


async def test_what_comes_slower_than_the_limits_never_waits(street: Street) -> None:
    left = await street.come(100, each=0.5)

    assert left == [place * 0.5 for place in range(100)]


@pytest.mark.parametrize(("many", "each", "span"), [(60, 0.4, 30.0), (1800, 1.9, 3600.0)])
async def test_a_far_moment_is_not_waited_for(
    many: int, each: float, span: float, street: Street
) -> None:
    await street.come(many, each=each)

    with pytest.raises(Busy) as busy:
        await street.comes(span - 5)

    assert busy.value.retry_after == 5 * SECOND
    assert street.waits == []
    assert await street.comes(span - 0.5) == span


async def test_one_full_chat_keeps_nobody_else_waiting(street: Street) -> None:
    await street.come(8, each=0.0)

    assert await street.comes(0.0, "wiremu") == 0.0


async def comes_a_crowd(street: Street, many: int, priority: Priority) -> list[float]:
    """So many people at once."""
    with sending_as(priority):
        return [await street.comes(0.0, f"{priority.name} {place}") for place in range(many)]


async def test_a_crowd_is_answered_in_order_and_in_the_time_that_the_rate_needs(
    street: Street,
) -> None:
    left = await comes_a_crowd(street, 60, Priority.REPLY)

    assert left == sorted(left)
    assert left[BURST_LIMIT[0] - 1] == 0.0
    assert left[-1] <= 60 / TOTAL_RATE + 1


async def test_the_worker_leaves_room_for_those_who_wait_for_an_answer(street: Street) -> None:
    with pytest.raises(Busy):
        await comes_a_crowd(street, 200, Priority.WORKER)

    left = await comes_a_crowd(street, TOTAL_RATE - WORKER_RATE, Priority.REPLY)

    assert max(left) <= 2.0


async def test_whoever_may_be_in_danger_waits_for_no_crowd(street: Street) -> None:
    await comes_a_crowd(street, 200, Priority.REPLY)

    left = await comes_a_crowd(street, URGENT_LIMIT[0], Priority.URGENT)

    assert left == [0.0] * URGENT_LIMIT[0]


async def test_an_answer_that_is_far_away_is_left_to_the_worker(street: Street) -> None:
    with pytest.raises(Busy) as busy:
        await comes_a_crowd(street, 1000, Priority.REPLY)

    assert busy.value.retry_after is not None
    assert busy.value.retry_after > MAX_REPLY_WAIT * SECOND
    assert street.waits == []


async def test_whoever_presses_fast_is_answered_after_a_second_at_most(street: Street) -> None:
    await street.come(60, each=0.4)

    with sending_as():
        assert await street.comes(24.0) == 25.0

    with pytest.raises(Busy):
        await street.comes(24.0)


async def test_after_a_refusal_nothing_leaves_until_then(street: Street) -> None:
    await street.comes(0.0)

    street.pacing.refused(2 * SECOND)

    with sending_as():
        assert await street.comes(0.5, "wiremu") == 2.0


@pytest.mark.parametrize("hours", [1, 24])
async def test_no_refusal_keeps_everybody_without_an_answer_for_as_long_as_it_asks(
    hours: int, street: Street
) -> None:
    street.pacing.refused(timedelta(hours=hours))

    with pytest.raises(Busy):
        await answered(street, 1.0, "aroha")
    assert await answered(street, MAX_PAUSE, "aroha") == MAX_PAUSE


async def test_after_a_refusal_less_leaves_in_a_second_and_in_time_as_much_as_before(
    street: Street,
) -> None:
    street.pacing.refused(SECOND)

    soon = [await answered(street, 1.0, f"chat {place}") for place in range(TOTAL_RATE)]
    later = [await answered(street, 60.0, f"chat {place}") for place in range(TOTAL_RATE)]

    assert sum(at < 2.0 for at in soon) < TOTAL_RATE
    assert sum(at < 61.0 for at in later) == TOTAL_RATE


async def test_one_verdict_counts_once_however_many_messages_it_was_told_about(
    street: Street,
) -> None:
    for _ in range(100):
        street.pacing.refused(SECOND)

    soon = [await answered(street, 1.0, f"chat {place}") for place in range(TOTAL_RATE)]

    assert sum(at < 2.0 for at in soon) > TOTAL_RATE / 2


async def test_however_often_it_is_refused_it_goes_on(street: Street) -> None:
    for second in range(50):
        street.now = float(second)
        street.pacing.refused(timedelta(milliseconds=100))

    soon = [await answered(street, 50.0, f"chat {place}") for place in range(MIN_RATE)]

    assert max(soon) < 51.0


async def answered(street: Street, at: float, chat: str) -> float:
    """When the reply to a message of that moment leaves."""
    with sending_as():
        return await street.comes(at, chat)


async def test_what_waits_when_teams_refuses_gets_another_moment() -> None:
    street = Street()

    async def refused_meanwhile(seconds: float) -> None:
        street.waits.append(seconds)
        if len(street.waits) == 1:
            street.pacing.refused(3 * SECOND)
        street.now += seconds

    await street.come(7, each=0.0)
    street.pacing.sleep = refused_meanwhile
    with sending_as():
        await street.comes(0.0)

    assert street.waits == [1.0, 2.0]


MOMENTS = st.lists(
    st.tuples(
        st.floats(0, 0.1),
        st.sampled_from(["aroha", "wiremu", "mere", "tama", "hana", *map(str, range(40))]),
        st.sampled_from(Priority),
    ),
    min_size=30,
    max_size=300,
)


@given(st.lists(st.floats(0, 0.4), min_size=30, max_size=300))
@settings(max_examples=60, deadline=None)
async def test_whatever_the_worker_writes_no_chat_is_over_its_limit(gaps: Sequence[float]) -> None:
    street, left = Street(), list[float]()
    for place in range(len(gaps)):
        with suppress(Busy):
            left.append(await street.comes(sum(gaps[:place])))

    assert all(keeps(limit, left) for limit in CHAT_LIMITS)


@given(MOMENTS)
@settings(max_examples=60, deadline=None)
async def test_whatever_comes_no_limit_is_passed(
    moments: Sequence[tuple[float, str, Priority]],
) -> None:
    street, at = Street(), 0.0
    left: defaultdict[str, list[float]] = defaultdict(list)
    for gap, chat, priority in moments:
        at += gap
        try:
            with sending_as(priority):
                left[chat].append(await street.comes(at, chat))
        except Busy:
            continue

    assert keeps((ALLOWED, 1.0), list(chain(*left.values())))


def keeps(limit: Limit, left: Sequence[float]) -> bool:
    """Whether no window of that length holds more sends."""
    most, span = limit
    ordered = sorted(left)
    return all(b - a > span - 1e-6 for a, b in zip(ordered, ordered[most:], strict=False))


async def test_chats_that_were_quiet_for_an_hour_are_forgotten(street: Street) -> None:
    for place in range(200):
        await street.comes(place * 0.1, f"chat {place}")

    await street.comes(2 * 3600.0)

    assert list(street.pacing._chats) == ["aroha"]


async def test_a_chat_is_remembered_while_a_limit_looks_back_at_it(street: Street) -> None:
    await street.come(1800, each=1.9)

    await street.comes(3600.0)

    with pytest.raises(Busy):
        await street.comes(3600.0)


async def test_of_a_busy_chat_no_more_is_kept_than_the_limits_need(street: Street) -> None:
    await street.come(4000, each=3.0)

    assert len(street.pacing._chats["aroha"]._send_at) == 1800
