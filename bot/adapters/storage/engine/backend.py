"""Where SQLite and PostgreSQL differ. Every other statement of ours is the same for both."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.storage.engine.statements import BatchedWrite
from bot.ports import Clock


class DatabaseBackend(Protocol):
    """What our code asks of a database beyond common SQL."""

    belongs_to_us: bool
    """Whether no other process works on it, so that leases found at start are orphans."""

    @property
    def reading(self) -> AsyncEngine:
        """What to read from: each statement stands for itself."""
        ...

    def is_there(self) -> bool:
        """Whether opening it would not make a new one."""
        ...

    def become_host(self) -> None:
        """Raises RunsAlready where only one host may be, and another one is; lasts until closed."""
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
        """The first row of a query for text and numbers."""
        ...

    async def write_all(self, writes: Sequence[BatchedWrite]) -> bool:
        """Runs a bundle in one transaction; nothing of it if a row count is not as expected."""
        ...

    def begin_alone(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that may take its time; other starting processes wait until it ends."""
        ...

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT."""
        ...

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        """The time all workers agree on."""
        ...

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        """That time, later."""
        ...
