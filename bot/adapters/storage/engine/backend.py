"""The protocol of SQLite and PostgreSQL, and the write batches that both take."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.expression import UpdateBase

from bot.ports import Clock


@dataclass(frozen=True)
class BatchedWrite:
    """One statement of a batch, and how many rows it must touch."""

    statement: UpdateBase
    values: Mapping[str, Any] = field(default_factory=dict)
    expects: int | None = None


class DatabaseBackend(Protocol):
    """What the two databases do in different ways."""

    is_single_host: bool
    """Whether only one host uses it, so that a lease found at start belongs to a dead process."""

    @property
    def read_engine(self) -> AsyncEngine:
        """For reads: in autocommit mode, without a transaction around several statements."""
        ...

    def exists(self) -> bool:
        """Whether the database is there; opening a missing SQLite file makes it."""
        ...

    def lock_host(self) -> None:
        """Raises AlreadyRunning if another host is on a SQLite file. Holds until `close`."""
        ...

    async def open(self) -> None:
        """Connects."""
        ...

    async def close(self) -> None:
        """Closes every connection."""
        ...

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that writes."""
        ...

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        """The first row of a query, or None. Text and numbers only: values are not converted."""
        ...

    async def write_all(self, writes: Sequence[BatchedWrite]) -> bool:
        """Runs a batch in one transaction; rolls back if a row count is not as expected."""
        ...

    def begin_exclusive(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction without short timeouts; other starting processes wait until it ends."""
        ...

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT."""
        ...

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        """The time that all workers agree on, as an SQL expression."""
        ...

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        """`now` plus a delay."""
        ...
