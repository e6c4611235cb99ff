"""A bot that really runs, on a file database, between stand-ins that can be made to fail."""

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession, web

from bot.adapters.local.directory import TomlDirectory
from bot.adapters.local.outbox import Outbox
from bot.adapters.storage.engine.database import Database
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.allowed_hosts import LOOPBACK
from bot.bootstrap import local
from bot.bootstrap.application import WORKER, create_app
from bot.bootstrap.environment import Gateways
from bot.content import Content
from bot.domain.people import Person
from tests.journeys.clock import RunningClock
from tests.journeys.failing_mail import FailingOutbox, text_of
from tests.journeys.people import Somebody
from tests.stand_ins.run_folder import in_memory
from tests.stand_ins.teams import Teams

MOST_LOOKS = 6000
_UNTRIED = "select count(*) from tasks where done_at is null and (lease is not null or due_at <= ?)"


@cache
def migrated() -> bytes:
    """A database file as a first start makes it, which takes half the time of a short journey."""

    async def make(file: Path) -> None:
        await (await Database.open(f"sqlite+aiosqlite:///{file}")).close()

    with TemporaryDirectory(dir=in_memory()) as folder:
        asyncio.run(make(file := Path(folder) / "bot.db"))
        return file.read_bytes()


@dataclass
class Running:
    """The bot, the Teams it talks to, and where its mail lands."""

    content: Content
    directory: TomlDirectory
    teams: Teams
    data: Path
    clock: RunningClock = field(default_factory=RunningClock)
    has_living_cards: bool = True
    public_url: str | None = None
    """With it, mails have links to answer."""
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.post = FailingOutbox(Outbox(self.data / "outbox", local.SENDER, self.clock))

    async def starts(self) -> None:
        """Opens the database and the port."""
        if not (file := self.data / "bot.db").exists():
            file.write_bytes(await asyncio.to_thread(migrated))
        usual = local.local_environment(
            self.content, self.directory, self.data, public_url=self.public_url
        )

        def connect(session: ClientSession) -> Gateways:
            return self.partners(usual.connect(session), session)

        living = self.has_living_cards
        self.app = create_app(
            replace(usual, connect=connect, clock=self.clock, has_living_cards=living)
        )
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.teams.bot_url = f"{self.url}/api/messages"

    def partners(self, usual: Gateways, session: ClientSession) -> Gateways:
        """Whom it works with: as in local mode, with a mail service that can be made to fail."""
        bot_id = self.teams.channel.bot_id
        messenger = TeamsMessenger(session, bot_id=bot_id, hosts=LOOPBACK, clock=self.clock)
        return replace(usual, mail=self.post, messenger=messenger)

    async def stops(self) -> None:
        """Closes all of it."""
        assert self._runner is not None
        await self._runner.cleanup()

    async def restarts(self) -> None:
        """Stops and starts on the same data."""
        await self.stops()
        await self.starts()

    async def time_passes(self, **span: float) -> None:
        """Some time later, when all that fell due before and since has been tried."""
        await self.rests()
        self.clock.passes(timedelta(**span))
        self.app[WORKER].wake()
        await self.rests()

    async def rests(self) -> None:
        """Waits until the worker has tried all that is due."""
        for _ in range(MOST_LOOKS):
            if not self._untried():
                return
            await asyncio.sleep(0.005)
        raise TimeoutError

    async def health(self) -> dict[str, Any]:
        """What the bot says of itself to the platform that runs it."""
        async with ClientSession() as session, session.get(f"{self.url}/health/ready") as response:
            found: dict[str, Any] = await response.json()
            return found

    def mails(self) -> Sequence[EmailMessage]:
        """Every mail that left for Security."""
        return [mail for mail in self.all_mails() if mail["To"] == local.SECURITY]

    def mails_to(self, name: str) -> Sequence[EmailMessage]:
        """Every mail that left for one of the people of the directory."""
        return [mail for mail in self.all_mails() if mail["To"] == self._person(name).email]

    def all_mails(self) -> Sequence[EmailMessage]:
        """Every mail that left, whoever gets it."""
        files = sorted((self.data / "outbox").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def mail(self) -> str:
        """The text of the one mail with a report that left for Security, without follow-ups."""
        (message,) = self.report_mails()
        return text_of(message)

    def report_mails(self) -> Sequence[EmailMessage]:
        """Every mail with a report that left for Security, without follow-ups."""
        before, _, _ = self.content.texts("mail.follow_up_subject", subject="|").partition("|")
        return [it for it in self.mails() if not str(it["Subject"]).startswith(before)]

    def person(self, name: str) -> Somebody:
        """An invented person of the directory at their window."""
        return Somebody(self.teams, self.teams.person(name, self._person(name).id))

    def rows(self, table: str) -> Sequence[sqlite3.Row]:
        """All that a table keeps."""
        with closing(self._database()) as database:
            return database.execute(f"select * from {table}").fetchall()  # noqa: S608

    def draft(self) -> dict[str, Any]:
        """The only unfinished report, as it is kept."""
        (row,) = self.rows("drafts")
        found: dict[str, Any] = json.loads(row["document"])
        return found

    async def rewrites(self, statement: str, *values: object) -> None:
        """Changes what is kept, as another release would have written it."""

        def change() -> None:
            with closing(self._database()) as database, database:
                database.execute(statement, values)

        # The bot may be writing, and goes on with it on this loop.
        await asyncio.to_thread(change)

    def _person(self, name: str) -> Person:
        (found,) = (person for person in self.directory.people if person.name == name)
        return found

    def _untried(self) -> int:
        now = self.clock().replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        with closing(self._database()) as database:
            (count,) = database.execute(_UNTRIED, (now,)).fetchone()
        return int(count)

    def _database(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.data / "bot.db", timeout=5)
        database.row_factory = sqlite3.Row
        return database
