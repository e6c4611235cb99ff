"""A bot that really runs, on a file database, between stand-ins that can be made to fail."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from bot import local
from bot.adapters.local.directory import TomlDirectory
from bot.adapters.local.outbox import Outbox
from bot.adapters.teams.hosts import LOOPBACK
from bot.adapters.teams.sender import TeamsMessenger
from bot.content import Content
from bot.host import WORKER, create_app
from bot.ports import Letter, Messenger
from tests.journeys.people import Somebody
from tests.stand_ins.teams import Teams

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""1 pm in New Zealand."""
MOST_LOOKS = 1000
_UNTRIED = "select count(*) from tasks where done_at is null and (lease is not null or due_at <= ?)"


class SetClock:
    """Runs on from a set moment, and can be moved on."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self._ahead = at - timedelta(seconds=time.monotonic())

    def __call__(self) -> datetime:
        return self._ahead + timedelta(seconds=time.monotonic())

    def passes(self, span: timedelta) -> None:
        """That much later, at once."""
        self._ahead += span


@dataclass
class Post:
    """The outbox, after as many failures as were ordered."""

    outbox: Outbox
    fails: list[Exception] = field(default_factory=list)
    fails_afterwards: list[Exception] = field(default_factory=list)
    """The mail leaves, and the answer is lost all the same."""
    asked: list[str] = field(default_factory=list)
    """The reference of each letter it was handed."""

    async def send(self, letter: Letter) -> datetime:
        """As the outbox does, or not."""
        self.asked.append(letter.reference)
        if self.fails:
            raise self.fails.pop(0)
        accepted_at = await self.outbox.send(letter)
        if self.fails_afterwards:
            raise self.fails_afterwards.pop(0)
        return accepted_at


@dataclass
class Running:
    """The bot, the Teams it talks to, and where its mail lands."""

    content: Content
    directory: TomlDirectory
    teams: Teams
    data: Path
    clock: SetClock = field(default_factory=SetClock)
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.post = Post(Outbox(self.data / "outbox", local.SENDER, self.clock))

    async def starts(self) -> None:
        """Opens the database and the port."""
        usual = local.outside(self.content, self.directory, self.data)
        between = replace(usual, mail=self.post, clock=self.clock, messenger=self._messenger)
        self.app = create_app(between)
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.teams.bot_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/messages"

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

    def mails(self) -> Sequence[EmailMessage]:
        """Every mail that left."""
        files = sorted((self.data / "outbox").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def mail(self) -> str:
        """The text of the one mail that left."""
        (message,) = self.mails()
        return text_of(message)

    def person(self, name: str) -> Somebody:
        """An invented person of the directory at their window."""
        (found,) = (person for person in self.directory.people if person.name == name)
        return Somebody(self.teams, self.teams.person(name, found.id))

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

    def _messenger(self, session: ClientSession) -> Messenger:
        bot_id = self.teams.channel.bot_id
        return TeamsMessenger(session, bot_id=bot_id, hosts=LOOPBACK, clock=self.clock)

    def _untried(self) -> int:
        now = self.clock().replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        with closing(self._database()) as database:
            (count,) = database.execute(_UNTRIED, (now,)).fetchone()
        return int(count)

    def _database(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.data / "bot.db", timeout=5)
        database.row_factory = sqlite3.Row
        return database


def text_of(message: EmailMessage) -> str:
    """The text part of a mail."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
