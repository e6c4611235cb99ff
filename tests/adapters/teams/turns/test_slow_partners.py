"""A slow Entra or key service delays no other request."""

import asyncio

from tests.adapters.teams.edge import Handler
from tests.services.at_work import until
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams
from tests.test_production import Production, world
from tests.words import words

__all__ = ["world"]


async def test_others_come_in_while_an_unknown_key_is_looked_for(
    teams: Teams, handler: Handler, signing: Signing
) -> None:
    aroha, sign = teams.person("Aroha Example"), teams.sign
    await teams.says(aroha, "hello")
    signing.door.shuts()
    teams.sign = lambda url: f"Bearer {signing.token(url, key_id='invented')}"
    looking = asyncio.create_task(teams.says(aroha, "from nobody"))
    await signing.door.is_reached()
    teams.sign = sign

    delivered = await teams.says(aroha, "hello again")

    assert (delivered.status, looking.done()) == (200, False)
    signing.door.opens()
    assert (await looking).status == 401
    assert [inbound.text for inbound in handler.taken] == ["hello", "hello again"]


async def test_the_bot_says_that_it_is_ready_while_its_token_is_fetched(world: Production) -> None:
    world.entra.door.shuts()
    arriving = asyncio.create_task(world.person("Aroha Example"))
    await world.entra.door.is_reached()

    await until(world.is_ready)

    assert not arriving.done()
    world.entra.door.opens()
    assert words("welcome.title", name="Aroha") in (await arriving).sees


async def test_people_who_write_while_the_token_is_fetched_share_it(world: Production) -> None:
    world.entra.door.shuts()
    names = ("Aroha Example", "Wiremu Example", "Sefina Example")
    arriving = [asyncio.create_task(world.person(name)) for name in names]
    await world.entra.door.is_reached()
    world.entra.door.opens()

    people = await asyncio.gather(*arriving)

    welcomed = [words("welcome.title", name=name.split()[0]) for name in names]
    assert [title in it.sees for title, it in zip(welcomed, people, strict=True)] == [True] * 3
    asked = [form["scope"] for form in world.entra.asked]
    assert asked.count("https://api.botframework.com/.default") == 1
