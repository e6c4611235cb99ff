"""The client against a strict Graph: tokens, limits, lost answers, and what is logged."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.errors import Idempotency
from bot.adapters.graph.request import GraphRequest
from bot.ports import Busy, Failure, NotSetUp, Unclear
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import NAMED, SENDER, Graph, Human, Operation, slow

LEA = Human("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0002", "Lea Example", "lea@example.org")


def looking(client: GraphClient, timeout: float = 20.0) -> GraphRequest:
    url = client.url("users", SENDER, "messages", select="id")
    return GraphRequest("look up", "GET", url, timeout=timeout)


def drafting(client: GraphClient, subject: str = "Kia ora", timeout: float = 20.0) -> GraphRequest:
    url = client.url("users", SENDER, "messages")
    return GraphRequest(
        "create",
        "POST",
        url,
        body={"subject": subject},
        expects=(201,),
        idempotency=Idempotency.DUPLICATE_DRAFT,
        timeout=timeout,
    )


def asking_for_lea(client: GraphClient) -> GraphRequest:
    return GraphRequest("person", "GET", client.url("users", LEA.id), is_outlook=False)


async def test_a_refused_token_is_replaced_once(
    graph: Graph, graph_client: GraphClient, entra: Entra
) -> None:
    graph.answers_next("look_up", NAMED["token_refused"])

    await graph_client.request_json(looking(graph_client))

    first, second = graph.calls
    assert first.authorization != second.authorization
    assert first.request_id != second.request_id
    assert len(entra.asked) == 2


async def test_a_token_refused_twice_is_for_an_administrator(
    graph: Graph, graph_client: GraphClient
) -> None:
    graph.answers_next("look_up", NAMED["token_refused"], times=2)

    with pytest.raises(NotSetUp):
        await graph_client.request_json(looking(graph_client))

    assert len(graph.calls) == 2


async def test_the_next_token_holds_the_claims_that_were_asked_for(
    graph: Graph, graph_client: GraphClient, entra: Entra
) -> None:
    challenge = NAMED["token_challenged"]
    graph.answers_next("look_up", challenge)

    await graph_client.request_json(looking(graph_client))

    assert challenge.claims is not None
    assert json.loads(entra.asked[-1]["claims"]) == json.loads(challenge.claims)
    await graph_client.request_json(looking(graph_client))
    assert len(entra.asked) == 2


@pytest.mark.parametrize(
    ("status", "error", "meaning"),
    [(503, "temporarily_unavailable", Busy), (401, "invalid_client", NotSetUp)],
)
async def test_without_a_token_nothing_is_asked(
    status: int,
    error: str,
    meaning: type[Failure],
    graph: Graph,
    graph_client: GraphClient,
    entra: Entra,
) -> None:
    entra.answers_next(status, error=error)

    with pytest.raises(meaning):
        await graph_client.request_json(drafting(graph_client))

    assert graph.calls == []


@pytest.mark.parametrize(
    ("base_url", "scope"),
    [
        ("https://graph.microsoft.com/v1.0", "https://graph.microsoft.com/.default"),
        ("https://graph.example.us/v1.0", "https://graph.example.us/.default"),
        ("https://graph.example.us:8443/a/v1.0", "https://graph.example.us:8443/.default"),
    ],
)
async def test_the_scope_is_that_of_the_cloud_we_are_in(
    base_url: str,
    scope: str,
    graph_session: aiohttp.ClientSession,
    tokens: Tokens,
    entra: Entra,
) -> None:
    entra.answers_next(401, error="invalid_client")
    client = GraphClient(
        graph_session, base_url=base_url, tokens=tokens, clock=lambda: datetime.now(UTC)
    )

    with pytest.raises(NotSetUp):
        await client.request_json(drafting(client))

    assert entra.asked[0]["scope"] == scope


async def test_three_outlook_calls_at_a_time(graph: Graph, graph_client: GraphClient) -> None:
    graph.answers_next("create", slow(0.02), times=12)

    await asyncio.gather(*(graph_client.request_json(drafting(graph_client)) for _ in range(12)))

    assert graph.most_at_once == 3


async def test_the_directory_does_not_wait_for_outlook(
    graph: Graph, graph_client: GraphClient
) -> None:
    graph.people.append(LEA)
    graph.answers_next("create", slow(30), times=3)
    hanging = [
        asyncio.create_task(graph_client.request_json(drafting(graph_client))) for _ in range(3)
    ]
    await asyncio.sleep(0)

    async with asyncio.timeout(10):
        found = await graph_client.request_json(asking_for_lea(graph_client))

    assert found["displayName"] == "Lea Example"
    assert not any(task.done() for task in hanging)
    for task in hanging:
        task.cancel()
    await asyncio.wait(hanging)


async def test_a_place_is_given_back_after_each_failure(
    graph: Graph, graph_client: GraphClient
) -> None:
    for fault in ("dropped", "unavailable", "other_mailbox", "empty_500"):
        graph.answers_next("look_up", NAMED[fault])
        with pytest.raises(Failure):
            await graph_client.request_json(looking(graph_client))

    assert await graph_client.request_json(looking(graph_client))


@pytest.mark.parametrize(("operation", "ask"), [("look_up", looking), ("create", drafting)])
async def test_nothing_is_asked_again_behind_our_back(
    operation: Operation,
    ask: Callable[[GraphClient], GraphRequest],
    graph: Graph,
    graph_client: GraphClient,
) -> None:
    await graph_client.request_json(ask(graph_client))
    graph.answers_next(operation, NAMED["dropped"])

    with pytest.raises((Busy, Unclear)):
        await graph_client.request_json(ask(graph_client))

    assert len(graph.calls) == 2


@pytest.mark.parametrize(
    ("idempotency", "meaning"),
    [(Idempotency.IDEMPOTENT, Busy), (Idempotency.DUPLICATE_MAIL, Unclear)],
)
async def test_an_answer_that_takes_too_long_says_nothing(
    idempotency: Idempotency, meaning: type[Failure], graph: Graph, graph_client: GraphClient
) -> None:
    graph.answers_next("look_up", slow(30))
    url = graph_client.url("users", SENDER, "messages", select="id")

    with pytest.raises(meaning):
        await graph_client.request_json(
            GraphRequest("look up", "GET", url, idempotency=idempotency, timeout=0.05)
        )


async def test_what_never_left_the_house_is_busy_even_for_a_mail(
    tokens: Tokens, graph: Graph, graph_client: GraphClient
) -> None:
    graph.unplugged = True
    url = graph_client.url("users", SENDER, "messages", "a draft", "send")
    sending = GraphRequest(
        "send", "POST", url, body=b"", expects=(202,), idempotency=Idempotency.DUPLICATE_MAIL
    )

    with pytest.raises(Busy):
        await graph_client.request_json(sending)

    assert graph.calls == []


async def test_nobody_at_the_address_is_busy(
    graph_session: aiohttp.ClientSession, tokens: Tokens, unused_port: int
) -> None:
    root = f"https://127.0.0.1:{unused_port}/v1.0"
    client = GraphClient(
        graph_session, base_url=root, tokens=tokens, clock=lambda: datetime.now(UTC)
    )

    with pytest.raises(Busy):
        await client.request_json(drafting(client))


async def test_a_graph_that_nobody_vouches_for_gets_no_token(graph: Graph, tokens: Tokens) -> None:
    async with aiohttp.ClientSession() as session:
        client = GraphClient(
            session, base_url=graph.base_url, tokens=tokens, clock=lambda: datetime.now(UTC)
        )
        with pytest.raises(Busy):
            await client.request_json(drafting(client))

    assert graph.calls == []


@pytest.mark.parametrize("fault", ["throttled", "unavailable"])
async def test_we_wait_as_long_as_graph_asks(
    fault: str, graph: Graph, graph_client: GraphClient
) -> None:
    graph.answers_next("look_up", NAMED[fault])

    with pytest.raises(Busy) as failed:
        await graph_client.request_json(looking(graph_client))

    assert failed.value.retry_after == timedelta(seconds=1)


async def test_half_an_emoji_does_not_hold_up_a_mail(graph_client: GraphClient) -> None:
    kept = await graph_client.request_json(drafting(graph_client, "Kia ora \ud83d"))

    assert kept["subject"] == "Kia ora ?"


async def test_the_log_says_which_call_failed_and_never_about_whom(
    graph: Graph, graph_client: GraphClient, entra: Entra, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    await graph_client.request_json(drafting(graph_client, "a marked sentence"))
    graph.answers_next("create", NAMED["other_mailbox"])
    with pytest.raises(NotSetUp):
        await graph_client.request_json(drafting(graph_client, "a marked sentence"))
    graph.answers_next("create", NAMED["dropped"])
    with pytest.raises(Unclear):
        await graph_client.request_json(drafting(graph_client, "a marked sentence"))

    said = [record for record in caplog.records if record.name == "bot.adapters.graph.client"]
    fine, refused, lost = (vars(record) for record in said)
    asked = [call.request_id for call in graph.calls]
    assert [line["client_request_id"] for line in (fine, refused, lost)] == asked
    assert (fine["levelno"], refused["levelno"]) == (logging.DEBUG, logging.WARNING)
    assert (refused["status"], refused["code"]) == (403, "ErrorAccessDenied")
    assert (lost["call"], lost["failure"]) == ("create", "ClientError")
    everything = repr([vars(record) for record in said])
    for secret in (SENDER, "example.org", "marked sentence", entra.given[0], "users/"):
        assert secret not in everything
