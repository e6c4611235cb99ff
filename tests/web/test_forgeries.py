"""Links that are made up: however many, they keep nobody from answering."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable

import pytest

from bot.domain.people import Actor
from bot.ports import Busy
from bot.web.rate_limit import INDEX_MAX_AGE, LOOKUPS, LinkIndex
from tests.seconds import Seconds
from tests.services.fakes import AClock
from tests.web.site import KeptLinks, Site


def made_up() -> str:
    """The path of a link that nobody made."""
    return f"/answer/{secrets.token_urlsafe(48)}"


def altered(site: Site) -> str:
    """The path of the real link, signed by somebody else."""
    return f"{site.path[:-10]}{secrets.token_urlsafe(9)[:10]}"


async def test_a_real_link_opens_behind_hundreds_that_are_made_up(site: Site) -> None:
    forged = [(await site.opens(made_up())).status for _ in range(600)]

    looked = await site.opens()
    answered = await site.presses("approve")

    assert (looked.status, answered.status) == (200, 200)
    assert forged[:LOOKUPS] == [404] * LOOKUPS
    assert set(forged) == {404, 429}


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_made_up_links_cost_no_more_than_a_look_a_second(site: Site, method: str) -> None:
    before = site.links.looks

    for _ in range(300):
        await site.opens(made_up(), method)

    assert site.links.looks - before <= LOOKUPS + 10  # as many seconds are far more than it takes


@pytest.mark.parametrize(
    "token",
    [lambda: "x", lambda: "A" * 65, lambda: "é" * 64, lambda: secrets.token_urlsafe(49)],
    ids=["short", "long", "other letters", "another length"],
)
async def test_what_has_not_the_form_of_a_link_costs_no_look(
    site: Site, token: Callable[[], str]
) -> None:
    before = site.links.looks

    pages = [await site.opens(f"/answer/{token()}") for _ in range(100)]

    assert {page.status for page in pages} == {404}
    assert site.links.looks == before


async def test_the_body_behind_a_made_up_link_is_not_read(site: Site) -> None:
    never_ends = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"decision="
        await never_ends.wait()

    page = await site.posts(slow(), "application/x-www-form-urlencoded", path=made_up())

    assert page.status == 404
    assert page.headers["Connection"] == "close"


async def test_forging_one_link_shuts_no_other(site: Site) -> None:
    another = await site.new_path()

    pages = [await site.opens(altered(site)) for _ in range(100)]

    assert {page.status for page in pages} <= {404, 429}
    assert (await site.opens(another)).status == 200


@pytest.fixture
def links() -> KeptLinks:
    return KeptLinks({})


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def dry(links: KeptLinks, seconds: Seconds) -> LinkIndex:
    """An index after so many made-up links that it compares the next with its list."""
    index = LinkIndex(lambda: links, seconds)
    for number in range(LOOKUPS):
        assert await index.exists(f"{number:032x}") is False
    return index


async def test_its_list_is_read_once_a_second(
    dry: LinkIndex, links: KeptLinks, seconds: Seconds
) -> None:
    before = links.looks
    first = [await dry.exists("made up") for _ in range(100)]
    read_once = links.looks - before

    seconds.now += INDEX_MAX_AGE / 2
    await dry.exists("made up")

    assert (set(first), read_once, links.looks - before) == ({None}, 1, 1)


async def test_a_link_that_was_made_a_second_ago_is_told_from_those_that_are_made_up(
    dry: LinkIndex, links: KeptLinks, seconds: Seconds
) -> None:
    await dry.exists("made up")
    made = await links.make("r1", Actor(id="lea", tenant_id="kainga"), expires_at=AClock()())

    at_once = await dry.exists(made.id)
    seconds.now += INDEX_MAX_AGE
    await dry.exists("made up")
    later = [await dry.exists(made.id), await dry.exists("made up")]

    assert (at_once, later) == (None, [True, None])


async def test_without_a_database_it_says_neither_yes_nor_no(
    dry: LinkIndex, links: KeptLinks
) -> None:
    links.is_down = True

    with pytest.raises(Busy):
        await dry.exists("made up")
