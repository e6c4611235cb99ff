"""A SQLite file has one host; PostgreSQL has as many as there are."""

from pathlib import Path

import pytest

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import CannotOpen
from tests.adapters.storage.databases import Kind


async def test_a_second_host_is_refused_where_there_may_be_only_one(
    database_url: str, kind: Kind
) -> None:
    first = await Database.host(database_url)

    is_refused = False
    try:
        await (await Database.host(database_url)).close()
    except CannotOpen as refused:
        is_refused = "already" in str(refused)
    await first.close()

    assert is_refused is (kind == "sqlite")


async def test_whoever_closes_leaves_it_to_the_next(database_url: str) -> None:
    await (await Database.host(database_url)).close()

    await (await Database.host(database_url)).close()


async def test_commands_work_beside_the_host(database_url: str) -> None:
    host = await Database.host(database_url)

    await (await Database.join(database_url)).close()

    await host.close()


async def test_the_same_file_by_another_name_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    host = await Database.host(f"sqlite+aiosqlite:///{tmp_path}/data/bot.db")

    with pytest.raises(CannotOpen, match="already"):
        await Database.host(f"sqlite+aiosqlite:///{tmp_path}/link/bot.db")

    await host.close()


async def test_a_host_that_cannot_open_its_database_holds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.write_bytes(b"not a database at all, but long enough to be looked into by SQLite")
    with pytest.raises(CannotOpen, match="not a database"):
        await Database.host(f"sqlite+aiosqlite:///{file}")
    file.unlink()

    await (await Database.host(f"sqlite+aiosqlite:///{file}")).close()


async def test_a_place_where_no_lock_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "bot.db.lock").mkdir()

    with pytest.raises(CannotOpen, match=r"bot\.db.*Is a directory"):
        await Database.host(f"sqlite+aiosqlite:///{tmp_path}/bot.db")
