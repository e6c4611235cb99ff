"""Who makes the entry in a register, and who may say that it is made."""

import pytest

from bot.domain.errors import AlreadyWithdrawn, NotTheLeader, NotYours
from bot.domain.escalation import Escalation, System
from bot.domain.people import Actor
from bot.domain.scenario import Level
from tests.builders import NOON, an_actor, an_escalation
from tests.domain.escalation.acts import (
    acknowledge,
    after,
    approve,
    asked,
    called,
    deadline,
    decline,
    deputy_asked,
    find_dee,
    hand_on,
    not_reached,
    send,
    withdraw,
)

WAITING, URGENT = an_escalation(), an_escalation(level=Level.URGENT)


@pytest.mark.parametrize(
    ("it", "leader"),
    [
        (WAITING, None),
        (after(WAITING, asked), "lea"),
        (after(WAITING, asked, approve), "lea"),
        (after(WAITING, asked, deadline), "lea"),
        (after(WAITING, asked, decline, send), None),
        (after(WAITING, asked, hand_on), None),
        (after(URGENT, asked, acknowledge), "lea"),
        (after(URGENT, asked, called, find_dee, deputy_asked), "dee"),
        (after(WAITING, not_reached, find_dee, deputy_asked), "dee"),
        (an_escalation(told=False), None),
    ],
)
def test_a_leader_who_was_asked_or_took_it_on_makes_the_entry(
    it: Escalation, leader: str | None
) -> None:
    entering = it.entering_leader

    assert (entering.id if entering else None) == leader


@pytest.mark.parametrize(
    ("it", "is_sought"),
    [
        (WAITING, True),
        (after(WAITING, not_reached), True),
        (after(WAITING, asked), False),
        (after(WAITING, withdraw), False),
        (an_escalation(told=False), False),
    ],
)
def test_nobody_is_asked_for_it_while_a_leader_is_still_looked_for(
    it: Escalation, is_sought: bool
) -> None:
    assert it.may_get_entering_leader is is_sought


def test_who_made_it_and_the_number_are_kept_beside_what_a_release_before_reads() -> None:
    it = after(WAITING, asked, approve)
    done = it.tick(System.NOGGIN, by=an_actor("lea"), at=NOON, number="17", as_leader=True).after
    made = done.entry(System.NOGGIN)

    assert done.ticked == (System.NOGGIN,)
    assert made is not None
    assert (made.by and made.by.id, made.number, made.at) == ("lea", "17", NOON)


def test_an_entry_is_made_once() -> None:
    it = after(WAITING, asked)
    done = it.tick(System.NOGGIN, by=an_actor("lea"), at=NOON, as_leader=True).after
    again = done.tick(System.NOGGIN, by=an_actor("rea"), at=NOON, number="18")

    assert not again.is_change


@pytest.mark.parametrize("by", ["rea", "dee", "somebody"])
def test_only_a_leader_who_was_asked_notes_it_as_a_leader(by: str) -> None:
    it = after(WAITING, asked)

    with pytest.raises(NotTheLeader):
        it.tick(System.NOGGIN, by=an_actor(by), at=NOON, as_leader=True)


def test_a_leader_does_not_note_it_in_the_place_of_the_reporter() -> None:
    with pytest.raises(NotYours):
        after(WAITING, asked).tick(System.NOGGIN, by=an_actor("lea"), at=NOON)


def test_a_leader_of_another_organisation_notes_nothing() -> None:
    stranger = Actor(id="lea", tenant_id="elsewhere")

    with pytest.raises(NotTheLeader):
        after(WAITING, asked).tick(System.NOGGIN, by=stranger, at=NOON, as_leader=True)


def test_nothing_is_entered_for_what_was_taken_back() -> None:
    it = after(WAITING, asked, withdraw)

    with pytest.raises(AlreadyWithdrawn):
        it.tick(System.NOGGIN, by=an_actor("lea"), at=NOON, as_leader=True)
