"""The task table: enqueue, claim with a lease, reschedule, mark done."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    RowMapping,
    Select,
    String,
    Update,
    and_,
    bindparam,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.adapters.storage.engine.backend import DatabaseBackend
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.statements import BatchedWrite
from bot.adapters.storage.serialization import BrokenDocument, from_mapping, to_mapping
from bot.adapters.storage.tables import UtcTime, tasks
from bot.ports import Clock, LeaseLost, NewTask, Queue, Task
from bot.ports.task_kinds import KINDS, QUEUES, kinds_of

TASK_COLUMNS = ("id", "key", "kind", "lane", "attempts", "lease", "report_id", "payload")
waits = tasks.c.done_at.is_(None)


def claiming(
    backend: DatabaseBackend, clock: Clock, queue: Queue, lease: timedelta, at_most: int
) -> ReturningUpdate[Any]:
    """The statement that makes due tasks ours: their due time moves one lease ahead."""
    # As a CTE: a locking one is run once and whole, where PostgreSQL may run a subquery with a
    # limit again for each row that it looks at, and lock more than it was asked for.
    due = (
        select(tasks.c.id)
        .where(waits, _waits_in(queue), tasks.c.due_at <= backend.now(clock))
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    token = literal(f"{token_hex(8)}-") + cast(tasks.c.id, String)
    return (
        update(tasks)
        .where(tasks.c.id.in_(select(due.c.id)))
        .values(lease=token, due_at=backend.after(lease, clock), attempts=tasks.c.attempts + 1)
        .returning(*(tasks.c[name] for name in TASK_COLUMNS), _first_due_at.label("waiting_since"))
    )


def next_due(backend: DatabaseBackend, clock: Clock, within: timedelta) -> Select[*tuple[Any, ...]]:
    """One row: the time now, and the next due time of each queue until then.

    Each is one look at an index, along what falls due within that time: the thousands of deadlines
    that lie further ahead are never read.
    """
    until = backend.after(within, clock)
    return select(backend.now(clock).label("now"), *(_next_of(it, until) for it in QUEUES))


def overdue(backend: DatabaseBackend, clock: Clock, span: timedelta) -> Select[*tuple[Any, ...]]:
    """How many tasks of each kind were first due longer ago than that and are not done."""
    due_before = backend.after(-span, clock)
    return (
        select(tasks.c.kind, func.count().label("number"))
        .where(waits, _first_due_at < due_before)
        .group_by(tasks.c.kind)
    )


_first_due_at: ColumnElement[datetime] = func.coalesce(tasks.c.first_due_at, tasks.c.due_at)


def _next_of(queue: Queue, until: ColumnElement[datetime]) -> Label[datetime]:
    first = select(tasks.c.due_at).where(waits, _waits_in(queue), tasks.c.due_at <= until)
    return first.order_by(tasks.c.due_at, tasks.c.id).limit(1).scalar_subquery().label(queue)


def _waits_in(queue: Queue) -> ColumnElement[bool]:
    """Rows of a queue. Derived here, because an older release beside this one reads the lane."""
    if kinds := kinds_of(queue):
        lanes = sorted({lane for kind in kinds for lane in KINDS[kind].lanes})
        return and_(tasks.c.lane.in_(lanes), tasks.c.kind.in_(kinds))
    elsewhere = [it.name for it in KINDS.values() if it.queue and queue in it.lanes]
    return and_(tasks.c.lane == queue, tasks.c.kind.not_in(elsewhere))


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SqlTasks:
    """Tasks as rows. What one worker holds no other can finish."""

    database: Database
    clock: Clock
    wake: Callable[[], None]

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Keeps tasks in a transaction of their own."""
        async with self.database.write() as connection:
            await keep(connection, self.database.backend, self.clock, tasks)
        if tasks:
            self.wake()

    async def claim(self, queue: Queue, lease: timedelta, at_most: int) -> Sequence[Task]:
        """The tasks of a queue that are due longest, made ours for one lease."""
        statement = claiming(self.database.backend, self.clock, queue, lease, at_most)
        async with self.database.write() as connection:
            claimed = (await connection.execute(statement)).mappings().all()
        longest_first = sorted(claimed, key=lambda row: (row["waiting_since"], row["id"]))
        return [task for row in longest_first if (task := _task(row))]

    async def checkpoint(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Keeps how far it has come, before the next call outside. Raises LeaseLost."""
        await self._change(task, _ours(task).values(payload=from_mapping(payload)))

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Marks it done and keeps what follows, in one transaction. Raises LeaseLost."""
        async with self.database.write() as connection:
            await mark_done(connection, self.database.backend, self.clock, task)
            await keep(connection, self.database.backend, self.clock, then)
        if then:
            self.wake()

    async def extend(self, task: Task, lease: timedelta) -> None:
        """Keeps it ours for one more lease from now. Raises LeaseLost."""
        due_at = self.database.backend.after(lease, self.clock)
        await self._change(task, _ours(task).values(due_at=due_at))

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """Makes it due again later, with as many attempts as this value says. Raises LeaseLost."""
        due_at = self.database.backend.after(delay, self.clock)
        put_off = _ours(task).values(due_at=due_at, attempts=task.attempts, lease=None)
        await self._change(task, put_off.values(last_failure=reason))

    async def next_due_in(self, within: timedelta) -> Mapping[Queue, timedelta]:
        """How long until something is due, by queue; absent where nothing is within that time."""
        statement = next_due(self.database.backend, self.clock, within)
        async with self.database.read() as connection:
            times = (await connection.execute(statement)).mappings().one()
        now = times["now"]
        return {queue: max(at - now, timedelta(0)) for queue in QUEUES if (at := times[queue])}

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """How many tasks are overdue or keep failing since that long, by kind."""
        async with self.database.read() as connection:
            found = await connection.execute(overdue(self.database.backend, self.clock, span))
            return {row.kind: row.number for row in found}

    async def _change(self, task: Task, statement: Update) -> None:
        async with self.database.write() as connection:
            await _must_change(connection, task, statement)


async def keep(
    connection: AsyncConnection, backend: DatabaseBackend, clock: Clock, new: Sequence[NewTask]
) -> None:
    """Adds tasks to a transaction; those whose key is known are there already."""
    writes = keeping(backend, clock, new)
    if writes:
        await connection.execute(writes[0].statement, [write.values for write in writes])


def keeping(
    backend: DatabaseBackend, clock: Clock, new: Sequence[NewTask]
) -> Sequence[BatchedWrite]:
    """The statements that add tasks; one statement, with the values of each."""
    if not new:
        return ()
    now = backend.now(clock)
    due_at = func.coalesce(bindparam("due_at", type_=UtcTime()), now)
    times = {"due_at": due_at, "first_due_at": due_at, "created_at": now}
    insert = backend.insert(tasks).values(**times).on_conflict_do_nothing()
    # In one order, so that two transactions that put the same keys wait and do not deadlock.
    return [BatchedWrite(insert, _row(task)) for task in sorted(new, key=lambda task: task.key)]


async def mark_done(
    connection: AsyncConnection, backend: DatabaseBackend, clock: Clock, task: Task
) -> None:
    """Finishes a task inside a transaction. Raises LeaseLost, so that all of it is dropped."""
    await _must_change(connection, task, _ours(task).values(done_at=backend.now(clock), lease=None))


def _ours(task: Task) -> Update:
    return update(tasks).where(tasks.c.id == task.id, tasks.c.lease == task.lease, waits)


async def _must_change(connection: AsyncConnection, task: Task, statement: Update) -> None:
    if (await connection.execute(statement)).rowcount == 0:
        raise LeaseLost(task.key)


def _task(row: RowMapping) -> Task | None:
    try:
        payload = to_mapping(row["payload"], f"task {row['id']}")
    except BrokenDocument:
        # It comes back with its lease, and must not take those claimed with it along.
        facts = {"kind": row["kind"], "key": row["key"], "reason": "BrokenDocument"}
        log.error("task cannot be read, a person must look", extra=facts)
        return None
    return Task(**{**{name: row[name] for name in TASK_COLUMNS}, "payload": payload})


def _row(task: NewTask) -> dict[str, Any]:
    return {
        "key": task.key,
        "kind": task.kind,
        "lane": task.lane,
        "report_id": task.report_id,
        "due_at": task.due_at,
        "attempts": 0,
        "payload": from_mapping(task.payload),
    }
