"""Brings a database to the version this release needs, when it is opened."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection

HEAD = "0006"
"""The newest migration. They are numbered, so that an older release knows a newer database."""

MIGRATIONS = Path(__file__).parent / "migrations"

version_row = Table("alembic_version", MetaData(), Column("version_num", String))

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class CannotOpen(Exception):  # noqa: N818 - a refusal is named as a phrase
    """The database is out of reach or not for us; the message is a sentence for an admin."""


class NewerDatabase(CannotOpen):
    """A newer release has already changed this database."""


async def bring_up_to_date(read: Transaction, begin_alone: Transaction) -> None:
    """Migrates if need be; once, however many processes start. Raises NewerDatabase."""
    async with read() as connection:
        if await connection.run_sync(_is_current):
            return
    async with begin_alone() as connection:
        if not await connection.run_sync(_is_current):
            await connection.run_sync(_migrate)


async def refuse_unless_current(read: Transaction) -> None:
    """Raises CannotOpen for a database that this release would have to change first."""
    async with read() as connection:
        if not await connection.run_sync(_is_current):
            raise CannotOpen(
                f"The database is not at version {HEAD}, which this release needs: "
                "start the bot of this release once, which brings it up to date."
            )


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table(version_row.name):
        return False
    version = connection.execute(select(version_row.c.version_num)).scalar()
    if version is not None and version > HEAD:
        raise NewerDatabase(
            f"The database is at version {version}, made by a newer release than this one, "
            f"which knows {HEAD}: start the newer release."
        )
    return version == HEAD


def _migrate(connection: Connection) -> None:
    # Imported when needed: nearly every start finds its database up to date.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
