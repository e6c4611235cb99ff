"""Who is away, as far as a strict Graph says: a hint, which is never waited for."""

import asyncio

import pytest
from aiohttp import web

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.directory import GraphDirectory
from tests.adapters.graph.plain_server import answered_by
from tests.adapters.graph.staff import ID, LEA, TAMATI
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import NAMED, SENDER, Graph, Operation, slow


async def test_who_answers_that_they_are_away_is_away(people: GraphDirectory) -> None:
    assert await people.is_away(TAMATI.id)
    assert not await people.is_away(LEA.id)


@pytest.mark.parametrize("person_id", ["", "lea", ID(99)])
async def test_of_somebody_unknown_nobody_knows(person_id: str, people: GraphDirectory) -> None:
    assert not await people.is_away(person_id)


@pytest.mark.parametrize("operation", ["tips", "person"])
@pytest.mark.parametrize(
    "fault", ["dropped", "throttled", "unavailable_page", "empty_500", "not_granted", "item_gone"]
)
async def test_a_hint_that_fails_is_no_hint(
    operation: Operation, fault: str, graph: Graph, people: GraphDirectory
) -> None:
    graph.answers_next(operation, NAMED[fault])

    assert not await people.is_away(TAMATI.id)


async def test_without_the_right_to_ask_nobody_knows(graph: Graph, people: GraphDirectory) -> None:
    graph.roles.difference_update({"MailTips.ReadBasic.All", "Mail.ReadWrite"})

    assert not await people.is_away(TAMATI.id)


async def test_without_a_token_nobody_knows(entra: Entra, people: GraphDirectory) -> None:
    entra.answers_next(401, error="invalid_client")

    assert not await people.is_away(TAMATI.id)


async def test_a_hint_is_not_waited_for(
    graph: Graph, people: GraphDirectory, graph_client: GraphClient
) -> None:
    graph.answers_next("tips", slow(30))
    hasty = GraphDirectory(graph_client, SENDER, away_timeout=0.3)

    async with asyncio.timeout(10):
        assert not await hasty.is_away(TAMATI.id)


@pytest.mark.parametrize(
    "body",
    [
        {"value": []},
        {"value": [{}]},
        {"value": [{"automaticReplies": None}]},
        {"value": [{"automaticReplies": "away"}]},
        {"value": [{"automaticReplies": {"message": ""}}]},
        {"value": [{"automaticReplies": {"message": None}}]},
        {"value": [{"error": {"code": "ErrorNotFound"}}]},
        {"value": ["away"]},
        {},
    ],
)
async def test_tips_that_say_nothing_are_no_hint(body: dict[str, object], tokens: Tokens) -> None:
    lea = {"id": LEA.id, "displayName": "Lea Example", "accountEnabled": True, "mail": LEA.mail}

    def respond(request: web.BaseRequest) -> web.Response:
        return web.json_response(body if request.method == "POST" else lea)

    async with answered_by(tokens, respond) as client:
        assert not await GraphDirectory(client, SENDER).is_away(LEA.id)
