"""A running bot, and the two people of most journeys."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.content import Content, load
from tests.journeys.clock import MONDAY, RunningClock
from tests.journeys.over_graph import OverGraph, humans
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import with_app
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import Graph
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
def starts_at() -> datetime:
    """When a test begins: on a Monday, 1 pm in New Zealand."""
    return MONDAY


@pytest.fixture
def clock(starts_at: datetime) -> RunningClock:
    """What the bot takes for the time."""
    return RunningClock(starts_at)


@pytest.fixture(autouse=True)
def storage_may_be_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no outage; tests of outages set a time of their own."""
    monkeypatch.setattr("bot.adapters.teams.turns.turns.HELP_AFTER", 30.0)


@pytest.fixture
async def bot(
    content: Content, directory: TomlDirectory, tmp_path: Path, clock: RunningClock
) -> AsyncIterator[Running]:
    """The running bot."""
    async with Teams() as teams:
        running = Running(content, directory, teams, tmp_path, clock)
        await running.starts()
        yield running
        await running.stops()


@pytest.fixture
async def graph(
    directory: TomlDirectory, clock: RunningClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Graph]:
    """A Microsoft Graph with the same people, that nobody may ask what it would not take."""
    async with Entra(tmp_path) as entra:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra.ca_file))
        async with Graph(entra, people=humans(directory), clock=clock) as graph:
            yield graph
            assert graph.violations == []


@pytest.fixture
async def graph_bot(
    content: Content, directory: TomlDirectory, tmp_path: Path, clock: RunningClock, graph: Graph
) -> AsyncIterator[OverGraph]:
    """The running bot, with Microsoft Graph for mail and people."""
    async with Teams() as teams:
        running = OverGraph(content, directory, teams, tmp_path, clock, graph=graph)
        await running.starts()
        yield running
        await running.stops()


@pytest.fixture
async def aroha(bot: Running) -> Somebody:
    """A staff member who has the app; Wiremu is her people leader."""
    return await with_app(bot, "Aroha Example")


@pytest.fixture
async def wiremu(bot: Running) -> Somebody:
    """Aroha's people leader, who has the app too."""
    return await with_app(bot, "Wiremu Example")


@pytest.fixture
async def sefina(bot: Running) -> Somebody:
    """Another people leader who has the app; Aroha is not in her team."""
    return await with_app(bot, "Sefina Example")


@pytest.fixture
async def tamati(bot: Running) -> Somebody:
    """A colleague of Aroha's who has the app; Wiremu leads him too."""
    return await with_app(bot, "Tāmati Example")


@pytest.fixture
async def ngaire(bot: Running) -> Somebody:
    """Leads Wiremu, and has the app; nobody leads her."""
    return await with_app(bot, "Ngaire Example")
