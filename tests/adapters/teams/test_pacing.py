"""No more is written in a second, or in an hour, than Teams allows; whoever asked is answered."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.teams.pacing import IN_A_CHAT, TOGETHER, Limit, answering
from bot.ports import Busy
from tests.adapters.teams.street import Street

SECOND = timedelta(seconds=1)


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


async def test_all_chats_together_have_a_limit_too(street: Street) -> None:
    left = [await street.comes(0.0, f"chat {place}") for place in range(60)]

    with pytest.raises(Busy) as busy:
        await street.comes(0.0, "one more")

    assert left == [0.0] * 30 + [1.0] * 30
    assert busy.value.retry_after == 2 * SECOND


async def test_whoever_waits_for_an_answer_gets_it_after_a_second_at_most(street: Street) -> None:
    await street.come(60, each=0.4)

    with answering():
        assert await street.comes(24.0) == 25.0

    with pytest.raises(Busy):
        await street.comes(24.0)


async def test_answers_are_counted_as_well(street: Street) -> None:
    with answering():
        await street.come(8, each=0.0)

    with pytest.raises(Busy):
        await street.comes(0.0)


MOMENTS = st.lists(
    st.tuples(st.floats(0, 0.4), st.sampled_from(["aroha", "wiremu", "mere", "tama", "hana"])),
    min_size=30,
    max_size=300,
)


@given(MOMENTS)
@settings(max_examples=60, deadline=None)
async def test_whatever_comes_no_limit_is_passed(moments: Sequence[tuple[float, str]]) -> None:
    street, at = Street(), 0.0
    left: defaultdict[str, list[float]] = defaultdict(list)
    for gap, chat in moments:
        at += gap
        try:
            left[chat].append(await street.comes(at, chat))
        except Busy:
            continue

    assert all(keeps(limit, times) for limit in IN_A_CHAT for times in left.values())
    assert all(keeps(limit, list(chain(*left.values()))) for limit in TOGETHER)


def keeps(limit: Limit, left: Sequence[float]) -> bool:
    """Whether never more of them left in so short a time."""
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

    assert len(street.pacing._chats["aroha"]._leave_at) == 1800
