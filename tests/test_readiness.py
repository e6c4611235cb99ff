"""A bot that nobody hears is an alarm: from outside, in production's clothes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.adapters.entra import tokens
from bot.bootstrap.application import BOARD, PROOFS
from bot.services.self_test import SelfTest
from tests.adapters.teams.receiving.bad_tokens import ANOTHER_APP
from tests.journeys.walks import to_preview
from tests.services.at_work import until
from tests.stand_ins.faults import Fault
from tests.stand_ins.graph import NAMED
from tests.stand_ins.signing import Signing, new_key
from tests.test_production import Production, world
from tests.words import menu_title, words

__all__ = ["world"]


async def ready(world: Production) -> tuple[int, Mapping[str, Any]]:
    """What the bot says of itself."""
    async with ClientSession() as session, session.get(f"{world.url}/health/ready") as answer:
        return answer.status, await answer.json()


async def comes_to(world: Production, name: str, severity: str = "critical") -> int:
    """Waits until this alarm is shown; the status that is shown with it."""
    found: list[int] = []

    async def is_shown() -> bool:
        status, words = await ready(world)
        found.append(status)
        return dict(words.get("attention", {})).get(name) == severity

    await until(is_shown)
    return found[-1]


async def tests_itself(world: Production) -> None:
    """The next self-test, as minutes later."""
    await SelfTest(world.app[BOARD], world.app[PROOFS]).look()


async def test_a_secret_that_has_expired_is_an_alarm_while_its_last_tokens_serve(
    world: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    await until(lambda: len(world.entra.given) == 2)
    await tests_itself(world)  # what Entra gave has come by the time that this ends
    monkeypatch.setattr(tokens, "FRESH_SECONDS", 0.0)  # as minutes later
    for _ in ("Teams", "Graph"):
        world.entra.answers_next(401, error="invalid_client", error_codes=[7000222])

    await tests_itself(world)
    status, words = await ready(world)

    assert (status, words["status"]) == (200, "ready")
    assert words["attention"] == {"teams_token": "critical", "graph_token": "critical"}


REFUSED: dict[str, Callable[[Signing, str], str]] = {
    "another audience": lambda signing, url: signing.token(url, aud=ANOTHER_APP),
    "an end long ago": lambda signing, url: signing.token(url, exp=1_000_000_000),
    "another issuer": lambda signing, url: signing.token(url, iss="https://example.org"),
    "another service URL": lambda signing, url: signing.token("https://example.org/"),
}


@pytest.mark.parametrize("token", REFUSED.values(), ids=REFUSED.keys())
async def test_requests_that_are_refused_in_a_row_are_an_alarm_until_one_gets_in(
    token: Callable[[Signing, str], str], world: Production, caplog: pytest.LogCaptureFixture
) -> None:
    await until(world.is_ready)
    aroha, good = world.teams.person("Aroha Example"), world.teams.sign
    world.teams.sign = lambda url: f"Bearer {token(world.signing, url)}"

    refused = [(await world.teams.says(aroha, "hello")).status for _ in range(5)]
    during = await ready(world)
    world.teams.sign = good
    await world.teams.says(aroha, "hello")

    said = [record for record in caplog.records if record.message == "a person must look"]
    assert (refused, len(said)) == ([401] * 5, 1)
    assert during[0] == 200
    assert during[1]["attention"] == {"requests_refused": "critical"}
    assert "attention" not in (await ready(world))[1]


async def test_a_stranger_makes_no_host_unready_and_sends_for_nobody(
    world: Production, caplog: pytest.LogCaptureFixture
) -> None:
    await until(world.is_ready)
    aroha, key = world.teams.person("Aroha Example"), new_key()
    world.teams.sign = lambda url: f"Bearer {world.signing.token(url, key=key, key_id='made up')}"

    for _ in range(30):
        await world.teams.says(aroha, "hello")

    status, words = await ready(world)
    assert (status, words["attention"]) == (200, {"unproven_requests": "warning"})
    assert [it for it in caplog.records if it.message == "a person must look"] == []


async def test_a_host_of_teams_that_is_not_on_the_list_is_an_alarm(
    world: Production, caplog: pytest.LogCaptureFixture
) -> None:
    await until(world.is_ready)
    aroha = world.teams.person("Aroha Example")
    activity = world.teams.channel.text(aroha, world.teams.opens_chat(aroha), "hello")

    refused = await world.teams.delivers(
        {**activity, "serviceUrl": "https://smba.new.teams.example.org/au/"}
    )

    (line,) = [it for it in caplog.records if it.message == "a person must look"]
    assert (refused.status, vars(line)["reason"]) == (403, "smba.new.teams.example.org")
    assert (await ready(world))[1]["attention"] == {"service_host_refused": "critical"}


@pytest.mark.parametrize("fault", [Fault(401, "Unauthorized"), Fault(403, "NobodyKnows")], ids=str)
async def test_answers_that_teams_refuses_in_a_row_are_an_alarm_until_one_is_taken(
    fault: Fault, world: Production
) -> None:
    aroha = await world.person("Aroha Example")
    await until(world.is_ready)
    world.teams.answers_always("send", fault)
    world.teams.answers_always("update", fault)

    for number in range(4):
        await world.teams.says(aroha.member, f"hello {number}")
    status, words = await ready(world)
    world.teams.answers_always("send", None)
    await aroha.says("hello")

    assert (status, words["failing"]) == (503, ["answers_refused"])
    assert "attention" not in (await ready(world))[1]


async def test_mails_that_are_refused_in_a_row_are_an_alarm(world: Production) -> None:
    people = [await world.person(f"{name} Example") for name in ("Aroha", "Priya")]
    world.graph.answers_next("create", NAMED["other_mailbox"], times=100)

    for person in people:
        await to_preview(person, menu_title("threat"), words("tell.security-only"))
        await person.presses(words("preview.send"))

    assert await comes_to(world, "mails_refused") == 200
