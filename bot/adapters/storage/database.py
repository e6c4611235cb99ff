"""The database: opened, brought up to date, and handed out one transaction at a time."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import URL, Select, make_url, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.adapters.storage.bundles import Write
from bot.adapters.storage.dialects import Dialect, Postgres
from bot.adapters.storage.schema import CannotOpen, bring_up_to_date, version_row
from bot.adapters.storage.sqlite import Sqlite
from bot.adapters.storage.tables import tasks
from bot.ports import Busy, Conflict


@dataclass(frozen=True)
class Database:
    """An open database. Whatever makes it unavailable reaches callers as Busy."""

    dialect: Dialect

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connects, migrates and frees what a dead process held. Raises CannotOpen."""
        address = make_url(url)
        database = cls(_dialect_of(address))
        try:
            await database._start()
        except Busy as busy:
            await database.close()
            reason = str(busy.__cause__).partition("\n")[0]
            raise CannotOpen(f"{address!r} cannot be opened: {reason}") from busy
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
        with _translated():
            async with self.dialect.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from. It waits for no writer."""
        with _translated():
            async with self.dialect.engine.connect() as connection:
                yield connection

    async def write_all(self, writes: Sequence[Write]) -> None:
        """One transaction known beforehand. Raises Conflict if a row count is not as expected."""
        with _translated():
            kept = await self.dialect.write_all(writes)
        if not kept:
            raise Conflict

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        """The first row of a query for text and numbers."""
        with _translated():
            return await self.dialect.first(statement, values)

    async def check(self) -> None:
        """Raises Busy unless the database answers."""
        async with self.read() as connection:
            await connection.execute(select(version_row.c.version_num))

    async def _start(self) -> None:
        with _translated():
            await self.dialect.open()
        await bring_up_to_date(self.read, self.write, self.dialect)
        if self.dialect.belongs_to_us:
            await self._release_orphans()

    async def _release_orphans(self) -> None:
        orphans = tasks.c.lease.is_not(None) & tasks.c.done_at.is_(None)
        # A claim moved the due time ahead; they were due before, and go first now.
        freed = update(tasks).where(orphans).values(lease=None, due_at=tasks.c.created_at)
        async with self.write() as connection:
            await connection.execute(freed)


def _dialect_of(address: URL) -> Dialect:
    # SQLAlchemy would quote the values of a failed statement, and with them a person's words.
    if address.get_backend_name() == "sqlite":
        return Sqlite(address, hide_parameters=True)
    return Postgres(create_async_engine(address, hide_parameters=True, pool_pre_ping=True))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, NoneFree, sqlite3.OperationalError, OSError) as error:
        raise Busy from error
