"""Opening, migrating and handing out transactions."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from bot.adapters.storage import schema
from bot.adapters.storage.database import Database
from bot.adapters.storage.schema import (
    HEAD,
    MIGRATIONS,
    CannotOpen,
    NewerDatabase,
    version_row,
)
from bot.adapters.storage.tables import conversations, metadata
from bot.ports import Busy
from tests.adapters.storage.builders import START
from tests.adapters.storage.conftest import Store

A_CHAT = {"key": "chat", "document": "{}", "version": 1, "updated_at": START}


async def test_an_empty_file_gets_the_tables_that_the_code_expects(fresh: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with fresh.database.read() as connection:
        found = await connection.run_sync(differences)

    assert found == []


async def test_the_newest_migration_is_the_one_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_opening_again_keeps_what_is_there(store: Store, other: Store) -> None:
    async with store.database.write() as connection:
        await connection.execute(insert(conversations), A_CHAT)

    assert await other.rows(select(conversations.c.key)) == [("chat",)]


async def test_two_that_open_a_new_file_at_once_migrate_it_once(url: str) -> None:
    opened = await asyncio.gather(Database.open(url), Database.open(url))

    for database in opened:
        await database.check()
        await database.close()


async def test_a_database_of_a_newer_release_is_refused_in_one_sentence(
    store: Store, url: str
) -> None:
    async with store.database.write() as connection:
        await connection.execute(update(version_row).values(version_num="0999"))

    with pytest.raises(NewerDatabase, match=r"version 0999.*newer release"):
        await Database.open(url)


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(CannotOpen, match=r"file/bot\.db cannot be opened: .*exists"):
        await Database.open(f"sqlite+aiosqlite:///{tmp_path}/file/bot.db")


async def test_nobody_else_may_read_the_file(fresh: Store, tmp_path: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()}

    assert modes["bot.db"] == 0o600
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
async def test_every_connection_is_set_up_for_safety(
    store: Store, pragma: str, value: object
) -> None:
    async with store.database.read() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_what_a_failed_block_wrote_is_dropped(store: Store) -> None:
    async def fails() -> None:
        async with store.database.write() as connection:
            await connection.execute(insert(conversations), A_CHAT)
            raise KeyError

    with pytest.raises(KeyError):
        await fails()

    assert await store.rows(select(conversations)) == []


async def test_a_cancelled_block_leaves_nothing_behind(store: Store) -> None:
    written = asyncio.Event()

    async def writes() -> None:
        async with store.database.write() as connection:
            await connection.execute(insert(conversations), A_CHAT)
            written.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(writes())
    await written.wait()
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    async with store.database.write() as connection:
        await connection.execute(insert(conversations), {**A_CHAT, "key": "another"})

    assert await store.rows(select(conversations.c.key)) == [("another",)]


async def test_a_writer_has_the_lock_before_it_reads(store: Store, tmp_path: Path) -> None:
    intruder = sqlite3.connect(tmp_path / "data" / "bot.db", timeout=0)
    async with store.database.write() as connection:
        await connection.execute(select(conversations))

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            intruder.execute("BEGIN IMMEDIATE")
    intruder.close()


async def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    async with store.database.write() as connection:
        await connection.execute(insert(conversations), A_CHAT)

        assert await store.rows(select(conversations)) == []


async def test_a_database_that_is_out_of_reach_is_busy(store: Store, tmp_path: Path) -> None:
    intruder = sqlite3.connect(tmp_path / "data" / "bot.db")
    intruder.execute("DROP TABLE alembic_version")
    intruder.close()

    with pytest.raises(Busy):
        await store.database.check()


async def test_a_failed_statement_does_not_quote_its_parameters(store: Store) -> None:
    async def writes(document: str) -> None:
        async with store.database.write() as connection:
            await connection.execute(insert(conversations), {**A_CHAT, "document": document})

    await writes("first")
    with pytest.raises(IntegrityError, match="UNIQUE") as failure:
        await writes("marked")

    assert "marked" not in str(failure.value)


async def test_a_start_that_finds_all_up_to_date_leaves_alembic_alone(
    fresh: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: Connection) -> None:
        raise AssertionError

    monkeypatch.setattr(schema, "_migrate", fails)

    await (await Database.open(url)).close()
