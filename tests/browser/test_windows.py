"""Two windows against a sample bot: all that a journey needs of them works."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Browser

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.playground import Playgrounds
from tests.browser.sample_bot import SampleBot
from tests.browser.windows import SCREENSHOTS, Window

pytestmark = pytest.mark.browser


@pytest.fixture
async def bot_port() -> AsyncIterator[tuple[SampleBot, int]]:
    bot = SampleBot()
    app = web.Application()
    app.router.add_post("/api/messages", bot.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield bot, runner.addresses[0][1]
    await runner.cleanup()


@pytest.fixture
async def windows(
    browser: Browser, bot_port: tuple[SampleBot, int], tmp_path: Path
) -> AsyncIterator[tuple[Window, Window]]:
    """The staff member's and the people leader's."""
    said: asyncio.Queue[str] = asyncio.Queue()
    playgrounds = Playgrounds(
        TomlDirectory.read(SAMPLE), tmp_path / "a folder", bot_port[1], said.put_nowait
    )
    running = asyncio.create_task(playgrounds.run())
    async with asyncio.timeout(120):
        sentences = [await said.get() for _ in range(3)]
    staff, leader = (
        re.findall(rf"\({role}\): (\S+)", "\n".join(sentences))[0]
        for role in ("staff member", "people leader")
    )
    yield await Window.open(browser, staff), await Window.open(browser, leader)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_report_and_its_approval_are_seen_in_both_windows(
    windows: tuple[Window, Window], bot_port: tuple[SampleBot, int]
) -> None:
    aroha, wiremu = windows

    await aroha.says("Tēnā koe")
    await aroha.waits_for("What happened?")
    assert await aroha.buttons() == ["Send", "Skip"]
    await aroha.presses("Send")
    await aroha.waits_for("Please give the account's name.")
    await aroha.fills("In a few words", "A sharp word\nor two")
    await aroha.fills("Account name", "@example")
    await aroha.chooses("Somewhere else")
    await aroha.chooses("It is repeated")
    await aroha.chooses("It names me")
    await aroha.chooses("EAP", of="Who can help?")
    await aroha.chooses("I have told somebody")
    await aroha.screenshot("windows-question")
    await aroha.presses("Send")
    await aroha.waits_until_gone("What happened?")

    assert bot_port[0].values == [
        {
            "verb": "send",
            "words": "A sharp word\nor two",
            "account": "@example",
            "where": "other",
            "signs": "repeated,named",
            "help": "eap",
            "told": "true",
        }
    ]
    assert await aroha.cards() == ["Taken."]
    assert await aroha.shown() == ["Kia ora.", "Taken."]

    await wiremu.waits_for("A report waits for you.")
    await wiremu.presses("Approve")
    await wiremu.waits_for("You approved it.")
    await aroha.waits_for("Wiremu Example approved it.")

    assert await wiremu.cards() == ["You approved it."]
    assert (SCREENSHOTS / "windows-question-phone.png").stat().st_size > 10_000
