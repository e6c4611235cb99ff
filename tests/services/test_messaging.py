"""Reaching people through a known chat, a new chat, or after installing the app."""

from dataclasses import dataclass, field, replace

import pytest

from bot.domain.people import Actor
from bot.ports import Address, Busy, Gone, Message, Unreachable
from bot.services.messaging import CHAT_MAY_COME, Messaging
from tests.services.chats_and_people import an_address
from tests.services.report_and_people import Around, around

LEA = Actor(id="lea", tenant_id="kainga")
TRUE = Message("", text="what is true")


@dataclass
class AppCatalogue:
    """Adds the app, so that Teams lets the bot write."""

    around: Around
    fails: list[Exception] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    is_in_vain: bool = False

    async def install(self, person_id: str) -> bool:
        """For one person."""
        if self.fails:
            raise self.fails.pop()
        is_new = person_id not in self.added
        self.added.append(person_id)
        if not self.is_in_vain:
            self.around.teams.unreachable.discard(person_id)
        return is_new


async def with_catalogue() -> tuple[Around, AppCatalogue, Messaging]:
    """Lea leads people and does not have the app."""
    it = await around(rea="lea")
    it.teams.unreachable.add("lea")
    catalogue = AppCatalogue(it)
    return it, catalogue, replace(it.asking.chats, installer=catalogue)


async def test_who_has_no_app_gets_it_and_then_the_message() -> None:
    it, catalogue, chats = await with_catalogue()

    await chats.send(LEA, TRUE)

    assert catalogue.added == ["lea"]
    assert it.teams.told("lea") == ["what is true"]
    assert "lea" in it.people.addresses


async def test_who_has_the_app_gets_no_other() -> None:
    it, catalogue, chats = await with_catalogue()
    it.teams.unreachable.clear()

    await chats.send(LEA, TRUE)

    assert catalogue.added == []
    assert it.teams.told("lea") == ["what is true"]


async def test_who_is_known_and_blocked_the_bot_is_left_alone() -> None:
    it, catalogue, chats = await with_catalogue()
    it.people.addresses["lea"] = an_address("lea")

    with pytest.raises(Unreachable):
        await chats.send(LEA, TRUE)

    assert catalogue.added == []


async def test_an_app_that_helps_nothing_is_given_a_moment_and_then_up() -> None:
    it, catalogue, chats = await with_catalogue()
    catalogue.is_in_vain = True

    with pytest.raises(Busy) as busy:
        await chats.send(LEA, TRUE)
    with pytest.raises(Unreachable):
        await chats.send(LEA, TRUE)

    assert busy.value.retry_after == CHAT_MAY_COME
    assert it.teams.sent == []


async def test_a_chat_that_comes_a_moment_after_the_app_gets_the_message() -> None:
    it, catalogue, chats = await with_catalogue()
    catalogue.is_in_vain = True
    with pytest.raises(Busy):
        await chats.send(LEA, TRUE)
    it.teams.unreachable.clear()

    await chats.send(LEA, TRUE)

    assert it.teams.told("lea") == ["what is true"]


@pytest.mark.parametrize("failure", [Unreachable(), Busy()])
async def test_an_app_that_cannot_be_added_says_what_to_do(failure: Exception) -> None:
    it, catalogue, chats = await with_catalogue()
    catalogue.fails = [failure]

    with pytest.raises(type(failure)):
        await chats.send(LEA, TRUE)

    assert it.teams.sent == []


async def test_without_a_catalogue_whoever_lacks_the_app_is_unreachable() -> None:
    it, _, _ = await with_catalogue()

    with pytest.raises(Unreachable):
        await it.asking.chats.send(LEA, TRUE)


@pytest.mark.parametrize("has_catalogue", [True, False])
async def test_a_chat_that_teams_does_not_find_is_unreachable(
    has_catalogue: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    it, _, chats = await with_catalogue()

    async def is_not_there(*_: object) -> Address:
        raise Gone

    monkeypatch.setattr(it.teams, "open", is_not_there)
    with pytest.raises(Busy if has_catalogue else Unreachable):
        await (chats if has_catalogue else it.asking.chats).send(LEA, TRUE)
    with pytest.raises(Unreachable):
        await (chats if has_catalogue else it.asking.chats).send(LEA, TRUE)
