"""All calls of the messenger go through the rate limiter."""

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta

import aiohttp
import pytest

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.auth import OpenGate
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.adapters.teams.sending.pacing import BURST_LIMIT, WORKER_RATE, Pacing
from bot.bootstrap import production
from bot.content import load
from bot.ports import Address, Busy
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY, Handler, a_message, edge
from tests.adapters.teams.receiving.street import Street
from tests.adapters.teams.sending.messengers import (
    ACTS,
    AROHA,
    TEXT,
    a_messenger,
    address,
    sending,
    tokens_of,
)
from tests.stand_ins.entra import Entra
from tests.stand_ins.faults import Fault
from tests.stand_ins.teams import Teams

SECOND = timedelta(seconds=1)


@dataclass
class ChatEcho(Handler):
    """Answers in one chat."""

    messenger: TeamsMessenger = field(kw_only=True)
    to: Address = field(kw_only=True)

    async def __call__(self, inbound: Inbound) -> None:
        """Takes one activity."""
        await self.messenger.send(self.to, TEXT)


@pytest.fixture
def street() -> Street:
    return Street()


@pytest.fixture
def paced(session: aiohttp.ClientSession, street: Street) -> TeamsMessenger:
    return a_messenger(session, pacing=street.pacing)


async def test_an_update_counts_like_a_new_message(
    chat: Teams, paced: TeamsMessenger, street: Street
) -> None:
    to = address(chat)
    sent = await paced.send(to, TEXT)

    for _ in range(7):
        await paced.update(to, sent, TEXT)

    assert street.waits == [1.0]


async def test_what_is_asked_again_with_a_new_token_counts_again(
    chat: Teams, session: aiohttp.ClientSession, entra: Entra, street: Street
) -> None:
    paced = a_messenger(session, tokens_of(entra), pacing=street.pacing)
    chat.answers_next("send", Fault(401))

    for _ in range(7):
        await paced.send(address(chat), TEXT)

    assert (len(chat.calls), street.waits) == (8, [1.0])


@pytest.mark.parametrize("act", ACTS)
async def test_what_is_put_off_never_leaves(
    act: str, chat: Teams, paced: TeamsMessenger, street: Street
) -> None:
    for place in range(WORKER_RATE + BURST_LIMIT[0]):
        await street.comes(0.0, f"chat {place}")

    with pytest.raises(Busy) as busy:
        await ACTS[act](paced, address(chat))

    assert (chat.calls, busy.value.retry_after) == ([], 1.3 * SECOND)


async def test_the_log_says_that_it_was_put_off_and_not_whom(
    chat: Teams, paced: TeamsMessenger, street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    await street.come(60, each=0.4, chat=address(chat).conversation_id)

    with pytest.raises(Busy):
        await sending(paced, address(chat))

    [record] = [it for it in caplog.records if it.name.startswith("bot.")]
    assert (record.levelno, record.__dict__["seconds"]) == (logging.WARNING, 6.4)
    assert AROHA.id not in str(record.__dict__)


async def test_a_turn_is_answered_in_a_chat_that_is_over_its_limit(
    chat: Teams, paced: TeamsMessenger, street: Street
) -> None:
    await street.come(60, each=0.4, chat=address(chat).conversation_id)
    async with edge(OpenGate(), ChatEcho(messenger=paced, to=address(chat))) as chat.bot_url:
        await chat.delivers(a_message(chat))

    assert (len(chat.shown_to(AROHA)), street.waits) == (1, [1.0])


async def test_production_keeps_the_pace(session: aiohttp.ClientSession) -> None:
    outside = production.production_environment(
        Settings.read(IDENTITY), load(today=date(2026, 11, 22))
    )

    messenger = outside.connect(session).messenger

    assert isinstance(messenger, TeamsMessenger)
    assert isinstance(messenger._pacing, Pacing)
