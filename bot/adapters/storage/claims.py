"""The statements by which workers find what is due and make it theirs."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, get_args

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    String,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.adapters.storage.dialects import Dialect
from bot.adapters.storage.tables import tasks
from bot.ports import Clock, Lane

LANES: tuple[Lane, ...] = get_args(Lane)
TASK_COLUMNS = ("id", "key", "kind", "lane", "attempts", "lease", "report_id", "payload")
waits = tasks.c.done_at.is_(None)


def claiming(
    dialect: Dialect, clock: Clock, lane: Lane, lease: timedelta, at_most: int
) -> ReturningUpdate[Any]:
    """The statement that makes due tasks ours: their due time moves one lease ahead."""
    # As a CTE: a locking one is run once and whole, where PostgreSQL may run a subquery with a
    # limit again for each row that it looks at, and lock more than it was asked for.
    due = (
        select(tasks.c.id)
        .where(waits, tasks.c.lane == lane, tasks.c.due_at <= dialect.now(clock))
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


def next_due(dialect: Dialect, clock: Clock) -> Select[*tuple[Any, ...]]:
    """One row: the time now, and the next due time of each lane. Each is one look at an index."""
    return select(dialect.now(clock).label("now"), *(_next_of(lane) for lane in LANES))


def overdue(dialect: Dialect, clock: Clock, span: timedelta) -> Select[*tuple[Any, ...]]:
    """How many tasks of each kind were first due longer ago than that and are not done."""
    due_before = dialect.after(-span, clock)
    return (
        select(tasks.c.kind, func.count().label("number"))
        .where(waits, _first_due_at < due_before)
        .group_by(tasks.c.kind)
    )


_first_due_at: ColumnElement[datetime] = func.coalesce(tasks.c.first_due_at, tasks.c.due_at)


def _next_of(lane: Lane) -> Label[datetime]:
    first = select(tasks.c.due_at).where(waits, tasks.c.lane == lane)
    return first.order_by(tasks.c.due_at, tasks.c.id).limit(1).scalar_subquery().label(lane)
