"""A leader who does not have the app gets it from the organisation's catalogue, then the card."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.install import GraphInstaller
from bot.adapters.graph.tokens import Tokens
from bot.adapters.local.directory import TomlDirectory
from bot.content import Content
from bot.host import Partners
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.journeys.clock import SetClock
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.walks import STANDARD, reports, with_app
from tests.stand_ins.graph import CATALOG_APP, NAMED, Graph
from tests.stand_ins.teams import Teams

CARD = "Someone in your team needs your support"
NOT_REACHED = "could not be reached, so it goes to Security without them"


class Installing(OverGraph):
    """The bot with the right to add its app for people."""

    def partners(self, usual: Partners, session: ClientSession) -> Partners:
        """As usual, with an installer."""
        tokens = Tokens(Settings.read({**IDENTITY, "GRAPH_AUTHORITY": self.graph.entra.authority}))
        client = GraphClient(
            self._session, base_url=self.graph.base_url, tokens=tokens, clock=self.clock
        )
        installer = GraphInstaller(client, CATALOG_APP)
        return replace(super().partners(usual, session), installer=installer)


@pytest.fixture
async def bot(
    content: Content, directory: TomlDirectory, tmp_path: Path, clock: SetClock, graph: Graph
) -> AsyncIterator[Installing]:
    async with Teams() as teams:
        running = Installing(content, directory, teams, tmp_path, clock, graph=graph)
        graph.installs.then = lambda human: teams.opens_chat(teams.person(human.name, human.id))
        await running.starts()
        yield running
        await running.stops()


@pytest.fixture
def wiremu(bot: Installing) -> Somebody:
    """Aroha's people leader, who has never seen the bot."""
    somebody = bot.person("Wiremu Example")
    bot.teams.loses_app(somebody.member)
    return somebody


async def test_the_leader_gets_the_app_and_the_card(bot: Installing, wiremu: Somebody) -> None:
    aroha = await with_app(bot, "Aroha Example")

    await reports(aroha, STANDARD)
    await bot.rests()
    asked = wiremu.sees
    await wiremu.presses("Approve and send to Security")
    await bot.time_passes(minutes=6)

    assert bot.graph.installs.people == [wiremu.member.object_id]
    assert CARD in asked
    assert "Wiremu Example approved it" in aroha.sees
    assert len(bot.left()) == 1


async def test_a_catalogue_that_is_busy_is_asked_again(bot: Installing, wiremu: Somebody) -> None:
    aroha = await with_app(bot, "Aroha Example")
    bot.graph.answers_next("install", NAMED["unavailable"])

    await reports(aroha, STANDARD)
    await bot.time_passes(minutes=6)

    assert CARD in wiremu.sees
    assert bot.left() == []


async def test_a_policy_against_the_app_holds_nothing_up(bot: Installing, wiremu: Somebody) -> None:
    aroha = await with_app(bot, "Aroha Example")
    bot.graph.installs.kept_from.update(human.id for human in bot.graph.people)

    await reports(aroha, STANDARD)
    await bot.time_passes(minutes=6)

    assert f"Wiremu Example {NOT_REACHED}" in aroha.sees
    assert "Email to Security: Sent" in aroha.sees
    assert wiremu.chat == ""
