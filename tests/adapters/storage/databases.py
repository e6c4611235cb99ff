"""Fixtures that give each test a database of its own, once on SQLite and once on PostgreSQL.

All tests are offered them: `database` (open), `database_url` (migrated and empty), `empty_url`
(nothing there yet) and `clock`, by which the database goes as well.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Literal, cast

import pytest

from bot.adapters.storage.engine.database import Database
from tests.adapters.storage.builders import SetClock
from tests.shared_run import shared_by
from tests.stand_ins.postgres import NotInstalled, PostgresServer
from tests.stand_ins.run_folder import Run

Kind = Literal["sqlite", "postgres"]
Source = PostgresServer | Path
"""A server that makes databases, or a file to copy."""

# Found before PostgreSQL's own, because of the search path that the server is given.
_SET_CLOCK = """
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT pg_read_file('{folder}/' || current_database() || '.clock')::timestamptz $$
"""
_numbers = count(1)


class SharedClock(SetClock):
    """A set clock that a database server reads as well, from a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        super().__init__()

    @property
    def now(self) -> datetime:
        """What it shows."""
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now
        # In one go: the server may be reading.
        new = self._file.with_suffix(".new")
        new.write_text(now.isoformat())
        new.replace(self._file)


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[PostgresServer]:
    """The server of this run, shared by all its processes."""
    run = shared_by(pytestconfig)
    yield from _joined(run) if run else server_of_its_own()


def server_of_its_own() -> Iterator[PostgresServer]:
    """One that a module may take down."""
    with _prepared() as server:
        yield server


def _joined(run: Run) -> Iterator[PostgresServer]:
    """The one that this process or another has started, and that ends with the run."""
    with run.one_at_a_time("postgres") as told:
        if told.exists():
            server = PostgresServer.join(Path(told.read_text()))
        else:
            server = _prepared(until=run.lifeline)
            told.write_text(str(server.folder))
    yield server


def _prepared(until: Path | None = None) -> PostgresServer:
    """A server with one migrated database to copy. Skips the test where none is installed."""
    try:
        settings = {"search_path": "public,pg_catalog", "max_connections": 200}
        server = PostgresServer.start(durable=False, settings=settings, until=until)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    asyncio.run(_make_template(server))
    return server


async def _make_template(server: PostgresServer) -> None:
    await (await Database.open(await server.create("migrated"))).close()
    for template in ("template1", "migrated"):
        await server.execute(_SET_CLOCK.format(folder=server.folder), template)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database, made once."""
    path = tmp_path_factory.mktemp("migrated") / "bot.db"

    async def make() -> None:
        await (await Database.open(f"sqlite+aiosqlite:///{path}")).close()

    asyncio.run(make())
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Which database this run of the test is about."""
    return cast(Kind, request.param)


@pytest.fixture
def name() -> str:
    """What this test's database is called."""
    return f"test_{os.getpid()}_{next(_numbers)}"


@pytest.fixture
def source(request: pytest.FixtureRequest, kind: Kind) -> Source:
    """Where this test's database comes from."""
    found: Source = request.getfixturevalue("postgres" if kind == "postgres" else "migrated_file")
    return found


@pytest.fixture
def clock(source: Source, name: str) -> SetClock:
    """A set clock that the database server reads too."""
    if isinstance(source, Path):
        return SetClock()
    return SharedClock(source.folder / f"{name}.clock")


@pytest.fixture
async def empty_url(
    source: Source, name: str, tmp_path: Path, clock: SetClock
) -> AsyncIterator[str]:
    """The address of a database without tables; on SQLite, of a file that is not there yet."""
    if isinstance(source, Path):
        yield f"sqlite+aiosqlite:///{tmp_path}/data/bot.db"
        return
    yield await source.create(name)
    await source.drop(name)


@pytest.fixture
async def database_url(
    source: Source, name: str, tmp_path: Path, clock: SetClock
) -> AsyncIterator[str]:
    """The address of a database that is up to date and empty."""
    if isinstance(source, Path):
        (tmp_path / "data").mkdir()
        shutil.copy(source, tmp_path / "data" / "bot.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/data/bot.db"
        return
    yield await source.create(name, template="migrated")
    await source.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database, up to date and empty."""
    database = await Database.open(database_url)
    yield database
    await database.close()
