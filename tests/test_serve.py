"""`serve` as a process of its own: it comes up, does what waits, and stops in good order."""

import asyncio
import json
import sqlite3
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession
from yarl import URL

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.teams.receiving.routes import TURN_TIMEOUT
from bot.adapters.teams.receiving.signing_keys import OPENID_CONFIGURATION_URL
from bot.bootstrap import production
from bot.content import load
from bot.metrics import opentelemetry
from bot.release import what_runs
from bot.services.worker import worker
from tests.adapters.conftest import unused_port
from tests.adapters.teams.edge import IDENTITY
from tests.at_time import command
from tests.journeys.clock import MONDAY, RunningClock
from tests.journeys.over_graph import humans
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import URGENT, reports, with_app
from tests.processes import environment
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import SENDER, Graph, slow
from tests.stand_ins.proxy import Proxy
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams
from tests.words import words

__all__ = ["unused_port"]

ROOT = Path(__file__).parent.parent
KEYS_HOST = str(URL(OPENID_CONFIGURATION_URL).host)
MOST_LOOKS = 2400


@dataclass
class Served:
    """A running process of the bot."""

    process: asyncio.subprocess.Process
    url: str

    async def health(self, name: str) -> tuple[int, Any]:
        """The status and the words of a health page; 0 while nobody answers."""
        try:
            async with ClientSession() as session, session.get(f"{self.url}/{name}") as answer:
                return answer.status, await answer.json()
        except ClientConnectionError:
            return 0, None

    async def comes_up(self) -> None:
        """Waits until it says that it is ready. Raises TimeoutError."""
        for _ in range(MOST_LOOKS):
            if (await self.health("ready"))[0] == 200:
                return
            await asyncio.sleep(0.05)
        raise TimeoutError

    async def says_what_fails(self, *names: str) -> tuple[int, Any]:
        """Waits until it names just these parts. Raises TimeoutError."""
        for _ in range(MOST_LOOKS):
            status, words = await self.health("ready")
            if status and sorted(words.get("failing", [])) == sorted(names):
                return status, words
            await asyncio.sleep(0.05)
        raise TimeoutError

    async def stops(self) -> tuple[int, str]:
        """Tells it to stop; its exit code, and what it logged."""
        self.process.terminate()
        async with asyncio.timeout(15):
            _, logged = await self.process.communicate()
        return self.process.returncode or 0, logged.decode()


@dataclass
class ProxyStreet:
    """What lies behind the proxy, which is the only way out."""

    proxy: Proxy
    signing: Signing


