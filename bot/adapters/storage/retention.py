"""Deletes in small batches what has been kept long enough."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import (
    answer_links,
    cards,
    conversations,
    drafts,
    escalations,
    events,
    people,
    reports,
    tasks,
)
from bot.domain.escalation import EscalationStatus
from bot.domain.timers import Limits
from bot.ports import PurgeCounts

_work_left = exists().where(tasks.c.report_id == escalations.c.report_id, tasks.c.done_at.is_(None))
_has_ended = (
    escalations.c.stage.in_([EscalationStatus.SENT, EscalationStatus.WITHDRAWN]) & ~_work_left
)
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


_others = people.alias()
_is_filling_in = exists().where(
    drafts.c.tenant_id == people.c.tenant_id, drafts.c.reporter_id == people.c.id
)
# Release 1.0.0 takes away what is known and leaves what was added to it.
_says_nothing = people.c.known.is_(None) & people.c.known_additions.is_(None)
# The service address last seen in a tenant opens the chats of those who never spoke to the bot.
_was_seen_last = people.c.seen_at.is_not(None) & ~exists().where(
    _others.c.tenant_id == people.c.tenant_id, _others.c.seen_at > people.c.seen_at
)


@dataclass(frozen=True)
class QuietChats:
    """Places in chats in which nobody has written since then."""

    before: datetime

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return select(conversations.c.key).where(self._quiet).order_by(conversations.c.key)

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Whoever writes there again is asked their open question anew."""
        found = conversations.c.key.in_([key for (key,) in keys])
        return (await connection.execute(delete(conversations).where(found, self._quiet))).rowcount

    @property
    def _quiet(self) -> ColumnElement[bool]:
        return conversations.c.updated_at < self.before


@dataclass(frozen=True)
class LookedUpPeople:
    """People whom the directory was last asked about before then, and who fill in no report."""

    before: datetime

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return _keys(_is_stale(self.before), ~_is_nobody(self.before))

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """What it said goes; where to write to them stays."""
        emptied = update(people).where(_among(keys), _is_stale(self.before))
        nothing = {"known": None, "known_additions": None, "known_at": None}
        return (await connection.execute(emptied.values(nothing))).rowcount


@dataclass(frozen=True)
class NobodysRows:
    """People who cannot be written to any more, and of whom nothing else is worth keeping."""

    before: datetime

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return _keys(_is_nobody(self.before))

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Whoever comes back is known anew."""
        gone = delete(people).where(_among(keys), _is_nobody(self.before))
        return (await connection.execute(gone)).rowcount


def _is_stale(before: datetime) -> ColumnElement[bool]:
    # Without a time it was looked up by a release that did not keep one.
    is_old = or_(people.c.known_at.is_(None), people.c.known_at < before)
    return and_(~_says_nothing, is_old, ~_is_filling_in)


def _is_nobody(before: datetime) -> ColumnElement[bool]:
    is_unknown = or_(_says_nothing, _is_stale(before))
    return and_(people.c.address.is_(None), is_unknown, ~_was_seen_last)


def _keys(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    keys = (people.c.tenant_id, people.c.id)
    return select(*keys).where(*conditions).order_by(*keys)


def _among(keys: Sequence[Any]) -> ColumnElement[bool]:
    return tuple_(people.c.tenant_id, people.c.id).in_([tuple(key) for key in keys])


BATCH = 50
"""How many of a kind one transaction takes away; it holds up SQLite's other writers."""


class Lasting(Protocol):
    """One kind of thing that is kept for a while."""

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """The keys of those that have been kept long enough."""
        ...

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Takes away those of them that nobody has touched meanwhile; how many."""
        ...


@dataclass(frozen=True)
class SqlRetention:
    """Reports go with all that belongs to them. What is still on its way is never touched."""

    database: Database

    async def purge(self, limits: Limits) -> PurgeCounts:
        """Deletes what nobody has touched since then; how much it was."""
        kinds = _kinds(limits)
        return PurgeCounts(**{name: await self._in_batches(kind) for name, kind in kinds.items()})

    async def due(self, limits: Limits) -> PurgeCounts:
        """How much a purge would take away now."""
        async with self.database.read() as connection:
            kinds = _kinds(limits)
            return PurgeCounts(
                **{name: await _number(connection, kind.outlived) for name, kind in kinds.items()}
            )

    async def _in_batches(self, kind: Lasting) -> int:
        async with self.database.read() as connection:
            keys = (await connection.execute(kind.outlived)).all()
        gone = 0
        for batch in _batches(keys):
            async with self.database.write() as connection:
                gone += await kind.take(connection, batch)
        return gone


def _kinds(limits: Limits) -> Mapping[str, Lasting]:
    kinds: dict[str, Lasting] = {}
    if limits.reports is not None:
        kinds["reports"] = EndedReports(limits.reports)
    return kinds | {
        "tasks": DoneTasks(limits.tasks, reports_before=limits.reports),
        "chats": QuietChats(limits.chats),
        "people": NobodysRows(limits.looked_up),
        "looked_up": LookedUpPeople(limits.looked_up),
    }


async def _number(connection: AsyncConnection, query: Select[*tuple[Any, ...]]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return (await connection.execute(counted)).scalar_one()


def _batches(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
