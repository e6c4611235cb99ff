"""Every kind of request, and the answer it gets."""

import json
import logging

import aiohttp
import pytest

from bot.adapters.teams.receiving.auth import OpenGate
from bot.adapters.teams.receiving.routes import InvokeResponse
from tests.adapters.teams.edge import Handler, a_message, edge
from tests.stand_ins.activities import TENANT_ID, Activity, Chat
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams


async def test_a_good_message_is_answered_with_an_empty_200(teams: Teams, handler: Handler) -> None:
    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, delivered.body) == (200, "")
    assert [inbound.text for inbound in handler.taken] == ["hello"]


async def test_a_good_invoke_is_answered_with_its_body(teams: Teams, handler: Handler) -> None:
    handler.answer = InvokeResponse(200, {"statusCode": 200, "type": "text", "value": "Done."})

    delivered = await teams.executes(teams.person("Aroha Example"), "1:1", "approve", {"id": "7"})

    assert (delivered.status, delivered.body) == (200, handler.answer.body)
    assert handler.taken[0].trigger == "manual"


async def test_an_unknown_invoke_is_answered_with_501(teams: Teams) -> None:
    person = teams.person("Aroha Example")
    unknown = teams.channel.activity(
        "invoke", person, Chat.with_person(person), name="composeExtension/query", value={}
    )

    delivered = await teams.delivers(unknown)

    assert delivered.status == 501


async def test_the_handler_may_say_that_the_database_is_away(
    teams: Teams, handler: Handler
) -> None:
    handler.answer = InvokeResponse(503)

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert delivered.status == 503


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json-patch+json",
        "application/json/x",
        "/",
        None,
    ],
)
async def test_another_content_type_is_answered_with_415(
    content_type: str | None, teams: Teams, session: aiohttp.ClientSession
) -> None:
    body = json.dumps(a_message(teams)).encode()
    headers = {"Content-Type": content_type} if content_type else {}
    skipped = [] if content_type else ["Content-Type"]

    async with session.post(
        teams.bot_url, data=body, headers=headers, skip_auto_headers=skipped
    ) as response:
        status = response.status

    assert status == 415


@pytest.mark.parametrize(
    "method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND"]
)
async def test_another_method_is_answered_with_405(
    method: str, teams: Teams, session: aiohttp.ClientSession
) -> None:
    async with session.request(method, teams.bot_url) as response:
        status = response.status

    assert status == 405


@pytest.mark.parametrize("path", ["/", "/x", "//", "%2f", ";a=b", "%00"])
async def test_nothing_is_taken_beside_the_address(
    path: str, teams: Teams, handler: Handler
) -> None:
    teams.bot_url += path

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, handler.taken) == (404, [])


@pytest.mark.parametrize(
    "foreign",
    [
        {"channelData": {"tenant": {"id": "5f0c1d0e-6a53-4f1b-9a41-0d3c2b1affff"}}},
        {"channelData": {}},
        {"channelData": None},
        {"channelId": "webchat"},
        {"from": {"id": "29:1"}},
        {"from": {"id": "29:1", "aadObjectId": ""}},
        {"from": {"id": "29:1", "aadObjectId": " \u00a0"}},
        {"channelData": {"tenant": {"id": f" {TENANT_ID}"}}},
    ],
    ids=[
        "tenant",
        "no tenant",
        "no channel data",
        "channel",
        "no object id",
        "empty object id",
        "blank object id",
        "almost our tenant",
    ],
)
async def test_a_good_token_for_what_is_not_ours_is_answered_with_403(
    foreign: Activity, teams: Teams, handler: Handler
) -> None:
    delivered = await teams.delivers(a_message(teams, **foreign))

    assert (delivered.status, handler.taken) == (403, [])


@pytest.mark.parametrize(
    "service_url",
    ["https://elsewhere.example.org/", "http://127.0.0.1:1/au/", "https://127.0.0.1@example.org/"],
)
async def test_a_good_token_for_a_strange_host_is_answered_with_403(
    service_url: str, teams: Teams, handler: Handler
) -> None:
    delivered = await teams.delivers(a_message(teams, serviceUrl=service_url))

    assert (delivered.status, handler.taken) == (403, [])


@pytest.mark.parametrize("missing", ["serviceUrl", "channelId"])
async def test_a_message_that_leaves_out_what_the_token_covers_is_answered_with_401(
    missing: str, teams: Teams, handler: Handler, signing: Signing
) -> None:
    header = signing.header(teams.service_url)
    teams.sign = lambda service_url: header

    delivered = await teams.delivers(a_message(teams, **{missing: ""}))

    assert (delivered.status, handler.taken) == (401, [])


async def test_unreachable_keys_are_answered_with_503(teams: Teams, signing: Signing) -> None:
    signing.is_reachable = False

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert delivered.status == 503


async def test_an_installation_needs_no_sender(teams: Teams, handler: Handler) -> None:
    person = teams.person("Aroha Example")
    installed = teams.channel.installation(person, Chat.with_person(person), "add")

    delivered = await teams.delivers({**installed, "from": {"id": "28:1"}})

    assert (delivered.status, handler.taken[0].is_install) == (200, True)


async def test_a_turn_that_fails_is_answered_with_500_and_logged_without_a_word_of_it(
    teams: Teams, handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    handler.raises = ValueError("he said the marked sentence")

    delivered = await teams.says(teams.person("Aroha Example"), "the marked sentence")

    logged = [(record.message, record.__dict__.get("failure")) for record in caplog.records]
    assert (delivered.status, "marked" in delivered.body) == (500, False)
    assert ("turn failed", "ValueError") in logged
    assert "marked" not in caplog.text + str([record.__dict__ for record in caplog.records])


async def test_the_open_gate_takes_what_is_answered_on_this_machine(handler: Handler) -> None:
    async with Teams() as teams, edge(OpenGate(), handler) as teams.bot_url:
        here = await teams.says(teams.person("Aroha Example"), "hello")
        elsewhere = await teams.delivers(a_message(teams, serviceUrl="https://example.org/"))
        nobody = await teams.delivers(a_message(teams, **{"from": {"id": "29:1"}}))

    assert (here.status, elsewhere.status, nobody.status) == (200, 403, 403)
    assert len(handler.taken) == 1
