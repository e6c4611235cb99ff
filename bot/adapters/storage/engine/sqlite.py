"""How our code speaks to SQLite: one file, one process, one writer at a time."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, literal
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.adapters.storage.engine.group_commit import GroupCommit
from bot.adapters.storage.engine.single_host import SingleHostLock
from bot.adapters.storage.engine.sqlite_driver import Connection, connect
from bot.adapters.storage.engine.statements import BatchedWrite, prepared
from bot.adapters.storage.tables import UtcTime
from bot.ports import Clock


class Sqlite:
    """The embedded default.

    What every turn does goes past SQLAlchemy's execution, in one trip to a thread of its own.
    """

    belongs_to_us = True

    def __init__(self, url: URL, **options: Any) -> None:
        self._path = Path(url.database or "")
        self._connect = partial(connect, self._path)
        self.engine = create_async_engine(
            url, async_creator=self._connect, pool_size=2, max_overflow=0, **options
        )
        self._sole_host = SingleHostLock(self._path)
        # Writers queue here; SQLite itself would let them poll for its lock.
        self._turn = asyncio.Lock()
        self._direct: list[Connection] = []
        self._commits: GroupCommit

    @property
    def reading(self) -> AsyncEngine:
        """Outside a write, each statement stands for itself."""
        return self.engine

    def is_there(self) -> bool:
        return self._path.is_file()

    def become_host(self) -> None:
        self._sole_host.take()

    async def open(self) -> None:
        self._direct += [await self._connect(), await self._connect()]
        self._commits = GroupCommit(self._direct[1], self._turn)

    async def close(self) -> None:
        await self.engine.dispose()
        while self._direct:
            await self._direct.pop().close()
        self._sole_host.let_go()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self.engine.begin() as connection:
            # Without the write lock from the start, two who read first deadlock when they write.
            proxied = cast(Any, connection.sync_connection).connection
            cast(Connection, proxied.driver_connection).begin_write()
            yield connection

    def begin_alone(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A writing transaction has the whole file."""
        return self.begin()

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        query = prepared(statement, tuple(values), self.engine.dialect)
        arranged = query.arranged(values)
        reader = self._direct[0]
        return await reader.trip(lambda it: it.execute(query.text, arranged).fetchone())

    async def write_all(self, writes: Sequence[BatchedWrite]) -> bool:
        bundle = []
        for write in writes:
            query = prepared(write.statement, tuple(write.values), self.engine.dialect)
            bundle.append((query.text, query.arranged(write.values), write.expects))
        return await self._commits.write(bundle)

    def insert(self, table: Table) -> sqlite.Insert:
        return sqlite.insert(table)

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        return literal(clock(), UtcTime())

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        return literal(clock() + delay, UtcTime())
