"""Claims: per lane, oldest first, each task by one worker."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import ClauseElement, insert, text, update

from bot.adapters.storage.engine.backend import DatabaseBackend
from bot.adapters.storage.tables import tasks
from bot.adapters.storage.tasks import claim_statement, next_due_statement
from bot.ports import Clock, LeaseLost, NewTask, Task
from bot.ports.tasks import KINDS, QUEUES
from tests.adapters.storage.builders import LEASE, START, SetClock
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.databases import Kind
from tests.adapters.storage.due import MAIL, SECOND, claimed, keys, numbered

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgres": "EXPLAIN"}


def claiming_mail(backend: DatabaseBackend, clock: Clock) -> ClauseElement:
    """The statement of a claim."""
    return claim_statement(backend, clock, "mail", LEASE, 3)


async def test_what_is_due_longest_comes_first(store: Store) -> None:
    later = NewTask("later", "kind", due_at=START - SECOND)
    sooner = NewTask("sooner", "kind", due_at=START - 2 * SECOND)
    last = NewTask("last", "kind", due_at=START)
    waiting = NewTask("waiting", "kind", due_at=START + timedelta(microseconds=1))
    await store.tasks.put([later, waiting, last, sooner])

    first_two = await store.tasks.claim("people", LEASE, 2)
    rest = await store.tasks.claim("people", LEASE, 2)

    assert keys(first_two) == ["sooner", "later"]
    assert keys(rest) == ["last"]


async def test_a_claim_takes_no_more_than_it_asks_for_and_only_from_its_lane(store: Store) -> None:
    await store.tasks.put([*numbered(5), *numbered(2, "mail"), *numbered(1, "urgent")])

    assert keys(await store.tasks.claim("mail", LEASE, 10)) == ["mail-000", "mail-001"]
    assert keys(await store.tasks.claim("urgent", LEASE, 0)) == []
    assert keys(await store.tasks.claim("people", LEASE, 3)) == [f"people-00{n}" for n in range(3)]
    assert keys(await store.tasks.claim("people", LEASE, 3)) == ["people-003", "people-004"]
    assert keys(await store.tasks.claim("urgent", LEASE, 3)) == ["urgent-000"]


async def test_a_kind_with_a_queue_of_its_own_is_found_there_whatever_its_row_says(
    store: Store,
) -> None:
    deadline = NewTask("deadline", "pass_deadline")
    card = NewTask("card", "ask_leader")
    letter = NewTask("letter", "mail_leader", lane="mail")
    unknown = [*numbered(1), *numbered(1, "care"), *numbered(1, "aftercare")]
    await store.tasks.put([deadline, card, letter, *unknown])

    taken = {queue: keys(await store.tasks.claim(queue, LEASE, 9)) for queue in QUEUES}

    assert taken == {
        "protecting": ["deadline"],
        "urgent": [],
        "additions": [],
        "asking": ["card"],
        "directory": [],
        "mail": [],
        "letters": ["letter"],
        "care": ["care-000"],
        "aftercare": ["aftercare-000"],
        "people": ["people-000"],
    }


async def test_what_is_put_waits_in_the_queue_that_the_task_names(store: Store) -> None:
    every = [
        NewTask(f"{kind.name} {lane}", kind.name, lane=lane)
        for kind in KINDS.values()
        for lane in kind.lanes
    ]
    await store.tasks.put(every)

    taken = [
        (task.queue, queue)
        for queue in QUEUES
        for task in await store.tasks.claim(queue, LEASE, 99)
    ]

    assert len(taken) == len(every)
    assert all(its_own == queue for its_own, queue in taken)


async def test_each_task_of_a_claim_has_a_lease_of_its_own(store: Store) -> None:
    await store.tasks.put(numbered(3))

    one, two, three = await store.tasks.claim("people", LEASE, 3)
    await store.tasks.finish(one)

    assert len({one.lease, two.lease, three.lease}) == 3
    with pytest.raises(LeaseLost):
        await store.tasks.finish(Task(**{**vars(two), "lease": three.lease}))
    await store.tasks.finish(two)
    await store.tasks.finish(three)


async def test_two_processes_never_hold_the_same_task(store: Store, other: Store) -> None:
    await store.tasks.put(numbered(100))

    claims = [each.tasks.claim("people", LEASE, 7) for _ in range(15) for each in (store, other)]
    got = [key for taken in await asyncio.gather(*claims) for key in keys(taken)]
    got += keys(await store.tasks.claim("people", LEASE, 100))

    assert sorted(got) == [f"people-{number:03}" for number in range(100)]


@pytest.mark.parametrize("kind", ["postgres"])
async def test_a_claim_does_not_wait_for_a_task_that_another_host_is_claiming(
    store: Store, other: Store
) -> None:
    await store.tasks.put(numbered(3))
    backend, clock = other.database.backend, SetClock()

    async with other.database.write() as connection:
        await connection.execute(claim_statement(backend, clock, "people", LEASE, 2))
        async with asyncio.timeout(5):
            taken = await store.tasks.claim("people", LEASE, 2)

    assert keys(taken) == ["people-002"]


async def test_a_task_that_cannot_be_read_takes_no_other_along(
    store: Store, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    await store.tasks.put(numbered(3))
    broken = update(tasks).where(tasks.c.key == "people-001").values(payload="its words")
    async with store.database.write() as connection:
        await connection.execute(broken)

    taken = await store.tasks.claim("people", LEASE, 3)

    assert keys(taken) == ["people-000", "people-002"]
    (line,) = caplog.records
    assert (line.levelno, vars(line)["key"]) == (logging.ERROR, "people-001")
    assert "its words" not in str(vars(line))
    assert await store.tasks.next_due_in(LEASE) == {"people": LEASE}


async def test_the_worker_knows_how_long_to_rest(store: Store, clock: SetClock) -> None:
    assert await store.tasks.next_due_in(timedelta(hours=1)) == {}
    await store.tasks.put(
        [
            NewTask("later", "kind", due_at=START + timedelta(minutes=3)),
            NewTask("latest", "kind", due_at=START + timedelta(minutes=5)),
            NewTask("mail", "kind", due_at=START + timedelta(minutes=1), lane="mail"),
        ]
    )

    in_minutes = {"people": timedelta(minutes=3), "mail": timedelta(minutes=1)}
    assert await store.tasks.next_due_in(timedelta(hours=1)) == in_minutes
    clock.passes(timedelta(minutes=2))
    assert await store.tasks.next_due_in(timedelta(hours=1)) == {
        "people": timedelta(minutes=1),
        "mail": timedelta(0),
    }


async def test_what_waits_too_long_is_counted_by_kind(store: Store, clock: SetClock) -> None:
    in_an_hour = NewTask("timer", "pass_deadline", due_at=START + 60 * LEASE)
    cards = [NewTask("one", "ask_leader"), NewTask("two", "ask_leader")]
    await store.tasks.put([in_an_hour, MAIL, *cards, NewTask("done", "ask_leader", lane="urgent")])
    await store.tasks.finish(await claimed(store, "urgent"))
    clock.passes(LEASE)

    assert await store.tasks.waiting_longer_than(LEASE) == {}
    assert await store.tasks.waiting_longer_than(LEASE / 2) == {"send_mail": 1, "ask_leader": 2}


async def test_what_was_tried_in_vain_waits_since_it_was_first_due(
    store: Store, clock: SetClock
) -> None:
    await store.tasks.put([MAIL, *numbered(1)])
    await store.tasks.postpone(await claimed(store), 10 * LEASE, "Busy")
    await claimed(store, "people")
    clock.passes(LEASE)

    assert await store.tasks.waiting_longer_than(LEASE / 2) == {"send_mail": 1, "kind": 1}


async def test_a_task_that_an_older_release_put_counts_from_its_due_time(
    store: Store, clock: SetClock
) -> None:
    # What an INSERT of version 0001 names, beside a newer host.
    old = {"key": "old", "kind": "ask_leader", "payload": "{}", "attempts": 0}
    async with store.database.write() as connection:
        await connection.execute(insert(tasks), {**old, "due_at": START, "created_at": START})
    clock.passes(LEASE)

    assert await store.tasks.waiting_longer_than(LEASE / 2) == {"ask_leader": 1}
    assert keys(await store.tasks.claim("asking", LEASE, 1)) == ["old"]


def row_of(number: int) -> dict[str, object]:
    """A task that waits for its time."""
    times = {"due_at": START + LEASE, "first_due_at": START + LEASE, "created_at": START}
    return {"key": str(number), "kind": "kind", "payload": "{}", "attempts": 0, **times}


def soon_due(backend: DatabaseBackend, clock: Clock) -> ClauseElement:
    """The statement of a look."""
    return next_due_statement(backend, clock, SECOND)


@pytest.mark.parametrize("look", [claiming_mail, soon_due])
async def test_what_waits_and_what_is_done_does_not_slow_the_search_for_what_is_due(
    store: Store,
    clock: SetClock,
    kind: Kind,
    look: Callable[[DatabaseBackend, Clock], ClauseElement],
) -> None:
    waiting = [row_of(number) for number in range(1000)]
    done = [{**row_of(number), "done_at": START} for number in range(1000, 5000)]
    async with store.database.write() as connection:
        await connection.execute(insert(tasks), waiting)
        await connection.execute(insert(tasks), done)
        await connection.execute(text("ANALYZE"))

    async with store.database.write() as connection:
        statement = look(store.database.backend, clock)
        literal = statement.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        plan = await connection.execute(text(f"{EXPLAIN[kind]} {literal}"))
        steps = [str(row[-1]) for row in plan]

    assert [step for step in steps if "ix_tasks_waiting" in step]
    assert not [step for step in steps if step.startswith("SCAN tasks") or "Seq Scan" in step]
