"""A database file and all that works on it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select

from bot.adapters.storage.conversations import SqlConversations, SqlDrafts
from bot.adapters.storage.database import Database
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.reports import SqlReports
from bot.adapters.storage.tasks import SqlTasks
from bot.ports import Conversations, Drafts, People, Reports, Tasks
from tests.adapters.storage.builders import SetClock, follow_ups


class Store:
    """One process's view of a database, and how often its worker was woken."""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database = database
        self.woken = 0
        self.tasks: Tasks = SqlTasks(database, clock, self.wake)
        self.reports: Reports = SqlReports(database, follow_ups, clock, self.wake)
        self.conversations: Conversations = SqlConversations(database, clock, self.wake)
        self.drafts: Drafts = SqlDrafts(database)
        self.people: People = SqlPeople(database, clock)

    def wake(self) -> None:
        """Counts."""
        self.woken += 1

    async def rows(self, statement: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """What the tables hold."""
        async with self.database.read() as connection:
            return [tuple(row) for row in await connection.execute(statement)]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once."""
    path = tmp_path_factory.mktemp("migrated") / "bot.db"

    async def make() -> None:
        await (await Database.open(f"sqlite+aiosqlite:///{path}")).close()

    asyncio.run(make())
    return path


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path}/data/bot.db"


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands still."""
    return SetClock()


@pytest.fixture
async def fresh(url: str, clock: SetClock) -> AsyncIterator[Store]:
    """A process that made its file itself."""
    database = await Database.open(url)
    yield Store(database, clock)
    await database.close()


@pytest.fixture
async def store(migrated: Path, tmp_path: Path, url: str, clock: SetClock) -> AsyncIterator[Store]:
    """The process under test."""
    (tmp_path / "data").mkdir()
    shutil.copy(migrated, tmp_path / "data" / "bot.db")
    database = await Database.open(url)
    yield Store(database, clock)
    await database.close()


@pytest.fixture
async def other(store: Store, url: str, clock: SetClock) -> AsyncIterator[Store]:
    """A second process on the same file."""
    database = await Database.open(url)
    yield Store(database, clock)
    await database.close()
