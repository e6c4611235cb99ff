"""The SQLite backend: one file, one host, one writer at a time."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    event,
    literal,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.compiler import SQLCompiler

from bot.adapters.storage.engine.backend import BatchedWrite
from bot.adapters.storage.engine.single_host import SingleHostLock
from bot.adapters.storage.tables import UtcTime
from bot.ports import Clock

ResultT = TypeVar("ResultT")

BUSY_TIMEOUT = 5.0
"""Seconds to wait for a lock that another process holds."""

# FULL syncs the write-ahead log at every commit, so that a power cut loses none
# (https://www.sqlite.org/pragma.html#pragma_synchronous). Both hold per connection.
PRAGMAS = ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")


class SqliteThread:
    """One `sqlite3` connection; calls run in its thread, one after the other."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self._thread = thread
        self._connection = connection

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Opens the file, made if need be, readable by the bot's own account only."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        try:
            connection = await asyncio.get_running_loop().run_in_executor(thread, _connect, path)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(thread, connection)

    async def run(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        """The result of a function that is called with the connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, self._connection)

    async def close(self) -> None:
        """Closes the connection and ends the thread."""
        await self.run(sqlite3.Connection.close)
        self._thread.shutdown(wait=False)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    try:
        _use_write_ahead_log(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Sets the journal mode, which is stored in the file (https://www.sqlite.org/wal.html, 3.3)."""
    last_try = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            # SQLite does not apply the timeout when two processes change the mode of a new file.
            if time.monotonic() > last_try:
                raise
            time.sleep(0.01)
        else:
            return


WriteBatch = Sequence[tuple[str, Sequence[Any], int | None]]
"""Statements: the text, its parameters, and how many rows it must touch."""


class GroupCommit:
    """Writes each batch atomically. Batches that arrive during one commit share the next."""

    def __init__(self, connection: SqliteThread, write_lock: asyncio.Lock) -> None:
        self.connection = connection
        self.write_lock = write_lock
        self._queue: list[tuple[WriteBatch, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, batch: WriteBatch) -> bool:
        """True once it is committed, False if a row count was not as expected."""
        outcome = asyncio.get_running_loop().create_future()
        self._queue.append((batch, outcome))
        if self._writer is None or self._writer.done():
            # A task of its own: a caller that is cancelled does not cancel the others' writes.
            self._writer = asyncio.create_task(self._write_queue())
        return bool(await outcome)

    async def _write_queue(self) -> None:
        while self._queue:
            async with self.write_lock:
                group, self._queue = self._queue, []
                await self._write_group(group)

    async def _write_group(
        self, group: Sequence[tuple[WriteBatch, "asyncio.Future[bool]"]]
    ) -> None:
        results: Sequence[bool | Exception]
        try:
            results = await self.connection.run(partial(run_all, [batch for batch, _ in group]))
        except Exception as error:
            results = [error] * len(group)
        for (_, outcome), result in zip(group, results, strict=True):
            if outcome.done():
                continue  # its caller was cancelled
            if isinstance(result, Exception):
                outcome.set_exception(result)
            else:
                outcome.set_result(result)


def run_all(
    batches: Sequence[WriteBatch], connection: sqlite3.Connection
) -> list[bool | Exception]:
    """Each batch in one transaction for all: whether it was written, or why not."""
    connection.execute("BEGIN IMMEDIATE")
    # As a context manager the connection commits, or rolls back on an error.
    with connection:
        return [_run(batch, connection) for batch in batches]


def _run(batch: WriteBatch, connection: sqlite3.Connection) -> bool | Exception:
    """One batch in a savepoint: if it fails it is undone, and the others go on without it."""
    connection.execute("SAVEPOINT batch")
    result: bool | Exception
    try:
        result = all(_touches(connection, *statement) for statement in batch)
    except sqlite3.Error as error:
        result = error
    if result is not True:
        connection.execute("ROLLBACK TO batch")
    connection.execute("RELEASE batch")
    return result


def _touches(
    connection: sqlite3.Connection, text: str, parameters: Sequence[Any], expects: int | None
) -> bool:
    touched = connection.execute(text, parameters).rowcount
    return expects is None or touched == expects


sql_log = logging.getLogger("sqlalchemy.engine.Engine")
"""SQLAlchemy's own, so that one switch shows every statement; never the values."""
# At debug level aiosqlite logs each statement with its values, which quote people
# (https://github.com/omnilib/aiosqlite/blob/main/aiosqlite/core.py).
logging.getLogger("aiosqlite").setLevel(logging.WARNING)


class Sqlite:
    """The embedded default: reads and writes of every turn skip SQLAlchemy's execution.

    `first` and `write_all` are one call each to a thread with a `sqlite3` connection, and writes
    share commits. SQLAlchemy with aiosqlite makes four calls to a thread for each statement
    (https://pypi.org/project/aiosqlite/, "Details": a thread and a queue per connection), and
    commits for each caller. What people gain, measured on two busy cores with 100 people at once by
    `python -m tests.bench --storage --rounds 7`:

    plain SQLAlchemy    92 turns/s   p50 1,093 ms   5.67 ms CPU a turn
    no group commit    115 turns/s   p50   629 ms   3.88 ms CPU a turn
    as shipped         223 turns/s   p50   411 ms   2.70 ms CPU a turn

    Everything else runs on SQLAlchemy's engines.
    """

    is_single_host = True

    def __init__(self, url: URL, **options: Any) -> None:
        self._path = Path(url.database or "")
        self.read_engine = _engine(url, pool_size=2, isolation_level="AUTOCOMMIT", **options)
        self._write_engine = _engine(url, pool_size=1, **options)
        event.listen(self._write_engine.sync_engine, "begin", _take_write_lock)
        self._host_lock = SingleHostLock(self._path)
        # Writers queue here, in order; SQLite's own wait is sleep and try again
        # (https://www.sqlite.org/c3ref/busy_timeout.html).
        self._write_lock = asyncio.Lock()
        self._threads: list[SqliteThread] = []
        self._commits: GroupCommit

    def exists(self) -> bool:
        return self._path.is_file()

    def lock_host(self) -> None:
        self._host_lock.acquire()

    async def open(self) -> None:
        for _ in range(2):
            self._threads.append(await SqliteThread.open(self._path))
        self._commits = GroupCommit(self._threads[1], self._write_lock)

    async def close(self) -> None:
        await self.read_engine.dispose()
        await self._write_engine.dispose()
        while self._threads:
            await self._threads.pop().close()
        self._host_lock.release()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self._write_lock, self._write_engine.begin() as connection:
            yield connection

    def begin_exclusive(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """The same as `begin`: a write transaction has the whole file."""
        return self.begin()

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        query = compile_once(statement, tuple(values), self.read_engine.dialect)
        parameters = query.parameters(values)
        sql_log.info(query.text)
        return await self._threads[0].run(
            lambda connection: connection.execute(query.text, parameters).fetchone()
        )

    async def write_all(self, writes: Sequence[BatchedWrite]) -> bool:
        batch = []
        for write in writes:
            query = compile_once(write.statement, tuple(write.values), self.read_engine.dialect)
            sql_log.info(query.text)
            batch.append((query.text, query.parameters(write.values), write.expects))
        return await self._commits.write(batch)

    def insert(self, table: Table) -> sqlite.Insert:
        return sqlite.insert(table)

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        return literal(clock(), UtcTime())

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        return literal(clock() + delay, UtcTime())


def _engine(url: URL, **options: Any) -> AsyncEngine:
    # With None Python's driver begins no transactions of its own
    # (https://docs.sqlalchemy.org/en/21/dialects/sqlite.html, "Transactions with SQLite").
    arguments = {"timeout": BUSY_TIMEOUT, "isolation_level": None}
    engine = create_async_engine(url, max_overflow=0, connect_args=arguments, **options)
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _take_write_lock(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails if another wrote in between
    # (https://www.sqlite.org/lang_transaction.html, 2.2): take the write lock at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class CompiledStatement:
    """The text of a statement, and how its values become the driver's."""

    def __init__(self, statement: ClauseElement, names: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        self._fixed = dict(compiled.construct_params(dict.fromkeys(names)))
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._positions = [
            (name, types[name].dialect_impl(dialect).bind_processor(dialect) or _unchanged)
            for name in compiled.positiontup or ()
        ]

    def parameters(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The values in the order of the text's placeholders, as the driver takes them."""
        given = {**self._fixed, **values}
        return [process(given[name]) for name, process in self._positions]


def _unchanged(value: Any) -> Any:
    return value


@lru_cache(maxsize=64)
def compile_once(
    statement: ClauseElement, names: tuple[str, ...], dialect: Dialect
) -> CompiledStatement:
    """The compiled form; cached by the identity of the statement, so it pays for constants."""
    return CompiledStatement(statement, names, dialect)
