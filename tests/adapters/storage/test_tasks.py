"""Tasks as rows: claimed and finished by one worker, never lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import tasks
from bot.ports import LeaseLost, NewTask, Task
from tests.adapters.storage.builders import LEASE, START, SetClock
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.due import MAIL, claimed, nothing_is_due


async def test_a_task_comes_back_as_it_was_put(store: Store) -> None:
    await store.tasks.put([MAIL])

    task = await claimed(store)

    assert (task.key, task.kind, task.report_id) == (MAIL.key, "send_mail", "report-1")
    assert (task.payload, task.lane) == ({"round": 1}, "mail")
    assert task.attempts == 1


async def test_putting_a_task_twice_is_once(store: Store) -> None:
    await store.tasks.put([MAIL, MAIL])
    await store.tasks.put([MAIL])

    assert len(await store.rows(select(tasks))) == 1


async def test_a_task_put_again_after_it_was_done_stays_done(store: Store) -> None:
    await store.tasks.put([MAIL])
    await store.tasks.finish(await claimed(store))

    await store.tasks.put([MAIL])

    assert await nothing_is_due(store)


async def test_the_worker_is_woken_after_each_commit_that_put_a_task(store: Store) -> None:
    await store.tasks.put([])
    await store.tasks.put([MAIL])
    await store.tasks.finish(await claimed(store))

    assert store.woken == 1


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
    with pytest.raises(LeaseLost):
        await store.tasks.checkpoint(lost, {"draft": "of who lost it"})

    assert await store.rows(select(tasks.c.payload)) == [('{"round":1}',)]
    await other.tasks.finish(held)
    assert await store.rows(select(tasks.c.key)) == [(MAIL.key,)]


async def test_a_lease_that_ended_is_still_ours_while_nobody_took_it(
    store: Store, clock: SetClock
) -> None:
    await store.tasks.put([MAIL])
    task = await claimed(store)
    clock.passes(2 * LEASE)

    await store.tasks.finish(task)

    assert await nothing_is_due(store)


async def test_an_extended_task_is_not_due(store: Store, other: Store, clock: SetClock) -> None:
    await store.tasks.put([MAIL])
    task = await claimed(store)
    clock.passes(LEASE / 2)
    await store.tasks.extend(task, LEASE)
    clock.passes(LEASE / 2)

    assert await nothing_is_due(other)
    assert await store.tasks.next_due_in(LEASE) == {"mail": LEASE / 2}


async def test_how_far_it_came_is_there_for_whoever_goes_on(
    store: Store, other: Store, clock: SetClock
) -> None:
    await store.tasks.put([MAIL])
    task = await claimed(store)

    await store.tasks.checkpoint(task, {"draft": "draft-1"})
    await store.tasks.checkpoint(task, {"draft": "draft-1", "sending": True})

    assert await nothing_is_due(other)
    clock.passes(LEASE)
    assert (await claimed(other)).payload == {"draft": "draft-1", "sending": True}


async def test_a_finished_task_is_kept_as_history_with_what_follows(store: Store) -> None:
    await store.tasks.put([MAIL])

    await store.tasks.finish(await claimed(store), [NewTask("next", "kind")])

    rows = await store.rows(select(tasks.c.key, tasks.c.done_at, tasks.c.lease))
    assert rows == [(MAIL.key, START, None), ("next", None, None)]


async def test_a_postponed_task_comes_back_with_its_attempts(store: Store, clock: SetClock) -> None:
    await store.tasks.put([MAIL])
    await store.tasks.postpone(await claimed(store), timedelta(seconds=5), "Busy")

    assert await nothing_is_due(store)
    clock.passes(timedelta(seconds=5))

    assert (await claimed(store)).attempts == 2
    assert await store.rows(select(tasks.c.last_failure)) == [("Busy",)]


async def test_a_task_may_be_put_off_without_the_attempt(store: Store) -> None:
    await store.tasks.put([MAIL])
    task = await claimed(store)

    await store.tasks.postpone(Task(**{**vars(task), "attempts": 0}), timedelta(0), "Later")

    assert (await claimed(store)).attempts == 1


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_leases_of_a_dead_process_are_free_at_the_next_start(
    store: Store, database_url: str, clock: SetClock
) -> None:
    await store.tasks.put([MAIL, NewTask("later", "kind", due_at=START + LEASE)])
    await claimed(store)

    started = Store(await Database.open(database_url), clock)
    again = await claimed(started)
    nothing = await nothing_is_due(started)
    await started.database.close()

    assert (again.key, again.attempts) == (MAIL.key, 2)
    assert nothing


async def test_times_come_back_aware_and_to_the_microsecond(store: Store) -> None:
    await store.tasks.put([MAIL])

    [(created_at,)] = await store.rows(select(tasks.c.created_at))

    assert created_at == START
    assert created_at.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = NewTask("naive", "kind", due_at=START.replace(tzinfo=None))

    with pytest.raises(Exception, match="without a zone"):
        await store.tasks.put([naive])
