"""A small bot between a Teams on localhost and itself: in through the route, out by the sender."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.auth import OpenGate
from bot.adapters.teams.receiving.routes import InvokeResponse
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.allowed_hosts import LOOPBACK
from bot.ports import Message
from tests.adapters.teams.edge import Handler, edge
from tests.adapters.teams.sending.messengers import CARD, NOON
from tests.stand_ins.activities import APP_ID, Chat
from tests.stand_ins.teams import CARD as CARD_TYPE
from tests.stand_ins.teams import Teams


@dataclass
class Parrot(Handler):
    """Repeats what is said, replaces a card that is pressed, and welcomes who installs it."""

    messenger: TeamsMessenger | None = None

    async def __call__(self, inbound: Inbound) -> InvokeResponse | None:
        """Takes one activity."""
        await super().__call__(inbound)
        assert self.messenger is not None
        if inbound.type == "invoke":
            card = {"type": "AdaptiveCard", "version": "1.5", "body": [{"text": "Done."}]}
            return InvokeResponse(200, {"statusCode": 200, "type": CARD_TYPE, "value": card})
        if inbound.reply_to_id and inbound.value:
            text = Message(summary="Chosen", text=str(inbound.value["choice"]))
            await self.messenger.update(inbound.address, inbound.reply_to_id, text)
        elif inbound.text or inbound.is_install:
            said = Message(summary="Said", text=inbound.text) if inbound.text else CARD
            await self.messenger.send(inbound.address, said)
        return None


@asynccontextmanager
async def a_parrot(session: aiohttp.ClientSession) -> AsyncIterator[tuple[Teams, Parrot]]:
    messenger = TeamsMessenger(session, bot_id=f"28:{APP_ID}", hosts=LOOPBACK, clock=lambda: NOON)
    parrot = Parrot(messenger=messenger)
    async with Teams() as teams, edge(OpenGate(), parrot) as teams.bot_url:
        yield teams, parrot


async def test_words_come_back(session: aiohttp.ClientSession) -> None:
    async with a_parrot(session) as (teams, _):
        aroha, wiremu = teams.person("Aroha Example"), teams.person("Wiremu Example")
        await asyncio.gather(teams.says(aroha, "tahi"), teams.says(wiremu, "rua"))

        assert [shown.text for shown in teams.shown_to(aroha)] == ["tahi"]
        assert [shown.text for shown in teams.shown_to(wiremu)] == ["rua"]


async def test_a_group_hears_what_is_said_in_it(session: aiohttp.ClientSession) -> None:
    async with a_parrot(session) as (teams, parrot):
        aroha, group = teams.person("Aroha Example"), Chat.of_group("Team chat")
        await teams.says(aroha, "hello", group)

        assert [shown.text for shown in teams.shown_in(group)] == ["hello"]
        assert teams.shown_to(aroha) == []
        assert parrot.taken[0].is_group


async def test_a_pressed_card_is_replaced(session: aiohttp.ClientSession) -> None:
    async with a_parrot(session) as (teams, _):
        aroha = teams.person("Aroha Example")
        await teams.installs(aroha)
        [card] = teams.shown_to(aroha)
        await teams.presses(aroha, card.id, {"verb": "choose"}, {"choice": "today"})

        assert [version.get("text") for version in card.versions] == [None, "today"]


async def test_an_executed_card_is_replaced_by_the_answer(session: aiohttp.ClientSession) -> None:
    async with a_parrot(session) as (teams, parrot):
        aroha = teams.person("Aroha Example")
        await teams.installs(aroha)
        [card] = teams.shown_to(aroha)
        delivered = await teams.executes(aroha, card.id, "decide", {"id": "4"}, {"reason": "x"})

        assert delivered.status == 200
        assert card.card["body"] == [{"text": "Done."}]
        assert parrot.taken[-1].value == {
            "action": {
                "type": "Action.Execute",
                "verb": "decide",
                "data": {"id": "4", "reason": "x"},
            },
            "trigger": "manual",
        }


async def test_a_redelivery_has_the_same_id(session: aiohttp.ClientSession) -> None:
    async with a_parrot(session) as (teams, parrot):
        await teams.says(teams.person("Aroha Example"), "hello")
        await teams.redelivers()

        assert len({inbound.activity_id for inbound in parrot.taken}) == 1
        assert len(parrot.taken) == 2


async def test_who_removes_the_app_is_heard_once_more(session: aiohttp.ClientSession) -> None:
    async with a_parrot(session) as (teams, parrot):
        aroha = teams.person("Aroha Example")
        await teams.installs(aroha)
        await teams.removes(aroha)
        spoken = await teams.says(aroha, "hello")

        assert [inbound.is_removal for inbound in parrot.taken] == [False, False, True, False]
        assert spoken.status == 500
        assert len(teams.shown_to(aroha)) == 1


async def test_a_test_can_wait_for_what_is_shown_later(session: aiohttp.ClientSession) -> None:
    async with a_parrot(session) as (teams, _):
        aroha = teams.person("Aroha Example")
        saying = asyncio.create_task(teams.says(aroha, "hello"))
        [shown] = await teams.until(lambda: teams.shown_to(aroha))
        await saying

        assert shown.text == "hello"
        with pytest.raises(TimeoutError):
            await teams.until(lambda: len(teams.shown_to(aroha)) > 1, seconds=0.05)
