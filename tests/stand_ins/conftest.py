"""A Graph on localhost, and a client that asks it rightly."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import Graph, Human
from tests.stand_ins.graph.caller import GraphCaller

PEOPLE = (
    Human("0a000000-0000-4000-8000-000000000001", "Aroha Example", "aroha@example.org", "lea"),
    Human("lea", "Leah Example", "leah@example.org", away=True),
    Human("con", "Connie Example", "connie@elsewhere.example.org", kind="contact"),
    Human("led", "Led Example", "led@example.org", "con"),
)


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    """One for all tests: to make its key takes longer than most of them."""
    return trustme.CA(key_type=trustme.KeyType.RSA)


@pytest.fixture
async def entra(tmp_path: Path, ca: trustme.CA) -> AsyncIterator[Entra]:
    async with Entra(tmp_path, ca=ca) as entra:
        yield entra


@pytest.fixture
async def graph(entra: Entra) -> AsyncIterator[Graph]:
    async with Graph(entra, people=PEOPLE) as graph:
        yield graph


@pytest.fixture
async def call(graph: Graph) -> AsyncIterator[GraphCaller]:
    async with GraphCaller(graph) as call:
        yield call
