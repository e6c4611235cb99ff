"""Thousands of bodies with a good token, against the bot in production's clothes."""

import asyncio
import json
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot.adapters.teams.limits import Floods
from tests.adapters.teams.bodies import BODIES, Body, may_change_something
from tests.adapters.teams.edge import JSON
from tests.journeys.people import Somebody, actions_of, cards_of
from tests.stand_ins.activities import Activity, Chat
from tests.test_production import World, world

__all__ = ["world"]

MANY = int(os.environ.get("FUZZ_BODIES", "400"))
"""The suite posts the same few each time; FUZZ_BODIES=10000 is the long form, with new ones."""
ANSWERS = (200, 400, 401, 403, 501)
TABLES = ("conversations", "drafts", "people", "reports", "escalations", "events", "cards", "tasks")
DUE = "select count(*) from tasks where done_at is null and (lease is not null or due_at <= ?)"

Rows = Mapping[str, set[tuple[Any, ...]]]


@dataclass
class Kept:
    """What the bot keeps, looked at from beside it."""

    database: sqlite3.Connection
    rows: Rows = field(default_factory=dict)
    _version: int = -1

    async def rests(self) -> None:
        """Waits until the worker has nothing to do. Raises TimeoutError."""
        for _ in range(2000):
            now = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
            if self.database.execute(DUE, (now,)).fetchone() == (0,):
                self.has_changed()
                return
            await asyncio.sleep(0.005)
        raise TimeoutError

    def has_changed(self) -> bool:
        """Whether anybody has written since this was asked last."""
        before, (self._version,) = (
            self._version,
            self.database.execute("pragma data_version").fetchone(),
        )
        if before != self._version:
            self.rows = {
                table: set(self.database.execute(f"select * from {table}"))  # noqa: S608
                for table in TABLES
            }
        return before != self._version


class Target:
    """The bot in production's clothes, and those of its people who post."""

    # No dataclass: hypothesis would write out all of it for each body.
    def __init__(
        self, url: str, people: Sequence[Somebody], kept: Kept, session: aiohttp.ClientSession
    ) -> None:
        self.url, self.people, self.kept, self.session = url, people, kept, session

    async def takes(self, raw: bytes) -> int:
        """Posts it with a good token; how it was answered."""
        async with self.session.post(self.url, data=raw) as response:
            await response.read()
            return response.status


@pytest.fixture
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few people send all of it."""
    monkeypatch.setattr("bot.adapters.teams.entry.Floods", lambda: Floods(burst=10**9))


@pytest.fixture
async def target(no_limit: None, world: World, tmp_path: Path) -> AsyncIterator[Target]:
    teams = world.teams
    assert teams.sign is not None
    people = [await world.person(f"{name} Example") for name in ("Aroha", "Wiremu", "Sefina")]
    headers = {**JSON, "Authorization": teams.sign(teams.service_url)}
    with closing(sqlite3.connect(tmp_path / "bot.db", timeout=5)) as database:
        async with aiohttp.ClientSession(headers=headers) as session:
            yield Target(teams.bot_url, people, Kept(database), session)


def choices(somebody: Somebody) -> Sequence[Activity]:
    """What this person could do now: say something, press what they see, add or remove the app."""
    channel, member = somebody.teams.channel, somebody.member
    chat, newest = Chat.with_person(member), somebody.shown[-1]
    buttons = [action for card in cards_of(newest.current) for action in actions_of(card)]
    # Most of all they press. With a report on its way, the worker would write at times of its own.
    data = [it["data"] for it in buttons if "data" in it and it.get("title") != "Send"]
    presses = [{**it, "input.words": "hello", "input.platform": "facebook"} for it in data]
    return [
        *(channel.text(member, chat, text) for text in ("hello", "2", "my reports")),
        channel.text(member, Chat.of_group("Team chat"), "hello"),
        channel.installation(member, chat, "add"),
        channel.installation(member, chat, "remove"),
        channel.bot_added(member, chat),
        channel.activity("typing", member, chat),
        *(channel.press(member, chat, newest.id, value) for value in 12 * presses),
        *(channel.execute(member, chat, newest.id, str(it["verb"]), it) for it in 4 * presses),
    ]


def of_others(before: Rows, after: Rows, raw: bytes) -> Sequence[tuple[Any, ...]]:
    """What changed of anybody's talk but the sender's."""
    body = json.loads(raw)
    person, chat = body["from"]["aadObjectId"], body["conversation"]["id"]
    talks = [row for row in before["conversations"] ^ after["conversations"] if row[0] != chat]
    drafts = [row for row in before["drafts"] ^ after["drafts"] if row[2] != person]
    return [*talks, *drafts]


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
    body: Body, target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    kept = target.kept
    raw = body.of(choices(target.people[body.who % len(target.people)]))
    await kept.rests()
    before = kept.rows
    caplog.clear()

    status = await target.takes(raw)

    has_changed = kept.has_changed()
    may_change = status == 200 and may_change_something(raw)
    assert status in ANSWERS, raw
    assert [vars(it) for it in caplog.records if it.levelno >= logging.ERROR] == [], raw
    assert may_change or not has_changed, raw
    assert not may_change or of_others(before, kept.rows, raw) == [], raw
