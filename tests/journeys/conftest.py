"""A bot that really runs, on a file database, between stand-ins."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web

from bot import local
from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.content import Content, load
from bot.host import create_app
from tests.journeys.people import Somebody
from tests.stand_ins.teams import Teams

AROHA, WIREMU, TAMATI = (f"0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c000{number}" for number in (1, 2, 3))


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped content."""
    return load(today=date(2026, 11, 22))


@dataclass
class Running:
    """The bot, the Teams it talks to, and where its mail lands."""

    teams: Teams
    app: web.Application
    data: Path
    restart: Callable[[], object]

    @property
    def outbox(self) -> Path:
        """The folder of mails that left."""
        return self.data / "outbox"

    def mails(self) -> list[Path]:
        """Every mail that left."""
        return sorted(self.outbox.glob("*.eml"))

    def person(self, name: str, object_id: str) -> Somebody:
        """An invented person at their window."""
        return Somebody(self.teams, self.teams.person(name, object_id))


async def _start(content: Content, data: Path) -> web.AppRunner:
    directory = TomlDirectory.read(SAMPLE)
    app = create_app(local.outside(content, directory, data))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


@pytest.fixture
async def bot(content: Content, tmp_path: Path) -> AsyncIterator[Running]:
    """The running bot; `restart` stops it and starts it again on the same data."""
    runner = await _start(content, tmp_path)

    async def restart() -> None:
        nonlocal runner
        await runner.cleanup()
        runner = await _start(content, tmp_path)
        running.app = runner.app
        teams.bot_url = _url(runner)

    async with Teams(bot_url=_url(runner)) as teams:
        running = Running(teams, runner.app, tmp_path, restart)
        yield running
        await runner.cleanup()


def _url(runner: web.AppRunner) -> str:
    return f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"


@pytest.fixture
async def aroha(bot: Running) -> Somebody:
    """A staff member who has the app; Wiremu is her people leader."""
    somebody = bot.person("Aroha Example", AROHA)
    await somebody.installs()
    return somebody


@pytest.fixture
async def wiremu(bot: Running) -> Somebody:
    """Aroha's people leader, who has the app too."""
    somebody = bot.person("Wiremu Example", WIREMU)
    await somebody.installs()
    return somebody
