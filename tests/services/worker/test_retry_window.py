"""Failed sends are retried within seconds, then with backoff, for a day at most."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.escalation import EscalationStatus, LeaderState
from bot.ports import (
    Busy,
    Failure,
    Gone,
    NewTask,
    NotSetUp,
    Outage,
    Rejected,
    Task,
    Unclear,
    Unreachable,
)
from bot.services.worker.worker import (
    A_DAY,
    HALF_A_MINUTE,
    SLOWEST,
    Reschedule,
    RetryForADay,
    failing_since,
    next_retry_in,
)
from tests.services.chats_and_people import an_address
from tests.services.fakes import AClock, KeptTasks
from tests.services.report_and_people import Around, around

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
TASK = NewTask("r1:refresh_cards:1", "refresh_cards", report_id="r1")
OUTAGES = [Outage(), Outage(SECOND), Busy(), Busy(SECOND)]
SAYS_NOTHING = [Unclear(), Unclear(SECOND), NotSetUp("401")]
HOPELESS = [Unreachable(), Rejected("413")]


def mean(low: float, high: float) -> float:
    """No jitter."""
    return (low + high) / 2


@pytest.mark.parametrize(
    ("failed_for", "seconds"),
    [(0, 1), (1, 1), (2, 2), (4, 4), (8, 8), (15, 15), (16, 14), (40, 40), (900, 300)],
)
def test_the_tries_come_after_one_two_four_seconds_and_at_last_every_five_minutes(
    failed_for: int, seconds: int
) -> None:
    assert next_retry_in(Unclear(), failed_for * SECOND, mean) == seconds * SECOND


@given(
    st.sampled_from([Unclear, Busy]),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=9)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_no_answer_puts_anybody_off_by_more_than_minutes(
    kind: type[Unclear] | type[Busy], asked: timedelta | None, failed_for: timedelta
) -> None:
    assert next_retry_in(kind(asked), failed_for) <= SLOWEST


# Asking a people leader


async def failing(*failures: Failure, sends: bool = True) -> Around:
    """Teams answers with these failures when Lea is asked."""
    it = await around(lea="dee")
    it.teams.fails = list(failures)
    if sends:
        it.people.addresses["lea"] = an_address("lea")
    return it


async def asks(it: Around) -> timedelta | None:
    """One attempt to ask Lea; the delay until the next, or None."""
    try:
        await it.does("ask_leader")
    except Reschedule as later:
        return later.delay
    return None


@pytest.mark.parametrize("failure", HOPELESS, ids=repr)
async def test_what_is_hopeless_opens_the_next_route_at_once(failure: Failure) -> None:
    it = await failing(failure)

    again = await asks(it)

    assert (again, it.it.leader_state) == (None, LeaderState.NOT_REACHED)
    assert {"find_deputy", "mail_leader"} <= set(it.tasks.kinds())
    assert it.tasks.done == ["r1:ask_leader"]


@pytest.mark.parametrize("sends", [True, False])
@pytest.mark.parametrize("failure", [*SAYS_NOTHING, *OUTAGES], ids=repr)
async def test_what_says_nothing_is_tried_again_within_seconds(
    failure: Failure, sends: bool
) -> None:
    it = await failing(failure, sends=sends)

    first = await asks(it)
    second = await asks(it)

    assert first is not None
    assert first <= 1.25 * SECOND
    assert (second, it.it.leader_state) == (None, LeaderState.ASKED)
    assert "find_deputy" not in it.tasks.kinds()


@pytest.mark.parametrize("failure", SAYS_NOTHING, ids=repr)
async def test_after_half_a_minute_the_next_route_is_opened_too(failure: Failure) -> None:
    it = await failing(failure, failure, failure)

    await asks(it)
    it.clock.passes(HALF_A_MINUTE - SECOND)
    last = await asks(it)
    before = it.it.leader_state
    it.clock.passes(SECOND)
    goes_on = await asks(it)

    assert before is LeaderState.TO_BE_ASKED
    assert last is not None
    assert last <= SECOND
    assert it.it.leader_state is LeaderState.NOT_REACHED
    assert {"find_deputy", "mail_leader"} <= set(it.tasks.kinds())
    assert goes_on is not None
    assert it.tasks.done == []


@pytest.mark.parametrize("failure", OUTAGES, ids=repr)
async def test_in_an_outage_the_leader_has_a_mail_and_nobody_else_is_asked_for_an_hour(
    failure: Failure,
) -> None:
    it = await failing(failure, failure, failure)

    await asks(it)
    it.clock.passes(HALF_A_MINUTE)
    await asks(it)
    state, kinds = it.it.leader_state, it.tasks.kinds()
    it.clock.passes(HOUR)
    await asks(it)

    assert (state, it.it.leader_state) == (LeaderState.TO_BE_ASKED, LeaderState.NOT_REACHED)
    assert "mail_leader" in kinds
    assert "find_deputy" not in kinds
    assert "find_deputy" in it.tasks.kinds()


async def test_a_card_that_comes_in_the_end_is_a_question_like_any_other() -> None:
    it = await failing(Unclear(), Unclear())
    await asks(it)
    it.clock.passes(HALF_A_MINUTE)
    await asks(it)

    await asks(it)

    assert it.it.leader_state is LeaderState.ASKED
    assert it.teams.told("lea") == ["card lea awaiting-leader"]
    assert it.it.is_waiting_for("lea")
    assert it.tasks.done == ["r1:ask_leader"]


async def test_the_next_route_is_opened_once_and_given_up_after_a_day() -> None:
    it = await failing(*[Unclear()] * 5)
    await asks(it)
    it.clock.passes(HALF_A_MINUTE)
    await asks(it)
    it.clock.passes(HOUR)
    await asks(it)
    opened = it.happened.count("leader-not-reached")
    it.clock.passes(A_DAY)

    again = await asks(it)

    assert (opened, it.happened.count("leader-not-reached"), again) == (1, 1, None)
    assert it.tasks.kinds().count("mail_leader") == 1
    assert it.tasks.done == ["r1:ask_leader"]


async def test_a_deputy_whose_card_says_nothing_holds_nothing_up() -> None:
    it = await around(lea="dee")
    it.teams.unreachable.add("lea")
    await it.does("ask_leader")
    await it.does("find_deputy")
    it.teams.fails = [Unclear(), Unclear()]

    with pytest.raises(Reschedule):
        await it.does("ask_deputy")
    it.clock.passes(HALF_A_MINUTE)
    with pytest.raises(Reschedule):
        await it.does("ask_deputy")
    await it.does("ask_deputy")
    assert it.tasks.done[-1] == "r1:ask_deputy"
    await it.does("find_next_in_line")

    assert (it.it.deputy_state, it.it.stage) == (LeaderState.NOT_REACHED, EscalationStatus.MAILING)


# What informs


@dataclass
class Shows:
    """A handler that fails as scripted, then succeeds."""

    tasks: KeptTasks
    fails: list[Exception] = field(default_factory=list)

    async def __call__(self, task: Task) -> None:
        """One attempt."""
        if self.fails:
            raise self.fails.pop(0)
        await self.tasks.finish(task)


async def showing(*fails: Exception) -> tuple[KeptTasks, AClock, Callable[[], Awaitable[None]]]:
    """A card to show, with a day for it."""
    tasks, clock = KeptTasks(), AClock()
    await tasks.put([TASK])
    handler = RetryForADay(Shows(tasks, list(fails)), tasks, clock)
    return tasks, clock, lambda: handler(tasks.task(TASK.key))


@pytest.mark.parametrize("failure", [Unclear(), Busy(), Gone(), Unreachable()], ids=repr)
async def test_what_cannot_be_shown_is_given_up_after_a_day_and_not_before(
    failure: Exception,
) -> None:
    tasks, clock, attempts = await showing(failure, failure, failure)

    with pytest.raises(Reschedule) as first:
        await attempts()
    clock.passes(A_DAY - SECOND)
    with pytest.raises(Reschedule) as last:
        await attempts()
    clock.passes(SECOND)
    await attempts()

    assert first.value.delay <= 1.25 * SECOND
    assert last.value.delay <= SLOWEST
    assert tasks.done == [TASK.key]


async def test_what_can_be_shown_in_the_end_is_shown() -> None:
    tasks, _, attempts = await showing(Unclear())
    with pytest.raises(Reschedule):
        await attempts()

    await attempts()

    assert tasks.done == [TASK.key]


@pytest.mark.parametrize("failure", [Rejected(), NotSetUp(), ValueError()], ids=repr)
async def test_what_a_person_must_look_at_still_calls_one(failure: Exception) -> None:
    _, _, attempts = await showing(failure)

    with pytest.raises(type(failure)):
        await attempts()


async def test_the_day_begins_with_the_first_failure_and_not_with_the_task() -> None:
    tasks, clock, attempts = await showing(Unclear())
    clock.passes(3 * A_DAY)

    with pytest.raises(Reschedule):
        await attempts()

    assert failing_since(tasks.task(TASK.key)) == clock.now
    assert tasks.done == []
