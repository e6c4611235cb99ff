"""The open database: reads, write transactions, write batches, and which errors are outages."""

import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import URL, Select, make_url, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine.backend import BatchedWrite, DatabaseBackend
from bot.adapters.storage.engine.migrate import (
    CannotOpen,
    compatible_from,
    migrate_if_needed,
    require_current,
)
from bot.adapters.storage.engine.postgres import Postgres
from bot.adapters.storage.engine.sqlite import Sqlite
from bot.adapters.storage.tables import tasks
from bot.ports import Busy, Conflict

FAILURES_IN_A_ROW = 2
RESET_AFTER = 60.0
"""Seconds. A host that is not ready gets no requests, so no write could reset the count."""

# SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html: connection exceptions,
# refused sign-in, rollbacks such as deadlocks, no resources, operator intervention, system errors.
TRANSIENT_CLASSES = ("08", "28", "40", "53", "57", "58")
# Lock timeout, transaction idle for too long, server read-only for now, cached plans that another
# host's migration made stale, and missing tables that a restore will bring.
TRANSIENT_CODES = ("55P03", "25P03", "25006", "0A000", "42P01")


@dataclass
class WriteHealth:
    """Counts failed writes in a row; a successful one resets the count."""

    now: Callable[[], float] = time.monotonic
    _failed: int = 0
    _failed_at: float = float("-inf")

    @property
    def is_failing(self) -> bool:
        """Whether the last writes failed, the newest one not long ago."""
        return self._failed >= FAILURES_IN_A_ROW and self.now() - self._failed_at < RESET_AFTER

    @contextmanager
    def track(self) -> Iterator[None]:
        """The block is one write. Only Busy counts as a failure: else the database answered."""
        try:
            yield
        except Busy:
            self._failed, self._failed_at = self._failed + 1, self.now()
            raise
        except BaseException:
            raise
        else:
            self._failed = 0


OPEN_ERRORS = (Busy, FileNotFoundError, SQLAlchemyError, sqlite3.Error, TypeError, ValueError)
"""What a wrong URL, or something that is no database, raises."""

_NO_OP_UPDATE = update(tasks).where(tasks.c.id == -1).values(attempts=tasks.c.attempts)


@dataclass(frozen=True)
class Database:
    """An open database. An outage reaches callers as Busy."""

    backend: DatabaseBackend
    write_health: WriteHealth = field(default_factory=WriteHealth, kw_only=True)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connects, migrates and, on SQLite, ends the leases of a dead process.

        Raises CannotOpen.
        """
        return await cls._opened(url, cls._start)

    @classmethod
    async def host(cls, url: str) -> Self:
        """Opens it for a running bot; on SQLite for a single one. Raises CannotOpen."""
        return await cls._opened(url, cls._start_as_host)

    @classmethod
    async def join(cls, url: str) -> Self:
        """Connects beside a running bot, without migrating. Raises CannotOpen."""
        return await cls._opened(url, cls._start_beside)

    @classmethod
    async def _opened(cls, url: str, begin: Callable[[Self], Awaitable[None]]) -> Self:
        address = make_url(url)
        database = cls(_backend_for(address))
        try:
            await begin(database)
        except OPEN_ERRORS as error:
            await database.close()
            # The query may hold a password, or an option that the driver does not know, such as
            # libpq's sslmode, which asyncpg calls ssl.
            where = address.set(query={})
            raise CannotOpen(f"{where!r} cannot be opened: {reason_of(error)}") from error
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Closes every connection."""
        await self.backend.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self.write_health.track(), outages_are_busy():
            async with self.backend.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from. Readers do not wait for writers."""
        with outages_are_busy():
            async with self.backend.read_engine.connect() as connection:
                yield connection

    async def write_all(self, writes: Sequence[BatchedWrite]) -> None:
        """A batch in one transaction. Raises Conflict if a row count is not as expected."""
        with self.write_health.track(), outages_are_busy():
            is_written = await self.backend.write_all(writes)
        if not is_written:
            raise Conflict

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        """The first row of a query, or None. Select text and numbers only."""
        with outages_are_busy():
            return await self.backend.first(statement, values)

    async def check_writes(self) -> None:
        """Raises Busy unless the database takes writes and the last ones did not fail."""
        with outages_are_busy():
            async with self.backend.begin() as connection:
                # Matches no row; a read-only database refuses it all the same.
                await connection.execute(_NO_OP_UPDATE)
        if self.write_health.is_failing:
            raise Busy

    async def check(self) -> None:
        """Raises Busy unless the database answers."""
        async with self.read() as connection:
            await connection.execute(select(compatible_from.c.version_num))

    async def _start(self) -> None:
        with outages_are_busy():
            await self.backend.open()
            await migrate_if_needed(self.backend.read_engine.connect, self.backend.begin_exclusive)
        if self.backend.is_single_host:
            await self._release_orphans()

    async def _start_as_host(self) -> None:
        with outages_are_busy():
            self.backend.lock_host()
        await self._start()

    async def _start_beside(self) -> None:
        if not self.backend.exists():
            raise FileNotFoundError("there is no such file")
        with outages_are_busy():
            await self.backend.open()
            await require_current(self.backend.read_engine.connect)

    async def _release_orphans(self) -> None:
        orphans = tasks.c.lease.is_not(None) & tasks.c.done_at.is_(None)
        # A claim moved due_at one lease ahead. These were due before, so they go first.
        freed = update(tasks).where(orphans).values(lease=None, due_at=tasks.c.created_at)
        async with self.write() as connection:
            await connection.execute(freed)


def _backend_for(address: URL) -> DatabaseBackend:
    # Errors would quote the values of a failed statement, and with them a person's words.
    if address.get_backend_name() == "sqlite":
        return Sqlite(address, hide_parameters=True)
    return Postgres(address, hide_parameters=True)


@contextmanager
def outages_are_busy() -> Iterator[None]:
    """Raises Busy for an outage; mistakes of ours stay what they are.

    PostgreSQL's errors are told apart by SQLSTATE: SQLAlchemy does not map all of them.
    """
    try:
        yield
    except (
        OperationalError,
        InterfaceError,
        PoolTimeout,
        sqlite3.OperationalError,
        OSError,
    ) as error:
        raise Busy from error
    except DBAPIError as error:
        if error.connection_invalidated or _is_transient(error):
            raise Busy from error
        _drop_detail(error)
        raise


def reason_of(error: BaseException) -> str:
    """The first line of the driver's message, without statements and addresses."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    return str(error).partition("\n")[0] or type(error).__name__


def _is_transient(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None) or ""
    return code.startswith(TRANSIENT_CLASSES) or code in TRANSIENT_CODES


def _drop_detail(error: DBAPIError) -> None:
    # PostgreSQL's DETAIL quotes the refused row, and with it a person's words.
    for driver_error in (error.orig, error.orig and error.orig.__cause__):
        if getattr(driver_error, "detail", None):
            driver_error.detail = None  # type: ignore[union-attr]
