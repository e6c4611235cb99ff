"""Compressed and chunked bodies."""

import gzip
import json
import logging
import zlib
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.adapters.teams.edge import JSON, Handler, a_message
from tests.stand_ins.teams import Teams

BOMB = gzip.compress(b" " * 20 * 1024 * 1024)
PACKED = {
    "gzip": ("gzip", gzip.compress(b"{}")),
    "deflate": ("deflate", zlib.compress(b"{}")),
    "in large letters": ("GZIP", gzip.compress(b"{}")),
    "twice": ("gzip, gzip", gzip.compress(gzip.compress(b"{}"))),
    "packed behind plain": ("identity, gzip", gzip.compress(b"{}")),
    "a kind that nobody knows": ("x-packed", b"{}"),
    "not packed at all": ("gzip", b"not gzip"),
    "with something behind it": ("gzip", gzip.compress(b"{}") + b"more"),
    "much of it": ("gzip", b"x" * 900_000),
    "a bomb": ("gzip", BOMB),
    "nothing": ("gzip", b""),
}


@pytest.mark.parametrize(("encoding", "body"), PACKED.values(), ids=PACKED.keys())
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
async def test_a_packed_body_is_refused(
    kind: str,
    encoding: str,
    body: bytes,
    teams: Teams,
    handler: Handler,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    status = await _posted(
        body, teams, session, **{"Content-Type": kind, "Content-Encoding": encoding}
    )
    # What was not read must not stay behind in the connection.
    again = await _posted(json.dumps(a_message(teams)).encode(), teams, session)

    failures = [it.message for it in caplog.records if it.levelno >= logging.ERROR]
    assert (status, again, failures) == (400, 200, [])
    assert len(handler.taken) == 1


@pytest.mark.parametrize("encoding", ["identity", "Identity", ""])
async def test_a_body_that_says_it_is_not_packed_is_taken(
    encoding: str, teams: Teams, handler: Handler, session: aiohttp.ClientSession
) -> None:
    raw = json.dumps(a_message(teams)).encode()

    status = await _posted(raw, teams, session, **{"Content-Encoding": encoding})

    assert (status, len(handler.taken)) == (200, 1)


async def test_a_body_in_pieces_is_read_like_any_other(
    teams: Teams, handler: Handler, session: aiohttp.ClientSession
) -> None:
    raw = json.dumps(a_message(teams)).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(raw), 50):
            yield raw[at : at + 50]

    status = await _posted(pieces(), teams, session)

    assert (status, handler.taken[0].text) == (200, "hello")


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
