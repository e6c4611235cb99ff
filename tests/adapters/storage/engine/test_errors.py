"""PostgreSQL out of reach: every call raises a retryable error, and recovers afterwards."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Literal

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.adapters.storage.engine import postgres as backend
from bot.adapters.storage.engine.backend import BatchedWrite
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import conversations
from bot.ports import Busy
from tests.adapters.storage.builders import A_CHAT, START, a_submission
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.databases import server_of_its_own
from tests.stand_ins.postgres import PostgresServer

pytestmark = pytest.mark.parametrize("kind", ["postgres"])

KEYS = select(conversations.c.key)
RAISE = "DO $$ BEGIN RAISE EXCEPTION 'told' USING ERRCODE = '{}'; END $$"


async def keep_a_chat(store: Store) -> None:
    """A write of one statement at a time."""
    async with store.database.write() as connection:
        await connection.execute(insert(conversations), A_CHAT)


async def bundle_a_chat(store: Store) -> None:
    """A write that is known beforehand."""
    await store.database.write_all([BatchedWrite(insert(conversations), A_CHAT)])


async def read_a_chat(store: Store) -> None:
    """A read of many rows."""
    await store.rows(KEYS)


async def load_a_chat(store: Store) -> None:
    """A read of one row."""
    await store.database.first(KEYS, {})


async def check(store: Store) -> None:
    """What the health page asks."""
    await store.database.check()


USES = [keep_a_chat, bundle_a_chat, read_a_chat, load_a_chat, check]
Use = Callable[[Store], Awaitable[None]]


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A server that no other test uses."""
    yield from server_of_its_own()


@pytest.fixture
async def down(postgres: PostgresServer, store: Store) -> AsyncIterator[None]:
    """The server is down, after it was in use."""
    await store.database.check()
    await asyncio.to_thread(postgres.pause)
    yield
    await asyncio.to_thread(postgres.resume)


@pytest.fixture
async def hasty(monkeypatch: pytest.MonkeyPatch, database_url: str) -> AsyncIterator[Database]:
    """A database with short timeouts."""
    monkeypatch.setitem(backend.TIMEOUTS, "lock_timeout", "50ms")
    monkeypatch.setitem(backend.TIMEOUTS, "statement_timeout", "80ms")
    monkeypatch.setattr(backend, "POOL_SIZE", 1)
    monkeypatch.setattr(backend, "CONNECT_TIMEOUT", 0.3)
    monkeypatch.setattr(backend, "COMMAND_TIMEOUT", 0.5)
    database = await Database.open(database_url)
    yield database
    await database.close()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
@pytest.mark.parametrize("use", USES)
async def test_after_a_restart_of_the_server_the_next_use_works(
    store: Store, postgres: PostgresServer, use: Use, mode: Literal["fast", "immediate"]
) -> None:
    await store.database.check()

    await postgres.restart(mode)

    await use(store)


@pytest.mark.parametrize("use", USES)
@pytest.mark.usefixtures("down")
async def test_without_a_server_everything_is_busy(store: Store, use: Use) -> None:
    with pytest.raises(Busy):
        await use(store)


async def test_a_restart_in_the_middle_of_a_write_drops_all_of_it(
    store: Store, postgres: PostgresServer
) -> None:
    async def writes() -> None:
        async with store.database.write() as connection:
            await connection.execute(insert(conversations), A_CHAT)
            await postgres.restart("immediate")
            await connection.execute(insert(conversations), {**A_CHAT, "key": "another"})

    with pytest.raises(Busy):
        await writes()

    assert await store.rows(KEYS) == []


async def test_a_restart_just_before_the_commit_is_busy(
    store: Store, postgres: PostgresServer
) -> None:
    async def writes() -> None:
        async with store.database.write() as connection:
            await connection.execute(insert(conversations), A_CHAT)
            await postgres.restart()

    with pytest.raises(Busy):
        await writes()

    assert await store.rows(KEYS) == []


@pytest.mark.parametrize(
    "code",
    ["40001", "40P01", "53300", "53100", "57P01", "57P03", "57014", "55P03", "25006", "08006"],
)
async def test_what_passes_is_busy(store: Store, code: str) -> None:
    async def fails() -> None:
        async with store.database.write() as connection:
            await connection.execute(text(RAISE.format(code)))

    with pytest.raises(Busy):
        await fails()


@pytest.mark.parametrize("code", ["23505", "42601", "22012"])
async def test_a_mistake_of_ours_is_no_outage(store: Store, code: str) -> None:
    async def fails() -> None:
        async with store.database.write() as connection:
            await connection.execute(text(RAISE.format(code)))

    with pytest.raises(DBAPIError, match="told"):
        await fails()


async def test_a_report_that_somebody_holds_too_long_is_busy(store: Store, hasty: Database) -> None:
    await store.reports.submit(a_submission())
    other = Store(hasty, store.clock)

    async with store.database.write() as connection:
        await connection.execute(text("SELECT 1 FROM escalations FOR UPDATE"))
        with pytest.raises(Busy):
            await other.reports.change("report-1", lambda it: it.mailed(at=START))


async def test_a_statement_that_takes_too_long_is_busy(hasty: Database) -> None:
    with pytest.raises(Busy):
        await hasty.first(select(text("pg_sleep(60)")), {})

    await hasty.check()


async def test_nobody_waits_for_ever_for_a_connection(hasty: Database) -> None:
    async with asyncio.timeout(10), hasty.read():
        with pytest.raises(Busy):
            await hasty.check()


async def test_a_server_that_falls_silent_is_busy(hasty: Database) -> None:
    process = select(text("pg_backend_pid()"))
    async with hasty.read() as connection:
        silent = (await connection.execute(process)).scalar_one()
    os.kill(silent, signal.SIGSTOP)
    try:
        with pytest.raises(Busy):
            await hasty.check()
    finally:
        os.kill(silent, signal.SIGCONT)

    await hasty.check()


async def test_every_connection_says_who_it_is_and_how_long_it_waits(store: Store) -> None:
    names = ("application_name", "lock_timeout", "statement_timeout")
    async with store.database.read() as connection:
        told = [(await connection.execute(text(f"SHOW {name}"))).scalar() for name in names]

    assert told == ["be-social-media-aware-bot", "3s", "5s"]
