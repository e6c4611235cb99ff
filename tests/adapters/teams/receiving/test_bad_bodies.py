"""Bodies that are no activity, too large, or broken."""

import asyncio
import io
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.adapters.teams.receiving import routes
from tests.adapters.teams.edge import JSON, Handler, a_message
from tests.stand_ins.activities import Activity
from tests.stand_ins.teams import Teams


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"message"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\xff\xfe{\x00}\x00",
        b"{}",
    ],
    ids=[
        "empty",
        "broken",
        "a list",
        "null",
        "a string",
        "100 000 brackets",
        "100 000 braces",
        "UTF-16",
        "an empty object",
    ],
)
async def test_what_is_no_activity_is_answered_with_400(
    raw: bytes, teams: Teams, handler: Handler, session: aiohttp.ClientSession
) -> None:
    assert teams.sign is not None
    headers = {**JSON, "Authorization": teams.sign(teams.service_url)}

    async with session.post(teams.bot_url, data=raw, headers=headers) as response:
        status = response.status

    assert (status, handler.taken) == (400, [])


async def test_without_a_token_no_body_is_read(
    teams: Teams, handler: Handler, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(routes, "parse_activity", lambda raw: read.append("parsed"))
    never_ends = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"["
        await never_ends.wait()

    async with session.post(teams.bot_url, data=slow(), headers=JSON) as response:
        status = response.status

    assert (status, read, handler.taken) == (401, [], [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": None},
        {"type": 7},
        {"type": ""},
        {"from": None},
        {"from": []},
        {"from": {"name": "Aroha Example"}},
        {"from": {"id": 29}},
        {"from": {"id": "29:1\n2", "aadObjectId": "a"}},
        {"from": {"id": "29:1", "aadObjectId": "a\u0000b"}},
        {"from": {"id": "29:1", "aadObjectId": 7}},
        {"from": {"id": "29:1", "aadObjectId": ["a"]}},
        {"from": {"id": "29:1", "aadObjectId": "a" * 513}},
        {"conversation": None},
        {"conversation": "a:1"},
        {"conversation": {}},
        {"conversation": {"id": ""}},
        {"conversation": {"id": "a" * 513}},
        {"conversation": {"id": "a:\r\n1"}},
        {"channelData": []},
        {"channelData": [{"tenant": {"id": "t"}}]},
        {"channelId": 7},
        {"channelData": {"tenant": "t"}},
        {"channelData": {"tenant": {"id": {}}}},
        {"id": 7},
        {"id": "x" * 100_000},
        {"id": "1\u0007"},
        {"replyToId": {}},
        {"timestamp": "yesterday"},
        {"text": ["hello"]},
        {"text": "x" * 100_001},
        {"recipient": "28:1"},
        {"serviceUrl": 7},
        {"membersAdded": {"id": "29:1"}},
        {"value": {"a": float("nan")}},
        {"value": {"a": float("inf")}},
        {"value": json.loads('{"a":' * 40 + "1" + "}" * 40)},
        {"value": json.loads("[" * 40 + "]" * 40)},
    ],
    ids=lambda wrong: json.dumps(wrong)[:40],
)
async def test_a_misshapen_field_is_answered_with_400(
    wrong: Activity, teams: Teams, handler: Handler
) -> None:
    delivered = await teams.delivers(a_message(teams, **wrong))

    assert (delivered.status, handler.taken) == (400, [])


async def test_a_body_over_one_megabyte_is_answered_with_413(
    teams: Teams, session: aiohttp.ClientSession
) -> None:
    large = io.BytesIO(json.dumps(a_message(teams, entities=["x" * 1024 * 1024])).encode())

    async with session.post(teams.bot_url, data=large, headers=JSON) as response:
        status = response.status

    assert status == 413
