"""Opening migrates a database once, and leaves a newer schema alone."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, inspect, select, text, update

from bot.adapters.storage.engine import migrate
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import (
    COMPATIBLE_FROM,
    HEAD,
    MIGRATIONS,
    NewerDatabase,
    compatible_from,
    versions_of,
)
from bot.adapters.storage.tables import drafts, escalations, metadata, schema_version, tasks
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


def back_to(connection: Connection, version: str) -> None:
    """Recreates the tables of a release before 1.1.0."""
    metadata.drop_all(connection)
    compatible_from.drop(connection)
    command.upgrade(alembic_on(connection), version)
    schema_version.drop(connection)
    compatible_from.create(connection)
    connection.execute(insert(compatible_from).values(version_num=version))


async def to_first_release(store: Store) -> None:
    """Takes a database back to how the first release left it, with two tasks that wait."""
    start = import_module("bot.adapters.storage.migrations.versions.0001_start")

    def work(connection: Connection) -> None:
        back_to(connection, start.revision)
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
        await connection.execute(update(compatible_from).values(version_num="0999"))

    with pytest.raises(NewerDatabase, match=r"version 0999.*newer release"):
        await Database.open(database_url)


async def test_release_1_0_0_finds_the_number_that_it_knows(empty_url: str) -> None:
    database = await Database.open(empty_url)
    async with database.read() as connection:
        versions = await connection.run_sync(versions_of)
    await database.close()

    assert versions == (HEAD, COMPATIBLE_FROM) == (HEAD, "0005")


async def test_a_database_of_release_1_0_0_is_brought_up_to_date_and_left_open_to_it(
    store: Store, database_url: str
) -> None:
    async with store.database.write() as connection:
        await connection.run_sync(back_to, "0005")

    await (await Database.open(database_url)).close()

    async with store.database.read() as connection:
        assert await connection.run_sync(versions_of) == (HEAD, "0005")


@pytest.mark.parametrize("needs", [COMPATIBLE_FROM, HEAD])
async def test_a_database_that_a_newer_release_left_for_this_one_is_opened_as_it_is(
    store: Store, database_url: str, migrations: list[Connection], needs: str
) -> None:
    async with store.database.write() as connection:
        await connection.execute(update(schema_version).values(version_num="0999"))
        await connection.execute(update(compatible_from).values(version_num=needs))

    await (await Database.open(database_url)).close()
    await (await Database.join(database_url)).close()

    assert migrations == []
    async with store.database.read() as connection:
        assert await connection.run_sync(versions_of) == ("0999", needs)


async def test_a_release_that_writes_more_than_the_oldest_can_read_says_so(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "COMPATIBLE_FROM", HEAD)

    await (await Database.open(database_url)).close()

    async with store.database.read() as connection:
        assert await connection.run_sync(versions_of) == (HEAD, HEAD)


async def test_migrations_since_the_oldest_release_only_add(store: Store) -> None:
    async with store.database.write() as connection:
        await connection.run_sync(back_to, COMPATIBLE_FROM)
        before = await connection.run_sync(columns_and_rules)
        await connection.run_sync(back_to, HEAD)
        after = await connection.run_sync(columns_and_rules)

    assert before <= after
    assert [new for new in after - before if new.hinders(before)] == []


# SQLite lets one process write at a time.
@pytest.mark.parametrize("kind", ["postgres"])
async def test_a_migration_waits_for_hosts_at_work_and_holds_none_of_them_up(
    store: Store, database_url: str
) -> None:
    async with store.database.write() as connection:
        await connection.run_sync(back_to, "0005")

    async with store.database.write() as at_work:
        # The last table that the migration comes to, and then the first one.
        await at_work.execute(text("LOCK TABLE people IN ROW EXCLUSIVE MODE"))
        opening = asyncio.create_task(Database.open(database_url))
        await somebody_waits(store)
        await at_work.execute(delete(drafts))
        await somebody_waits(store)

    await (await opening).close()
    assert (await store.rows(select(schema_version.c.version_num))) == [(HEAD,)]


async def somebody_waits(store: Store) -> None:
    """Until a statement waits for a table that another one has."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation IS NOT NULL")
    async with store.database.read() as connection:
        for _ in range(3000):
            if (await connection.execute(waiting)).scalar():
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


class SchemaPart(NamedTuple):
    """A column, or a rule that rows of a table obey."""

    table: str
    is_: str
    is_free: bool

    def hinders(self, before: set["SchemaPart"]) -> bool:
        """Whether a release that does not know it could not write to its table."""
        return not self.is_free and self.table in {part.table for part in before}


def columns_and_rules(connection: Connection) -> set[SchemaPart]:
    """All that an older release has to do with."""
    looked_at = inspect(connection)
    parts = set()
    for table in looked_at.get_table_names():
        for column in looked_at.get_columns(table):
            is_free = column["nullable"] or column["default"] is not None
            parts.add(SchemaPart(table, f"{column['name']} {column['type']} {is_free}", is_free))
        rules = (*looked_at.get_foreign_keys(table), *looked_at.get_unique_constraints(table))
        parts |= {SchemaPart(table, str(sorted(rule.items())), is_free=False) for rule in rules}
        indexes = [index for index in looked_at.get_indexes(table) if index["unique"]]
        parts |= {SchemaPart(table, str(index["name"]), is_free=False) for index in indexes}
    return parts


@pytest.fixture
def migrations(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """The connections that ran a migration."""
    seen: list[Connection] = []
    really: Callable[[Connection], Any] = migrate._migrate

    def noted(connection: Connection) -> None:
        seen.append(connection)
        really(connection)

    monkeypatch.setattr(migrate, "_migrate", noted)
    return seen
