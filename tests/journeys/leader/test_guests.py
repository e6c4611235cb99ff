"""Guests, contacts and people from elsewhere lead nobody: not named, not on record, not above."""

from dataclasses import replace

import pytest

from tests.journeys.over_graph import OverGraph
from tests.journeys.walks import HIGH, names_nobody_known, reports, to_telling, with_app
from tests.stand_ins.graph import Graph, Human
from tests.words import email_state, fragment, words

JO = Human("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0091", "Jo Example", "jo@elsewhere.example")
GUESTS = {
    "guest": replace(JO, user_type="Guest", upn="jo_elsewhere.example#EXT#@example.org"),
    "guest here": replace(JO, user_type="guest", mail="jo@example.org"),
    "old guest": replace(JO, user_type=None, upn="jo_elsewhere.example#EXT#@example.org"),
    "outsider": replace(JO, upn="jo@example.org"),
    "left": replace(JO, mail="jo@example.org", enabled=False),
}


def without_manager(human: Human, *, instead: str) -> Human:
    return replace(human, manager_id=instead) if human.name == "Aroha Example" else human


@pytest.mark.parametrize("guest", GUESTS.values(), ids=GUESTS)
@pytest.mark.parametrize("named", [JO.name, JO.mail, JO.id])
async def test_a_guest_who_was_named_is_not_found_and_nothing_leaves_for_them(
    named: str, guest: Human, graph_bot: OverGraph, graph: Graph
) -> None:
    graph.people.append(guest)
    aroha = await with_app(graph_bot, "Aroha Example")
    await to_telling(aroha, HIGH)

    await names_nobody_known(aroha, named)
    await aroha.presses(words("preview.send"))
    await graph_bot.time_passes(hours=3)

    assert [mail.to for mail in graph.ledger] == [("security@example.org",)]
    assert email_state("sent") in aroha.status


@pytest.mark.parametrize("guest", GUESTS.values(), ids=GUESTS)
async def test_a_guest_on_record_as_leader_is_not_offered(
    guest: Human, graph_bot: OverGraph, graph: Graph
) -> None:
    graph.people[:] = [without_manager(it, instead=JO.id) for it in graph.people]
    graph.people.append(guest)
    aroha = await with_app(graph_bot, "Aroha Example")

    await aroha.presses(words("menu.report"))
    await graph_bot.rests()
    await aroha.presses(words("move.stop"))
    await to_telling(aroha, HIGH)

    assert "Jo Example" not in aroha.sees
    assert words("tell.text_unknown") in aroha.sees


async def test_a_guest_above_a_leader_does_not_stand_in(graph_bot: OverGraph, graph: Graph) -> None:
    graph.people[:] = [
        replace(it, manager_id=JO.id) if it.name == "Wiremu Example" else it for it in graph.people
    ]
    graph.people.append(GUESTS["guest"])
    aroha = await with_app(graph_bot, "Aroha Example")
    await aroha.presses(words("menu.report"))
    await graph_bot.rests()
    await aroha.presses(words("move.stop"))

    await reports(aroha, HIGH)
    await graph_bot.time_passes(hours=3)

    assert graph_bot.left(JO.mail) == []
    assert fragment("leader_state.not-reached-sent") in aroha.status
