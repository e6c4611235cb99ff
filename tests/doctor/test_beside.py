"""The doctor beside the bot at work, and a doctor who is stopped before the end."""

import asyncio

import pytest
import trustme
from aiohttp import ClientSession, web

from bot.bootstrap import production
from bot.bootstrap.environment import Environment
from bot.doctor.checks.mail.mailbox import MailboxCheck
from bot.doctor.results import is_ready
from bot.settings import Settings
from tests.doctor.conftest import World
from tests.doctor.gateway import Answer, gateway
from tests.metrics.test_endpoint import made_of, settings, two_ports

__all__ = ["made_of", "settings", "two_ports"]


def passes_on_to(port: int) -> Answer:
    """A gateway's answer: the bot's own."""

    async def answer(request: web.Request) -> web.Response:
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{request.path}") as response,
        ):
            body = await response.read()
        return web.Response(body=body, status=response.status, content_type="application/json")

    return answer


async def test_the_running_bot_is_known_by_its_ports_and_found_at_its_public_address(
    world: World, settings: Settings, made_of: Environment, ca: trustme.CA
) -> None:
    world.environment["PORT"] = str(settings.port)
    world.environment["METRICS_PORT"] = str(settings.metrics_port)

    async with (
        production.running(settings, made_of),
        gateway(ca.issue_cert("localhost"), passes_on_to(settings.port)) as url,
    ):
        world.environment["PUBLIC_URL"] = url
        findings = await world.examined()

    assert is_ready(findings)
    assert [world.said(name).says for name in ("listen", "listen.metrics", "public.reach")] == [
        "PORT is in use, and the bot is running here already.",
        "METRICS_PORT is in use, and the bot is running here already.",
        "The bot answers at PUBLIC_URL, under a good certificate.",
    ]


async def test_a_doctor_who_is_stopped_takes_the_draft_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted = asyncio.Event()

    async def waits(_: MailboxCheck) -> None:
        drafted.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(MailboxCheck, "finds_the_draft", waits)
    examination = asyncio.create_task(world.examined())
    await drafted.wait()

    examination.cancel()
    await asyncio.wait([examination])

    assert examination.cancelled()
    asked = [call.operation for call in world.graph.calls]
    assert (asked.count("create"), asked.count("delete")) == (1, 1)
