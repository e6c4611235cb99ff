"""Retention: what a purge deletes, in small batches."""

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
    counters,
    drafts,
    escalations,
    events,
    people,
    reports,
    tasks,
)
from bot.domain.escalation import EscalationStatus
from bot.domain.timers import Limits, week_of
from bot.ports import PurgeCounts

_has_open_tasks = exists().where(
    tasks.c.report_id == escalations.c.report_id, tasks.c.done_at.is_(None)
)
_is_finished = (
    escalations.c.stage.in_([EscalationStatus.SENT, EscalationStatus.WITHDRAWN]) & ~_has_open_tasks
)
_last_event_at = (
    select(func.max(events.c.at))
    .where(events.c.report_id == escalations.c.report_id)
    .scalar_subquery()
)
_report_is_open = exists().where(escalations.c.report_id == tasks.c.report_id, ~_is_finished)
# Children first, because of the foreign keys.
_REPORT_COLUMNS = (
    answer_links.c.report_id,
    events.c.report_id,
    cards.c.report_id,
    tasks.c.report_id,
    escalations.c.report_id,
    reports.c.id,
)


@dataclass(frozen=True)
class FinishedReports:
    """Reports that have ended, without open tasks, whose last event was before then."""

    before: datetime

    @property
    def expired(self) -> Select[*tuple[Any, ...]]:
        """Their ids."""
        query = select(escalations.c.report_id).where(_is_finished, self.before > _last_event_at)
        return query.order_by(escalations.c.report_id)

    async def purge(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Deletes each with all that belongs to it."""
        # One may have changed since it was found, or get a card now: it is locked, in the lock
        # order of a change, and checked again.
        ids = [key for (key,) in keys]
        for column in (escalations.c.report_id, reports.c.id):
            await connection.execute(select(column).where(column.in_(ids)).with_for_update())
        wanted = self.expired.where(escalations.c.report_id.in_(ids))
        still = (await connection.execute(wanted)).scalars().all()
        for column in _REPORT_COLUMNS:
            await connection.execute(delete(column.table).where(column.in_(still)))
        return len(still)


@dataclass(frozen=True)
class DoneTasks:
    """Tasks done before then, except those of open reports and of reports that a purge deletes.

    The done tasks of an open report stay: their keys make enqueuing them again a no-op.
    """

    before: datetime
    reports_before: datetime | None

    @property
    def expired(self) -> Select[*tuple[Any, ...]]:
        """Their ids."""
        query = select(tasks.c.id).where(tasks.c.done_at < self.before, ~_report_is_open)
        if self.reports_before is not None:
            going = FinishedReports(self.reports_before).expired.order_by(None)
            query = query.where(or_(tasks.c.report_id.is_(None), tasks.c.report_id.not_in(going)))
        return query.order_by(tasks.c.id)

    async def purge(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Deletes them; a done task does not change any more."""
        ids = [key for (key,) in keys]
        return (await connection.execute(delete(tasks).where(tasks.c.id.in_(ids)))).rowcount


_others = people.alias()
_is_filling_in = exists().where(
    drafts.c.tenant_id == people.c.tenant_id, drafts.c.reporter_id == people.c.id
)
# Release 1.0.0 clears `known` and leaves `known_additions`.
_has_no_directory_answer = people.c.known.is_(None) & people.c.known_additions.is_(None)
# The service URL last seen in a tenant is needed to write to people who never wrote to the bot.
_was_seen_last = people.c.seen_at.is_not(None) & ~exists().where(
    _others.c.tenant_id == people.c.tenant_id, _others.c.seen_at > people.c.seen_at
)


@dataclass(frozen=True)
class IdleConversations:
    """Dialog positions of chats without a turn since then."""

    before: datetime

    @property
    def expired(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return select(conversations.c.key).where(self._is_idle).order_by(conversations.c.key)

    async def purge(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """The next turn in such a chat asks the open question of the draft again."""
        found = conversations.c.key.in_([key for (key,) in keys])
        return (
            await connection.execute(delete(conversations).where(found, self._is_idle))
        ).rowcount

    @property
    def _is_idle(self) -> ColumnElement[bool]:
        return conversations.c.updated_at < self.before


@dataclass(frozen=True)
class OldDirectoryAnswers:
    """The directory's answers from before then, about people without a draft."""

    before: datetime

    @property
    def expired(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return _keys(_is_old_answer(self.before), ~_is_unreachable(self.before))

    async def purge(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Clears the answer; the address stays."""
        emptied = update(people).where(_key_in(keys), _is_old_answer(self.before))
        nothing = {"known": None, "known_additions": None, "known_at": None}
        return (await connection.execute(emptied.values(nothing))).rowcount


@dataclass(frozen=True)
class UnreachablePeople:
    """Rows of people without an address and without a directory answer worth keeping."""

    before: datetime

    @property
    def expired(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return _keys(_is_unreachable(self.before))

    async def purge(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """A person who comes back gets a new row."""
        gone = delete(people).where(_key_in(keys), _is_unreachable(self.before))
        return (await connection.execute(gone)).rowcount


@dataclass(frozen=True)
class OldCounters:
    """Counters of the weeks that were over by then."""

    before: datetime

    @property
    def expired(self) -> Select[*tuple[Any, ...]]:
        """Their weeks, kinds and keys."""
        return select(*_counter).where(counters.c.week < week_of(self.before)).order_by(*_counter)

    async def purge(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Deletes them; nothing is added to a week that is over."""
        found = tuple_(*_counter).in_([tuple(key) for key in keys])
        return (await connection.execute(delete(counters).where(found))).rowcount


_counter = (counters.c.week, counters.c.kind, counters.c.key)


def _is_old_answer(before: datetime) -> ColumnElement[bool]:
    # NULL: looked up by a release that did not store the time.
    is_old = or_(people.c.known_at.is_(None), people.c.known_at < before)
    return and_(~_has_no_directory_answer, is_old, ~_is_filling_in)


def _is_unreachable(before: datetime) -> ColumnElement[bool]:
    is_unknown = or_(_has_no_directory_answer, _is_old_answer(before))
    return and_(people.c.address.is_(None), is_unknown, ~_was_seen_last)


def _keys(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    keys = (people.c.tenant_id, people.c.id)
    return select(*keys).where(*conditions).order_by(*keys)


def _key_in(keys: Sequence[Any]) -> ColumnElement[bool]:
    return tuple_(people.c.tenant_id, people.c.id).in_([tuple(key) for key in keys])


BATCH = 50
"""Rows per transaction: on SQLite other writers wait for it."""


class RetentionRule(Protocol):
    """Which rows of one kind a purge deletes."""

    @property
    def expired(self) -> Select[*tuple[Any, ...]]:
        """The keys of the expired rows."""
        ...

    async def purge(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Deletes those that are still expired; how many."""
        ...


@dataclass(frozen=True)
class SqlRetention:
    """Purges by the limits of timers.toml. Open reports are never touched."""

    database: Database

    async def purge(self, limits: Limits) -> PurgeCounts:
        """Deletes what has expired; the numbers of rows."""
        rules = _rules(limits)
        return PurgeCounts(
            **{name: await self._purge_in_batches(rule) for name, rule in rules.items()}
        )

    async def due(self, limits: Limits) -> PurgeCounts:
        """The numbers of rows that a purge would delete now."""
        async with self.database.read() as connection:
            rules = _rules(limits)
            return PurgeCounts(
                **{name: await _number(connection, rule.expired) for name, rule in rules.items()}
            )

    async def _purge_in_batches(self, rule: RetentionRule) -> int:
        async with self.database.read() as connection:
            keys = (await connection.execute(rule.expired)).all()
        gone = 0
        for batch in _batches(keys):
            async with self.database.write() as connection:
                gone += await rule.purge(connection, batch)
        return gone


def _rules(limits: Limits) -> Mapping[str, RetentionRule]:
    rules: dict[str, RetentionRule] = {}
    if limits.reports is not None:
        rules["reports"] = FinishedReports(limits.reports)
    return rules | {
        "tasks": DoneTasks(limits.tasks, reports_before=limits.reports),
        "chats": IdleConversations(limits.chats),
        "people": UnreachablePeople(limits.looked_up),
        "looked_up": OldDirectoryAnswers(limits.looked_up),
        "counters": OldCounters(limits.counters),
    }


async def _number(connection: AsyncConnection, query: Select[*tuple[Any, ...]]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return (await connection.execute(counted)).scalar_one()


def _batches(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
