"""`app.py local --playground` at a set moment, with the windows that people have open."""

import asyncio
import os
import re
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from playwright.async_api import Browser, Page

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.playground.config import folder_name, write_configuration
from bot.adapters.local.playground.process import Playground
from bot.domain.escalation import SecurityAnswer
from tests.at_time import command
from tests.browser.looks import ROOT, faults_of
from tests.browser.windows import PATIENCE, Window
from tests.journeys.clock import MONDAY
from tests.journeys.failing_mail import text_of
from tests.words import fragment, words

MOST_CARDS = 3
"""What the whole way of a report leaves in its reporter's chat."""
START = 120
"""Seconds in which bot and windows start: the first time, npx downloads what it needs."""


@dataclass(frozen=True)
class Demonstration:
    """The bot, the windows of the staff member and of their leader, and the folder of mails."""

    bot: asyncio.subprocess.Process
    address: str
    browser: Browser
    staff: Window
    leader: Window
    data: Path
    closing: AsyncExitStack
    others: list[Window] = field(default_factory=list)
    """Windows of those who joined."""

    @property
    def outbox(self) -> Path:
        """Where the mail of local mode goes."""
        return self.data / "outbox"

    def letters(self) -> Sequence[EmailMessage]:
        """Every mail, oldest first."""
        files = sorted(self.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def mails(self) -> list[str]:
        """The text part of every mail, oldest first."""
        return list(map(text_of, self.letters()))

    async def waits_for_letters(self, number: int) -> Sequence[EmailMessage]:
        """All mails, as soon as there are so many."""
        for _ in range(PATIENCE * 10):
            if len(letters := self.letters()) >= number:
                return letters
            await asyncio.sleep(0.1)
        raise TimeoutError

    async def joins(self, name: str) -> Window:
        """Opens a third window on the same bot, of somebody else in the people file."""
        people = TomlDirectory.read(SAMPLE).people
        (person,) = (it for it in people if it.name == name)
        folder = self.data / "playground" / folder_name(person)
        write_configuration(folder, person, people)
        npx = shutil.which("npx")
        assert npx is not None
        playground = await Playground.start(
            npx, folder, endpoint=f"{self.address}/api/messages", port=_free_port()
        )
        self.closing.push_async_callback(playground.stop)
        async with asyncio.timeout(START):
            address = await playground.address()
        window = await Window.open(self.browser, address)
        await window.waits_for(words("menu.report"))
        self.others.append(window)
        return window

    async def opens_link(self, letter: EmailMessage, answer: SecurityAnswer) -> Page:
        """Opens one of the links of a mail to Security in a window of its own."""
        title = re.escape(words(f"mail.link_{answer}"))
        (link,) = re.findall(rf"- {title}: ({self.address}/answer/\S+)", text_of(letter))
        page = await self.browser.new_page(locale="en-NZ")
        page.set_default_timeout(PATIENCE * 1000)
        await page.goto(link)
        return page

    def a_minute_passes(self) -> None:
        """For the bot, at once."""
        self.bot.send_signal(signal.SIGUSR1)

    def a_day_passes(self) -> None:
        """For the bot, at once."""
        self.bot.send_signal(signal.SIGUSR2)

    async def faults(self, *kinds: str, news: int = 0) -> list[str]:
        """What is wrong with the pictures that were kept, and with what remains in the chat.

        Each of these kinds of card has to be among the pictures. So many messages of news may have
        come besides what the way itself leaves.
        """
        windows = (self.staff, self.leader, *self.others)
        looks = [look for window in windows for look in window.looks]
        missing = {*kinds} - {look.kind for look in looks}
        return [
            *(f"no picture shows the card {kind!r}" for kind in sorted(missing)),
            *(fault for look in looks for fault in faults_of(look)),
            *await self._faults_of_chat(MOST_CARDS + news),
        ]

    async def _faults_of_chat(self, most_cards: int) -> list[str]:
        """The status card and the news below it are kept true; of others the last has buttons."""
        kept_true = (fragment("status.title"), fragment("news.title"))
        texts = await self.staff.cards()
        others = [
            place
            for place, text in enumerate(texts[:-1])
            if not any(it in text for it in kept_true)
        ]
        return [
            *([f"{len(texts)} cards are left"] if len(texts) > most_cards else []),
            *[f"{texts[it]!r} still has buttons" for it in others if await self.staff.buttons(it)],
        ]


@asynccontextmanager
async def demonstration(
    browser: Browser, data: Path, **environment: str
) -> AsyncIterator[Demonstration]:
    """The README's command, with both windows open."""
    port = _free_port()
    bot = await asyncio.create_subprocess_exec(
        *command(MONDAY, "local", "--playground", "--port", str(port), "--data", str(data)),
        cwd=ROOT,
        env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none", **environment},
        stdout=asyncio.subprocess.PIPE,
        # Whatever was started in the background of a script would not hear Ctrl-C otherwise.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    async with AsyncExitStack() as closing:
        closing.push_async_callback(_stop, bot)
        addresses = await _addresses(bot)
        staff = await Window.open(browser, addresses["staff member"])
        leader = await Window.open(browser, addresses["people leader"])
        await leader.waits_for(words("menu.report"))
        await staff.waits_for(words("menu.report"))
        address = f"http://127.0.0.1:{port}"
        yield Demonstration(bot, address, browser, staff, leader, data, closing)


async def _stop(bot: asyncio.subprocess.Process) -> None:
    if bot.returncode is None:
        bot.send_signal(signal.SIGINT)
    await bot.wait()


async def _addresses(bot: asyncio.subprocess.Process) -> dict[str, str]:
    assert bot.stdout is not None
    found: dict[str, str] = {}
    async with asyncio.timeout(START):
        while len(found) < 2 and (line := (await bot.stdout.readline()).decode()):
            found |= dict(re.findall(r"\((staff member|people leader)\): (\S+)", line))
    assert len(found) == 2, "the bot or a window has ended; what the bot says is above"
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
