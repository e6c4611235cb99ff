"""Latency for people while a client without a token attacks."""

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache

import aiohttp
import pytest
from yarl import URL

from bot.adapters.http_server import Connections
from tests.adapters.teams.edge import Handler, edge, teams_gate
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams

UNPACKED = 128 * 1024 * 1024
TIMES = 10
"""Requests made during the attack."""
FEW_PLACES = 40
MANY = 200
FOREVER = 3600.0


@dataclass(frozen=True)
class Outsider:
    """Has the address and no token."""

    url: URL

    async def writes(self, raw: bytes) -> asyncio.StreamWriter:
        """Opens a connection and writes."""
        _, writer = await asyncio.open_connection(self.url.host, self.url.port)
        writer.write(raw)
        return writer

    def post(self, body: bytes, *headers: str, length: int | None = None) -> bytes:
        """The bytes of a request."""
        lines = (
            f"POST {self.url.path} HTTP/1.1",
            "Host: x",
            "Content-Type: application/json",
            f"Content-Length: {len(body) if length is None else length}",
            *headers,
        )
        return "\r\n".join((*lines, "", "")).encode() + body


Attack = Callable[[Outsider], Awaitable[list[asyncio.StreamWriter]]]


@cache
def bomb() -> bytes:
    """A compression bomb: small until it is decompressed."""
    packer = zlib.compressobj(wbits=31)
    piece = b" " * 1024 * 1024
    pieces = [packer.compress(piece) for _ in range(UNPACKED // len(piece))]
    return b"".join(pieces) + packer.flush()


async def bombs(stranger: Outsider) -> list[asyncio.StreamWriter]:
    raw = stranger.post(bomb(), "Content-Encoding: gzip")
    return [await stranger.writes(raw) for _ in range(5)]


async def bombs_elsewhere(stranger: Outsider) -> list[asyncio.StreamWriter]:
    elsewhere = Outsider(stranger.url.with_path("/nowhere"))
    return await bombs(elsewhere)


async def large_lists(stranger: Outsider) -> list[asyncio.StreamWriter]:
    activity = {"type": "message", "value": [1] * 340_000}
    raw = stranger.post(json.dumps(activity).encode())
    return [await stranger.writes(raw) for _ in range(20)]


async def large_lists_with_a_forged_token(stranger: Outsider) -> list[asyncio.StreamWriter]:
    activity = {"type": "message", "value": [1] * 340_000}
    forged = "Authorization: Bearer abc.def.ghi"
    raw = stranger.post(json.dumps(activity).encode(), forged)
    return [await stranger.writes(raw) for _ in range(20)]


async def half_heads(stranger: Outsider) -> list[asyncio.StreamWriter]:
    return [await stranger.writes(stranger.post(b"")[:-2]) for _ in range(MANY)]


async def silence(stranger: Outsider) -> list[asyncio.StreamWriter]:
    return [await stranger.writes(b"") for _ in range(MANY)]


async def bodies_that_never_come(stranger: Outsider) -> list[asyncio.StreamWriter]:
    raw = stranger.post(b"{", length=1000)
    return [await stranger.writes(raw) for _ in range(MANY)]


ATTACKS: tuple[Attack, ...] = (
    bombs,
    bombs_elsewhere,
    large_lists,
    large_lists_with_a_forged_token,
    half_heads,
    silence,
    bodies_that_never_come,
)


@asynccontextmanager
async def under(attack: Attack, bot_url: str) -> AsyncIterator[None]:
    """Runs the attack for the length of the block."""
    writers = await attack(Outsider(URL(bot_url)))
    try:
        yield
    finally:
        for writer in writers:
            writer.transport.abort()


@pytest.fixture
async def teams(
    signing: Signing, session: aiohttp.ClientSession, handler: Handler
) -> AsyncIterator[Teams]:
    """A bot with few connection slots and no idle timeout."""
    places = Connections(FEW_PLACES, FOREVER)
    async with (
        Teams(sign=signing.header) as teams,
        edge(teams_gate(session, signing.url, teams.host), handler, None, places) as bot_url,
    ):
        teams.bot_url = bot_url
        yield teams


async def longest_wait(teams: Teams) -> float:
    """The worst latency of a few requests, all of which are answered."""
    aroha = teams.person("Aroha Example")
    waits = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        delivered = await teams.says(aroha, "help")
        waits.append(time.perf_counter() - begun)
        assert delivered.status == 200
    return max(waits)


def time_to_unpack() -> float:
    """What a single packed body costs on this machine, if it is unpacked."""
    begun = time.perf_counter()
    unpacker = zlib.decompressobj(wbits=31)
    left = bomb()
    while left:
        unpacker.decompress(left, 1024 * 1024)
        left = unpacker.unconsumed_tail
    return time.perf_counter() - begun


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
async def test_others_are_answered_at_once(attack: Attack, teams: Teams) -> None:
    usual = await longest_wait(teams)

    async with under(attack, teams.bot_url):
        meanwhile = await longest_wait(teams)

    assert meanwhile < usual * 5 + time_to_unpack() / 10
