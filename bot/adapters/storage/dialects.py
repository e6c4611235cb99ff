"""Where SQLite and PostgreSQL differ. Every other statement of ours is the same for both."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Table, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.storage.bundles import Write
from bot.adapters.storage.tables import UtcTime
from bot.ports import Clock

MIGRATION_LOCK = 7_215_081_025
"""Any number that no other program takes as its advisory lock in the same database."""


class Dialect(Protocol):
    """What our code asks of a database beyond common SQL."""

    engine: AsyncEngine
    belongs_to_us: bool
    """Whether no other process works on it, so that leases found at start are orphans."""

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

    async def write_all(self, writes: Sequence[Write]) -> bool:
        """Runs a bundle in one transaction; nothing of it if a row count is not as expected."""
        ...

    async def lock_schema(self, connection: AsyncConnection) -> None:
        """Makes other starting processes wait until this transaction ends."""
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


class Postgres:
    """For several hosts. Its clock counts, so that theirs need not agree."""

    belongs_to_us = False

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def open(self) -> None:
        """The pool connects when it is asked."""

    async def close(self) -> None:
        await self.engine.dispose()

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.engine.begin()

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        async with self.engine.connect() as connection:
            return (await connection.execute(statement, values)).first()

    async def write_all(self, writes: Sequence[Write]) -> bool:
        async with self.engine.connect() as connection:
            for write in writes:
                done = await connection.execute(write.statement, write.values)
                if write.expects is not None and done.rowcount != write.expects:
                    return False
            await connection.commit()
        return True

    async def lock_schema(self, connection: AsyncConnection) -> None:
        await connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))

    def insert(self, table: Table) -> postgresql.Insert:
        return postgresql.insert(table)

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        # now() stands still inside a transaction. As a subselect it is asked once a statement,
        # so that an index can be searched for it.
        return select(func.clock_timestamp(type_=UtcTime())).scalar_subquery()

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        return select(func.clock_timestamp(type_=UtcTime()) + literal(delay)).scalar_subquery()
