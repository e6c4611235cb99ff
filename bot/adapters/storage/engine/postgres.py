"""How our code speaks to PostgreSQL: several hosts, one clock, and nobody who waits for long."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import URL, ColumnElement, NullPool, Select, Table, func, literal, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.adapters.storage.engine.statements import BatchedWrite
from bot.adapters.storage.tables import UtcTime
from bot.ports import Clock

MIGRATION_LOCK = 7_215_081_025
"""Any number that no other program takes as its advisory lock in the same database."""

CONNECTIONS = 15
"""How many one host opens; PostgreSQL as it is delivered takes a hundred from all of them."""

# All of these end within the fifteen seconds that Teams waits for the answer to a press.
TO_CONNECT = 3
"""Seconds until a server that does not answer is out of reach, and until no connection is free."""

# The server gives up first, so that its answer is the usual one and the connection stays good.
LIMITS = {
    "lock_timeout": "3s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
}
WITHOUT_ANSWER = 6
"""Seconds until a server that took a statement and says nothing is out of reach."""

# A migration may take its time, and those who wait for it too.
LIMITS_OF_MIGRATION = {"lock_timeout": "10min", "statement_timeout": "0"}
FOR_A_TABLE = "300ms"
"""How long a migration waits for a table; less than it takes the server to look for deadlocks."""


class Postgres:
    """For several hosts. Its clock counts, so that theirs need not agree."""

    belongs_to_us = False

    def __init__(self, url: URL, **options: Any) -> None:
        self._url, self._options = url, options
        self.reading = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=TO_CONNECT,
            # A server that restarted is noticed before a turn is lost to it.
            pool_pre_ping=True,
            connect_args=_talking(LIMITS) | {"command_timeout": WITHOUT_ANSWER},
            **options,
        )
        # The same connections. Only who writes needs a transaction, and its three more trips.
        self.writing = self.reading.execution_options(isolation_level="READ COMMITTED")

    def is_there(self) -> bool:
        return True  # it makes no databases

    def become_host(self) -> None:
        """It is for several."""

    async def open(self) -> None:
        """The pool connects when it is asked."""

    async def close(self) -> None:
        await self.reading.dispose()

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.writing.begin()

    @asynccontextmanager
    async def begin_alone(self) -> AsyncIterator[AsyncConnection]:
        limits = _talking(LIMITS_OF_MIGRATION)
        engine = create_async_engine(
            self._url, poolclass=NullPool, connect_args=limits, **self._options
        )
        async with engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            await connection.execute(text(f"SET LOCAL lock_timeout = '{FOR_A_TABLE}'"))
            yield connection

    async def first(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any] | None:
        async with self.reading.connect() as connection:
            return (await connection.execute(statement, values)).first()

    async def write_all(self, writes: Sequence[BatchedWrite]) -> bool:
        async with self.writing.connect() as connection:
            for write in writes:
                done = await connection.execute(write.statement, write.values)
                if write.expects is not None and done.rowcount != write.expects:
                    return False
            await connection.commit()
        return True

    def insert(self, table: Table) -> postgresql.Insert:
        return postgresql.insert(table)

    def now(self, clock: Clock) -> ColumnElement[datetime]:
        # now() stands still inside a transaction. As a subselect it is asked once a statement,
        # so that an index can be searched for it.
        return select(func.clock_timestamp(type_=UtcTime())).scalar_subquery()

    def after(self, delay: timedelta, clock: Clock) -> ColumnElement[datetime]:
        return select(func.clock_timestamp(type_=UtcTime()) + literal(delay)).scalar_subquery()


def _talking(limits: Mapping[str, str]) -> dict[str, Any]:
    return {
        "timeout": TO_CONNECT,
        "server_settings": {"application_name": "be-social-media-aware-bot", **limits},
    }
