"""Fuzzes the production wiring with malformed bodies under a valid token."""

import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot.adapters.clock import utc_now
from bot.adapters.teams.receiving.routes import FloodLimit
from bot.adapters.teams.sending.pacing import Pacing
from bot.ports import Clock
from tests.adapters.teams.dice import BODIES
from tests.adapters.teams.edge import JSON
from tests.adapters.teams.kept import KeptByBot, card_recipients, may_change_something, of_others
from tests.adapters.teams.presses import Presses
from tests.adapters.teams.receiving.bodies import PostedBody
from tests.adapters.teams.shells import Shells
from tests.journeys.people import Somebody
from tests.journeys.walks import HIGH, reports, reports_in_short
from tests.test_production import Production, world
from tests.words import email_state, fragment, words

__all__ = ["world"]

MANY = int(os.environ.get("FUZZ_BODIES", "400"))
"""The suite posts the same few each time; FUZZ_BODIES=10000 is the long form, with new ones."""
ANSWERS = (200, 400, 401, 403, 501)
NO_LIMIT = ((10**6, 1.0),)


class Target:
    """The bot in production wiring, with the people who post."""

    # No dataclass: hypothesis would write out all of it for each body.
    def __init__(
        self, url: str, people: Sequence[Somebody], kept: KeptByBot, session: aiohttp.ClientSession
    ) -> None:
        self.url, self.people, self.kept, self.session = url, people, kept, session
        self.held_by = card_recipients(kept.database)

    def shells_of(self, number: int) -> Shells:
        """What one of them could post now."""
        return Shells(Presses(self.people[number], self.people, self.held_by))

    async def takes(self, raw: bytes) -> int:
        """Posts it with a good token; how it was answered."""
        async with self.session.post(self.url, data=raw) as response:
            await response.read()
            return response.status


@pytest.fixture
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few people send all of it, and are answered at once."""
    monkeypatch.setattr(
        "bot.adapters.teams.receiving.routes.FloodLimit", lambda: FloodLimit(burst=10**9)
    )
    unpaced = Pacing(chat_limits=NO_LIMIT, total_rate=10**6, burst_limit=NO_LIMIT[0])
    monkeypatch.setattr("bot.bootstrap.production.Pacing", lambda: unpaced)


@pytest.fixture
def world_clock() -> Clock:
    """A set clock: only what is posted may cause an effect."""
    began = utc_now()
    return lambda: began


@pytest.fixture
def kept(world: Production, world_clock: Clock, tmp_path: Path) -> Iterator[KeptByBot]:
    with closing(sqlite3.connect(tmp_path / "bot.db", timeout=5)) as database:
        yield KeptByBot(database, world_clock)


@pytest.fixture
async def people(no_limit: None, world: Production, kept: KeptByBot) -> Sequence[Somebody]:
    """Aroha has a report that waits for Wiremu, and one that is with Security; Sefina has none."""
    names = ("Aroha", "Wiremu", "Sefina")
    aroha, wiremu, sefina = [await world.person(f"{name} Example") for name in names]
    await aroha.presses(words("menu.report"))
    await kept.rests()  # until her people leader is known
    await aroha.presses(words("move.stop"))
    await reports_in_short(aroha)
    await aroha.waits_for(email_state("sent"))
    await reports(aroha, HIGH)
    await wiremu.waits_for(fragment("leader.heading"))
    return aroha, wiremu, sefina


@pytest.fixture
async def target(
    people: Sequence[Somebody], world: Production, kept: KeptByBot
) -> AsyncIterator[Target]:
    teams = world.teams
    assert teams.sign is not None
    headers = {**JSON, "Authorization": teams.sign(teams.service_url)}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Target(teams.bot_url, people, kept, session)


@settings(
    max_examples=MANY,
    deadline=None,
    database=None,
    derandomize="FUZZ_BODIES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(body=BODIES)
async def test_no_body_makes_the_bot_fail_or_changes_what_is_not_the_senders(
    body: PostedBody, target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    kept = target.kept
    raw = body.of(target.shells_of(body.who).of)
    await kept.rests()
    before = kept.rows
    caplog.clear()

    status = await target.takes(raw)

    has_changed = kept.has_changed()
    may_change = status == 200 and may_change_something(raw)
    assert status in ANSWERS, raw
    assert [vars(it) for it in caplog.records if it.levelno >= logging.ERROR] == [], raw
    assert may_change or not has_changed, raw
    assert not may_change or of_others(before, kept.rows, raw, target.held_by) == [], raw
