"""Outgoing calls honour the proxy variables of the environment."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import trustme
from aiohttp import web

from bot.adapters.http_session import open_session
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.allowed_hosts import LOOPBACK
from bot.ports import Address, Busy, Message
from tests.services.fakes import AClock
from tests.stand_ins.proxy import Proxy

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "NETRC")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without proxy variables."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    async with Proxy() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@asynccontextmanager
async def service(context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A service outside that says which token came; its port."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"token": request.headers.get("Authorization", "none")})

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@pytest.fixture
async def plain() -> AsyncIterator[int]:
    """The port of a service without TLS."""
    async with service() as port:
        yield port


@pytest.fixture
async def safe(ca: trustme.CA) -> AsyncIterator[int]:
    """The port of a service with TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("graph.example.org", "localhost").configure_cert(context)
    async with service(context) as port:
        yield port


@pytest.fixture
async def session(ca: trustme.CA) -> AsyncIterator[aiohttp.ClientSession]:
    """The bot's, which trusts the service's certificate."""
    context = ssl.create_default_context()
    ca.configure_trust(context)
    async with open_session(connector=aiohttp.TCPConnector(ssl=context)) as session:
        yield session


async def token_that_comes(session: aiohttp.ClientSession, url: str) -> str:
    """Calls with a token of ours, and what the service got."""
    async with session.get(url, headers={"Authorization": "Bearer ours"}) as response:
        return str((await response.json())["token"])


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
async def test_an_https_call_goes_through_a_tunnel(
    variable: str,
    proxy: Proxy,
    safe: int,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, proxy.url)
    proxy.leads = {"graph.example.org": safe}

    token = await token_that_comes(session, "https://graph.example.org/v1.0/me")

    assert (token, proxy.tunnels) == ("Bearer ours", ["graph.example.org:443"])


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy"])
async def test_an_http_call_is_forwarded(
    variable: str,
    proxy: Proxy,
    plain: int,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, proxy.url)
    proxy.leads = {"collector.example.org": plain}

    token = await token_that_comes(session, "http://collector.example.org/x?y=1")

    assert (token, proxy.tunnels) == ("Bearer ours", [])
    assert proxy.forwarded == ["http://collector.example.org/x?y=1"]


async def test_a_proxy_may_be_named_without_a_scheme(
    proxy: Proxy, safe: int, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")

    await token_that_comes(session, f"https://localhost:{safe}/")

    assert proxy.tunnels == [f"localhost:{safe}"]


async def test_a_proxy_is_told_who_we_are(
    proxy: Proxy, safe: int, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://bot:p%40ss@127.0.0.1:{proxy.port}")

    token = await token_that_comes(session, f"https://localhost:{safe}/")

    assert (token, proxy.credentials) == ("Bearer ours", ["Basic Ym90OnBAc3M="])


@pytest.mark.parametrize(
    "without", ["localhost", "example.org,localhost", "*", "localhost:{port}", " localhost "]
)
async def test_what_needs_no_proxy_is_called_without_one(
    without: str,
    proxy: Proxy,
    safe: int,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", without.format(port=safe))

    token = await token_that_comes(session, f"https://localhost:{safe}/")

    assert (token, proxy.tunnels) == ("Bearer ours", [])


@pytest.mark.parametrize(
    ("variable", "value"),
    [("NOTHING", "x"), ("HTTPS_PROXY", ""), ("HTTPS_PROXY", " "), ("HTTP_PROXY", "127.0.0.1:1")],
)
async def test_without_a_proxy_for_it_a_service_is_called_itself(
    variable: str,
    value: str,
    safe: int,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)

    assert await token_that_comes(session, f"https://localhost:{safe}/") == "Bearer ours"


async def test_a_password_file_of_the_machine_replaces_no_token(
    safe: int, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    assert await token_that_comes(session, f"https://localhost:{safe}/") == "Bearer ours"


async def test_on_this_machine_alone_a_proxy_is_not_asked(
    proxy: Proxy, plain: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)

    async with open_session(obeys_proxies=False) as session:
        await token_that_comes(session, f"http://127.0.0.1:{plain}/")

    assert proxy.forwarded == []


ADDRESS = Address(
    person_id="aroha",
    tenant_id="kainga",
    service_url="https://localhost:1/",
    conversation_id="a:1",
    bot_id="28:1",
    member_id="29:1",
)


@pytest.mark.parametrize("status", [403, 407, 502, 503, 504])
async def test_what_a_proxy_does_not_let_through_has_not_left(
    status: int, proxy: Proxy, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.refuses_with = status
    messenger = TeamsMessenger(session, bot_id="28:1", hosts=LOOPBACK, clock=AClock())

    with pytest.raises(Busy):
        await messenger.send(ADDRESS, Message(summary="a card", text="hello"))


async def test_what_is_sent_by_a_proxy_that_is_away_has_not_left(
    unused_port: int, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{unused_port}")
    messenger = TeamsMessenger(session, bot_id="28:1", hosts=LOOPBACK, clock=AClock())

    with pytest.raises(Busy):
        await messenger.send(ADDRESS, Message(summary="a card", text="hello"))
