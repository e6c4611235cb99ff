"""Signing keys: rotation, expiry and failed downloads."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from bot.adapters.teams.receiving.signing_keys import DAY, KeysUnreachable, SigningKeys
from tests.stand_ins.signing import Signing


class Hours:
    """A set monotonic clock."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def keys(session: aiohttp.ClientSession, signing: Signing, hours: Hours) -> SigningKeys:
    return SigningKeys(session, signing.url, hours)


async def test_a_known_key_is_fetched_once(keys: SigningKeys, signing: Signing) -> None:
    first = await keys.get(signing.key_id)
    again = await keys.get(signing.key_id)

    assert first is again
    (key,) = first
    assert (key.endorsements, signing.fetched) == (("msteams", "webchat"), 1)


async def test_a_rotated_key_is_found_at_once(keys: SigningKeys, signing: Signing) -> None:
    await keys.get(signing.key_id)
    signing.rotates()

    (found,) = await keys.get(signing.key_id)

    assert found.public_key.public_numbers() == signing.key.public_key().public_numbers()
    assert signing.fetched == 2


async def test_a_key_that_is_rotated_again_is_found_after_a_minute(
    keys: SigningKeys, signing: Signing, hours: Hours
) -> None:
    await keys.get(signing.key_id)
    signing.rotates()
    await keys.get(signing.key_id)
    signing.rotates()
    hours.now += 59
    with pytest.raises(LookupError):
        await keys.get(signing.key_id)

    hours.now += 2

    assert await keys.get(signing.key_id)
    assert signing.fetched == 3


async def test_unknown_keys_do_not_make_us_fetch_more_than_once_a_minute(
    keys: SigningKeys, signing: Signing, hours: Hours
) -> None:
    await keys.get(signing.key_id)

    asked = (keys.get(f"invented-{n}") for n in range(20))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for n in range(20, 40):
        hours.now += 2
        answers.append(await _refusal(keys, f"invented-{n}"))

    assert {type(answer) for answer in answers} == {LookupError}
    assert signing.fetched == 2


async def test_a_look_for_an_unknown_key_that_fails_counts_like_any_other(
    keys: SigningKeys, signing: Signing, hours: Hours
) -> None:
    await keys.get(signing.key_id)
    signing.is_reachable = False

    for n in range(20):
        hours.now += 2
        with pytest.raises(KeysUnreachable):
            await keys.get(f"invented-{n}")

    assert signing.fetched == 2


async def test_known_keys_serve_while_others_are_looked_for(
    keys: SigningKeys, signing: Signing
) -> None:
    known = await keys.get(signing.key_id)
    signing.door.shuts()
    looking = asyncio.create_task(keys.get("invented"))
    await signing.door.is_reached()

    assert await keys.get(signing.key_id) is known

    assert not looking.done()
    signing.door.opens()
    with pytest.raises(LookupError):
        await looking


async def _refusal(keys: SigningKeys, key_id: str) -> LookupError:
    with pytest.raises(LookupError) as refused:
        await keys.get(key_id)
    return refused.value


async def test_keys_are_fetched_again_each_day(
    keys: SigningKeys, signing: Signing, hours: Hours
) -> None:
    old = signing.key_id
    await keys.get(old)
    signing.rotates()
    hours.now += DAY

    with pytest.raises(LookupError):
        await keys.get(old)

    assert signing.fetched == 2


async def test_keys_we_have_serve_through_an_outage_of_some_days(
    keys: SigningKeys, signing: Signing, hours: Hours
) -> None:
    known = await keys.get(signing.key_id)
    signing.is_reachable = False
    hours.now += 4 * DAY

    assert await keys.get(signing.key_id) is known

    hours.now += DAY
    with pytest.raises(KeysUnreachable):
        await keys.get(signing.key_id)


async def test_an_unknown_key_is_not_judged_while_keys_are_unreachable(
    keys: SigningKeys, signing: Signing, hours: Hours
) -> None:
    await keys.get(signing.key_id)
    signing.is_reachable = False
    signing.rotates()
    hours.now += 61

    with pytest.raises(KeysUnreachable):
        await keys.get(signing.key_id)


async def test_keys_are_there_seconds_after_they_can_be_had(
    keys: SigningKeys, signing: Signing, hours: Hours
) -> None:
    signing.is_reachable = False
    with pytest.raises(KeysUnreachable):
        await keys.get(signing.key_id)
    signing.is_reachable = True
    with pytest.raises(KeysUnreachable):
        await keys.get(signing.key_id)

    hours.now += 6

    assert await keys.get(signing.key_id)
    assert signing.fetched == 2


async def test_nobody_at_the_address_is_unreachable(
    session: aiohttp.ClientSession, unused_port: int
) -> None:
    keys = SigningKeys(session, f"http://127.0.0.1:{unused_port}/openid")

    with pytest.raises(KeysUnreachable):
        await keys.get("any")


@pytest.mark.parametrize(
    "published",
    [
        b"[]",
        b"{}",
        b"<html>",
        b"\xff",
        b'{"jwks_uri": "https://127.0.0.1/keys"}',
        b'{"jwks_uri": 7}',
    ],
)
async def test_metadata_that_makes_no_sense_is_unreachable(
    published: bytes, session: aiohttp.ClientSession
) -> None:
    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(body=published, content_type="application/json")

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    keys = SigningKeys(session, f"http://127.0.0.1:{runner.addresses[0][1]}/openid")

    with pytest.raises(KeysUnreachable):
        await keys.get("any")
    await runner.cleanup()
