"""The collector of traces: asked with the bot's own exporter, and never what the bot waits for."""

import socket

import pytest
import trustme

from bot.doctor.checks.host.trace_collector import TraceCollectorCheck
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.doctor.conftest import World
from tests.doctor.gateway import Answer, gateway, hangs_up, leads_elsewhere, plain, says
from tests.stand_ins.collector import Collector as StandIn


async def told(endpoint: str) -> tuple[str, str, str]:
    """How it is, why, and what cures it."""
    settings = Settings.read({**IDENTITY, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint})
    (remark,) = await TraceCollectorCheck(settings).takes_traces()
    return remark.state, remark.says, remark.cure


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exporter tries again for a second, not for five."""
    monkeypatch.setattr("bot.doctor.checks.host.trace_collector.SECONDS", 1.0)


async def test_without_the_setting_no_traces_are_sent(world: World) -> None:
    await world.examined()

    said = world.said("traces.reach")
    assert (said.state, "so no traces are sent" in said.says) == ("ready", True)


async def test_a_batch_is_taken_in_which_there_is_nothing(world: World) -> None:
    async with StandIn() as collector:
        world.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.url
        await world.examined()

    assert world.said("traces.reach").says == "The collector takes traces."
    assert (collector.bodies, collector.spans) == ([b""], [])


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("answer", "cause", "cure"),
    [
        (says({}, 401), "does not let the bot in (status 401)", "OTEL_EXPORTER_OTLP_HEADERS"),
        (says({}, 403), "does not let the bot in (status 403)", "OTEL_EXPORTER_OTLP_HEADERS"),
        (says({}, 404), "takes none (status 404)", "without /v1/traces"),
        (leads_elsewhere, "takes none (status 302)", "without /v1/traces"),
        (says({}, 500), "could not take them just now (status 500)", "how the collector is"),
        (hangs_up, "cannot be reached (ConnectionError)", "See that the collector runs"),
    ],
)
async def test_a_collector_that_takes_no_traces_is_a_warning(
    answer: Answer, cause: str, cure: str
) -> None:
    async with plain(answer) as endpoint:
        state, says_so, to_do = await told(endpoint)

    assert (state, says_so.partition(": ")[0]) == ("warning", "Traces are lost, and nothing else")
    assert (cause in says_so, cure in to_do) == (True, True)


@pytest.mark.usefixtures("impatient")
async def test_a_collector_that_keeps_silent_is_a_warning() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        state, cause, cure = await told(f"http://127.0.0.1:{silent.getsockname()[1]}")

    assert (state, "did not answer in time" in cause) == ("warning", True)
    assert "let this host reach it" in cure


@pytest.mark.usefixtures("impatient")
async def test_a_collector_with_a_strangers_certificate_is_a_warning(ca: trustme.CA) -> None:
    async with gateway(ca.issue_cert("localhost"), says({})) as endpoint:
        state, cause, cure = await told(endpoint)

    assert (state, "is not trusted here" in cause) == ("warning", True)
    assert "OTEL_EXPORTER_OTLP_CERTIFICATE" in cure
