"""PUBLIC_URL, as people see it: each way in which it does not lead to the bot has its sentence."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import trustme

from bot.doctor.results import is_ready
from tests.doctor.conftest import World
from tests.doctor.gateway import (
    LIVE,
    Answer,
    gateway,
    hangs_up,
    keeps_silent,
    leads_elsewhere,
    says,
    shows_a_page,
)
from tests.doctor.host.test_host import somebody_at

DAY = timedelta(days=1)


async def examined_at(world: World, url: str) -> tuple[str, str, str]:
    """How it is, why, and what cures it."""
    world.environment["PUBLIC_URL"] = url
    findings = await world.examined()
    said = world.said("public.reach")
    assert world.named("failed") <= {"public.reach"}
    assert is_ready(findings) == (said.state != "failed")
    return said.state, said.says, said.cure


async def test_without_the_setting_mails_have_no_link(world: World) -> None:
    await world.examined()

    said = world.said("public.reach")
    assert (said.state, said.says) == (
        "ready",
        "PUBLIC_URL is not set, so mails to leaders have no link.",
    )


async def test_the_bot_answers_under_a_good_certificate(world: World, ca: trustme.CA) -> None:
    async with gateway(ca.issue_cert("localhost"), LIVE) as url:
        state, cause, _ = await examined_at(world, f"{url}/")

    assert (state, cause) == ("ready", "The bot answers at PUBLIC_URL, under a good certificate.")


async def test_a_name_that_nobody_has_is_a_fault(world: World) -> None:
    state, cause, cure = await examined_at(world, "https://nobody.invalid")

    assert (state, cause) == ("failed", "The host name in PUBLIC_URL is not known here.")
    assert "DNS record" in cure


async def test_an_address_where_nothing_listens_is_a_fault(world: World) -> None:
    state, cause, cure = await examined_at(world, f"https://localhost:{world.environment['PORT']}")

    assert (state, cause) == ("failed", "Nothing takes connections at PUBLIC_URL.")
    assert "gateway at PUBLIC_URL runs" in cure


async def test_an_address_behind_a_wall_is_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def waits(*_: object) -> None:
        raise aiohttp.ConnectionTimeoutError

    monkeypatch.setattr("bot.doctor.checks.host.public_url.PublicUrlCheck._answer", waits)

    state, cause, cure = await examined_at(world, "https://bot.example.org")

    assert (state, cause) == ("failed", "PUBLIC_URL took no connection in time.")
    assert "firewall" in cure


@pytest.mark.parametrize(
    ("name", "begins", "ends", "cause", "cure"),
    [
        ("localhost", -9 * DAY, -DAY, "has expired", "valid today"),
        ("localhost", DAY, 9 * DAY, "is not valid yet", "valid today"),
        ("other.example.org", -DAY, DAY, "is for another name", "Set PUBLIC_URL to a name"),
    ],
)
async def test_a_certificate_that_a_browser_would_refuse_is_a_fault(
    world: World,
    ca: trustme.CA,
    name: str,
    begins: timedelta,
    ends: timedelta,
    cause: str,
    cure: str,
) -> None:
    now = datetime.now(UTC)
    shown = ca.issue_cert(name, not_before=now + begins, not_after=now + ends)

    async with gateway(shown, LIVE) as url:
        said = await examined_at(world, url)

    assert said[:2] == ("failed", f"The TLS certificate at PUBLIC_URL {cause}.")
    assert cure in said[2]


async def test_a_certificate_of_a_stranger_is_a_fault(world: World) -> None:
    async with gateway(trustme.CA().issue_cert("localhost"), LIVE) as url:
        state, cause, cure = await examined_at(world, url)

    assert (state, cause) == ("failed", "The TLS certificate at PUBLIC_URL is not trusted here.")
    assert "certificates in between" in cure


async def test_a_port_without_tls_is_a_fault(world: World) -> None:
    async with gateway(None, LIVE) as url:
        state, cause, cure = await examined_at(world, url)

    assert (state, "does not speak TLS" in cause) == ("failed", True)
    assert "the port in PUBLIC_URL" in cure


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (says({"status": "fine"}), "is not the bot (status 200)"),
        (shows_a_page, "is not the bot (status 200)"),
        (leads_elsewhere, "is not the bot (status 302)"),
        (says({"status": "live"}, 404), "is not the bot (status 404)"),
        (hangs_up, "broke off (ServerDisconnectedError)"),
    ],
)
async def test_another_answer_than_the_bots_is_a_fault(
    world: World, ca: trustme.CA, answer: Answer, cause: str
) -> None:
    async with gateway(ca.issue_cert("localhost"), answer) as url:
        said = await examined_at(world, url)

    assert (said[0], cause in said[1]) == ("failed", True)
    assert "passes its requests on to HOST and PORT" in said[2]


NOBODY_BEHIND = [
    (says({}, 502), "(status 502)"),
    (says({}, 503), "(status 503)"),
    (says({}, 504), "(status 504)"),
    (keeps_silent, "(it did not answer in time)"),
]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    """Whoever keeps silent is not waited for long; an answer may take its time."""
    if answer is keeps_silent:
        timeout = aiohttp.ClientTimeout(total=0.5)
        monkeypatch.setattr("bot.doctor.checks.host.public_url.TIMEOUT", timeout)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("answer", "why"), NOBODY_BEHIND)
async def test_a_gateway_with_nobody_behind_it_is_a_warning_while_the_bot_does_not_run(
    world: World, ca: trustme.CA, answer: Answer, why: str
) -> None:
    async with gateway(ca.issue_cert("localhost"), answer) as url:
        state, cause, cure = await examined_at(world, url)

    assert state == "warning"
    assert cause.startswith("Not proved: PUBLIC_URL is there")
    assert why in cause
    assert "beside the running bot" in cure


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("answer", "why"), NOBODY_BEHIND)
async def test_a_gateway_that_does_not_find_the_running_bot_is_a_fault(
    world: World, ca: trustme.CA, answer: Answer, why: str
) -> None:
    async with (
        somebody_at(world.environment["PORT"], {"status": "live"}),
        gateway(ca.issue_cert("localhost"), answer) as url,
    ):
        state, cause, cure = await examined_at(world, url)

    assert (state, cause) == (
        "failed",
        f"PUBLIC_URL is there, but does not reach the bot that runs here {why}.",
    )
    assert "HOST and PORT" in cure


async def test_an_address_that_is_none_is_not_tried(world: World) -> None:
    world.environment["PUBLIC_URL"] = "http://bot.example.org"

    await world.examined()

    assert world.named("failed") == {"PUBLIC_URL"}
    assert world.said("public.reach").says == "It depends on PUBLIC_URL."
