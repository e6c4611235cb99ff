"""The task table: what is due, whose it is for now, and what is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import RowMapping, Update, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.bundles import Write
from bot.adapters.storage.database import Database
from bot.adapters.storage.dialects import Dialect
from bot.adapters.storage.documents import from_mapping, to_mapping
from bot.adapters.storage.tables import UtcTime, tasks
from bot.ports import Clock, LeaseLost, NewTask, Task

_WAITS = tasks.c.done_at.is_(None)


@dataclass(frozen=True)
class SqlTasks:
    """Tasks as rows. What one worker holds no other can finish."""

    database: Database
    clock: Clock
    wake: Callable[[], None]

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Keeps tasks in a transaction of their own."""
        async with self.database.write() as connection:
            await keep(connection, self.database.dialect, self.clock, tasks)
        if tasks:
            self.wake()

    async def claim(self, lease: timedelta) -> Task | None:
        """The task that is due longest, made ours for one lease; None when nothing is due."""
        async with self.database.write() as connection:
            claimed = await connection.execute(claiming(self.database.dialect, self.clock, lease))
            row = claimed.mappings().one_or_none()
        return _task(row) if row else None

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Marks it done and keeps what follows, in one transaction. Raises LeaseLost."""
        async with self.database.write() as connection:
            await mark_done(connection, self.database.dialect, self.clock, task)
            await keep(connection, self.database.dialect, self.clock, then)
        if then:
            self.wake()

    async def extend(self, task: Task, lease: timedelta) -> None:
        """Keeps it ours for one more lease. Raises LeaseLost."""
        due_at = self.database.dialect.after(lease, self.clock)
        async with self.database.write() as connection:
            await _change(connection, task, _ours(task).values(due_at=due_at))

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """Makes it due again later. Raises LeaseLost."""
        due_at = self.database.dialect.after(delay, self.clock)
        postponed = _ours(task).values(due_at=due_at, lease=None, last_failure=reason)
        async with self.database.write() as connection:
            await _change(connection, task, postponed)

    async def next_due_in(self) -> timedelta | None:
        """How long until something is due; None when nothing waits."""
        now = self.database.dialect.now(self.clock)
        async with self.database.read() as connection:
            found = await connection.execute(select(func.min(tasks.c.due_at), now).where(_WAITS))
            due_at, asked_at = found.one()
        return None if due_at is None else max(due_at - asked_at, timedelta(0))


def claiming(dialect: Dialect, clock: Clock, lease: timedelta) -> Update:
    """The statement that makes a due task ours: its due time moves one lease ahead."""
    due = (
        select(tasks.c.id)
        .where(_WAITS, tasks.c.due_at <= dialect.now(clock))
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    return (
        update(tasks)
        .where(tasks.c.id == due)
        .values(
            lease=token_hex(8),
            due_at=dialect.after(lease, clock),
            attempts=tasks.c.attempts + 1,
        )
        .returning(*(tasks.c[name] for name in _TASK_COLUMNS))
    )


async def keep(
    connection: AsyncConnection, dialect: Dialect, clock: Clock, new: Sequence[NewTask]
) -> None:
    """Adds tasks to a transaction; those whose key is known are there already."""
    writes = keeping(dialect, clock, new)
    if writes:
        await connection.execute(writes[0].statement, [write.values for write in writes])


def keeping(dialect: Dialect, clock: Clock, new: Sequence[NewTask]) -> Sequence[Write]:
    """The statements that add tasks; one statement, with the values of each."""
    if not new:
        return ()
    now = dialect.now(clock)
    due_at = func.coalesce(bindparam("due_at", type_=UtcTime()), now)
    insert = dialect.insert(tasks).values(due_at=due_at, created_at=now).on_conflict_do_nothing()
    return [Write(insert, _row(task)) for task in new]


async def mark_done(
    connection: AsyncConnection, dialect: Dialect, clock: Clock, task: Task
) -> None:
    """Finishes a task inside a transaction. Raises LeaseLost, so that all of it is dropped."""
    await _change(connection, task, _ours(task).values(done_at=dialect.now(clock), lease=None))


def _ours(task: Task) -> Update:
    return update(tasks).where(tasks.c.id == task.id, tasks.c.lease == task.lease, _WAITS)


async def _change(connection: AsyncConnection, task: Task, statement: Update) -> None:
    if (await connection.execute(statement)).rowcount == 0:
        raise LeaseLost(task.key)


_TASK_COLUMNS = ("id", "key", "kind", "attempts", "lease", "report_id", "payload")


def _task(row: RowMapping) -> Task:
    payload = to_mapping(row["payload"], f"task {row['id']}")
    return Task(**{**row, "payload": payload})


def _row(task: NewTask) -> dict[str, Any]:
    return {
        "key": task.key,
        "kind": task.kind,
        "report_id": task.report_id,
        "due_at": task.due_at,
        "attempts": 0,
        "payload": from_mapping(task.payload),
    }
