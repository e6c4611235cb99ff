"""The PostgreSQL backend: several hosts, the server's clock, short timeouts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import URL, ColumnElement, NullPool, Select, Table, func, literal, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.adapters.storage.engine.backend import BatchedWrite
from bot.adapters.storage.tables import UtcTime
from bot.ports import Clock

MIGRATION_LOCK = 7_215_081_025
"""Any number that no other program uses for an advisory lock in the same database
(https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS)."""

POOL_SIZE = 15
"""Connections per host; by default PostgreSQL takes 100 from all of them (max_connections)."""

# Together they end within the 15 seconds that Teams waits for the answer to a press.
CONNECT_TIMEOUT = 3
"""Seconds to connect to the server, and to wait for a free connection of the pool."""

# The server's timeouts (https://www.postgresql.org/docs/current/runtime-config-client.html) are the
# shorter ones: its error leaves the connection usable.
TIMEOUTS = {
    "lock_timeout": "3s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
}
COMMAND_TIMEOUT = 6
"""Seconds to wait for the answer to a statement."""

# A migration may take long, and so may those that wait for it.
MIGRATION_TIMEOUTS = {"lock_timeout": "10min", "statement_timeout": "0"}
TABLE_LOCK_TIMEOUT = "300ms"
"""How long a migration waits for a table; less than deadlock_timeout, by default one second."""


class Postgres:
    """For several hosts, whose clocks need not agree: the server's counts."""

    is_single_host = False

    def __init__(self, url: URL, **options: Any) -> None:
        self._url, self._options = url, options
        self.read_engine = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=CONNECT_TIMEOUT,
            # Replaces connections that a restart of the server broke, before a turn fails on them.
            pool_pre_ping=True,
            connect_args=_connect_args(TIMEOUTS) | {"command_timeout": COMMAND_TIMEOUT},
            **options,
        )
        # The same pool. BEGIN and COMMIT are round trips that a read does without.
        self.write_engine = self.read_engine.execution_options(isolation_level="READ COMMITTED")

    def exists(self) -> bool:
        return True  # connecting makes no database

    def lock_host(self) -> None:
        """A no-op: several hosts may share it."""

    async def open(self) -> None:
        """A no-op: the pool connects at the first use."""

    async def close(self) -> None:
        await self.read_engine.dispose()

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.write_engine.begin()

    @asynccontextmanager
    async def begin_exclusive(self) -> AsyncIterator[AsyncConnection]:
        limits = _connect_args(MIGRATION_TIMEOUTS)
        engine = create_async_engine(
            self._url, poolclass=NullPool, connect_args=limits, **self._options
        )
        async with engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            await connection.execute(text(f"SET LOCAL lock_timeout = '{TABLE_LOCK_TIMEOUT}'"))
            yield connection

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        async with self.read_engine.connect() as connection:
            return (await connection.execute(statement, values)).first()

    async def write_all(self, writes: Sequence[BatchedWrite]) -> bool:
        async with self.write_engine.connect() as connection:
            for write in writes:
                done = await connection.execute(write.statement, write.values)
                if write.expects is not None and done.rowcount != write.expects:
                    return False
            await connection.commit()
        return True

    def insert(self, table: Table) -> postgresql.Insert:
        return postgresql.insert(table)

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        # now() is the start of the transaction, clock_timestamp() changes during a statement
        # (https://www.postgresql.org/docs/current/functions-datetime.html, 9.9.5). As a subquery it
        # is evaluated once per statement, so that an index can be searched for it.
        return select(func.clock_timestamp(type_=UtcTime())).scalar_subquery()

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        return select(func.clock_timestamp(type_=UtcTime()) + literal(delay)).scalar_subquery()


def _connect_args(limits: Mapping[str, str]) -> dict[str, Any]:
    return {
        "timeout": CONNECT_TIMEOUT,
        "server_settings": {"application_name": "be-social-media-aware-bot", **limits},
    }
