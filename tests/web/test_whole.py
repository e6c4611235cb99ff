"""From a report whose leader never opened Teams, over the mail, to Security, on a running bot."""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.content import load
from tests.journeys.clock import MONDAY, RunningClock
from tests.journeys.failing_mail import text_of
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, to_preview, with_app
from tests.stand_ins.teams import Teams
from tests.words import fragment, with_address, words

PUBLIC = "https://bot.example.org"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Running]:
    """Local mode, with a public address."""
    async with Teams() as teams:
        content, people = load(today=date(2026, 11, 22)), TomlDirectory.read(SAMPLE)
        running = Running(content, people, teams, tmp_path, RunningClock(MONDAY), public_url=PUBLIC)
        await running.starts()
        yield running
        await running.stops()


async def test_a_leader_whom_teams_does_not_reach_approves_from_the_mail(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    aroha, deputy = await with_app(bot, "Aroha Example"), await with_app(bot, "Ngaire Example")
    await to_preview(aroha, STANDARD)
    await aroha.presses(words("preview.send"))
    await bot.rests()
    (mail,) = bot.mails_to("Wiremu Example")
    (token,) = re.findall(rf"{PUBLIC}/answer/(\S+)", text_of(mail))

    await asks(bot, "HEAD", token)
    (value,) = set(re.findall(r'name="form" value="([^"]+)"', (await asks(bot, "GET", token))[1]))
    fields, before = {"form": value, "decision": "approve"}, bot.mails()
    first, page = await asks(bot, "POST", token, fields)
    await bot.rests()
    await bot.restarts()
    second, _ = await asks(bot, "POST", token, fields)
    await bot.rests()

    assert (first, second, before, len(bot.mails())) == (200, 410, [], 1)
    assert fragment("leader.answered_approve") in page
    assert words("mail.leader_approve", name=with_address("Wiremu Example")) in bot.mail()
    assert fragment("leader.other_approve", other="Wiremu Example") in deputy.sees
    assert token not in caplog.text
    kept = b"".join(file.read_bytes() for file in bot.data.glob("bot.db*"))
    assert b"answer_links" in kept
    assert token.encode() not in kept


async def asks(
    bot: Running, method: str, token: str, fields: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """What the page answers."""
    address = f"{bot.url}/answer/{token}"
    async with ClientSession() as session, session.request(method, address, data=fields) as answer:
        return answer.status, await answer.text()
