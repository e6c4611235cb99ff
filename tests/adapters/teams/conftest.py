"""A Teams and its signing keys, on separate ports."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.adapters.teams.sending.client import TeamsMessenger
from tests.adapters.teams.edge import Handler, edge, teams_gate
from tests.adapters.teams.sending.messengers import AROHA, a_messenger
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def signing() -> AsyncIterator[Signing]:
    async with Signing() as signing:
        yield signing


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
async def teams(
    signing: Signing, session: aiohttp.ClientSession, handler: Handler
) -> AsyncIterator[Teams]:
    """A Teams whose activities reach the handler through production's gate."""
    async with (
        Teams(sign=signing.header) as teams,
        edge(teams_gate(session, signing.url, teams.host), handler) as bot_url,
    ):
        teams.bot_url = bot_url
        yield teams


@pytest.fixture
async def chat() -> AsyncIterator[Teams]:
    """A Teams in which Aroha has the bot."""
    async with Teams() as teams:
        teams.opens_chat(AROHA)
        yield teams


@pytest.fixture
def messenger(session: aiohttp.ClientSession) -> TeamsMessenger:
    return a_messenger(session)
