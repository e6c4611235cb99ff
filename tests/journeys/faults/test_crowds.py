"""Many people at once, and a Teams that takes only so many messages a second."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.adapters.local.directory import TomlDirectory
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.adapters.teams.sending.pacing import Pacing
from bot.allowed_hosts import LOOPBACK
from bot.bootstrap.environment import Gateways
from bot.content import Content
from tests.journeys.clock import RunningClock
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.teams import Teams
from tests.words import words

MANY = 60
ALLOWED = 50
"""Messages a second."""


class Paced(Running):
    """The bot, keeping the pace as in production."""

    def partners(self, usual: Gateways, session: ClientSession) -> Gateways:
        """As usual, but for the pace."""
        messenger = TeamsMessenger(
            session,
            bot_id=self.teams.channel.bot_id,
            hosts=LOOPBACK,
            clock=self.clock,
            pacing=Pacing(),
        )
        return replace(super().partners(usual, session), messenger=messenger)


@pytest.fixture
async def bot(
    content: Content, directory: TomlDirectory, tmp_path: Path, clock: RunningClock
) -> AsyncIterator[Running]:
    """The running bot."""
    async with Teams() as teams:
        bot = Paced(content, directory, teams, tmp_path, clock)
        await bot.starts()
        yield bot
        await bot.stops()


@pytest.fixture
def crowd(bot: Running) -> Sequence[Somebody]:
    """People who have the app and have said nothing yet."""
    return [Somebody(bot.teams, bot.teams.person(f"Person {n} Example")) for n in range(MANY)]


@pytest.mark.parametrize("allowed", [ALLOWED, 25])
async def test_everybody_of_a_crowd_has_an_answer_in_the_time_that_the_rate_needs(
    allowed: int, bot: Running, crowd: Sequence[Somebody]
) -> None:
    bot.teams.takes_at_most(allowed)
    began = time.monotonic()

    await asyncio.gather(*(somebody.says("help") for somebody in crowd))
    await asyncio.gather(*(somebody.waits_for(words("menu.report")) for somebody in crowd))

    assert time.monotonic() - began < 2 + 2 * MANY / allowed
    assert {len(somebody.shown) for somebody in crowd} == {1}


async def test_each_of_a_crowd_reads_their_answers_in_order(
    bot: Running, crowd: Sequence[Somebody]
) -> None:
    bot.teams.takes_at_most(ALLOWED)

    await asyncio.gather(*(somebody.says("I like tea") for somebody in crowd))
    await bot.rests()
    first = [shown.current for shown in crowd[0].shown]

    assert len(first) >= 1
    assert {len(somebody.shown) for somebody in crowd} == {len(first)}
