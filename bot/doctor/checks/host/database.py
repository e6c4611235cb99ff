"""The database: proved by opening and reading it, and by a write that is rolled back."""

import re
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.schema import CreateTable

from bot.adapters.storage import tables
from bot.adapters.storage.engine.backend import DatabaseBackend
from bot.adapters.storage.engine.database import Database, outages_are_busy
from bot.adapters.storage.engine.migrate import HEAD, versions_of
from bot.adapters.storage.engine.postgres import Postgres
from bot.adapters.storage.engine.sqlite import Sqlite
from bot.adapters.storage.tables import tasks
from bot.doctor.checks.host.clock import compared
from bot.doctor.diagnosis.database_errors import OWN, REACH, ROOM, explained
from bot.doctor.results import CheckFailed, Remark, fine
from bot.ports import Clock


def ours_in(connection: Connection) -> list[str]:
    """Tables with the names of the bot's own."""
    return sorted(tables.metadata.tables.keys() & set(inspect(connection).get_table_names()))


def scratch_table() -> Table:
    """A table with a unique name."""
    return Table(f"doctor_{uuid4().hex}", MetaData(), Column("id", Integer))


def scratch_task(now: datetime) -> dict[str, object]:
    """A task of no known kind, due in the year 9999."""
    far = datetime(9999, 1, 1, tzinfo=UTC)
    some = {"key": f"doctor:{uuid4()}", "kind": "doctor", "attempts": 0, "payload": "{}"}
    return {**some, "due_at": far, "created_at": now}


NUMBER = re.compile(r"\d+")
ITS_OWN = "Give the bot a database of its own, and name that in DATABASE_URL."


class DatabaseCheck:
    """The database at DATABASE_URL, opened but never migrated. Use as `async with`."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = make_url(url)
        self._clock = clock
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._database: Database | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._database:
            await self._database.close()
        if self._scratch:
            self._scratch.cleanup()

    async def opens(self) -> Sequence[Remark]:
        """Proved by `select 1`."""
        with explained("The database cannot be opened", ROOM if self._is_sqlite else REACH):
            self._database = Database(self._backend())
            with outages_are_busy():
                await self._database.backend.open()
            async with self._database.read() as connection:
                await connection.execute(select(1))
        if self._scratch:
            return fine("SQLite. There is no file yet, and one can be made.")
        return fine("SQLite, for one host." if self._is_sqlite else "PostgreSQL.")

    async def is_of_our_version(self) -> Sequence[Remark]:
        """Proved by the version of the schema: this release can use or migrate it."""
        with explained("The version of the tables cannot be read", OWN):
            async with self._open.read() as connection:
                versions = await connection.run_sync(versions_of)
                tables = await connection.run_sync(ours_in)
        if versions.at is None and tables:
            names = ", ".join(tables)
            raise CheckFailed(
                f"Another program has tables there that the bot makes: {names}.", ITS_OWN
            )
        if versions.at is None:
            return fine(f"It has no tables of the bot yet; serve makes those of version {HEAD}.")
        if not all(NUMBER.fullmatch(version) for version in versions if version is not None):
            raise CheckFailed(f"It belongs to another program (version {versions.at}).", ITS_OWN)
        if versions.is_too_new:
            raise CheckFailed(
                f"A newer release has changed it, so that it needs version {versions.needs}; "
                f"this one knows {HEAD}.",
                "Start the newer release, or restore a backup from before.",
            )
        if not versions.is_current:
            return fine(f"It is at version {versions.at}; serve brings it to {HEAD}.")
        if versions.at > HEAD:
            return fine(f"It is at version {versions.at}, which a newer release left for this one.")
        return fine(f"It is at version {HEAD}, as this release needs it.")

    async def can_be_written(self) -> Sequence[Remark]:
        """Proved by an insert, or by creating a table if a migration is due; rolled back."""
        with explained("The database takes no writes", ROOM if self._is_sqlite else OWN):
            async with self._open.read() as connection:
                versions = await connection.run_sync(versions_of)
            try:
                async with self._open.write() as connection:
                    if not versions.is_current:
                        await connection.execute(CreateTable(scratch_table()))
                    else:
                        await connection.execute(insert(tasks).values(scratch_task(self._clock())))
                    raise _TakenBackError
            except _TakenBackError:
                return fine("It was written to, and the change taken back.")

    async def agrees_on_the_time(self) -> Sequence[Remark]:
        """Compares clocks, because hosts that share a database use its clock."""
        if self._is_sqlite:
            return fine("SQLite goes by this host's clock.")
        with explained("The database does not tell the time", REACH):
            async with self._open.read() as connection:
                now = select(self._open.backend.now(self._clock))
                theirs = (await connection.execute(now)).scalar_one()
        return compared(self._clock() - theirs, "the database's", "what is due comes too early")

    @property
    def _open(self) -> Database:
        assert self._database is not None
        return self._database

    def _backend(self) -> DatabaseBackend:
        if not self._is_sqlite:
            return Postgres(self._url, hide_parameters=True)
        file = Path(self._url.database or "")
        if not file.exists():
            # In a temporary folder: a new file would belong to this user, not to the bot's.
            folder = next(parent for parent in file.absolute().parents if parent.exists())
            self._scratch = tempfile.TemporaryDirectory(dir=folder, prefix="doctor-")
            file = Path(self._scratch.name) / file.name
        return Sqlite(self._url.set(database=str(file)), hide_parameters=True)


class _TakenBackError(Exception):
    """Rolls a transaction back."""
