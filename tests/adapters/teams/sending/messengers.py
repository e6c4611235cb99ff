"""A person to write to, the ways to write, and the messenger under test."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import aiohttp

from bot.adapters.entra.tokens import Tokens
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.adapters.teams.sending.pacing import Pacing
from bot.allowed_hosts import LOOPBACK, ServiceHosts
from bot.ports import Address, Message
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.stand_ins.activities import APP_ID, TENANT_ID, Chat, Member
from tests.stand_ins.entra import Entra
from tests.stand_ins.teams import Teams

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEXT = Message(summary="An update", text="Your report is on its way.")
CARD = Message(summary="A question", card={"type": "AdaptiveCard", "version": "1.5", "body": []})
AROHA = Member("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001", "Aroha Example")

Act = Callable[[TeamsMessenger, Address], Awaitable[object]]


def a_messenger(
    session: aiohttp.ClientSession,
    tokens: Tokens | None = None,
    hosts: ServiceHosts = LOOPBACK,
    seconds: float = 5,
    pacing: Pacing | None = None,
) -> TeamsMessenger:
    return TeamsMessenger(
        session,
        bot_id=f"28:{APP_ID}",
        hosts=hosts,
        clock=lambda: NOON,
        tokens=tokens,
        pacing=pacing,
        timeout=aiohttp.ClientTimeout(total=seconds),
    )


def address(teams: Teams, **changes: str) -> Address:
    known = Address(
        person_id=AROHA.object_id,
        tenant_id=TENANT_ID,
        service_url=teams.service_url,
        conversation_id=Chat.with_person(AROHA).id,
        bot_id=f"28:{APP_ID}",
        member_id=AROHA.id,
    )
    return known.model_copy(update=changes)


async def sending(messenger: TeamsMessenger, to: Address) -> object:
    return await messenger.send(to, TEXT)


async def updating(messenger: TeamsMessenger, to: Address) -> None:
    await messenger.update(to, "1:any", TEXT)


async def opening(messenger: TeamsMessenger, to: Address) -> object:
    return await messenger.open(to.person_id, to.tenant_id, to.service_url)


ACTS: dict[str, Act] = {"send": sending, "update": updating, "open": opening}


def tokens_of(entra: Entra) -> Tokens:
    return Tokens(Settings.read({**IDENTITY, "GRAPH_AUTHORITY": entra.authority}))
