"""Which token a message carries, and when none may leave."""

import aiohttp
import pytest

from bot.adapters.entra.tokens import CHANNEL_SCOPE
from bot.allowed_hosts import ServiceHosts
from bot.ports import Busy, Failure, Rejected
from tests.adapters.teams.sending.messengers import (
    ACTS,
    AROHA,
    TEXT,
    a_messenger,
    address,
    tokens_of,
)
from tests.stand_ins.entra import Entra
from tests.stand_ins.faults import Fault
from tests.stand_ins.teams import Teams


@pytest.mark.parametrize("act", ACTS)
async def test_no_token_is_fetched_for_a_strange_host(
    act: str, chat: Teams, session: aiohttp.ClientSession, entra: Entra
) -> None:
    hosts = ServiceHosts.parse(["smba.example.org"])
    messenger = a_messenger(session, tokens_of(entra), hosts)

    with pytest.raises(Rejected):
        await ACTS[act](messenger, address(chat))

    assert (chat.calls, entra.asked) == ([], [])


async def test_messages_carry_the_bots_token(
    chat: Teams, session: aiohttp.ClientSession, entra: Entra
) -> None:
    await a_messenger(session, tokens_of(entra)).send(address(chat), TEXT)

    assert [call.authorization for call in chat.calls] == [f"Bearer {entra.given[0]}"]
    assert entra.asked[0]["scope"] == CHANNEL_SCOPE


async def test_a_token_that_went_stale_is_replaced_once(
    chat: Teams, session: aiohttp.ClientSession, entra: Entra
) -> None:
    messenger = a_messenger(session, tokens_of(entra))
    chat.answers_next("send", Fault(401))

    await messenger.send(address(chat), TEXT)

    assert [call.authorization for call in chat.calls] == [f"Bearer {t}" for t in entra.given]
    assert (len(entra.given), len(chat.shown_to(AROHA))) == (2, 1)


async def test_a_bot_that_is_not_let_in_stops_after_one_new_token(
    chat: Teams, session: aiohttp.ClientSession, entra: Entra
) -> None:
    messenger = a_messenger(session, tokens_of(entra))
    chat.answers_next("send", Fault(401), times=9)

    with pytest.raises(Rejected):
        await messenger.send(address(chat), TEXT)

    assert (len(entra.given), len(chat.calls)) == (2, 2)


@pytest.mark.parametrize(("status", "expected"), [(401, Rejected), (503, Busy)])
async def test_without_a_token_nothing_leaves(
    status: int,
    expected: type[Failure],
    chat: Teams,
    session: aiohttp.ClientSession,
    entra: Entra,
) -> None:
    entra.answers_next(status, error="invalid_client")

    with pytest.raises(expected):
        await a_messenger(session, tokens_of(entra)).send(address(chat), TEXT)

    assert chat.calls == []
