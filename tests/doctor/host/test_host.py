"""This host: its port, its time zone, and whom it trusts."""

import asyncio
import errno
import sys
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
import trustme
from aiohttp import web

from tests.doctor.conftest import World


@asynccontextmanager
async def somebody_at(port: str, answer: object) -> AsyncIterator[int]:
    """A program that listens there and answers every question of health so."""

    async def live(_: web.Request) -> web.Response:
        return web.json_response(answer)

    app = web.Application()
    app.add_routes([web.get("/health/live", live)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(port)).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_a_port_that_another_program_holds_is_a_fault(world: World) -> None:
    async with somebody_at(world.environment["PORT"], {"status": "fine"}):
        await world.examined()

    assert world.named("failed") == {"listen"}
    assert world.said("listen").says == "PORT is taken by another program."


async def test_a_metrics_port_that_another_program_holds_is_a_fault(
    world: World,
) -> None:
    async with somebody_at("0", {"status": "fine"}) as port:
        world.environment["METRICS_PORT"] = str(port)
        await world.examined()

    assert world.named("failed") == {"listen.metrics"}
    assert world.said("listen.metrics").says == "METRICS_PORT is taken by another program."


async def test_a_port_that_the_bot_itself_holds_is_a_warning(world: World) -> None:
    async with somebody_at(world.environment["PORT"], {"status": "live"}):
        await world.examined()

    said = world.said("listen")
    assert (said.state, "is running here already" in said.says) == ("warning", True)


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.EACCES, "This user may not listen on PORT."), (errno.EPERM, "cannot be listened on")],
)
async def test_a_port_that_is_forbidden_is_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    async def refuses(*_: object) -> None:
        raise OSError(number, "an invented failure")

    monkeypatch.setattr(asyncio.get_running_loop(), "create_server", refuses)

    await world.examined()

    assert world.named("failed") == {"listen"}
    assert says in world.said("listen").says


async def test_hosts_that_are_named_by_their_ending_alone_are_not_tried(world: World) -> None:
    world.environment["BOT_SERVICE_HOSTS"] = "*.example.org"

    await world.examined()

    said = world.said("channel.reach")
    assert (said.state, "so none was tried" in said.says) == ("ready", True)


@pytest.fixture
def no_zones(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A host without time zone data."""
    for name in ("tzdata", "tzdata.zoneinfo", "tzdata.zoneinfo.Pacific"):
        monkeypatch.setitem(sys.modules, name, None)
    zoneinfo.reset_tzpath(to=[])
    yield
    zoneinfo.reset_tzpath()


@pytest.mark.usefixtures("no_zones")
async def test_missing_time_zone_data_is_a_fault(world: World) -> None:
    await world.examined()

    said = world.said("timezone")
    assert (said.state, said.says) == (
        "failed",
        "There is no time zone data for Pacific/Auckland.",
    )
    assert world.named("not checked") == {"holidays", "content", "contacts"}


async def test_time_zone_data_without_our_summer_is_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor.checks.host.clock.ZONE", "Etc/GMT-12")

    await world.examined()

    assert world.named("failed") == {"timezone"}
    assert "is wrong" in world.said("timezone").says


async def test_a_certificate_nobody_here_trusts_is_a_fault_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = trustme.CA(key_type=trustme.KeyType.RSA)
    stranger.cert_pem.write_to_path(world.folder / "stranger.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(world.folder / "stranger.pem"))
    world.connect = aiohttp.ClientSession

    await world.examined()

    assert world.named("failed") == {"graph.reach", "entra.reach", "channel.reach"}
    for name in world.named("failed"):
        assert "is not trusted here" in world.said(name).says
    assert "SSL_CERT_FILE" in world.said("graph.reach").cure
    assert "REQUESTS_CA_BUNDLE" in world.said("entra.reach").cure


async def test_a_clock_that_nobody_can_compare_is_a_warning(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor.graph.GraphProbe._compare_clocks", lambda *_: None)

    await world.examined()

    assert world.said("clock").says == "Microsoft Graph did not tell the time."


async def test_a_clock_within_a_minute_is_fine(world: World) -> None:
    world.ahead = timedelta(seconds=40)

    await world.examined()

    assert world.said("clock").state == "ready"


async def test_a_managed_identity_that_this_host_lacks_is_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{unused_port}/token")
    monkeypatch.setenv("IDENTITY_HEADER", "an invented header")
    world.environment.update(BOT_APP_TYPE="UserAssignedMSI", BOT_APP_PASSWORD="")

    await world.examined()

    assert world.named("failed") == {"graph.token"}
    assert "managed identity BOT_APP_ID" in world.said("graph.token").says
    assert "assign that identity" in world.said("graph.token").cure
