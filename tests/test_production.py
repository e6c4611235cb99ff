"""The same bot in production's clothes: signed tokens in, tokens of our own out, mail by Graph."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import trustme
from aiohttp import ClientSession, TCPConnector, web

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.bootstrap import production
from bot.bootstrap.application import create_app
from bot.content import load
from bot.ports import Clock
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.journeys.over_graph import humans
from tests.journeys.people import Somebody
from tests.journeys.walks import to_preview
from tests.services.at_work import until
from tests.stand_ins.activities import APP_ID
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import NAMED, SENDER, Graph
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams
from tests.words import email_state, fragment, level_name, menu_title, with_address, words

SECURITY = "security@example.org"


@dataclass
class Production:
    """The bot in production, and all that it works with."""

    entra: Entra
    graph: Graph
    teams: Teams
    url: str
    signing: Signing
    app: web.Application

    async def person(self, name: str) -> Somebody:
        """Somebody of the directory, who has just added the app."""
        (found,) = (human for human in self.graph.people if human.name == name)
        somebody = Somebody(self.teams, self.teams.person(name, found.id))
        await somebody.installs()
        return somebody

    async def is_ready(self) -> bool:
        """Whether the bot says so of itself."""
        async with ClientSession() as session, session.get(f"{self.url}/health/ready") as answer:
            return answer.status == 200 and await answer.json() == {"status": "ready"}


@pytest.fixture
async def world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world_clock: Clock
) -> AsyncIterator[Production]:
    """A Teams that signs what it posts, an Entra, and a Graph that forgives nothing."""
    async with Entra(tmp_path) as entra, Signing() as signing:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra.ca_file))

        def takes_token(authorization: str | None) -> bool:
            return authorization in [f"Bearer {token}" for token in entra.given]

        async with (
            Graph(entra, people=humans(TomlDirectory.read(SAMPLE))) as graph,
            Teams(sign=signing.header, takes_token=takes_token) as teams,
            # aiohttp reads whom to trust when it is imported, so the bot is handed a session.
            ClientSession(connector=TCPConnector(ssl=graph.trust)) as session,
        ):
            settings = Settings.read(
                {
                    **IDENTITY,
                    "BOT_APP_PASSWORD": "",
                    "BOT_APP_CERTIFICATE": str(_certificate(tmp_path)),
                    "BOT_SERVICE_HOSTS": teams.host,
                    "GRAPH_AUTHORITY": entra.authority,
                    "GRAPH_BASE_URL": graph.base_url,
                    "MAIL_SENDER": SENDER,
                    "SECURITY_MAILBOX": SECURITY,
                    "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}",
                }
            )
            runner = await _serve(settings, signing.url, session, world_clock)
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            teams.bot_url = f"{url}/api/messages"
            assert runner.app is not None
            yield Production(entra, graph, teams, url, signing, runner.app)
            await runner.cleanup()
            assert graph.violations == []


def _certificate(folder: Path) -> Path:
    pem = folder / "bot.pem"
    authority = trustme.CA(key_type=trustme.KeyType.RSA)
    issued = authority.issue_cert("bot.example.org", key_type=trustme.KeyType.RSA)
    issued.private_key_and_cert_chain_pem.write_to_path(pem)
    return pem


async def _serve(
    settings: Settings, keys_url: str, session: ClientSession, clock: Clock
) -> web.AppRunner:
    outside = production.production_environment(
        settings, load(today=date(2026, 11, 22)), keys_url=keys_url
    )
    app = create_app(replace(outside, connect=lambda _: outside.connect(session), clock=clock))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


async def test_a_whole_journey_with_tokens_both_ways_ends_in_one_mail(world: Production) -> None:
    aroha, wiremu = await world.person("Aroha Example"), await world.person("Wiremu Example")
    await aroha.presses(words("menu.report"))
    await world.graph.until(lambda: "tips" in [call.operation for call in world.graph.calls])
    await aroha.presses(words("move.stop"))

    await to_preview(aroha, menu_title("identifying-content"))
    await aroha.presses(words("preview.send"))
    await wiremu.waits_for(fragment("leader.heading"))
    assert world.graph.ledger == []
    await wiremu.presses(words("leader.approve"))
    card = await aroha.waits_for(email_state("sent"))

    (mail,) = world.graph.ledger
    reference = mail.headers["x-report-reference"]
    assert words("status.title", reference=reference) in card
    assert words("leader_state.approve", name="Wiremu Example") in card
    assert (mail.mailbox, mail.to, mail.key) == (SENDER, (SECURITY,), reference)
    level = level_name("high")
    assert mail.subject == words("mail.subject", level=level, reference=reference)
    assert (mail.content_type.lower(), mail.importance) == ("html", "normal")
    assert words("mail.leader_approve", name=with_address("Wiremu Example")) in mail.body
    (attached,) = mail.attachments
    assert (attached.name, attached.media_type) == (f"{reference}.json", "application/json")
    assert json.loads(attached.content)["reference"] == reference


async def test_a_threat_is_mailed_at_once_and_marked_as_important(world: Production) -> None:
    aroha = await world.person("Aroha Example")

    await to_preview(aroha, menu_title("threat"), words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await aroha.waits_for(email_state("sent"))

    (mail,) = world.graph.ledger
    assert mail.importance == "high"
    assert mail.subject.startswith(fragment("mail.subject", level=level_name("urgent")))


async def test_it_signs_in_with_its_certificate_alone(world: Production) -> None:
    aroha = await world.person("Aroha Example")
    await to_preview(aroha, menu_title("threat"), words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await aroha.waits_for(email_state("sent"))

    assert {form["client_id"] for form in world.entra.asked} == {APP_ID}
    assert all(form["client_assertion"] for form in world.entra.asked)
    assert not any("client_secret" in form for form in world.entra.asked)
    scopes = [form["scope"] for form in world.entra.asked]
    assert len(scopes) == len(set(scopes)) == 2


async def test_a_token_that_was_taken_back_is_renewed_and_the_mail_leaves_once(
    world: Production,
) -> None:

    aroha = await world.person("Aroha Example")
    world.graph.answers_next("send", NAMED["token_refused"])

    await to_preview(aroha, menu_title("threat"), words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await aroha.waits_for(email_state("sent"))

    assert len(world.graph.ledger) == 1


async def test_it_says_that_it_is_ready(world: Production) -> None:
    await until(world.is_ready)  # its worker takes a first look when the port is open already


async def test_without_a_token_nobody_gets_in(world: Production) -> None:
    aroha = await world.person("Aroha Example")
    before = list(aroha.chat)

    world.teams.sign = None
    refused = await aroha.says("hello")

    assert refused.status == 401
    assert list(aroha.chat) == before
