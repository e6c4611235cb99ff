"""A running bot, and the two people of most journeys."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.content import Content, load
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.teams import Teams

NAMESAKES = """
[[person]]
id = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0007"
name = "Hana Example"
email = "hana@example.org"

[[person]]
id = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0008"
name = "Hana Example"
email = "hana.two@example.org"
"""
"""Two people of one name, beside the six of local mode."""


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped content."""
    return load(today=date(2026, 11, 22))


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> TomlDirectory:
    """The people who work here."""
    file = tmp_path_factory.mktemp("people") / "people.toml"
    file.write_text(SAMPLE.read_text(encoding="utf-8") + NAMESAKES, encoding="utf-8")
    return TomlDirectory.read(file)


@pytest.fixture
async def bot(content: Content, directory: TomlDirectory, tmp_path: Path) -> AsyncIterator[Running]:
    """The running bot, on a Monday at 1 pm."""
    async with Teams() as teams:
        running = Running(content, directory, teams, tmp_path)
        await running.starts()
        yield running
        await running.stops()


@pytest.fixture
async def aroha(bot: Running) -> Somebody:
    """A staff member who has the app; Wiremu is her people leader."""
    return await _with_app(bot, "Aroha Example")


@pytest.fixture
async def wiremu(bot: Running) -> Somebody:
    """Aroha's people leader, who has the app too."""
    return await _with_app(bot, "Wiremu Example")


@pytest.fixture
async def sefina(bot: Running) -> Somebody:
    """Another people leader who has the app; Aroha is not in her team."""
    return await _with_app(bot, "Sefina Example")


@pytest.fixture
async def tamati(bot: Running) -> Somebody:
    """A colleague of Aroha's who has the app; Wiremu leads him too."""
    return await _with_app(bot, "Tāmati Example")


async def _with_app(bot: Running, name: str) -> Somebody:
    somebody = bot.person(name)
    await somebody.installs()
    return somebody
