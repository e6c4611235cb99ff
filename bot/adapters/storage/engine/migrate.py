"""Migrates a database to the version that this release needs, when it is opened.

A database holds two version numbers, so that releases can run side by side. `schema_version` is the
migration it is at. `alembic_version` is the newest migration that a release must know to work with
it; release 1.0.0 takes it for the first number, and works with 0005 only. How to write a migration
that leaves the releases around it working: migrations/env.py.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.tables import schema_version

HEAD: Final = "0007"
"""The newest migration. Numbers, so that an older release can tell that a database is newer."""
COMPATIBLE_FROM: Final = "0005"
"""The newest migration of the oldest release that may run beside this one: release 1.0.0."""

MIGRATIONS = Path(__file__).parent.parent / "migrations"

RETRY_PAUSE = 0.1
"""Seconds between two attempts to lock the tables for a migration."""
MOST_TRIES = 1000
LOCK_NOT_AVAILABLE = "55P03"

compatible_from = Table("alembic_version", MetaData(), Column("version_num", String))

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class CannotOpen(Exception):
    """The database is out of reach or not ours; the message is a sentence for an admin."""


class NewerDatabase(CannotOpen):
    """A newer release has changed this database so that this one cannot work with it."""


class Versions(NamedTuple):
    """The two version numbers of a database; None where it has none."""

    at: str | None
    """The migration it is at."""
    needs: str | None
    """The migration that a release must know to work with it."""

    @property
    def is_too_new(self) -> bool:
        """Whether this release does not know the migration that it must know."""
        return self.needs is not None and self.needs > HEAD

    @property
    def is_current(self) -> bool:
        """Whether this release can work with it as it is; it may be at a newer migration."""
        is_far_enough = self.at is not None and self.at >= HEAD
        is_marked = self.needs is not None and self.needs >= COMPATIBLE_FROM
        return is_far_enough and is_marked and not self.is_too_new


async def migrate_if_needed(read: Transaction, begin_exclusive: Transaction) -> None:
    """Migrates once, however many processes start at the same time. Raises NewerDatabase."""
    async with read() as connection:
        if await connection.run_sync(_is_current):
            return
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            async with begin_exclusive() as connection:
                if not await connection.run_sync(_is_current):
                    await connection.run_sync(_migrate)
        except DBAPIError as error:
            # Other hosts use the tables. A waiting ALTER TABLE blocks all later statements on them
            # (https://www.postgresql.org/docs/current/explicit-locking.html) and may deadlock, so
            # it gives up soon and tries again.
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE or not tries_left:
                raise
            await asyncio.sleep(RETRY_PAUSE)
        else:
            return


async def require_current(read: Transaction) -> None:
    """Raises CannotOpen for a database that this release would have to migrate first."""
    async with read() as connection:
        if not await connection.run_sync(_is_current):
            raise CannotOpen(
                f"The database is not at version {HEAD}, which this release needs: "
                "start the bot of this release once, which brings it up to date."
            )


def versions_of(connection: Connection) -> Versions:
    """The version numbers of a database."""
    at, needs = _read(connection, schema_version), _read(connection, compatible_from)
    # Until release 1.1.0 there was one number.
    return Versions(at or needs, needs)


def _read(connection: Connection, table: Table) -> str | None:
    if not inspect(connection).has_table(table.name):
        return None
    found: str | None = connection.execute(select(table.c.version_num)).scalar()
    return found


def _is_current(connection: Connection) -> bool:
    versions = versions_of(connection)
    if versions.is_too_new:
        raise NewerDatabase(
            f"The database needs a release that knows version {versions.needs}, and this one "
            f"knows {HEAD}: start the newer release."
        )
    return versions.is_current


def _migrate(connection: Connection) -> None:
    at = versions_of(connection).at
    if at is None or at < HEAD:
        _upgrade(connection, at)
    compatible_from.create(connection, checkfirst=True)
    _write(connection, compatible_from, COMPATIBLE_FROM)


def _upgrade(connection: Connection, at: str | None) -> None:
    # Imported only here: nearly every start finds its database up to date.
    from alembic import command
    from alembic.config import Config

    if at is not None:
        schema_version.create(connection, checkfirst=True)
        _write(connection, schema_version, at)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _write(connection: Connection, table: Table, version: str) -> None:
    connection.execute(delete(table))
    connection.execute(insert(table).values(version_num=version))
