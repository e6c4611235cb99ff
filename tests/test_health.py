"""What the bot says of itself to the platform that runs it: live, ready, and which part is not."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.health import Health, health_routes
from bot.ports import Busy
from bot.services.alarm_board import DATABASE_WRITES, REQUESTS_REFUSED, TEAMS_TOKEN, AlarmBoard
from tests.stand_ins.door import Door


@dataclass
class SetParts:
    """Whatever health looks at, as the test sets it."""

    is_up: bool = True
    is_there: bool = True
    overdue: Mapping[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    takes_writes: bool = True
    has_keys: bool = True
    board: AlarmBoard = field(default_factory=AlarmBoard)
    asked: int = 0
    door: Door = field(default_factory=Door)

    async def check(self) -> None:
        """The database answers, or it does not."""
        self.asked += 1
        await self.door.passes()
        if not self.is_there:
            raise Busy

    async def check_writes(self) -> None:
        """It takes writes, or it does not."""
        if not self.takes_writes:
            raise Busy

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """What is overdue."""
        assert span == timedelta(minutes=5)
        return self.overdue


@pytest.fixture
def parts() -> SetParts:
    """All is well."""
    return SetParts()


@pytest.fixture
async def bot(parts: SetParts) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """The two pages."""
    each = cast(Any, parts)
    app = web.Application()
    app.add_routes(
        health_routes(
            lambda: Health(
                each,
                each,
                each,
                each,
                timedelta(minutes=5),
                parts.board,
                parts.check_writes,
                lambda: parts.has_keys,
            )
        )
    )
    async with TestClient(TestServer(app)) as client:
        yield client


async def said(
    bot: TestClient[web.Request, web.Application], page: str = "ready"
) -> tuple[int, Any]:
    """The status and the words of a page."""
    answer = await bot.get(f"/health/{page}")
    return answer.status, await answer.json()


async def test_when_all_is_well_it_is_ready(bot: TestClient[Any, Any]) -> None:
    assert await said(bot) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("down", "failing"),
    [
        ({"is_there": False}, ["database"]),
        ({"is_up": False}, ["worker"]),
        ({"is_up": False, "is_there": False}, ["worker", "database"]),
        ({"takes_writes": False}, ["database_writes"]),
        ({"is_there": False, "takes_writes": False}, ["database"]),
        ({"has_keys": False}, ["signing_keys"]),
    ],
    ids=str,
)
async def test_what_is_down_is_named_and_the_process_lives(
    bot: TestClient[Any, Any], parts: SetParts, down: Mapping[str, bool], failing: list[str]
) -> None:
    vars(parts).update(down)

    assert await said(bot) == (503, {"status": "not ready", "failing": failing})
    assert await said(bot, "live") == (200, {"status": "live"})


async def test_what_needs_a_person_is_named_and_makes_nothing_unready(
    bot: TestClient[Any, Any], parts: SetParts
) -> None:
    parts.overdue, parts.counts = {"send_mail": 2}, {"mail_unconfirmed": 1}

    assert await said(bot) == (
        200,
        {"status": "ready", "overdue": {"send_mail": 2}, "alarms": {"mail_unconfirmed": 1}},
    )


async def test_an_alarm_without_which_nobody_is_served_makes_it_unready(
    bot: TestClient[Any, Any], parts: SetParts
) -> None:
    parts.board.start(TEAMS_TOKEN, "invalid_client")
    during = await said(bot)
    parts.board.end(TEAMS_TOKEN)

    assert during == (
        503,
        {
            "status": "not ready",
            "failing": ["teams_token"],
            "alarms": {"teams_token": 1},
            "attention": {"teams_token": "critical"},
        },
    )
    assert await said(bot) == (200, {"status": "ready", "alarms": {"teams_token": 1}})


async def test_an_alarm_that_others_can_cause_is_shown_and_makes_nothing_unready(
    bot: TestClient[Any, Any], parts: SetParts
) -> None:
    parts.board.start(REQUESTS_REFUSED, "wrong audience")

    status, words = await said(bot)

    assert (status, words["status"]) == (200, "ready")
    assert words["attention"] == {"requests_refused": "critical"}
    assert "wrong audience" not in str(words)


async def test_what_fails_is_named_once(bot: TestClient[Any, Any], parts: SetParts) -> None:
    parts.takes_writes = False
    parts.board.start(DATABASE_WRITES, "Busy")

    _, words = await said(bot)

    assert words["failing"] == ["database_writes"]


async def test_many_who_ask_at_once_ask_the_database_once(
    bot: TestClient[Any, Any], parts: SetParts
) -> None:
    parts.door.shuts()
    asking = [asyncio.create_task(said(bot)) for _ in range(50)]
    await parts.door.is_reached()
    parts.door.opens()

    answers = await asyncio.gather(*asking)

    assert [answer[0] for answer in answers] == [200] * 50
    assert parts.asked < 10
