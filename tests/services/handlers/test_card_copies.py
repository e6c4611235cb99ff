"""A card is updated in place; where that fails, a new one follows and the old one says so."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.people import Actor
from bot.ports import Address, Busy, Gone, Message, PlacedCard, Rejected
from tests.services.chats_and_people import an_address
from tests.services.report_and_people import OUTDATED, Around, around

LEA = Actor(id="lea", tenant_id="kainga")
TRUE = Message("", text="what is true")


def meanwhile(
    it: Around, happens: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs once, concurrently with the first update."""
    usual, coming = it.teams.update, [happens]

    async def update(to: Address, activity_id: str, message: Message) -> None:
        if coming:
            await coming.pop()()
        await usual(to, activity_id, message)

    monkeypatch.setattr(it.teams, "update", update)


async def refuses() -> None:
    """Teams rejects the update."""
    raise Rejected


@pytest.mark.parametrize("failure", [Gone(), Rejected("500")], ids=repr)
async def test_a_card_that_cannot_be_replaced_is_followed_by_a_new_one(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await around(rea="lea")
    await it.holds_card("lea", "leader")

    async def fails(*_: object) -> None:
        raise failure

    monkeypatch.setattr(it.teams, "update", fails)
    await it.asking.chats.show(LEA, "leader", "r1", TRUE)

    placed = await it.reports.placed_card("r1", "lea", "leader")
    assert it.teams.told("lea") == ["what is true"]
    assert placed is not None
    assert placed.activity_id == "activity-1"


async def test_a_card_that_would_not_be_replaced_says_that_it_is_outdated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = await around(rea="lea")
    await it.holds_card("lea", "leader")
    meanwhile(it, refuses, monkeypatch)

    await it.asking.chats.show(LEA, "leader", "r1", TRUE)

    assert it.teams.told("lea") == ["what is true"]
    assert it.teams.replaced == [("lea", OUTDATED.text)]


async def test_a_card_that_was_followed_while_it_was_replaced_leaves_the_word_to_the_newer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = await around(rea="lea")
    await it.holds_card("lea", "leader")
    newer = PlacedCard("lea", "leader", an_address("lea"), "activity-of-the-other-host")

    async def places_a_newer() -> None:
        await it.reports.place_card("r1", newer)

    meanwhile(it, places_a_newer, monkeypatch)
    await it.asking.chats.show(LEA, "leader", "r1", TRUE)

    said = [str(TRUE.text), OUTDATED.text, str(TRUE.text)]
    assert it.teams.replaced == [("lea", words) for words in said]
    assert it.teams.sent == []
    assert await it.reports.placed_card("r1", "lea", "leader") == newer


async def test_a_card_that_another_host_is_about_to_follow_is_followed_here_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = await around(rea="lea")
    await it.holds_card("lea", "leader")

    async def lifts_it() -> None:
        await it.reports.mark_card_stale("r1", "lea", "leader")

    meanwhile(it, lifts_it, monkeypatch)
    await it.asking.chats.show(LEA, "leader", "r1", TRUE)

    assert it.teams.told("lea") == ["what is true"]
    assert it.teams.replaced[1:] == [("lea", OUTDATED.text)] * 2
    assert await it.asking.chats.holds(LEA, "leader", "r1")


async def test_a_card_that_is_replaced_later_is_not_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = await around(rea="lea")
    await it.holds_card("lea", "leader")

    async def is_busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(it.teams, "update", is_busy)
    with pytest.raises(Busy):
        await it.asking.chats.show(LEA, "leader", "r1", TRUE)

    assert it.teams.sent == []


async def test_two_who_bring_a_card_at_once_bring_one_and_replace_it() -> None:
    it = await around(rea="lea")

    async def waits() -> None:
        await asyncio.sleep(0)

    it.teams.then = [waits]

    await asyncio.gather(
        it.asking.chats.show(LEA, "leader", "r1", TRUE),
        it.asking.chats.show(LEA, "leader", "r1", TRUE),
    )

    assert it.teams.told("lea") == ["what is true"]
    assert it.teams.replaced == [("lea", "what is true")]
