"""The SQLite backend: one file, one host, one writer at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, event, literal
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.adapters.storage.engine.group_commit import GroupCommit
from bot.adapters.storage.engine.single_host import SingleHostLock
from bot.adapters.storage.engine.sqlite_thread import BUSY_TIMEOUT, PRAGMAS, SqliteThread
from bot.adapters.storage.engine.statements import BatchedWrite, compile_once
from bot.adapters.storage.tables import UtcTime
from bot.ports import Clock

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
