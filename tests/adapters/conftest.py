"""What the tests of several adapters need."""

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import GraphClient
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import Graph


@pytest.fixture
async def entra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Entra]:
    async with Entra(tmp_path) as entra:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra.ca_file))
        yield entra


@pytest.fixture
def tokens(entra: Entra) -> Tokens:
    """The real msal against that Entra."""
    return Tokens(Settings.read({**IDENTITY, "GRAPH_AUTHORITY": entra.authority}))


@dataclass
class SetTime:
    """A clock that a test moves."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def graph_time() -> SetTime:
    return SetTime(datetime.now(UTC))


@pytest.fixture
async def graph(entra: Entra, graph_time: SetTime) -> AsyncIterator[Graph]:
    """A Graph that fails the test if any request broke the API description."""
    async with Graph(entra, clock=graph_time) as graph:
        yield graph
        assert graph.violations == []


@pytest.fixture
async def graph_session(graph: Graph) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(ssl=graph.trust)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


@pytest.fixture
def graph_client(graph: Graph, graph_session: aiohttp.ClientSession, tokens: Tokens) -> GraphClient:
    return GraphClient(
        graph_session, base_url=graph.base_url, tokens=tokens, clock=lambda: datetime.now(UTC)
    )


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port that refuses connections and stays reserved."""
    with socket.socket() as held:
        # Whoever wants this one may still listen on it.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
