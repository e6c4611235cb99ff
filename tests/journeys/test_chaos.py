"""A day of chaos: each report goes its way once and in time, and nobody is pestered."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.teams.limits import Floods
from tests.journeys.chaos import Day
from tests.journeys.chaos_faults import Channel
from tests.journeys.chaos_graph import Trouble
from tests.journeys.chaos_people import PEOPLE
from tests.journeys.chaos_plans import REPORTS
from tests.journeys.chaos_verdict import Verdict, unhandled
from tests.journeys.over_graph import OverGraph


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
    monkeypatch.setattr("bot.adapters.teams.speaking.BREATH", 0)
    monkeypatch.setattr(Floods, "is_flooded_by", lambda floods, person: False)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.usefixtures("breathless")
async def test_on_a_day_of_chaos_every_report_goes_its_way_once_and_in_time(
    seed: int, graph_bot: OverGraph, caplog: pytest.LogCaptureFixture
) -> None:
    channel = Channel(graph_bot.teams, seed)
    trouble = Trouble(graph_bot.graph, seed, graph_bot.clock)
    day = Day(graph_bot, seed, channel, trouble)

    await day.passes()

    verdict = Verdict(graph_bot, channel, list(day.people.values()), trouble.outages)
    happened = Counter(row["kind"] for row in graph_bot.rows("events"))
    assert verdict.faults() == []
    assert day.lies == []
    assert unhandled(caplog.records) == []
    assert len(graph_bot.rows("reports")) == REPORTS
    assert happened.keys() >= {
        "leader-approve",
        "leader-decline",
        "leader-not-me",
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
