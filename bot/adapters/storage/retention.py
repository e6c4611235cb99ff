"""Takes away what has been kept long enough, a little at a time, so that no turn waits for it."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Select, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.database import Database
from bot.adapters.storage.tables import (
    answer_links,
    cards,
    escalations,
    events,
    reports,
    tasks,
)
from bot.domain.escalation import Stage

BATCH = 50
"""How many reports or tasks one transaction takes away; it holds up SQLite's other writers."""

_work_left = exists().where(tasks.c.report_id == escalations.c.report_id, tasks.c.done_at.is_(None))
_has_ended = escalations.c.stage.in_([Stage.SENT, Stage.WITHDRAWN]) & ~_work_left
_last_event_at = (
    select(func.max(events.c.at))
    .where(events.c.report_id == escalations.c.report_id)
    .scalar_subquery()
)
# Children first: the foreign keys say so.
_OF_A_REPORT = (
    answer_links.c.report_id,
    events.c.report_id,
    cards.c.report_id,
    tasks.c.report_id,
    escalations.c.report_id,
    reports.c.id,
)


@dataclass(frozen=True)
class SqlRetention:
    """Reports go with all that belongs to them. What is still on its way is never touched."""

    database: Database

    async def purge(self, *, done_before: datetime, closed_before: datetime | None) -> int:
        """Deletes tasks done before then, and reports that ended before then; how many rows.

        The done tasks of a report on its way stay: their keys keep them from being done again.
        """
        gone = 0
        if closed_before is not None:
            gone += await self._in_batches(_ended(closed_before), _take_reports)
        return gone + await self._in_batches(_done(done_before), _take_tasks)

    async def due(
        self, *, done_before: datetime, closed_before: datetime | None
    ) -> tuple[int, int]:
        """How many reports and how many other done tasks a purge would take away now."""
        async with self.database.read() as connection:
            ended = 0
            if closed_before is not None:
                ended = await _number(connection, _ended(closed_before))
            done = _done(done_before)
            if closed_before is not None:
                # Those of a report that goes are gone before the others are looked at.
                gone = _ended(closed_before).order_by(None)
                done = done.where(or_(tasks.c.report_id.is_(None), tasks.c.report_id.not_in(gone)))
            return ended, await _number(connection, done)

    async def _in_batches(
        self,
        wanted: Select[*tuple[Any, ...]],
        take: Callable[[AsyncConnection, Select[*tuple[Any, ...]], Sequence[Any]], Awaitable[int]],
    ) -> int:
        async with self.database.read() as connection:
            ids = (await connection.execute(wanted)).scalars().all()
        gone = 0
        for batch in _batches(ids):
            async with self.database.write() as connection:
                gone += await take(connection, wanted, batch)
        return gone


def _ended(before: datetime) -> Select[*tuple[Any, ...]]:
    query = select(escalations.c.report_id).where(_has_ended, before > _last_event_at)
    return query.order_by(escalations.c.report_id)


def _done(before: datetime) -> Select[*tuple[Any, ...]]:
    on_its_way = exists().where(escalations.c.report_id == tasks.c.report_id, ~_has_ended)
    return select(tasks.c.id).where(tasks.c.done_at < before, ~on_its_way).order_by(tasks.c.id)


async def _take_reports(
    connection: AsyncConnection, ended: Select[*tuple[Any, ...]], ids: Sequence[Any]
) -> int:
    # Somebody may have changed one since it was found, or be placing a card: locked first, in the
    # order that a change takes its locks in, it is looked at once more.
    for column in (escalations.c.report_id, reports.c.id):
        await connection.execute(select(column).where(column.in_(ids)).with_for_update())
    wanted = ended.where(escalations.c.report_id.in_(ids))
    still = (await connection.execute(wanted)).scalars().all()
    gone = 0
    for column in _OF_A_REPORT:
        gone += await _rows(connection, delete(column.table).where(column.in_(still)))
    return gone


async def _take_tasks(
    connection: AsyncConnection, done: Select[*tuple[Any, ...]], ids: Sequence[Any]
) -> int:
    return await _rows(connection, delete(tasks).where(tasks.c.id.in_(ids)))


async def _number(connection: AsyncConnection, query: Select[*tuple[Any, ...]]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return (await connection.execute(counted)).scalar_one()


async def _rows(connection: AsyncConnection, statement: Delete) -> int:
    return (await connection.execute(statement)).rowcount


def _batches(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
