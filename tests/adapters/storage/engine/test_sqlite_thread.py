"""Connections to SQLite in threads of their own."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.adapters.storage.engine import sqlite
from bot.adapters.storage.engine.sqlite import SqliteThread


async def test_opening_a_new_file_waits_for_another_that_opens_it(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "bot.db")
    other.execute("BEGIN EXCLUSIVE")
    opening = asyncio.create_task(SqliteThread.open(tmp_path / "bot.db"))
    await asyncio.sleep(0.02)
    assert not opening.done()

    other.rollback()

    thread = await opening
    mode = await thread.run(lambda it: it.execute("PRAGMA journal_mode").fetchone())
    assert mode == ("wal",)
    await thread.close()
    other.close()


async def test_opening_does_not_wait_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 0.02)
    other = sqlite3.connect(tmp_path / "bot.db")
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await SqliteThread.open(tmp_path / "bot.db")

    other.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
async def test_it_is_set_up_for_safety(tmp_path: Path, pragma: str, value: object) -> None:
    thread = await SqliteThread.open(tmp_path / "bot.db")

    found = await thread.run(lambda it: it.execute(f"PRAGMA {pragma}").fetchone())

    await thread.close()
    assert found == (value,)
