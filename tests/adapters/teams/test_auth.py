"""One good token, and every bad one beside it."""

import asyncio
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

import jwt
import pytest
from botframework.connector.auth import EmulatorValidation

from tests.adapters.teams.edge import Handler
from tests.stand_ins.activities import APP_ID
from tests.stand_ins.signing import Signing, new_key
from tests.stand_ins.teams import Teams

Header = Callable[[Signing, str], str]

EMULATORS = EmulatorValidation.TO_BOT_FROM_EMULATOR_TOKEN_VALIDATION_PARAMETERS.issuer
"""Whom the SDK believes as it believes Teams, with any service URL and without its keys."""
ANOTHER_APP = "00000000-0000-4000-8000-000000000000"


def bearer(**changes: object) -> Header:
    return lambda signing, url: f"Bearer {signing.token(url, **changes)}"  # type: ignore[arg-type]


def packed(text: str) -> str:
    """A part of a token."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD: dict[str, Header] = {
    "missing": lambda signing, url: "",
    "garbled": lambda signing, url: "Bearer abc.def.ghi",
    "not three parts": lambda signing, url: "Bearer token",
    "another scheme": lambda signing, url: f"Basic {signing.token(url)}",
    "no scheme": lambda signing, url: signing.token(url),
    "a word too many": lambda signing, url: f"Bearer {signing.token(url)} x",
    "cut short": lambda signing, url: signing.header(url)[:-8],
    "expired": bearer(exp=int(time.time()) - 600),
    "not valid yet": bearer(nbf=int(time.time()) + 600),
    "unsigned": bearer(key="", algorithm="none"),
    "signed with a shared secret": bearer(key="a secret " * 8, algorithm="HS256"),
    "signed with RS512": bearer(algorithm="RS512"),
    "signed with another key": lambda signing, url: bearer(key=new_key())(signing, url),
    "an unknown key id": bearer(key_id="unknown"),
    "an empty key id": bearer(key_id=""),
    "another audience": bearer(aud=ANOTHER_APP),
    "no audience": bearer(aud=None),
    "another issuer": bearer(iss="https://example.org"),
    "no issuer": bearer(iss=None),
    "another bot's token": bearer(ver="1.0", appid=ANOTHER_APP),
    "no end": bearer(exp=None),
    "an end that is no time": bearer(exp="soon"),
    "an end that never comes": bearer(exp=float("inf")),
    "a head without a bottom": lambda signing, url: f"Bearer {packed('[' * 4000)}.e30.e30",
    "a head that is no object": lambda signing, url: f"Bearer {packed('7')}.e30.e30",
    "a body without a bottom": lambda signing, url: (
        f"Bearer {jwt.encode({}, signing.key, 'RS256').split('.')[0]}.{packed('[' * 4000)}.e30"
    ),
    "another service URL": bearer(serviceurl="https://example.org/"),
    "no service URL": bearer(serviceurl=None),
}


async def test_a_good_token_comes_in(teams: Teams, handler: Handler) -> None:
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
