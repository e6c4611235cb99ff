"""A day of chaos: each report goes its way once and in time, and nobody is pestered."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.teams.receiving.routes import FloodLimit
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.allowed_hosts import LOOPBACK
from bot.bootstrap import local
from bot.bootstrap.environment import Environment, Gateways
from bot.content import Content
from tests.journeys.chaos.asked import REMINDS
from tests.journeys.chaos.day import Day
from tests.journeys.chaos.faults import PATIENCE, PlannedTeams
from tests.journeys.chaos.graph import Trouble
from tests.journeys.chaos.mail import PUBLIC
from tests.journeys.chaos.people import PEOPLE
from tests.journeys.chaos.plans import NEW, REPORTS, WITHOUT_APP
from tests.journeys.chaos.verdict import Verdict, unhandled
from tests.journeys.clock import RunningClock
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import said
from tests.stand_ins.graph import Graph
from tests.stand_ins.teams import Teams


@pytest.fixture
def starts_at() -> datetime:
    """On a Monday, 8 am in New Zealand."""
    return datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> TomlDirectory:
    """The people who work here, with a team more."""
    file = tmp_path_factory.mktemp("people") / "people.toml"
    file.write_text(SAMPLE.read_text(encoding="utf-8") + PEOPLE, encoding="utf-8")
    return TomlDirectory.read(file)


@pytest.fixture
def breathless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is set here, not waited for: no pause before a second try, and a day's presses in
    seconds are no flood."""
    monkeypatch.setattr("bot.adapters.teams.turns.replies.MAX_RETRY_DELAY", 0)
    monkeypatch.setattr(FloodLimit, "is_exceeded_by", lambda limit, person: False)


class Impatient(OverGraph):
    """The bot, which may add its app for people and does not wait long for Teams."""

    def partners(self, usual: Gateways, session: ClientSession) -> Gateways:
        """As usual, but for the patience."""
        messenger = TeamsMessenger(
            session,
            bot_id=self.teams.channel.bot_id,
            hosts=LOOPBACK,
            clock=self.clock,
            timeout=ClientTimeout(total=PATIENCE),
        )
        return replace(super().partners(usual, session), messenger=messenger)


@pytest.fixture
async def bot(
    content: Content,
    directory: TomlDirectory,
    tmp_path: Path,
    clock: RunningClock,
    graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[OverGraph]:
    """The running bot, before anything has gone wrong."""
    usual = local.local_environment

    def outside(*its: Any, **said: Any) -> Environment:
        return replace(usual(*its, **said), public_url=PUBLIC)

    monkeypatch.setattr(local, "local_environment", outside)
    async with Teams() as teams:
        bot = Impatient(content, directory, teams, tmp_path, clock, graph=graph, adds_app=True)
        await bot.starts()
        yield bot
        await bot.stops()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.usefixtures("breathless")
async def test_on_a_day_of_chaos_every_report_goes_its_way_once_and_in_time(
    seed: int, bot: OverGraph, caplog: pytest.LogCaptureFixture
) -> None:
    channel = PlannedTeams(bot.teams, seed)
    trouble = Trouble(bot.graph, seed, bot.clock)
    day = Day(bot, seed, channel, trouble)

    await day.passes()

    verdict = Verdict(bot, channel, list(day.people.values()), trouble.outages)
    happened = Counter(row["kind"] for row in bot.rows("events"))
    assert verdict.faults() == []
    assert day.lies == []
    assert unhandled(caplog.records) == []
    assert channel.unmet() == []
    # By the end of the day each of them is over, and says so.
    said_first = [said(shown.versions[0]) for it in day.people.values() for shown in it.shown]
    assert any(REMINDS in text for text in said_first)
    assert day.people[NEW].member.object_id in bot.graph.installs.people
    assert day.people[WITHOUT_APP].member.object_id in {it["by_id"] for it in bot.rows("events")}
    assert len(bot.rows("reports")) == REPORTS
    assert happened.keys() >= {
        "leader-approve",
        "leader-decline",
        "handed-on",
        "leader-acknowledge",
        "leader-not-reached",
        "deputy-asked",
        "leader-reminded",
        "deadline-passed",
        "sent-without-waiting",
        "withdrawn",
        "mail-late",
        "mail-refused",
    }
