"""Connections to SQLite."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.adapters.storage.engine import sqlite_driver
from bot.adapters.storage.engine.sqlite_driver import connect


async def test_opening_a_new_file_waits_for_another_that_opens_it(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "bot.db")
    other.execute("BEGIN EXCLUSIVE")
    opening = asyncio.create_task(connect(tmp_path / "bot.db"))
    await asyncio.sleep(0.02)
    assert not opening.done()

    other.rollback()

    connection = await opening
    mode = await connection.trip(lambda it: it.execute("PRAGMA journal_mode").fetchone())
    assert mode == ("wal",)
    await connection.close()
    other.close()


async def test_opening_does_not_wait_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_driver, "PATIENCE", 0.02)
    other = sqlite3.connect(tmp_path / "bot.db")
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await connect(tmp_path / "bot.db")

    other.close()


async def test_a_write_in_which_nothing_was_written_ends_quietly(tmp_path: Path) -> None:
    connection = await connect(tmp_path / "bot.db")
    connection.begin_write()

    await connection.commit()
    await connection.rollback()

    assert not connection.in_transaction
    await connection.close()
