"""A pair of hosts, and the two people of most journeys."""

import os
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from bot.adapters.local.directory import TomlDirectory
from bot.content import Content
from tests.adapters.storage.databases import SharedClock
from tests.hosts.pair import Pair
from tests.journeys.clock import MONDAY
from tests.journeys.conftest import content, directory
from tests.journeys.people import Somebody
from tests.stand_ins.postgres import PostgresServer
from tests.words import words

__all__ = ["content", "directory"]

_numbers = count(1)


@pytest.fixture
def parts(request: pytest.FixtureRequest) -> tuple[Content, TomlDirectory, PostgresServer]:
    """What is made once for all tests."""
    content, directory, server = map(request.getfixturevalue, ("content", "directory", "postgres"))
    return content, directory, server


@pytest.fixture
async def pair(
    parts: tuple[Content, TomlDirectory, PostgresServer], tmp_path: Path
) -> AsyncIterator[Pair]:
    """Two running hosts, on a Monday at 1 pm."""
    content, directory, server = parts
    name = f"hosts_{os.getpid()}_{next(_numbers)}"
    clock = SharedClock(server.folder / f"{name}.clock")
    clock.now = MONDAY
    await server.create(name, template="migrated")
    async with Pair(content, directory, server, name, tmp_path, clock) as pair:
        yield pair
    await server.drop(name)


@pytest.fixture
async def aroha(pair: Pair) -> Somebody:
    """A staff member who has the app; the directory has said that Wiremu is her people leader."""
    aroha = await pair.person("Aroha Example")
    await aroha.presses(words("menu.report"))
    await pair.rests()
    await aroha.presses(words("move.stop"))
    return aroha


@pytest.fixture
async def wiremu(pair: Pair) -> Somebody:
    """Aroha's people leader, who has the app too."""
    return await pair.person("Wiremu Example")
