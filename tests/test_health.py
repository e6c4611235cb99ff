"""What the bot says of itself to the platform that runs it: live, ready, and which part is not."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.health import Health, health_routes
from bot.ports import Busy


@dataclass
class Parts:
    """Whatever health looks at, as the test sets it."""

    is_up: bool = True
    is_there: bool = True
    overdue: Mapping[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    async def check(self) -> None:
        """The database answers, or it does not."""
        if not self.is_there:
            raise Busy

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """What is overdue."""
        assert span == timedelta(minutes=5)
        return self.overdue


@pytest.fixture
def parts() -> Parts:
    """All is well."""
    return Parts()


@pytest.fixture
async def bot(parts: Parts) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """The two pages."""
    each = cast(Any, parts)
    app = web.Application()
    app.add_routes(health_routes(lambda: Health(each, each, each, each, timedelta(minutes=5))))
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
    ],
    ids=str,
)
async def test_what_is_down_is_named_and_the_process_lives(
    bot: TestClient[Any, Any], parts: Parts, down: Mapping[str, bool], failing: list[str]
) -> None:
    vars(parts).update(down)

    assert await said(bot) == (503, {"status": "not ready", "failing": failing})
    assert await said(bot, "live") == (200, {"status": "live"})


async def test_what_needs_a_person_is_named_and_makes_nothing_unready(
    bot: TestClient[Any, Any], parts: Parts
) -> None:
    parts.overdue, parts.counts = {"send_mail": 2}, {"mail_unconfirmed": 1}

    assert await said(bot) == (
        200,
        {"status": "ready", "overdue": {"send_mail": 2}, "alarms": {"mail_unconfirmed": 1}},
    )
