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

from bot.adapters.storage.engine.backend import BatchedWrite, DatabaseBackend
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import BrokenDocument, UtcTime, dump_object, load_object, tasks
from bot.ports import Clock, LeaseLost, NewTask, Queue, Task
from bot.ports.tasks import KINDS, QUEUES, kinds_of

TASK_COLUMNS = ("id", "key", "kind", "lane", "attempts", "lease", "report_id", "payload")
is_not_done = tasks.c.done_at.is_(None)


def claim_statement(
    backend: DatabaseBackend, clock: Clock, queue: Queue, lease: timedelta, at_most: int
) -> ReturningUpdate[Any]:
    """The statement that claims due tasks: a lease, and a due time one lease ahead."""
    # A CTE with FOR UPDATE is materialised (https://www.postgresql.org/docs/current/queries-with.html);
    # a subquery with LIMIT may run again for each row, and lock more rows than asked for.
    due = (
        select(tasks.c.id)
        .where(is_not_done, _is_in_queue(queue), tasks.c.due_at <= backend.now(clock))
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


def next_due_statement(
    backend: DatabaseBackend, clock: Clock, within: timedelta
) -> Select[*tuple[Any, ...]]:
    """One row: the time now, and the next due time of each queue until then.

    Each is one range scan of ix_tasks_waiting within that time: the thousands of deadlines that lie
    further ahead are never read.
    """
    until = backend.after(within, clock)
    return select(
        backend.now(clock).label("now"), *(_next_due_in(queue, until) for queue in QUEUES)
    )


def overdue_statement(
    backend: DatabaseBackend, clock: Clock, span: timedelta
) -> Select[*tuple[Any, ...]]:
    """The number of open tasks of each kind that were first due longer ago than the span."""
    due_before = backend.after(-span, clock)
    return (
        select(tasks.c.kind, func.count().label("number"))
        .where(is_not_done, _first_due_at < due_before)
        .group_by(tasks.c.kind)
    )


_first_due_at: ColumnElement[datetime] = func.coalesce(tasks.c.first_due_at, tasks.c.due_at)


def _next_due_in(queue: Queue, until: ColumnElement[datetime]) -> Label[datetime]:
    first = select(tasks.c.due_at).where(is_not_done, _is_in_queue(queue), tasks.c.due_at <= until)
    return first.order_by(tasks.c.due_at, tasks.c.id).limit(1).scalar_subquery().label(queue)


def _is_in_queue(queue: Queue) -> ColumnElement[bool]:
    """Rows of a queue, by lane and kind: an older release beside this one reads the lane only."""
    if kinds := kinds_of(queue):
        lanes = sorted({lane for kind in kinds for lane in KINDS[kind].lanes})
        return and_(tasks.c.lane.in_(lanes), tasks.c.kind.in_(kinds))
    elsewhere = [kind.name for kind in KINDS.values() if kind.queue and queue in kind.lanes]
    return and_(tasks.c.lane == queue, tasks.c.kind.not_in(elsewhere))


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SqlTasks:
    """The task table. Only the worker that holds the lease can finish a task."""

    database: Database
    clock: Clock
    wake: Callable[[], None]

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Enqueues tasks in a transaction of their own."""
        async with self.database.write() as connection:
            await enqueue(connection, self.database.backend, self.clock, tasks)
        if tasks:
            self.wake()

    async def claim(self, queue: Queue, lease: timedelta, at_most: int) -> Sequence[Task]:
        """Claims the tasks of a queue that are due longest, for one lease."""
        statement = claim_statement(self.database.backend, self.clock, queue, lease, at_most)
        async with self.database.write() as connection:
            claimed = (await connection.execute(statement)).mappings().all()
        longest_first = sorted(claimed, key=lambda row: (row["waiting_since"], row["id"]))
        return [task for row in longest_first if (task := _task(row))]

    async def checkpoint(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Saves the progress of a task before its next outside call. Raises LeaseLost."""
        await self._change(task, _if_leased(task).values(payload=dump_object(payload)))

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Marks it done and enqueues what follows, in one transaction. Raises LeaseLost."""
        async with self.database.write() as connection:
            await mark_done(connection, self.database.backend, self.clock, task)
            await enqueue(connection, self.database.backend, self.clock, then)
        if then:
            self.wake()

    async def extend(self, task: Task, lease: timedelta) -> None:
        """Renews the lease from now. Raises LeaseLost."""
        due_at = self.database.backend.after(lease, self.clock)
        await self._change(task, _if_leased(task).values(due_at=due_at))

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """Makes it due again later, with the attempts of this value. Raises LeaseLost."""
        due_at = self.database.backend.after(delay, self.clock)
        rescheduled = _if_leased(task).values(due_at=due_at, attempts=task.attempts, lease=None)
        await self._change(task, rescheduled.values(last_failure=reason))

    async def next_due_in(self, within: timedelta) -> Mapping[Queue, timedelta]:
        """How long until a task is due, by queue; only queues with one within that time."""
        statement = next_due_statement(self.database.backend, self.clock, within)
        async with self.database.read() as connection:
            times = (await connection.execute(statement)).mappings().one()
        now = times["now"]
        return {queue: max(at - now, timedelta(0)) for queue in QUEUES if (at := times[queue])}

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """The number of tasks that are overdue or failing for that long, by kind."""
        async with self.database.read() as connection:
            found = await connection.execute(
                overdue_statement(self.database.backend, self.clock, span)
            )
            return {row.kind: row.number for row in found}

    async def _change(self, task: Task, statement: Update) -> None:
        async with self.database.write() as connection:
            await _must_change(connection, task, statement)


async def enqueue(
    connection: AsyncConnection, backend: DatabaseBackend, clock: Clock, new: Sequence[NewTask]
) -> None:
    """Enqueues tasks within a transaction; one whose key exists is a no-op."""
    writes = enqueue_statements(backend, clock, new)
    if writes:
        await connection.execute(writes[0].statement, [write.values for write in writes])


def enqueue_statements(
    backend: DatabaseBackend, clock: Clock, new: Sequence[NewTask]
) -> Sequence[BatchedWrite]:
    """One statement, with the values of each task."""
    if not new:
        return ()
    now = backend.now(clock)
    due_at = func.coalesce(bindparam("due_at", type_=UtcTime()), now)
    times = {"due_at": due_at, "first_due_at": due_at, "created_at": now}
    insert = backend.insert(tasks).values(**times).on_conflict_do_nothing()
    # Sorted, so that two transactions that put the same keys wait and do not deadlock.
    return [BatchedWrite(insert, _row(task)) for task in sorted(new, key=lambda task: task.key)]


async def mark_done(
    connection: AsyncConnection, backend: DatabaseBackend, clock: Clock, task: Task
) -> None:
    """Finishes a task within a transaction. Raises LeaseLost, which rolls it back."""
    await _must_change(
        connection, task, _if_leased(task).values(done_at=backend.now(clock), lease=None)
    )


def _if_leased(task: Task) -> Update:
    return update(tasks).where(tasks.c.id == task.id, tasks.c.lease == task.lease, is_not_done)


async def _must_change(connection: AsyncConnection, task: Task, statement: Update) -> None:
    if (await connection.execute(statement)).rowcount == 0:
        raise LeaseLost(task.key)


def _task(row: RowMapping) -> Task | None:
    try:
        payload = load_object(row["payload"], f"task {row['id']}")
    except BrokenDocument:
        # Skipped, and claimed again when its lease ends: the others of the batch go on.
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
        "payload": dump_object(task.payload),
    }
