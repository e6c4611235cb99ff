"""Opening: a database is brought up to date once, and one that is newer is left alone."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text, update

from bot.adapters.storage import schema
from bot.adapters.storage.database import Database
from bot.adapters.storage.schema import HEAD, MIGRATIONS, NewerDatabase, version_row
from bot.adapters.storage.tables import escalations, metadata, tasks
from tests.adapters.storage.builders import START
from tests.adapters.storage.conftest import Store

A_TASK = """
INSERT INTO tasks (key, kind, due_at, attempts, created_at, payload)
VALUES (:kind, :kind, :at, 0, :at, '{}')
"""


def alembic_on(connection: Connection) -> Config:
    """What Alembic's commands want."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def to_first_release(store: Store) -> None:
    """Takes a database back to how the first release left it, with two tasks that wait."""
    start = import_module("bot.adapters.storage.migrations.versions.0001_start")

    def work(connection: Connection) -> None:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        command.upgrade(alembic_on(connection), start.revision)
        for kind in ("send_mail", "ask_leader"):
            statement = text(A_TASK).bindparams(at=START, kind=kind)
            connection.execute(statement)

    async with store.database.write() as connection:
        await connection.run_sync(work)


async def test_an_empty_database_gets_the_tables_that_the_code_expects(empty_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    database = await Database.open(empty_url)
    async with database.read() as connection:
        found = await connection.run_sync(differences)
    await database.close()

    assert found == []


async def test_the_newest_migration_is_the_one_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_opening_again_keeps_what_is_there(store: Store, database_url: str) -> None:
    async with store.database.write() as connection:
        await connection.execute(text(A_TASK).bindparams(at=START, kind="kind"))

    await (await Database.open(database_url)).close()

    assert await store.rows(select(tasks.c.key)) == [("kind",)]


async def test_ten_that_open_a_new_database_at_once_migrate_it_once(
    empty_url: str, migrations: list[Connection]
) -> None:
    opened = await asyncio.gather(*(Database.open(empty_url) for _ in range(10)))

    for database in opened:
        await database.check()
        await database.close()
    assert len(migrations) == 1


async def test_a_start_that_finds_all_up_to_date_leaves_alembic_alone(
    store: Store, database_url: str, migrations: list[Connection]
) -> None:
    await (await Database.open(database_url)).close()

    assert migrations == []


async def test_what_the_first_release_left_waiting_goes_into_its_lane(
    store: Store, database_url: str
) -> None:
    await to_first_release(store)

    await (await Database.open(database_url)).close()

    kept = await store.rows(select(tasks.c.kind, tasks.c.lane).order_by(tasks.c.id))
    assert kept == [("send_mail", "mail"), ("ask_leader", "people")]
    assert await store.rows(select(escalations.c.deputy_id)) == []


async def test_a_database_of_a_newer_release_is_refused_in_one_sentence(
    store: Store, database_url: str
) -> None:
    async with store.database.write() as connection:
        await connection.execute(update(version_row).values(version_num="0999"))

    with pytest.raises(NewerDatabase, match=r"version 0999.*newer release"):
        await Database.open(database_url)


@pytest.fixture
def migrations(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """The connections on which somebody migrated."""
    seen: list[Connection] = []
    really: Callable[[Connection], Any] = schema._migrate

    def migrate(connection: Connection) -> None:
        seen.append(connection)
        really(connection)

    monkeypatch.setattr(schema, "_migrate", migrate)
    return seen
