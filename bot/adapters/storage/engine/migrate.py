"""Brings a database to the version this release needs, when it is opened.

Two numbers stand in a database, so that releases can run side by side. `schema_version` says which
migration it is at. `alembic_version` says which migration a release must know at least to work with
it; release 1.0.0 takes it for the first, works with 0005 and with nothing else. How a migration is
written so that the releases around it can go on is said in migrations/env.py.
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

HEAD: Final = "0006"
"""The newest migration. They are numbered, so that an older release knows a newer database."""
COMPATIBLE_FROM: Final = "0005"
"""The newest migration of the oldest release that may run beside this one: release 1.0.0."""

MIGRATIONS = Path(__file__).parent.parent / "migrations"

PAUSE = 0.1
"""Seconds between two tries to have the tables for a migration."""
TRIES = 1000
LOCK_NOT_AVAILABLE = "55P03"

compatible_from = Table("alembic_version", MetaData(), Column("version_num", String))

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class CannotOpen(Exception):
    """The database is out of reach or not for us; the message is a sentence for an admin."""


class NewerDatabase(CannotOpen):
    """A newer release has changed this database, and not left it so that this one can go on."""


class Versions(NamedTuple):
    """What a database says of itself; None where it says nothing."""

    at: str | None
    """The migration it is at."""
    needs: str | None
    """The migration that a release has to know to work with it."""

    @property
    def is_too_new(self) -> bool:
        """Whether this release does not know what it needs to."""
        return self.needs is not None and self.needs > HEAD

    @property
    def is_current(self) -> bool:
        """Whether this release can work with it as it is. It may be further than this release."""
        is_far_enough = self.at is not None and self.at >= HEAD
        is_marked = self.needs is not None and self.needs >= COMPATIBLE_FROM
        return is_far_enough and is_marked and not self.is_too_new


async def bring_up_to_date(read: Transaction, begin_alone: Transaction) -> None:
    """Migrates if need be; once, however many processes start. Raises NewerDatabase."""
    async with read() as connection:
        if await connection.run_sync(_is_current):
            return
    for tries_left in reversed(range(TRIES)):
        try:
            async with begin_alone() as connection:
                if not await connection.run_sync(_is_current):
                    await connection.run_sync(_migrate)
        except DBAPIError as error:
            # Other hosts are at work on the tables. Whoever waits in PostgreSQL's queue holds them
            # all up, and may be part of a deadlock; so it does not wait there for long.
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE or not tries_left:
                raise
            await asyncio.sleep(PAUSE)
        else:
            return


async def refuse_unless_current(read: Transaction) -> None:
    """Raises CannotOpen for a database that this release would have to change first."""
    async with read() as connection:
        if not await connection.run_sync(_is_current):
            raise CannotOpen(
                f"The database is not at version {HEAD}, which this release needs: "
                "start the bot of this release once, which brings it up to date."
            )


def versions_of(connection: Connection) -> Versions:
    """What a database says of itself."""
    at, needs = _read(connection, schema_version), _read(connection, compatible_from)
    # Until release 1.1.0 both were one.
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
    # Imported when needed: nearly every start finds its database up to date.
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
