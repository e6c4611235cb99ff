"""Retention deletes expired reports with all their rows, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import retention
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.retention import SqlRetention
from bot.adapters.storage.tables import cards, escalations, events, reports, tasks
from bot.domain.escalation import Escalation, Transition
from bot.domain.scenario import Level
from bot.ports import NewTask, PlacedCard, PurgeCounts
from bot.ports.tasks import QUEUES
from tests.adapters.storage.builders import (
    REPORTER,
    START,
    SetClock,
    a_report,
    a_submission,
    an_address,
    limits,
)
from tests.adapters.storage.conftest import Store

DAY = timedelta(days=1)
LATER = START + DAY
EVERYTHING = (events, cards, tasks, escalations, reports)
NOTHING = PurgeCounts()


@dataclass(frozen=True)
class Interrupted(Database):
    """A database that runs a concurrent change after each read."""

    meanwhile: Callable[[], Awaitable[None]]

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Reads, then runs the change."""
        async with super().read() as connection:
            yield connection
        await self.meanwhile()


def withdrawing(escalation: Escalation) -> Transition:
    """The reporter takes it back."""
    return escalation.withdraw(by=REPORTER, at=START)


def mailing(escalation: Escalation) -> Transition:
    """The mail has left."""
    return escalation.mailed(at=START)


async def take(store: Store, report_id: str, level: Level = Level.HIGH) -> None:
    """A report with a card."""
    await store.reports.submit(a_submission(a_report(report_id, f"DH-{report_id}", level)))
    card = PlacedCard(REPORTER.id, "status", an_address(), "activity")
    await store.reports.place_card(report_id, card)


async def finish_all(store: Store) -> None:
    """Finishes all due tasks."""
    for queue in QUEUES:
        for task in await store.tasks.claim(queue, DAY, 100):
            await store.tasks.finish(task)


async def a_withdrawn_report(store: Store, report_id: str = "report-1") -> None:
    """A report that has ended."""
    await take(store, report_id)
    await store.reports.change(report_id, withdrawing)
    await finish_all(store)


async def count(store: Store, *tables: Table) -> list[int]:
    """How many rows the tables hold."""
    found = [await store.rows(select(func.count()).select_from(table)) for table in tables]
    return [number for [(number,)] in found]


@pytest.mark.parametrize(("level", "last"), [(Level.HIGH, withdrawing), (Level.URGENT, mailing)])
async def test_a_report_that_ended_goes_with_all_that_belongs_to_it(
    store: Store, level: Level, last: Callable[[Escalation], Transition]
) -> None:
    await take(store, "report-1", level)
    await store.reports.change("report-1", last)
    await finish_all(store)
    rows = await count(store, *EVERYTHING)

    gone = await store.retention.purge(limits(tasks=START - DAY, reports=LATER))

    assert 0 not in rows
    assert await count(store, *EVERYTHING) == [0] * 5
    assert gone == PurgeCounts(reports=1)


async def test_a_report_on_its_way_stays_with_its_done_tasks(store: Store) -> None:
    await take(store, "report-1", Level.URGENT)
    await finish_all(store)

    gone = await store.retention.purge(limits(tasks=LATER, reports=LATER))

    assert gone == NOTHING
    assert await count(store, *EVERYTHING) == [1] * 5


async def test_a_report_whose_work_waits_has_not_ended(store: Store) -> None:
    await take(store, "report-1")
    await store.reports.change("report-1", withdrawing)

    assert await store.retention.purge(limits(tasks=LATER, reports=LATER)) == NOTHING


async def test_a_report_that_ended_lately_stays(store: Store) -> None:
    await a_withdrawn_report(store)

    assert await store.retention.purge(limits(tasks=START, reports=START)) == NOTHING


async def test_without_a_limit_every_report_stays_and_its_done_tasks_go(store: Store) -> None:
    await a_withdrawn_report(store)

    await store.retention.purge(limits(tasks=LATER))

    assert await count(store, tasks, events, cards, escalations, reports) == [0, 2, 1, 1, 1]


async def test_what_belongs_to_no_report_goes_when_it_was_done_long_ago(
    store: Store, clock: SetClock
) -> None:
    await store.tasks.put([NewTask("old", "kind"), NewTask("of a draft", "kind", report_id="?")])
    await finish_all(store)
    clock.passes(DAY)
    await store.tasks.put([NewTask("new", "kind")])
    await finish_all(store)
    await store.tasks.put([NewTask("waits", "kind")])

    gone = await store.retention.purge(limits(tasks=LATER))

    assert gone == PurgeCounts(tasks=2)
    left = await store.rows(select(tasks.c.key).order_by(tasks.c.id))
    assert left == [("new",), ("waits",)]


async def test_many_go_in_small_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        await a_withdrawn_report(store, f"report-{number}")

    gone = await store.retention.purge(limits(reports=LATER))

    assert await count(store, *EVERYTHING) == [0] * 5
    assert gone == PurgeCounts(reports=5)


async def test_one_that_is_changed_while_it_is_purged_stays(store: Store) -> None:
    await a_withdrawn_report(store)

    async def ticks() -> None:
        late = {"report_id": "report-1", "kind": "ticked-noggin", "at": LATER, "version": 3}
        async with store.database.write() as connection:
            await connection.execute(insert(events), late)

    purging = SqlRetention(Interrupted(store.database.backend, ticks))

    assert await purging.purge(limits(tasks=START, reports=LATER)) == NOTHING
    assert await count(store, reports) == [1]


async def test_two_hosts_that_purge_at_once_delete_each_row_once(
    store: Store, other: Store
) -> None:
    await a_withdrawn_report(store)
    at_once = limits(reports=LATER)

    gone = await asyncio.gather(*(each.retention.purge(at_once) for each in (store, other)))

    assert sum(each.reports for each in gone) == 1


@pytest.mark.parametrize("kind", ["postgres"])
async def test_a_card_that_is_placed_meanwhile_goes_too(store: Store, other: Store) -> None:
    await a_withdrawn_report(store)
    card = {"report_id": "report-1", "person_id": "lea-1", "role": "leader", "activity_id": "2"}

    async with other.database.write() as connection:
        await connection.execute(insert(cards), {**card, "address": "{}"})
        purge = store.retention.purge(limits(reports=LATER))
        purging = asyncio.create_task(purge)
        await somebody_waits(store)

    await purging
    assert await count(store, *EVERYTHING) == [0] * 5


async def somebody_waits(store: Store) -> None:
    """Until a connection to the database waits for a lock of another."""
    waiting = select(text("pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
    for _ in range(3000):
        if await store.rows(waiting):
            return
    raise AssertionError("nobody waits")
