"""Two bots on two ports over one PostgreSQL, and one Teams that sends each activity to the next."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from bot.adapters.local.directory import TomlDirectory
from bot.adapters.local.outbox import Outbox
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.allowed_hosts import LOOPBACK
from bot.bootstrap import local
from bot.bootstrap.application import WORKER, create_app
from bot.bootstrap.environment import Gateways
from bot.content import Content
from tests.adapters.storage.databases import SharedClock
from tests.journeys.failing_mail import FailingOutbox
from tests.journeys.people import Somebody
from tests.stand_ins.postgres import PostgresServer
from tests.stand_ins.teams import Teams

MOST_LOOKS = 2000
_UNTRIED = """
select count(*) from tasks
where done_at is null and (lease is not null or due_at <= clock_timestamp())
"""


class Balanced(Teams):
    """A Teams behind whose one address several hosts take turns."""

    def __init__(self) -> None:
        self._next: Iterator[str] = iter(())
        super().__init__()

    @property
    def bot_url(self) -> str:
        """Where the next activity goes."""
        return next(self._next)

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self.takes_turns(url)

    def takes_turns(self, *urls: str) -> None:
        """From now on each activity goes to the next of these."""
        self._next = cycle(urls)


@dataclass
class HostOfPair:
    """One process' worth of the bot."""

    app: web.Application
    runner: web.AppRunner
    is_up: bool = True

    @property
    def url(self) -> str:
        """Where activities go."""
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}/api/messages"

    async def stops(self) -> None:
        """Closes it in good order, once."""
        if self.is_up:
            self.is_up = False
            await self.runner.cleanup()


@dataclass
class Pair:
    """Two hosts, the Teams they share, the mail service they share, and their database."""

    content: Content
    directory: TomlDirectory
    server: PostgresServer
    database: str
    folder: Path
    clock: SharedClock
    teams: Balanced = field(default_factory=Balanced)
    hosts: list[HostOfPair] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.post = FailingOutbox(Outbox(self.folder / "outbox", local.SENDER, self.clock))

    async def __aenter__(self) -> "Pair":
        self._open = AsyncExitStack()
        await self._open.enter_async_context(self.teams)
        for _ in range(2):
            self.hosts.append(host := await self._host())
            self._open.push_async_callback(host.stops)
        self.teams.takes_turns(*(host.url for host in self.hosts))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def person(self, name: str) -> Somebody:
        """An invented person of the directory, who has just added the app."""
        (found,) = (person for person in self.directory.people if person.name == name)
        somebody = Somebody(self.teams, self.teams.person(name, found.id))
        await somebody.installs()
        return somebody

    async def time_passes(self, **span: float) -> None:
        """Some time later, when all that fell due before and since has been tried."""
        await self.rests()
        self.clock.passes(timedelta(**span))
        await self.rests()

    async def rests(self) -> None:
        """Waits until the workers have tried all that is due."""
        for _ in range(MOST_LOOKS):
            # A host cannot wake the other, which would look by itself some seconds later.
            for host in self.hosts:
                host.app[WORKER].wake()
            if not await self.counts(_UNTRIED):
                return
            await asyncio.sleep(0.02)
        raise TimeoutError

    async def counts(self, query: str) -> int:
        """The one number a query of the database answers with."""
        return int(await self.server.execute(query, self.database))

    def mails(self) -> Sequence[str]:
        """Every mail that left, by its file."""
        return sorted(file.name for file in (self.folder / "outbox").glob("*.eml"))

    async def _host(self) -> HostOfPair:
        usual = local.local_environment(self.content, self.directory, self.folder)

        def connect(session: ClientSession) -> Gateways:
            return replace(usual.connect(session), mail=self.post, messenger=self._speaks(session))

        url = self.server.url(self.database)
        outside = replace(usual, connect=connect, clock=self.clock, database_url=url)
        app = create_app(outside)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return HostOfPair(app, runner)

    def _speaks(self, session: ClientSession) -> TeamsMessenger:
        options: dict[str, Any] = {"hosts": LOOPBACK, "clock": self.clock}
        return TeamsMessenger(session, bot_id=self.teams.channel.bot_id, **options)
