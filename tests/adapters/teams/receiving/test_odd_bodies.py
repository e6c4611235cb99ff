"""Valid activities in unusual encodings and JSON forms."""

import json
from collections.abc import Callable

import aiohttp
import pytest

from tests.adapters.teams.edge import JSON, Handler, a_message
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams

Spoil = Callable[[bytes], bytes]


def ending(more: bytes) -> Spoil:
    """The same with one more member, which may stand there already."""
    return lambda good: good[:-1] + b"," + more + b"}"


async def posted(
    raw: bytes, teams: Teams, session: aiohttp.ClientSession, kind: str = "application/json"
) -> int:
    """The status for these bytes under a valid token."""
    assert teams.sign is not None
    headers = {"Content-Type": kind, "Authorization": teams.sign(teams.service_url)}
    async with session.post(teams.bot_url, data=raw, headers=headers) as response:
        return response.status


SPOILT: dict[str, Spoil] = {
    "cut short": lambda good: good[:-1],
    "with something behind it": lambda good: good + b"{}",
    "twice": lambda good: good + good,
    "in a list": lambda good: b"[" + good + b"]",
    "a byte order mark": lambda good: b"\xef\xbb\xbf" + good,
    "UTF-16": lambda good: good.decode().encode("utf-16"),
    "UTF-16 without a mark": lambda good: good.decode().encode("utf-16-le"),
    "UTF-32": lambda good: good.decode().encode("utf-32"),
    "half a letter": lambda good: good.replace(b"hello", b"hello\xc4"),
    "single quotes": lambda good: good.replace(b'"', b"'"),
    "a comma too many": lambda good: good[:-1] + b",}",
    "a comment": lambda good: good + b"// hello",
    "a number of 5 000 digits": ending(b'"value":' + b"9" * 5_000),
    "a number of 5 000 digits that is not read": ending(b'"other":' + b"9" * 5_000),
    "no number": ending(b'"value":NaN'),
    "no number inside": ending(b'"value":{"a":NaN}'),
    "a number without end": ending(b'"value":{"a":-Infinity}'),
    "a number beyond all numbers": ending(b'"value":{"a":1e999}'),
    "a number for an id": ending(b'"id":1e2'),
    "lists in lists": ending(b'"attachments":' + b"[" * 900 + b"]" * 900),
    "lists in lists that are not read": ending(b'"other":' + b"[" * 100_000 + b"]" * 100_000),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
async def test_a_spoilt_body_is_answered_with_400(
    spoil: Spoil, teams: Teams, handler: Handler, session: aiohttp.ClientSession
) -> None:
    good = json.dumps(a_message(teams)).encode()

    assert await posted(spoil(good), teams, session) == 400
    assert await posted(good, teams, session) == 200
    assert len(handler.taken) == 1


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (b'"type":7', 400),
        (b'"serviceUrl":"https://example.org/"', 401),
        (b'"serviceUrl":null', 401),
        (b'"channelId":"webchat"', 403),
        (b'"channelData":{"tenant":{"id":"another"}}', 403),
        (b'"from":{"id":"29:1"}', 403),
    ],
    ids=lambda part: str(part)[:24],
)
async def test_of_a_part_that_stands_twice_the_last_is_looked_at(
    last: bytes, status: int, teams: Teams, handler: Handler, session: aiohttp.ClientSession
) -> None:
    good = json.dumps(a_message(teams)).encode()

    assert await posted(ending(last)(good), teams, session) == status
    assert handler.taken == []


async def test_and_nothing_but_the_last_is_used(
    teams: Teams, handler: Handler, session: aiohttp.ClientSession
) -> None:
    good = json.dumps(a_message(teams)).encode()
    first = b'{"serviceUrl":"https://example.org/","from":{"id":"29:1","aadObjectId":"another"},'

    assert await posted(first + good[1:], teams, session) == 200
    assert handler.taken[0].service_url == teams.service_url
    assert handler.taken[0].object_id == teams.person("Aroha Example").object_id


@pytest.mark.parametrize(
    ("written_in", "said_to_be", "status"),
    [
        ("utf-8", "utf-8", 200),
        ("utf-8", "UTF-16", 200),
        ("utf-8", "no such letters", 200),
        ("latin-1", "latin-1", 400),
        ("utf-16", "utf-16", 400),
    ],
)
async def test_json_is_utf_8_whatever_it_is_said_to_be(
    written_in: str, said_to_be: str, status: int, teams: Teams, session: aiohttp.ClientSession
) -> None:
    said = json.dumps(a_message(teams, text="déjà vu"), ensure_ascii=False)
    kind = f"application/json; charset={said_to_be}"

    assert await posted(said.encode(written_in), teams, session, kind) == status


async def test_two_tokens_are_none(
    teams: Teams, handler: Handler, signing: Signing, session: aiohttp.ClientSession
) -> None:
    good = json.dumps(a_message(teams)).encode()
    token = ("Authorization", signing.header(teams.service_url))
    headers = [*JSON.items(), token, token]

    async with session.post(teams.bot_url, data=good, headers=headers) as response:
        status = response.status

    assert (status, handler.taken) == (401, [])
