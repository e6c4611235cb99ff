"""A database with all its stores, as seen by two processes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Select

from bot.adapters.storage.conversations import SqlConversations, SqlDrafts
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.reports import SqlReports
from bot.adapters.storage.retention import SqlRetention
from bot.adapters.storage.tasks import SqlTasks
from bot.ports import Conversations, Drafts, People, Reports, Retention, Task, Tasks, Windows
from tests.adapters.storage.builders import LEASE, SetClock, follow_ups


class Store:
    """One process's stores, with a count of wake-ups of its worker."""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database = database
        self.clock, self.woken = clock, 0
        self.tasks: Tasks = SqlTasks(database, clock, self.wake)
        self.reports: Reports = SqlReports(database, follow_ups, clock, self.wake)
        chats = SqlConversations(database, clock, self.wake)
        self.conversations: Conversations = chats
        self.windows: Windows = chats
        self.drafts: Drafts = SqlDrafts(database, clock)
        self.people: People = SqlPeople(database, clock)
        self.retention: Retention = SqlRetention(database)

    def wake(self) -> None:
        """Counts."""
        self.woken += 1

    async def claim(self) -> Task | None:
        """Claims the oldest due task of the queues for people, the protective ones first."""
        for queue in ("protecting", "asking", "people"):
            if claimed := await self.tasks.claim(queue, LEASE, 1):
                return claimed[0]
        return None

    async def rows(self, statement: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """What the tables hold."""
        async with self.database.read() as connection:
            return [tuple(row) for row in await connection.execute(statement)]


@pytest.fixture
def store(database: Database, clock: SetClock) -> Store:
    """The process under test."""
    return Store(database, clock)


@pytest.fixture
async def other(store: Store, database_url: str, clock: SetClock) -> AsyncIterator[Store]:
    """A second process on the same database."""
    database = await Database.open(database_url)
    yield Store(database, clock)
    await database.close()
