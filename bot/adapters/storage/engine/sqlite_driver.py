"""Connections to SQLite: set up for safety, and with one trip to their thread for each statement.

SQLAlchemy asks a driver for a cursor, an execution, the rows and a close. Through aiosqlite each
of these is a trip to another thread that costs more than the statement itself.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import aiosqlite

Made = TypeVar("Made")

PATIENCE = 5.0
"""Seconds to wait for a lock that another process holds."""
PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")


class Cursor:
    """What SQLAlchemy wants of a cursor; the rows arrive with the execution."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid = 0

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        """Runs a statement and fetches its rows."""
        return await self._run(sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Runs a statement once for each set of parameters."""
        return await self._run(sqlite3.Cursor.executemany, sql, parameters)

    async def fetchall(self) -> Sequence[Any]:
        """The rows, here already."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""

    async def _run(self, execute: Callable[..., Any], sql: str, parameters: Iterable[Any]) -> Self:
        def work(connection: sqlite3.Connection) -> None:
            cursor = execute(connection.cursor(), sql, parameters)
            self._rows = cursor.fetchall() if cursor.description else ()
            self.description, self.rowcount = cursor.description, cursor.rowcount
            self.lastrowid = cursor.lastrowid or 0

        await self._connection.trip(work)
        return self


class Connection(aiosqlite.Connection):
    """One connection in its own thread. Outside a write, each statement stands for itself."""

    _writes = False
    _begins = False

    def begin_write(self) -> None:
        """Takes the write lock together with the next statement."""
        self._writes = self._begins = True

    def cursor(self) -> Cursor:  # type: ignore[override]
        """A cursor; making one needs no trip."""
        return Cursor(self)

    async def commit(self) -> None:
        """Keeps what was written."""
        await self._end("COMMIT")

    async def rollback(self) -> None:
        """Drops what was written."""
        await self._end("ROLLBACK")

    async def trip(self, work: Callable[[sqlite3.Connection], Made]) -> Made:
        """Runs a function in the connection's thread, inside the write if one has begun."""

        def there() -> Made:
            if self._begins:
                self._begins = False
                self._conn.execute("BEGIN IMMEDIATE")
            return work(self._conn)

        # aiosqlite has no public way to run a function of ours in its thread.
        return cast(Made, await self._execute(there))  # type: ignore[no-untyped-call]

    async def _end(self, how: str) -> None:
        def work(connection: sqlite3.Connection) -> None:
            if connection.in_transaction:
                connection.execute(how)

        if self._writes:
            self._writes = self._begins = False
            await self.trip(work)


async def connect(path: Path) -> Connection:
    """Opens the file, made if need be, for nobody but us to read."""

    def open_file() -> sqlite3.Connection:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        _use_write_ahead_log(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    connection = Connection(open_file, iter_chunk_size=64)
    # A crash of the loop must not leave the process waiting for this thread.
    connection._thread.daemon = True
    try:
        await connection
    except BaseException:
        # Its last word is for our loop, which may be gone soon after this.
        await asyncio.to_thread(connection._thread.join)
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    last_try = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            # SQLite does not wait when two change the mode of a new file at once.
            if time.monotonic() > last_try:
                raise
            time.sleep(0.01)
        else:
            return
