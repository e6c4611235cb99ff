"""Tasks as rows: claimed by one, finished by the same, never lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.adapters.storage.database import Database
from bot.adapters.storage.tables import tasks
from bot.adapters.storage.tasks import claiming
from bot.ports import LeaseLost, NewTask, Task
from tests.adapters.storage.builders import START, SetClock
from tests.adapters.storage.conftest import Store

LEASE = timedelta(seconds=60)
MAIL = NewTask("report-1:send_mail", "send_mail", report_id="report-1", payload={"round": 1})


async def claimed(store: Store) -> Task:
    """A task that must be there."""
    task = await store.tasks.claim(LEASE)
    assert task is not None
    return task


async def test_a_task_comes_back_as_it_was_put(store: Store) -> None:
    await store.tasks.put([MAIL])

    task = await claimed(store)

    assert (task.key, task.kind, task.report_id) == (MAIL.key, "send_mail", "report-1")
    assert task.payload == {"round": 1}
    assert task.attempts == 1


async def test_putting_a_task_twice_is_once(store: Store) -> None:
    await store.tasks.put([MAIL, MAIL])
    await store.tasks.put([MAIL])

    assert len(await store.rows(select(tasks))) == 1


async def test_a_task_put_again_after_it_was_done_stays_done(store: Store) -> None:
    await store.tasks.put([MAIL])
    await store.tasks.finish(await claimed(store))

    await store.tasks.put([MAIL])

    assert await store.tasks.claim(LEASE) is None


async def test_the_worker_is_woken_after_each_commit_that_put_a_task(store: Store) -> None:
    await store.tasks.put([])
    await store.tasks.put([MAIL])
    await store.tasks.finish(await claimed(store))

    assert store.woken == 1


async def test_what_is_due_longest_comes_first(store: Store, clock: SetClock) -> None:
    later = NewTask("later", "kind", due_at=START - timedelta(seconds=1))
    sooner = NewTask("sooner", "kind", due_at=START - timedelta(seconds=2))
    waiting = NewTask("waiting", "kind", due_at=START + timedelta(microseconds=1))
    await store.tasks.put([later, waiting, sooner])

    keys = [(await claimed(store)).key, (await claimed(store)).key]

    assert keys == ["sooner", "later"]
    assert await store.tasks.claim(LEASE) is None


async def test_two_processes_never_hold_the_same_task(store: Store, other: Store) -> None:
    await store.tasks.put([NewTask(f"task-{n}", "kind") for n in range(10)])

    both = [each.tasks.claim(LEASE) for _ in range(6) for each in (store, other)]
    got = [task.key for task in await asyncio.gather(*both) if task]

    assert sorted(got) == [f"task-{n}" for n in range(10)]


async def test_a_task_whose_holder_died_falls_due_again(
    store: Store, other: Store, clock: SetClock
) -> None:
    await store.tasks.put([MAIL])
    first = await claimed(store)
    clock.passes(LEASE)

    second = await claimed(other)

    assert second.id == first.id
    assert second.attempts == 2


async def test_who_lost_the_lease_can_change_nothing(
    store: Store, other: Store, clock: SetClock
) -> None:
    await store.tasks.put([MAIL])
    lost = await claimed(store)
    clock.passes(LEASE)
    held = await claimed(other)

    with pytest.raises(LeaseLost):
        await store.tasks.finish(lost, [NewTask("next", "kind")])
    with pytest.raises(LeaseLost):
        await store.tasks.postpone(lost, LEASE, "Busy")
    with pytest.raises(LeaseLost):
        await store.tasks.extend(lost, LEASE)

    await other.tasks.finish(held)
    assert await store.rows(select(tasks.c.key)) == [(MAIL.key,)]


async def test_a_lease_that_ended_is_still_ours_while_nobody_took_it(
    store: Store, clock: SetClock
) -> None:
    await store.tasks.put([MAIL])
    task = await claimed(store)
    clock.passes(2 * LEASE)

    await store.tasks.finish(task)

    assert await store.tasks.claim(LEASE) is None


async def test_an_extended_task_is_not_due(store: Store, other: Store, clock: SetClock) -> None:
    await store.tasks.put([MAIL])
    task = await claimed(store)
    clock.passes(LEASE / 2)
    await store.tasks.extend(task, LEASE)
    clock.passes(LEASE / 2)

    assert await other.tasks.claim(LEASE) is None
    assert await store.tasks.next_due_in() == LEASE / 2


async def test_a_finished_task_is_kept_as_history_with_what_follows(store: Store) -> None:
    await store.tasks.put([MAIL])

    await store.tasks.finish(await claimed(store), [NewTask("next", "kind")])

    rows = await store.rows(select(tasks.c.key, tasks.c.done_at, tasks.c.lease))
    assert rows == [(MAIL.key, START, None), ("next", None, None)]


async def test_a_postponed_task_comes_back_with_its_attempts(store: Store, clock: SetClock) -> None:
    await store.tasks.put([MAIL])
    await store.tasks.postpone(await claimed(store), timedelta(seconds=5), "Busy")

    assert await store.tasks.claim(LEASE) is None
    clock.passes(timedelta(seconds=5))

    assert (await claimed(store)).attempts == 2
    assert await store.rows(select(tasks.c.last_failure)) == [("Busy",)]


async def test_the_worker_knows_how_long_to_rest(store: Store, clock: SetClock) -> None:
    assert await store.tasks.next_due_in() is None
    await store.tasks.put([NewTask("later", "kind", due_at=START + timedelta(minutes=3))])

    assert await store.tasks.next_due_in() == timedelta(minutes=3)
    clock.passes(timedelta(minutes=4))
    assert await store.tasks.next_due_in() == timedelta(0)


async def test_leases_of_a_dead_process_are_free_at_the_next_start(
    store: Store, url: str, clock: SetClock
) -> None:
    await store.tasks.put([MAIL, NewTask("later", "kind", due_at=START + LEASE)])
    await claimed(store)

    started = Store(await Database.open(url), clock)
    again = await started.tasks.claim(LEASE)
    nothing = await started.tasks.claim(LEASE)
    await started.database.close()

    assert again is not None
    assert (again.key, again.attempts) == (MAIL.key, 2)
    assert nothing is None


async def test_finished_tasks_do_not_slow_the_claim(store: Store, clock: SetClock) -> None:
    statement = claiming(store.database.dialect, clock, LEASE)
    async with store.database.write() as connection:
        compiled = statement.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        plan = await connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))

    steps = [row.detail for row in plan]

    assert "SEARCH tasks USING INDEX ix_tasks_waiting (due_at<?)" in steps
    assert not [step for step in steps if step.startswith("SCAN")]


async def test_times_come_back_aware_and_to_the_microsecond(store: Store) -> None:
    await store.tasks.put([MAIL])

    [(created_at,)] = await store.rows(select(tasks.c.created_at))

    assert created_at == START
    assert created_at.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = NewTask("naive", "kind", due_at=START.replace(tzinfo=None))

    with pytest.raises(Exception, match="without a zone"):
        await store.tasks.put([naive])
