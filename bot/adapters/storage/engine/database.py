"""The database: opened, brought up to date, and handed out one transaction at a time."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import URL, Select, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine.backend import DatabaseBackend
from bot.adapters.storage.engine.errors import outages_are_busy, reason_of
from bot.adapters.storage.engine.migrate import (
    CannotOpen,
    bring_up_to_date,
    compatible_from,
    refuse_unless_current,
)
from bot.adapters.storage.engine.postgres import Postgres
from bot.adapters.storage.engine.sqlite import Sqlite
from bot.adapters.storage.engine.statements import BatchedWrite
from bot.adapters.storage.engine.write_health import WriteHealth
from bot.adapters.storage.tables import tasks
from bot.ports import Busy, Conflict

UNUSABLE = (Busy, FileNotFoundError, SQLAlchemyError, sqlite3.Error, TypeError, ValueError)
"""What comes of an address that leads nowhere, or to something else than a database."""

_CHANGES_NOTHING = update(tasks).where(tasks.c.id == -1).values(attempts=tasks.c.attempts)


@dataclass(frozen=True)
class Database:
    """An open database. Whatever makes it unavailable reaches callers as Busy."""

    dialect: DatabaseBackend
    last_writes: WriteHealth = field(default_factory=WriteHealth, kw_only=True)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connects, migrates and frees what a dead process held. Raises CannotOpen."""
        return await cls._opened(url, cls._start)

    @classmethod
    async def host(cls, url: str) -> Self:
        """Opens it for a bot that runs; on SQLite for one alone. Raises CannotOpen."""
        return await cls._opened(url, cls._begin_hosting)

    @classmethod
    async def join(cls, url: str) -> Self:
        """Connects beside the bot, which may be at work; changes nothing. Raises CannotOpen."""
        return await cls._opened(url, cls._look)

    @classmethod
    async def _opened(cls, url: str, begin: Callable[[Self], Awaitable[None]]) -> Self:
        address = make_url(url)
        database = cls(_dialect_of(address))
        try:
            await begin(database)
        except UNUSABLE as error:
            await database.close()
            # What follows the question mark may be a password too, or an option the driver does
            # not know, such as libpq's sslmode where asyncpg says ssl.
            where = address.set(query={})
            raise CannotOpen(f"{where!r} cannot be opened: {reason_of(error)}") from error
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Closes every connection."""
        await self.dialect.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, kept when the block ends and dropped when it raises."""
        with self.last_writes.noted(), outages_are_busy():
            async with self.dialect.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from. It waits for no writer."""
        with outages_are_busy():
            async with self.dialect.reading.connect() as connection:
                yield connection

    async def write_all(self, writes: Sequence[BatchedWrite]) -> None:
        """One transaction known beforehand. Raises Conflict if a row count is not as expected."""
        with self.last_writes.noted(), outages_are_busy():
            kept = await self.dialect.write_all(writes)
        if not kept:
            raise Conflict

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        """The first row of a query for text and numbers."""
        with outages_are_busy():
            return await self.dialect.first(statement, values)

    async def check_writes(self) -> None:
        """Raises Busy unless the database takes writes and took the last ones."""
        with outages_are_busy():
            async with self.dialect.begin() as connection:
                # No such row: a database that is read-only refuses it all the same.
                await connection.execute(_CHANGES_NOTHING)
        if self.last_writes.are_failing:
            raise Busy

    async def check(self) -> None:
        """Raises Busy unless the database answers."""
        async with self.read() as connection:
            await connection.execute(select(compatible_from.c.version_num))

    async def _start(self) -> None:
        with outages_are_busy():
            await self.dialect.open()
            await bring_up_to_date(self.dialect.reading.connect, self.dialect.begin_alone)
        if self.dialect.belongs_to_us:
            await self._release_orphans()

    async def _begin_hosting(self) -> None:
        with outages_are_busy():
            self.dialect.become_host()
        await self._start()

    async def _look(self) -> None:
        if not self.dialect.is_there():
            raise FileNotFoundError("there is no such file")
        with outages_are_busy():
            await self.dialect.open()
            await refuse_unless_current(self.dialect.reading.connect)

    async def _release_orphans(self) -> None:
        orphans = tasks.c.lease.is_not(None) & tasks.c.done_at.is_(None)
        # A claim moved the due time ahead; they were due before, and go first now.
        freed = update(tasks).where(orphans).values(lease=None, due_at=tasks.c.created_at)
        async with self.write() as connection:
            await connection.execute(freed)


def _dialect_of(address: URL) -> DatabaseBackend:
    # SQLAlchemy would quote the values of a failed statement, and with them a person's words.
    if address.get_backend_name() == "sqlite":
        return Sqlite(address, hide_parameters=True)
    return Postgres(address, hide_parameters=True)
