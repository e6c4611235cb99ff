"""What has ended: reports with all that belongs to them, and tasks that are done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.tables import (
    answer_links,
    cards,
    escalations,
    events,
    reports,
    tasks,
)
from bot.domain.escalation import Stage

_work_left = exists().where(tasks.c.report_id == escalations.c.report_id, tasks.c.done_at.is_(None))
_has_ended = escalations.c.stage.in_([Stage.SENT, Stage.WITHDRAWN]) & ~_work_left
_last_event_at = (
    select(func.max(events.c.at))
    .where(events.c.report_id == escalations.c.report_id)
    .scalar_subquery()
)
_on_its_way = exists().where(escalations.c.report_id == tasks.c.report_id, ~_has_ended)
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
class EndedReports:
    """Reports whose last event was before then, and for which nothing is left to do."""

    before: datetime

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their ids."""
        query = select(escalations.c.report_id).where(_has_ended, self.before > _last_event_at)
        return query.order_by(escalations.c.report_id)

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Each goes with all that belongs to it."""
        # Somebody may have changed one since it was found, or be placing a card: locked first, in
        # the order that a change takes its locks in, it is looked at once more.
        ids = [key for (key,) in keys]
        for column in (escalations.c.report_id, reports.c.id):
            await connection.execute(select(column).where(column.in_(ids)).with_for_update())
        wanted = self.outlived.where(escalations.c.report_id.in_(ids))
        still = (await connection.execute(wanted)).scalars().all()
        for column in _OF_A_REPORT:
            await connection.execute(delete(column.table).where(column.in_(still)))
        return len(still)


@dataclass(frozen=True)
class DoneTasks:
    """Tasks done before then, but for those of reports that go, or that are on their way.

    The done tasks of a report on its way stay: their keys keep them from being done again.
    """

    before: datetime
    reports_before: datetime | None

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their ids."""
        query = select(tasks.c.id).where(tasks.c.done_at < self.before, ~_on_its_way)
        if self.reports_before is not None:
            going = EndedReports(self.reports_before).outlived.order_by(None)
            query = query.where(or_(tasks.c.report_id.is_(None), tasks.c.report_id.not_in(going)))
        return query.order_by(tasks.c.id)

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """What is done stays done."""
        ids = [key for (key,) in keys]
        return (await connection.execute(delete(tasks).where(tasks.c.id.in_(ids)))).rowcount
