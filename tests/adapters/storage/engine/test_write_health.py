"""A read-only database is detected without waiting for a report."""

import pytest
from sqlalchemy import text

from bot.adapters.storage.engine.database import RESET_AFTER, Database, WriteHealth
from bot.ports import Busy, LeaseLost, NewTask
from tests.adapters.storage.conftest import Store
from tests.seconds import Seconds
from tests.stand_ins.postgres import PostgresServer

A_TASK = NewTask(key="k", kind="purge", payload={})


async def test_a_database_that_takes_writes_is_left_as_it_was(store: Store) -> None:
    await store.tasks.put([A_TASK])
    before = await store.claim()

    await store.database.check_writes()

    assert before is not None
    await store.tasks.finish(before)


@pytest.mark.parametrize("kind", ["postgres"])
async def test_a_postgresql_that_turns_read_only_is_known(
    store: Store, database_url: str, postgres: PostgresServer
) -> None:
    await store.database.check_writes()
    await turns(store, read_only=True)

    with pytest.raises(Busy):
        await store.database.check_writes()
    await store.database.check()

    await turns(store, read_only=False)
    await store.database.check_writes()


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_an_sqlite_that_turns_read_only_is_known(store: Store) -> None:
    await store.database.check_writes()
    async with store.database.backend.begin() as connection:
        await connection.execute(text("PRAGMA query_only = on"))

    with pytest.raises(Busy):
        await store.database.check_writes()
    await store.database.check()


async def turns(store: Store, *, read_only: bool) -> None:
    """Makes the server read-only or writable, for open connections as well."""
    async with store.database.backend.begin() as connection:
        await connection.execute(text("SET TRANSACTION READ WRITE"))
        state = "on" if read_only else "off"
        name = (await connection.execute(text("SELECT current_database()"))).scalar_one()
        await connection.execute(
            text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {state}')
        )
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await store.database.backend.read_engine.dispose()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def writes(seconds: Seconds) -> WriteHealth:
    return WriteHealth(seconds)


def writes_fail(writes: WriteHealth, times: int, failure: Exception) -> None:
    """So many writes in a row end so."""
    for _ in range(times):
        with pytest.raises(type(failure)), writes.track():
            raise failure


def test_writes_that_failed_in_a_row_are_known(writes: WriteHealth) -> None:
    writes_fail(writes, 1, Busy())
    once = writes.is_failing
    writes_fail(writes, 1, Busy())

    assert (once, writes.is_failing) == (False, True)


def test_a_write_that_is_taken_ends_it(writes: WriteHealth) -> None:
    writes_fail(writes, 5, Busy())

    with writes.track():
        pass

    assert not writes.is_failing


def test_without_another_failure_it_is_forgotten_so_that_people_are_sent_again(
    writes: WriteHealth, seconds: Seconds
) -> None:
    writes_fail(writes, 5, Busy())

    seconds.now += RESET_AFTER

    assert not writes.is_failing


def test_a_change_that_somebody_else_made_first_is_no_failure_of_the_database(
    writes: WriteHealth,
) -> None:
    writes_fail(writes, 5, LeaseLost("k"))

    assert not writes.is_failing


async def test_each_way_to_write_is_counted(
    store: Store, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> bool:
        raise Busy

    monkeypatch.setattr(type(database.backend), "write_all", fails)
    for _ in range(2):
        with pytest.raises(Busy):
            await database.write_all([])

    with pytest.raises(Busy):
        await database.check_writes()
