"""Unauthenticated connections time out and do not delay real requests."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.adapters.http_server import Connections, GuardedSite, guarded_application
from tests.services.at_work import until
from tests.stand_ins.door import Door

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: "
NEVER = 3600.0
SOON = 0.05
PATIENCE = 10


@dataclass
class RawConnection:
    """A connection of a client that writes what it likes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def asks(self, raw: bytes = WHOLE) -> bytes:
        """Writes, and the status line of what comes back; empty if it was closed."""
        self.writer.write(raw)
        async with asyncio.timeout(PATIENCE):
            head = await self.reader.readuntil(b"\r\n\r\n")
            await self.reader.readexactly(len(b"here"))
            return head.partition(b"\r\n")[0]

    async def is_closed(self) -> bool:
        """Waits until the other side has closed it. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read(1) == b""
            except ConnectionError:
                return True


@dataclass
class BlockingServer:
    """A server with a page that blocks on request."""

    port: int
    door: Door
    connections: Connections
    asked: list[str]
    """What was asked for, answered or not."""
    lines: list[RawConnection] = field(default_factory=list)

    async def dials(self, raw: bytes = b"") -> RawConnection:
        """Opens a connection and writes something."""
        line = RawConnection(*await asyncio.open_connection("127.0.0.1", self.port))
        line.writer.write(raw)
        self.lines.append(line)
        return line

    async def holds(self, number: int) -> None:
        """Waits until so many connections are open. Raises TimeoutError."""
        await until(lambda: len(self.connections) == number)


@asynccontextmanager
async def hosted(*, maximum: int = 3, head_timeout: float = NEVER) -> AsyncIterator[BlockingServer]:
    """A host with few places."""
    door = Door()

    asked: list[str] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(request.path)
        await door.passes()
        return web.Response(text="here")

    app = guarded_application()
    app.router.add_get("/", page)
    app.router.add_post("/", page)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    connections = Connections(maximum, head_timeout)
    site = GuardedSite(runner, "127.0.0.1", 0, connections)
    await site.start()
    host = BlockingServer(site.port, door, connections, asked)
    try:
        yield host
    finally:
        door.opens()
        for line in host.lines:
            line.writer.transport.abort()
        await runner.cleanup()


@pytest.mark.parametrize("raw", [b"", b"G", HALF, WHOLE[:-1]], ids=str)
async def test_a_head_that_does_not_come_is_not_waited_for(raw: bytes) -> None:
    async with hosted(head_timeout=SOON) as host:
        line = await host.dials(raw)

        assert await line.is_closed()
        await host.holds(0)


async def test_a_head_that_comes_letter_by_letter_has_no_more_time_than_another() -> None:
    async with hosted(head_timeout=SOON) as host:
        line = await host.dials(HALF)
        closed = asyncio.create_task(line.is_closed())

        async with asyncio.timeout(PATIENCE):
            while not closed.done():
                line.writer.write(b"x")
                await asyncio.sleep(SOON / 20)

        assert closed.result()


async def test_a_connection_that_was_answered_is_kept_for_the_next_request() -> None:
    async with hosted(head_timeout=SOON) as host:
        line = await host.dials()
        first = await line.asks()
        another = await host.dials()
        await another.is_closed()

        assert [first, await line.asks()] == [b"HTTP/1.1 200 OK"] * 2


async def test_half_a_head_behind_an_answer_is_not_waited_for_either() -> None:
    async with hosted(head_timeout=SOON) as host:
        line = await host.dials()
        await line.asks()

        line.writer.write(HALF)

        assert await line.is_closed()


async def test_an_answer_that_takes_longer_than_a_head_may_is_given() -> None:
    async with hosted(head_timeout=SOON) as host:
        host.door.shuts()
        line = await host.dials()
        asking = asyncio.create_task(line.asks())
        await host.door.is_reached()
        silent = await host.dials()
        await silent.is_closed()

        host.door.opens()

        assert await asking == b"HTTP/1.1 200 OK"


async def test_one_connection_too_many_closes_the_oldest_that_sent_nothing_whole() -> None:
    async with hosted(maximum=3) as host:
        first, second, third = [await host.dials(HALF) for _ in range(3)]
        await host.holds(3)

        fourth = await host.dials()

        assert await first.is_closed()
        assert await fourth.asks() == b"HTTP/1.1 200 OK"
        assert await second.asks(b"x\r\n\r\n") == b"HTTP/1.1 200 OK"
        assert await third.asks(b"x\r\n\r\n") == b"HTTP/1.1 200 OK"


async def test_many_silent_connections_close_each_other_and_no_kept_one() -> None:
    async with hosted(maximum=3) as host:
        kept = await host.dials()
        await kept.asks()

        silent = [await host.dials(HALF) for _ in range(20)]
        await asyncio.gather(*(line.is_closed() for line in silent[:18]))

        assert await kept.asks() == b"HTTP/1.1 200 OK"
        assert len(host.connections) == 3


async def test_where_all_were_answered_the_one_that_rested_longest_makes_room() -> None:
    async with hosted(maximum=2) as host:
        first, second = await host.dials(), await host.dials()
        await second.asks()
        await first.asks()

        third = await host.dials()

        assert await second.is_closed()
        assert [await first.asks(), await third.asks()] == [b"HTTP/1.1 200 OK"] * 2


async def test_while_all_are_being_answered_a_new_one_is_closed() -> None:
    async with hosted(maximum=2) as host:
        host.door.shuts()
        lines = [await host.dials(), await host.dials()]
        asking = [asyncio.create_task(line.asks()) for line in lines]
        await until(lambda: len(host.asked) == 2)

        third = await host.dials(WHOLE)
        closed = await third.is_closed()
        host.door.opens()

        assert closed
        assert await asyncio.gather(*asking) == [b"HTTP/1.1 200 OK"] * 2


@pytest.mark.parametrize("path", [b"/", b"/nowhere"])
async def test_no_body_is_unpacked_on_any_path(path: bytes) -> None:
    body = gzip.compress(b"{}")
    head = b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    async with hosted() as host:
        line = await host.dials(head % (path, len(body)) + body)

        answered = await line.reader.readline()

    assert answered == b"HTTP/1.1 400 Bad Request\r\n"


async def test_behind_a_body_that_was_not_read_no_other_request_is_looked_for() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
    async with hosted() as host:
        line = await host.dials(head)
        head = await line.reader.readuntil(b"\r\n\r\n")

    assert b"Connection: close" in head
