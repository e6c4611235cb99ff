"""Workers at work, on each database."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.storage.engine.database import Database
from tests.adapters.storage.builders import SetClock
from tests.services.at_work import AtWork


@pytest.fixture
async def bench(database: Database, clock: SetClock) -> AsyncIterator[AtWork]:
    """An empty task table; its workers are stopped at teardown."""
    bench = AtWork(database, clock)
    yield bench
    await bench.ends()
