"""Bodies that come packed or in pieces."""

import gzip
import json
import logging
import zlib
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from tests.adapters.teams.edge import JSON, Handler, a_message
from tests.stand_ins.teams import Teams

BROKEN = {
    "not packed": b"not gzip",
    "something behind it": gzip.compress(b"{}") + b"more",
    "a wrong sum": gzip.compress(b"{}" * 999)[:-8] + b"\x00" * 8,
    "large": b"x" * 900_000,
}


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)], ids=str
)
async def test_a_packed_body_is_read_like_any_other(
    encoding: str,
    pack: Callable[[bytes], bytes],
    teams: Teams,
    handler: Handler,
    session: aiohttp.ClientSession,
) -> None:
    packed = pack(json.dumps(a_message(teams)).encode())

    status = await _posted(packed, teams, session, **{"Content-Encoding": encoding})

    assert (status, handler.taken[0].text) == (200, "hello")


async def test_a_body_in_pieces_is_read_like_any_other(
    teams: Teams, handler: Handler, session: aiohttp.ClientSession
) -> None:
    raw = json.dumps(a_message(teams)).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(raw), 50):
            yield raw[at : at + 50]

    status = await _posted(pieces(), teams, session)

    assert (status, handler.taken[0].text) == (200, "hello")


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
async def test_a_body_that_does_not_unpack_is_answered_with_400_and_is_no_failure_of_ours(
    body: bytes,
    kind: str,
    teams: Teams,
    handler: Handler,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    packed = {"Content-Type": kind, "Content-Encoding": "gzip"}

    status = await _posted(body, teams, session, **packed)
    # Only once aiohttp is done with a request does it take the next; what could not be read must
    # not stay behind in the connection.
    again = await _posted(json.dumps(a_message(teams)).encode(), teams, session)

    failures = [it.message for it in caplog.records if it.levelno >= logging.ERROR]
    assert (status, again, failures) == (400, 200, [])
    assert len(handler.taken) == 1


async def _posted(
    data: bytes | AsyncIterator[bytes],
    teams: Teams,
    session: aiohttp.ClientSession,
    **headers: str,
) -> int:
    assert teams.sign is not None
    token = teams.sign(teams.service_url)
    async with session.post(
        teams.bot_url,
        data=data,
        headers={**JSON, "Authorization": token, **headers},
        timeout=aiohttp.ClientTimeout(total=10),
    ) as response:
        return response.status
