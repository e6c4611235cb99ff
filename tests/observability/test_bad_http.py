"""What reaches the port and is no HTTP: logged, and nothing that a person must look at."""

import asyncio
import logging

import pytest
from aiohttp import web

from tests.observability.logged import Log

BAD = {
    "a length that is none": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    "a head without an end": b"GET / HTTP/1.1\r\nX: " + b"x" * 99_999 + b"\r\n\r\n",
    "a packed body that is none": (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip"
    ),
}


async def fails(_: web.Request) -> web.Response:
    """A fault of ours."""
    raise ValueError


async def answered(raw: bytes) -> bytes:
    """The first line that a server answers to this."""
    app = web.Application()
    app.router.add_get("/", fails)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await (site := web.TCPSite(runner, "127.0.0.1", 0)).start()
    try:
        reader, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(raw)
        line = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        return line
    finally:
        await site.stop()
        await runner.cleanup()


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
async def test_what_is_no_http_is_no_error_of_ours(raw: bytes, log: Log) -> None:
    line = await answered(raw)

    assert line.startswith(b"HTTP/1.")
    assert [it["level"] for it in log.lines if it["level"] not in ("WARNING", "DEBUG")] == []


async def test_a_fault_of_ours_is_still_an_error(log: Log) -> None:
    line = await answered(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

    assert b" 500 " in line
    assert [(it["level"], it["exception"]["class"]) for it in log.lines] == [
        ("ERROR", "ValueError")
    ]


async def test_what_the_server_says_of_itself_stays_an_error(log: Log) -> None:
    logging.getLogger("aiohttp.server").error("something else")

    assert [it["level"] for it in log.lines] == ["ERROR"]
