"""One valid token, and every kind of invalid one."""

import asyncio

import pytest
from botframework.connector.auth import EmulatorValidation

from tests.adapters.teams.edge import Handler
from tests.adapters.teams.receiving.bad_tokens import BAD, Header, headed
from tests.stand_ins.activities import APP_ID
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams

EMULATORS = EmulatorValidation.TO_BOT_FROM_EMULATOR_TOKEN_VALIDATION_PARAMETERS.issuer
"""Whom the SDK believes as it believes Teams, with any service URL and without its keys."""


@pytest.mark.parametrize("header", [Signing.header, headed()], ids=["Teams'", "made by hand"])
async def test_a_good_token_comes_in(
    header: Header, teams: Teams, handler: Handler, signing: Signing
) -> None:
    teams.sign = lambda url: header(signing, url)

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, len(handler.taken)) == (200, 1)


@pytest.mark.parametrize("header", BAD.values(), ids=BAD.keys())
async def test_a_bad_token_is_answered_with_401(
    header: Header, teams: Teams, handler: Handler, signing: Signing
) -> None:
    teams.sign = lambda url: header(signing, url)

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, handler.taken) == (401, [])


@pytest.mark.parametrize("ver", ["1.0", "2.0"])
@pytest.mark.parametrize("issuer", EMULATORS)
async def test_an_issuer_of_the_emulator_is_answered_with_401(
    issuer: str, ver: str, teams: Teams, handler: Handler, signing: Signing
) -> None:
    teams.sign = lambda url: f"Bearer {signing.token(url, iss=issuer, ver=ver, appid=APP_ID)}"

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, handler.taken) == (401, [])


async def test_a_token_of_a_key_that_was_just_rotated_comes_in(
    teams: Teams, handler: Handler, signing: Signing
) -> None:
    aroha = teams.person("Aroha Example")
    old = signing.header(teams.service_url)
    await teams.says(aroha, "hello")
    signing.rotates()

    delivered = await teams.says(aroha, "hello again")
    teams.sign = lambda url: old
    refused = await teams.says(aroha, "with the old key")

    assert (delivered.status, refused.status) == (200, 401)
    assert len(handler.taken) == 2


async def test_a_key_that_endorses_another_channel_is_answered_with_401(
    teams: Teams, handler: Handler, signing: Signing
) -> None:
    signing.endorsements = ["webchat"]

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, handler.taken) == (401, [])


async def test_a_key_that_endorses_nothing_signs_for_nobody(
    teams: Teams, handler: Handler, signing: Signing
) -> None:
    signing.endorsements = []

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, handler.taken) == (503, [])


async def test_many_at_once_fetch_the_keys_once(teams: Teams, signing: Signing) -> None:
    async with asyncio.TaskGroup() as group:
        turns = [group.create_task(teams.says(teams.person(f"P{n}"), "hi")) for n in range(8)]

    assert {turn.result().status for turn in turns} == {200}
    assert signing.fetched == 1