@pytest.fixture
async def street(graph: Graph) -> AsyncIterator[ProxyStreet]:
    """The service that signs Teams' tokens, under its own name."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    graph.entra.ca.issue_cert(KEYS_HOST).configure_cert(context)
    async with (
        Signing(at=f"https://{KEYS_HOST}", tls=context) as signing,
        Proxy(leads={KEYS_HOST: signing.port}) as proxy,
    ):
        yield ProxyStreet(proxy, signing)


@pytest.fixture
async def graph(tmp_path: Path) -> AsyncIterator[Graph]:
    """A Graph in this process, which the other asks."""
    async with (
        Entra(tmp_path) as entra,
        Graph(
            entra, people=humans(TomlDirectory.read(SAMPLE)), clock=RunningClock(MONDAY)
        ) as graph,
    ):
        yield graph
        assert graph.violations == []


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    """Where a report was taken whose mail has not left."""
    async with Teams() as teams:
        content = load(today=date(2026, 11, 22))
        bot = Running(content, TomlDirectory.read(SAMPLE), teams, tmp_path, RunningClock(MONDAY))
        bot.post.is_unplugged = True
        await bot.starts()
        await reports(await with_app(bot, "Priya Example"), URGENT, words("tell.security-only"))
        await bot.rests()
        await bot.stops()
    return tmp_path / "bot.db"


@asynccontextmanager
async def served(
    graph: Graph, database: Path, port: int, street: ProxyStreet, **more: str
) -> AsyncIterator[Served]:
    """The bot as an administrator would start it; ended at the latest with the block."""
    ca = str(graph.entra.ca_file)
    settings = {
        **IDENTITY,
        "MAIL_SENDER": SENDER,
        "SECURITY_MAILBOX": "security@example.org",
        "GRAPH_BASE_URL": graph.base_url,
        "GRAPH_AUTHORITY": graph.entra.authority,
        "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "REQUESTS_CA_BUNDLE": ca,
        "SSL_CERT_FILE": ca,
        "HTTPS_PROXY": street.proxy.url,
        "HTTP_PROXY": street.proxy.url,
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        *command(MONDAY, "serve"),
        cwd=ROOT,
        env=environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Served(process, f"http://127.0.0.1:{port}/health")
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_it_comes_up_sends_what_waits_and_stops(
    graph: Graph, database: Path, unused_port: int, street: ProxyStreet
) -> None:
    async with served(graph, database, unused_port, street) as bot:
        await eventually(lambda: bool(graph.ledger))
        await bot.comes_up()
        live, ready = await bot.health("live"), await bot.health("ready")

        code, logged = await bot.stops()

    assert live == (200, {"status": "live"})
    assert (ready[0], ready[1]["status"]) == (200, "ready")
    assert (code, len(graph.ledger)) == (0, 1)
    assert "Traceback" not in logged
    assert "Example" not in logged


async def test_told_to_stop_it_finishes_what_it_holds(
    graph: Graph, database: Path, unused_port: int, street: ProxyStreet
) -> None:
    graph.answers_next("send", slow(1.0))
    async with served(graph, database, unused_port, street) as bot:
        await eventually(lambda: "send" in [call.operation for call in graph.calls])
        assert graph.ledger == []

        code, _ = await bot.stops()

    assert (code, len(graph.ledger)) == (0, 1)
    assert _one(database, "select count(*) from tasks where lease is not null") == 0
    assert _one(database, "select stage from escalations") == "sent"
    assert _one(database, "select done_at from tasks where kind = 'send_mail'") is not None


async def test_with_nothing_to_do_it_comes_up_says_what_it_is_and_stops(
    graph: Graph, tmp_path: Path, unused_port: int, street: ProxyStreet
) -> None:
    async with served(graph, tmp_path / "new" / "bot.db", unused_port, street) as bot:
        await bot.comes_up()

        code, logged = await bot.stops()
        after = await bot.health("ready")

    (line,) = logged.splitlines()
    assert (code, after[0]) == (0, 0)
    runs = what_runs(load(today=MONDAY.date()))
    assert json.loads(line).items() >= {"message": "bot started", **runs}.items()


async def test_with_a_proxy_as_the_only_way_out_a_person_is_answered(
    graph: Graph, tmp_path: Path, unused_port: int, street: ProxyStreet
) -> None:
    bot_url = f"http://127.0.0.1:{unused_port}/api/messages"
    async with (
        Teams(sign=street.signing.header, bot_url=bot_url) as teams,
        served(
            graph, tmp_path / "bot.db", unused_port, street, BOT_SERVICE_HOSTS=teams.host
        ) as bot,
    ):
        await bot.comes_up()
        (found,) = (human for human in graph.people if human.name == "Aroha Example")
        aroha = Somebody(teams, teams.person(found.name, found.id))
        await aroha.installs()

        await aroha.presses(words("menu.report"))
        await graph.until(lambda: bool(graph.calls))

    assert aroha.answers != []

    entra, its_graph = (URL(url).port for url in (graph.entra.authority, graph.base_url))
    tunnels = {f"{KEYS_HOST}:443", f"localhost:{entra}", f"localhost:{its_graph}"}
    assert set(street.proxy.tunnels) == tunnels
    assert {URL(url).authority for url in street.proxy.forwarded} == {teams.host}


async def test_a_secret_that_has_expired_is_an_alarm_though_nobody_writes(
    graph: Graph, tmp_path: Path, unused_port: int, street: ProxyStreet
) -> None:
    expired = {"BOT_APP_PASSWORD": "a secret of last year"}
    async with served(graph, tmp_path / "bot.db", unused_port, street, **expired) as bot:
        status, words = await bot.says_what_fails("teams_token", "graph_token")

        _, logged = await bot.stops()

    lines = [line for line in logged.splitlines() if "a person must look" in line]
    assert status == 503
    assert words["attention"] == {"teams_token": "critical", "graph_token": "critical"}
    assert sorted(json.loads(line)["kind"] for line in lines) == ["graph_token", "teams_token"]
    assert {json.loads(line)["reason"] for line in lines} == {"invalid_client"}


async def test_without_the_keys_of_teams_it_is_not_ready(
    graph: Graph, tmp_path: Path, unused_port: int, street: ProxyStreet
) -> None:
    street.signing.is_reachable = False
    async with served(graph, tmp_path / "bot.db", unused_port, street) as bot:
        status, _ = await bot.says_what_fails("signing_keys")
        street.signing.is_reachable = True

        await bot.comes_up()

    assert status == 503


def test_a_stop_is_over_before_kubernetes_kills() -> None:
    kills_after = 30
    longest = (
        production.SHUTDOWN_OF_METRICS,
        production.SHUTDOWN,
        worker.TIME_TO_END.total_seconds(),
        worker.LETTING_GO.total_seconds(),
        opentelemetry.TIME_TO_END.total_seconds(),
    )

    assert sum(longest) < kills_after - 2
    assert TURN_TIMEOUT < production.SHUTDOWN


async def eventually(condition: Callable[[], bool]) -> None:
    """Waits until it is so. Raises TimeoutError."""
    for _ in range(MOST_LOOKS):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


def _one(database: Path, query: str) -> object:
    with closing(sqlite3.connect(database, timeout=5)) as connection:
        (found,) = connection.execute(query).fetchone()
    return found
