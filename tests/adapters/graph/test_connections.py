"""Connections: one on which the service was unavailable is not used again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.adapters.graph.client import send_once

Parts = Sequence[bytes]
FINE: Parts = (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine",)
HEAD = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\n"
AT_ONCE: Parts = (HEAD + b"busy",)
IN_PARTS: Parts = (HEAD, b"bu", b"sy")


@dataclass
class ScriptedServer:
    """Gives scripted answers and records the connection of each request."""

    answers: list[Parts]
    connections: int = 0
    used: list[int] = field(default_factory=list)
    ended: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                self.used.append(number)
                for part in self.answers.pop(0):
                    writer.write(part)
                    await writer.drain()
                    # Lets the client read each part before the next.
                    await asyncio.sleep(0.01)
        writer.close()
        await writer.wait_closed()
        self.ended.release()


@asynccontextmanager
async def listening(counted: ScriptedServer) -> AsyncIterator[str]:
    server = await asyncio.start_server(counted.serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()
    for _ in range(counted.connections):
        await counted.ended.acquire()


async def get(session: aiohttp.ClientSession, url: str) -> bytes:
    async with session.get(url, middlewares=(send_once,)) as response:
        return await response.read()


@pytest.mark.parametrize("unavailable", [AT_ONCE, IN_PARTS])
async def test_after_a_503_the_next_request_takes_another_connection(unavailable: Parts) -> None:
    counted = ScriptedServer([FINE, unavailable, FINE, FINE])

    async with listening(counted) as url, aiohttp.ClientSession() as session:
        bodies = [await get(session, url) for _ in range(4)]

    assert bodies == [b"fine", b"busy", b"fine", b"fine"]
    assert counted.used == [1, 1, 2, 2]
