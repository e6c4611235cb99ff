"""The same bot in production's clothes: signed tokens in, tokens of our own out."""

from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web

from bot import production
from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.outbox import Outbox
from bot.content import load
from bot.host import create_app
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.journeys.people import Somebody
from tests.journeys.walks import to_preview
from tests.stand_ins.entra import Entra
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams

AROHA, WIREMU = (f"0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c000{number}" for number in (1, 2))


@pytest.fixture
async def teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Teams]:
    """A Teams that signs what it posts and takes only tokens that Entra gave."""
    async with Entra(tmp_path) as entra, Signing() as signing:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra.ca_file))

        def takes_token(authorization: str | None) -> bool:
            return authorization in [f"Bearer {token}" for token in entra.given]

        async with Teams(sign=signing.header, takes_token=takes_token) as teams:
            environment = {
                **IDENTITY,
                "BOT_SERVICE_HOSTS": teams.host,
                "GRAPH_AUTHORITY": entra.authority,
                "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}",
                "SECURITY_MAILBOX": "security@example.org",
            }
            runner = await _serve(environment, signing.url, tmp_path)
            teams.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
            yield teams
            await runner.cleanup()


async def _serve(environment: Mapping[str, str], keys_url: str, folder: Path) -> web.AppRunner:
    outside = production.outside(
        Settings.read(environment),
        load(today=date(2026, 11, 22)),
        mail=Outbox(folder / "outbox", "be-aware@example.org"),
        directory=TomlDirectory.read(SAMPLE),
        keys_url=keys_url,
    )
    runner = web.AppRunner(create_app(outside), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


async def test_a_whole_journey_with_tokens_both_ways(teams: Teams, tmp_path: Path) -> None:
    aroha = Somebody(teams, teams.person("Aroha Example", AROHA))
    wiremu = Somebody(teams, teams.person("Wiremu Example", WIREMU))
    await aroha.installs()
    await wiremu.installs()

    await to_preview(aroha, "Private details are online")
    await aroha.presses("Send")
    await wiremu.waits_for("Someone in your team needs your support")
    await wiremu.presses("Approve and send to Security")

    await aroha.waits_for("Email to Security: Sent")
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1


async def test_without_a_token_nobody_gets_in(teams: Teams) -> None:
    aroha = Somebody(teams, teams.person("Aroha Example", AROHA))
    assert (await aroha.says("hello")).status == 200
    before = list(aroha.chat)

    teams.sign = None
    refused = await aroha.says("hello")

    assert refused.status == 401
    assert list(aroha.chat) == before
