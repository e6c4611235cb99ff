"""SQLite only: file permissions and the single writer."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import CannotOpen
from bot.adapters.storage.tables import conversations
from tests.adapters.storage.conftest import Store

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


async def test_a_place_that_cannot_be_written_is_named(kind: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(CannotOpen, match=r"file/bot\.db cannot be opened: .*exists"):
        await Database.open(f"sqlite+aiosqlite:///{tmp_path}/file/bot.db")


async def test_nobody_else_may_read_the_file(empty_url: str, tmp_path: Path) -> None:
    database = await Database.open(empty_url)

    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()}

    await database.close()
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
    for transaction in (store.database.read(), store.database.write()):
        async with transaction as connection:
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_a_writer_has_the_lock_before_it_reads(store: Store, tmp_path: Path) -> None:
    intruder = sqlite3.connect(tmp_path / "data" / "bot.db", timeout=0)
    async with store.database.write() as connection:
        await connection.execute(select(conversations))

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            intruder.execute("BEGIN IMMEDIATE")
    intruder.close()
