"""The database, on SQLite and on PostgreSQL: proved, and left as it was."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text, update

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import HEAD, compatible_from
from bot.adapters.storage.tables import schema_version, tasks
from bot.doctor.checks.host.database import DatabaseCheck
from bot.doctor.results import CheckFailed
from tests.adapters.storage.builders import SetClock
from tests.adapters.storage.databases import Kind


async def told(url: str, clock: SetClock) -> list[str]:
    """What each look at a database says."""
    async with DatabaseCheck(url, clock) as storage:
        looks = (storage.opens, storage.is_of_our_version, storage.can_be_written)
        return [remark.says for look in looks for remark in await look()]


async def test_a_database_that_is_up_to_date_is_written_to_in_vain(
    database: Database, database_url: str, clock: SetClock, kind: Kind
) -> None:
    assert await told(database_url, clock) == [
        "SQLite, for one host." if kind == "sqlite" else "PostgreSQL.",
        f"It is at version {HEAD}, as this release needs it.",
        "It was written to, and the change taken back.",
    ]
    async with database.read() as connection:
        assert (await connection.execute(select(func.count(tasks.c.id)))).scalar() == 0


async def test_a_new_database_stays_without_tables(empty_url: str, clock: SetClock) -> None:
    says = await told(empty_url, clock)

    assert says[1:] == [
        f"It has no tables of the bot yet; serve makes those of version {HEAD}.",
        "It was written to, and the change taken back.",
    ]
    if says[0] == "PostgreSQL.":
        database = await Database.open(empty_url)
        async with database.read() as connection:
            names = await connection.run_sync(lambda it: inspect(it).get_table_names())
        await database.close()
        assert [name for name in names if name.startswith("doctor")] == []


async def test_a_file_that_is_not_there_is_not_made(tmp_path: Path, clock: SetClock) -> None:
    says = await told(f"sqlite+aiosqlite:///{tmp_path}/deep/data/bot.db", clock)

    assert says[0] == "SQLite. There is no file yet, and one can be made."
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("version", "says"), [("0001", f"serve brings it to {HEAD}"), ("9", "")])
async def test_an_older_database_is_fine_and_a_newer_one_is_not(
    database: Database, database_url: str, clock: SetClock, version: str, says: str
) -> None:
    async with database.write() as connection:
        await connection.execute(update(compatible_from).values(version_num=version))

    async with DatabaseCheck(database_url, clock) as storage:
        await storage.opens()
        if says:
            (remark,) = await storage.is_of_our_version()
            assert says in remark.says
        else:
            with pytest.raises(CheckFailed, match=f"version 9; this one knows {HEAD}") as broken:
                await storage.is_of_our_version()
            assert "newer release" in broken.value.cure


async def test_a_database_that_a_newer_release_left_for_this_one_is_fine(
    database: Database, database_url: str, clock: SetClock
) -> None:
    async with database.write() as connection:
        await connection.execute(update(schema_version).values(version_num="0999"))

    says = await told(database_url, clock)

    assert says[1:] == [
        "It is at version 0999, which a newer release left for this one.",
        "It was written to, and the change taken back.",
    ]


async def test_a_database_that_takes_no_rows_is_found_out(
    database: Database, database_url: str, clock: SetClock, kind: Kind
) -> None:
    says = "full" if kind == "sqlite" else "permission denied"
    trigger = "CREATE TRIGGER full_ BEFORE INSERT ON tasks BEGIN SELECT RAISE(FAIL, 'full'); END"
    broken_by = (
        (trigger,)
        if kind == "sqlite"
        else (
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'permission denied' USING ERRCODE = '42501'; END $$",
            "CREATE TRIGGER refuses BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
    )
    async with database.write() as connection:
        for statement in broken_by:
            await connection.execute(text(statement))

    async with DatabaseCheck(database_url, clock) as storage:
        await storage.opens()
        with pytest.raises(CheckFailed, match=f"The database takes no writes: .*{says}"):
            await storage.can_be_written()


async def test_the_database_s_clock_is_compared_with_ours(
    database_url: str, clock: SetClock, kind: Kind
) -> None:
    def ours() -> object:
        return clock() + timedelta(minutes=6)

    async with DatabaseCheck(database_url, ours) as storage:  # type: ignore[arg-type]
        await storage.opens()
        if kind == "sqlite":
            (remark,) = await storage.agrees_on_the_time()
            assert remark.says == "SQLite goes by this host's clock."
        else:
            with pytest.raises(CheckFailed, match="360 seconds ahead of the database's"):
                await storage.agrees_on_the_time()


async def test_a_server_out_of_reach_is_named_without_its_password(
    unused_port: int, clock: SetClock
) -> None:
    url = f"postgresql+asyncpg://bot:an-invented-secret@127.0.0.1:{unused_port}/bot"

    async with DatabaseCheck(url, clock) as storage:
        with pytest.raises(CheckFailed, match="cannot be opened") as broken:
            await storage.opens()

    assert "an-invented-secret" not in broken.value.says
    assert "DATABASE_URL" in broken.value.cure
