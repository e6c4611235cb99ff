"""The counters: a number for each week, kind and key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine.backend import BatchedWrite, DatabaseBackend
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import counters
from bot.domain.insight import Count
from bot.domain.timers import week_of
from bot.ports import Clock
from bot.ports.counters import Totals


def count_statements(
    backend: DatabaseBackend, clock: Clock, counts: Sequence[Count]
) -> Sequence[BatchedWrite]:
    """The upserts that add one each. Last in their transaction: its rows are locked briefly."""
    insert = backend.insert(counters)
    more = {"number": counters.c.number + insert.excluded.number}
    upsert = insert.on_conflict_do_update(index_elements=["week", "kind", "key"], set_=more)
    week = week_of(clock())
    # Sorted, so that two transactions that add to the same rows wait and do not deadlock.
    return [
        BatchedWrite(upsert, {"week": week, "kind": it.kind, "key": it.key, "number": 1})
        for it in sorted(counts, key=lambda it: (it.kind, it.key))
    ]


async def add_counts(
    connection: AsyncConnection, backend: DatabaseBackend, clock: Clock, counts: Sequence[Count]
) -> None:
    """Adds them within a transaction."""
    for write in count_statements(backend, clock, counts):
        await connection.execute(write.statement, write.values)


@dataclass(frozen=True)
class SqlCounters:
    """Reads the counters."""

    database: Database

    async def totals(self, before: date) -> Totals:
        """By week, kind and key."""
        wanted = select(counters).where(counters.c.week < before)
        async with self.database.read() as connection:
            rows = (await connection.execute(wanted)).all()
        return {(row.week, row.kind, row.key): row.number for row in rows}
