"""A whole organisation on localhost in which everything is ready, for a test to break one thing."""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from aiohttp import ClientSession, TCPConnector

from bot.content import load
from bot.content.loading.loader import SHIPPED
from bot.doctor.command import as_json, as_lines
from bot.doctor.plan import Dependencies, examine
from bot.doctor.results import Result
from tests.adapters.conftest import unused_port
from tests.stand_ins.activities import APP_ID, TENANT_ID
from tests.stand_ins.entra import SECRET, Entra
from tests.stand_ins.graph import SENDER, Graph, Human
from tests.stand_ins.signing import Signing

__all__ = ["unused_port"]

SECURITY = "security@example.org"
CONFIRMED = 'number = "0800 555 0100"\nstatus = "confirmed"'
LEAH = Human("0a000000-0000-4000-8000-000000000002", "Leah Example", "leah@example.org")
AROHA = Human("0a000000-0000-4000-8000-000000000001", "Aroha Example", "aroha@example.org", LEAH.id)
GUARDS = Human("0a000000-0000-4000-8000-000000000003", "Guards Example", SECURITY)


@dataclass
class World:
    """All that production depends on, and the settings that name it."""

    entra: Entra
    graph: Graph
    signing: Signing
    environment: dict[str, str]
    folder: Path
    connect: Callable[[], ClientSession]
    ahead: timedelta = timedelta()
    """How far this host's clock is ahead."""
    findings: list[Result] = field(default_factory=list)
    sends_test: bool = False
    wait: float = 5.0

    def clock(self) -> datetime:
        """This host's clock."""
        return datetime.now(UTC) + self.ahead

    async def examined(self) -> list[Result]:
        """What the doctor finds; nothing private may be in it."""
        async with self.connect() as session:
            means = Dependencies(session, self.clock, self.signing.url, pause=0.0, wait=self.wait)
            examined = await examine(self.environment, means, sends_test=self.sends_test)
            self.findings = list(examined)
        for told in (as_json(self.findings), as_lines(self.findings)):
            private = [SECRET, SENDER, SECURITY, *self.entra.given]
            private += [word for human in self.graph.people for word in (human.name, human.id)]
            assert [word for word in private if word in told] == []
        return self.findings

    def named(self, state: str) -> set[str]:
        """The checks with a finding in this state."""
        return {finding.check for finding in self.findings if finding.state == state}

    def said(self, check: str) -> Result:
        """The first finding of a check that was not simply ready, or else its first."""
        of_it = [finding for finding in self.findings if finding.check == check]
        return next((one for one in of_it if one.state != "ready"), of_it[0])


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    """One for all tests: to make its key takes longer than most of them."""
    return trustme.CA(key_type=trustme.KeyType.RSA)


@pytest.fixture(scope="session")
def confirmed_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content, in which whoever an instruction needs can be reached."""
    folder = tmp_path_factory.mktemp("confirmed") / "content"
    shutil.copytree(SHIPPED, folder)
    file = folder / "contacts.toml"
    words = file.read_text()
    for key in load(today=date(2026, 11, 22)).unreachable:
        head, entry, rest = words.partition(f"[contact.{key}]\n")
        rest = rest.replace('status = "to-be-confirmed"', CONFIRMED, 1)
        words = head + entry + rest
    file.write_text(words)
    return folder


@pytest.fixture
async def world(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ca: trustme.CA,
    unused_port: int,
    confirmed_content: Path,
) -> AsyncIterator[World]:
    async with (
        Entra(tmp_path, ca=ca) as entra,
        Signing() as signing,
        Graph(entra, people=[AROHA, LEAH, GUARDS]) as graph,
    ):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra.ca_file))
        environment = {
            "BOT_APP_ID": APP_ID,
            "BOT_APP_TYPE": "SingleTenant",
            "BOT_TENANT_ID": TENANT_ID,
            "BOT_APP_PASSWORD": SECRET,
            "BOT_SERVICE_HOSTS": f"{entra.authority.removeprefix('https://')},*.example.org",
            "GRAPH_BASE_URL": graph.base_url,
            "GRAPH_AUTHORITY": entra.authority,
            "MAIL_SENDER": SENDER,
            "SECURITY_MAILBOX": SECURITY,
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'data' / 'bot.db'}",
            "CONTENT_DIR": str(confirmed_content),
            "HOST": "127.0.0.1",
            "PORT": str(unused_port),
        }

        def connect() -> ClientSession:
            return ClientSession(connector=TCPConnector(ssl=graph.trust))

        world = World(entra, graph, signing, environment, tmp_path, connect)
        yield world
        assert graph.violations == []
        assert graph.ledger == [] or world.sends_test
