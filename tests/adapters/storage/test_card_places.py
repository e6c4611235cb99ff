"""Card locations: `exchange` hands each earlier copy to exactly one caller."""

import asyncio

import pytest
from sqlalchemy import select

from bot.adapters.storage.tables import cards
from bot.ports import PlacedCard
from tests.adapters.storage.builders import LEADER, REPORTER, a_submission, an_address
from tests.adapters.storage.conftest import Store

AT_ONCE = 10


def copy_of(activity_id: str, service: str = "https://teams.example.org") -> PlacedCard:
    """One copy of the reporter's card."""
    return PlacedCard(REPORTER.id, "status", an_address(service=service), activity_id)


async def place(at: Store, card: PlacedCard) -> PlacedCard | None:
    """The earlier copy, if this caller is to mark it as outdated."""
    return await at.reports.place_card("report-1", card)


async def placed(at: Store, role: str = "status") -> PlacedCard | None:
    """The copy that is kept up to date."""
    return await at.reports.placed_card("report-1", REPORTER.id, role)


async def lift(at: Store) -> None:
    """A newer copy is about to be sent."""
    await at.reports.mark_card_stale("report-1", REPORTER.id, "status")


@pytest.fixture(autouse=True)
async def submitted(store: Store) -> None:
    """Stores a report."""
    await store.reports.submit(a_submission())


async def test_a_placed_card_is_found_and_its_follower_is_handed_it(store: Store) -> None:
    first, second = copy_of("1:first"), copy_of("1:second", "https://new.example.org")

    assert await place(store, first) is None
    assert await placed(store) == first
    assert await place(store, second) == first

    assert await placed(store) == second
    assert await placed(store, "leader") is None


async def test_a_card_placed_twice_is_not_its_own_follower(store: Store) -> None:
    await place(store, copy_of("1:first"))

    assert await place(store, copy_of("1:first", "https://new.example.org")) is None
    await lift(store)
    assert await place(store, copy_of("1:first")) is None

    assert await placed(store) == copy_of("1:first")


async def test_of_each_person_and_role_it_is_another_card(store: Store) -> None:
    address = an_address(LEADER.id)
    await place(store, copy_of("1:first"))

    assert await place(store, PlacedCard(LEADER.id, "leader", address, "1:leaders")) is None
    assert await place(store, PlacedCard(REPORTER.id, "leader", address, "1:hers")) is None

    assert await placed(store) == copy_of("1:first")


async def test_a_lifted_card_is_not_known_and_still_handed_to_its_follower(
    store: Store, other: Store
) -> None:
    await place(store, copy_of("1:first"))

    await lift(store)
    await lift(other)
    known = await placed(store)
    handed = await place(other, copy_of("1:second"))

    assert known is None
    assert handed == copy_of("1:first")
    assert await placed(store) == copy_of("1:second")


async def test_lifting_what_is_not_there_leaves_no_trace(store: Store) -> None:
    await lift(store)

    assert await store.rows(select(cards)) == []
    assert await place(store, copy_of("1:first")) is None


@pytest.mark.parametrize("is_lifted", [False, True])
@pytest.mark.parametrize("is_first", [False, True])
async def test_of_many_placed_at_once_on_two_hosts_each_but_one_is_handed_over_once(
    is_first: bool, is_lifted: bool, store: Store, other: Store
) -> None:
    copies = [copy_of(f"1:{number}") for number in range(2 * AT_ONCE)]
    before = [] if is_first else [copy_of("1:before")]
    for card in before:
        await place(store, card)

    async def brings(at: Store, card: PlacedCard) -> PlacedCard | None:
        if is_lifted:
            await lift(at)
        return await place(at, card)

    hosts = [store, other] * AT_ONCE
    handed = await asyncio.gather(*map(brings, hosts, copies))

    ids = [card.activity_id for card in (*handed, await placed(store)) if card is not None]
    assert sorted(ids) == sorted(card.activity_id for card in (*before, *copies))


async def test_all_placed_cards_are_found_but_those_that_are_stale(store: Store) -> None:
    reminder = PlacedCard(LEADER.id, "reminder", an_address(), "1:reminder")
    await place(store, copy_of("1:first"))
    await place(store, reminder)

    both = await store.reports.placed_cards("report-1")
    await lift(store)

    assert sorted(card.role for card in both) == ["reminder", "status"]
    assert await store.reports.placed_cards("report-1") == [reminder]
    assert await store.reports.placed_cards("another") == []
