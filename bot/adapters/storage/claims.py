"""The statements by which workers find what is due and make it theirs."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.adapters.storage.dialects import Dialect
from bot.adapters.storage.tables import tasks
from bot.ports import Clock, Queue
from bot.ports.task_kinds import KINDS, QUEUES, kinds_of

TASK_COLUMNS = ("id", "key", "kind", "lane", "attempts", "lease", "report_id", "payload")
waits = tasks.c.done_at.is_(None)


def claiming(
    dialect: Dialect, clock: Clock, queue: Queue, lease: timedelta, at_most: int
) -> ReturningUpdate[Any]:
    """The statement that makes due tasks ours: their due time moves one lease ahead."""
    # As a CTE: a locking one is run once and whole, where PostgreSQL may run a subquery with a
    # limit again for each row that it looks at, and lock more than it was asked for.
    due = (
        select(tasks.c.id)
        .where(waits, _waits_in(queue), tasks.c.due_at <= dialect.now(clock))
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    token = literal(f"{token_hex(8)}-") + cast(tasks.c.id, String)
    return (
        update(tasks)
        .where(tasks.c.id.in_(select(due.c.id)))
        .values(lease=token, due_at=dialect.after(lease, clock), attempts=tasks.c.attempts + 1)
        .returning(*(tasks.c[name] for name in TASK_COLUMNS), _first_due_at.label("waiting_since"))
    )


def next_due(dialect: Dialect, clock: Clock, within: timedelta) -> Select[*tuple[Any, ...]]:
    """One row: the time now, and the next due time of each queue until then.

    Each is one look at an index, along what falls due within that time: the thousands of deadlines
    that lie further ahead are never read.
    """
    until = dialect.after(within, clock)
    return select(dialect.now(clock).label("now"), *(_next_of(it, until) for it in QUEUES))


def overdue(dialect: Dialect, clock: Clock, span: timedelta) -> Select[*tuple[Any, ...]]:
    """How many tasks of each kind were first due longer ago than that and are not done."""
    due_before = dialect.after(-span, clock)
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
