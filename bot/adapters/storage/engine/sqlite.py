"""The SQLite backend: one file, one host, one writer at a time."""

import asyncio
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


class Sqlite:
    """The embedded default.

    What every turn does, `first` and `write_all`, skips SQLAlchemy's execution: each is one call
    to a thread, where SQLAlchemy with aiosqlite makes four calls for each statement.
    """

    belongs_to_us = True

    def __init__(self, url: URL, **options: Any) -> None:
        self._path = Path(url.database or "")
        self.reading = _engine(url, pool_size=2, isolation_level="AUTOCOMMIT", **options)
        self._writing = _engine(url, pool_size=1, **options)
        event.listen(self._writing.sync_engine, "begin", _take_write_lock)
        self._sole_host = SingleHostLock(self._path)
        # Writers queue here: SQLite itself lets them poll (https://www.sqlite.org/c3ref/busy_timeout.html).
        self._write_lock = asyncio.Lock()
        self._threads: list[SqliteThread] = []
        self._commits: GroupCommit

    def is_there(self) -> bool:
        return self._path.is_file()

    def become_host(self) -> None:
        self._sole_host.take()

    async def open(self) -> None:
        for _ in range(2):
            self._threads.append(await SqliteThread.open(self._path))
        self._commits = GroupCommit(self._threads[1], self._write_lock)

    async def close(self) -> None:
        await self.reading.dispose()
        await self._writing.dispose()
        while self._threads:
            await self._threads.pop().close()
        self._sole_host.let_go()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self._write_lock, self._writing.begin() as connection:
            yield connection

    def begin_alone(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A writing transaction has the whole file."""
        return self.begin()

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        query = compile_once(statement, tuple(values), self.reading.dialect)
        parameters = query.parameters(values)
        return await self._threads[0].run(
            lambda connection: connection.execute(query.text, parameters).fetchone()
        )

    async def write_all(self, writes: Sequence[BatchedWrite]) -> bool:
        batch = []
        for write in writes:
            query = compile_once(write.statement, tuple(write.values), self.reading.dialect)
            batch.append((query.text, query.parameters(write.values), write.expects))
        return await self._commits.write(batch)

    def insert(self, table: Table) -> sqlite.Insert:
        return sqlite.insert(table)

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        return literal(clock(), UtcTime())

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        return literal(clock() + delay, UtcTime())


def _engine(url: URL, **options: Any) -> AsyncEngine:
    # Without an isolation level Python's driver begins no transactions of its own.
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
    # Without the write lock from the start, two that read first deadlock when they write.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
