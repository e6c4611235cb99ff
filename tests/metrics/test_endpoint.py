"""The numbers stand on a port of their own, and only if there is one."""

import asyncio
import gzip
import socket
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession, web

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.bootstrap import local, production
from bot.bootstrap.environment import Environment
from bot.content import load
from bot.settings import Settings, SettingsRefused
from tests.adapters.teams.edge import IDENTITY

NAMES = {**IDENTITY, "HOST": "127.0.0.1"}


@pytest.fixture
def made_of(tmp_path: Path) -> Environment:
    """A bot that needs nobody."""
    usual = local.local_environment(
        load(today=date(2026, 11, 22)), TomlDirectory.read(SAMPLE), tmp_path
    )
    return replace(usual, known_hosts=frozenset())


@pytest.fixture
def two_ports() -> tuple[int, int]:
    """On which nobody listens."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture
def settings(two_ports: tuple[int, int]) -> Settings:
    """Of a bot that is measured."""
    port, beside = two_ports
    return Settings.read({**NAMES, "PORT": str(port), "METRICS_PORT": str(beside)})


async def status(port: int | None, path: str, method: str = "GET") -> int:
    """What is answered there; 0 if nobody does."""
    try:
        async with (
            ClientSession() as session,
            session.request(method, f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status
    except ClientConnectionError:
        return 0


async def test_the_numbers_are_on_their_port_alone(
    settings: Settings, made_of: Environment
) -> None:
    async with production.running(settings, made_of):
        beside = settings.metrics_port
        found = [await status(port, "/metrics") for port in (settings.port, beside)]
        others = [
            await status(beside, "/health/live"),
            await status(beside, "/api/messages", "POST"),
        ]

    assert found == [404, 200]
    assert others == [404, 404]
    assert [await status(port, "/metrics") for port in (settings.port, beside)] == [0, 0]


@pytest.mark.parametrize("path", ["/nowhere", "/metrics", "/api/messages", "/health/ready"])
async def test_on_neither_port_a_packed_body_is_unpacked(
    path: str, settings: Settings, made_of: Environment
) -> None:
    body = gzip.compress(b"{}")
    request = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    async with production.running(settings, made_of):
        answered = [
            await first_line(port, request) for port in (settings.port, settings.metrics_port)
        ]

    assert answered == [b"HTTP/1.1 400 Bad Request\r\n"] * 2


async def first_line(port: int | None, request: bytes) -> bytes:
    """What a port answers to what is written to it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    line = await reader.readline()
    writer.close()
    return line


async def test_whoever_waits_for_the_numbers_does_not_hold_up_the_stop(
    settings: Settings, made_of: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_asked = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        is_asked.set()
        await asyncio.Event().wait()
        return web.Response()

    def stuck(*_: object) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/metrics", never)])
        return app

    monkeypatch.setattr(production, "metrics_app", stuck)

    async with asyncio.timeout(30):
        async with production.running(settings, made_of):
            asking = asyncio.create_task(status(settings.metrics_port, "/metrics"))
            await is_asked.wait()
        assert await asking == 0


async def test_they_are_text_that_prometheus_knows(
    settings: Settings, made_of: Environment
) -> None:
    url = f"http://127.0.0.1:{settings.metrics_port}/metrics"
    async with (
        production.running(settings, made_of),
        ClientSession() as session,
        session.get(url) as answer,
    ):
        text = await answer.text()

    assert answer.content_type == "text/plain"
    assert "bot_database_up 1.0\n" in text


async def test_without_a_port_there_are_none(settings: Settings, made_of: Environment) -> None:
    unmeasured = settings.model_copy(update={"metrics_port": None})

    async with production.running(unmeasured, made_of):
        found = [await status(port, "/metrics") for port in (settings.port, settings.metrics_port)]

    assert found == [404, 0]


async def test_a_port_that_is_taken_stops_the_start_and_leaves_nothing_open(
    settings: Settings, made_of: Environment, tmp_path: Path
) -> None:
    another = replace(made_of, database_url=f"sqlite+aiosqlite:///{tmp_path / 'another.db'}")
    async with production.running(settings, made_of):
        with pytest.raises(OSError, match="METRICS_PORT"):
            async with production.running(settings, another):
                pass

    assert await status(settings.port, "/health/live") == 0


@pytest.mark.parametrize("port", [{"PORT": "9000"}, {}])
def test_the_port_that_teams_reaches_is_refused(port: dict[str, str]) -> None:
    same = {"METRICS_PORT": port.get("PORT", "3978")}

    with pytest.raises(SettingsRefused, match="METRICS_PORT is the same as PORT"):
        Settings.read({**NAMES, **port, **same})


@pytest.mark.parametrize("port", ["0", "70000", "yes"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(SettingsRefused, match="METRICS_PORT is not valid"):
        Settings.read({**NAMES, "METRICS_PORT": port})
