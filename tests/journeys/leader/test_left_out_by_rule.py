"""Whoever goes round their leader keeps that promise, whatever the directory says, or when."""

import pytest

from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.walks import HIGH, URGENT, names, names_nobody_known, to_telling, with_app
from tests.stand_ins.graph import NAMED, Graph
from tests.words import email_state, fragment, words

CARD = fragment("leader.heading")
SENT = email_state("sent")
GO_ROUND = words("tell.not-my-leader")


@pytest.fixture
async def wiremu(graph_bot: OverGraph) -> Somebody:
    """Leads Aroha and Tāmati, and has the app."""
    return await with_app(graph_bot, "Wiremu Example")


@pytest.fixture
async def ngaire(graph_bot: OverGraph) -> Somebody:
    """Leads Wiremu, and has the app."""
    return await with_app(graph_bot, "Ngaire Example")


async def goes_round(
    bot: OverGraph, graph: Graph, situation: str, named: str, *, silent: bool = True
) -> Somebody:
    """Aroha sends a report past her own leader; the directory says nothing while she does."""
    aroha = await with_app(bot, "Aroha Example")
    graph.unplugged = silent
    await to_telling(aroha, situation)
    await aroha.presses(GO_ROUND)
    await (names_nobody_known if silent else names)(aroha, named)
    await aroha.presses(words("preview.send"))
    await bot.rests()
    return aroha


async def test_a_leader_left_out_while_the_directory_was_silent_never_stands_in(
    graph_bot: OverGraph, graph: Graph, wiremu: Somebody, ngaire: Somebody
) -> None:
    before = wiremu.chat
    aroha = await goes_round(graph_bot, graph, HIGH, "tamati@example.org")

    graph.unplugged = False
    await graph_bot.time_passes(minutes=6)
    await graph_bot.time_passes(hours=3)

    assert wiremu.chat == before
    assert graph_bot.left("wiremu@example.org") == []
    assert CARD in ngaire.chat
    assert len(graph_bot.left()) == 1
    assert SENT in aroha.chat


async def test_a_leader_left_out_is_no_deputy_of_one_who_has_not_seen_an_urgent_report(
    graph_bot: OverGraph, graph: Graph, wiremu: Somebody, ngaire: Somebody
) -> None:
    tamati, before = await with_app(graph_bot, "Tāmati Example"), wiremu.chat
    await goes_round(graph_bot, graph, URGENT, "tamati@example.org")

    graph.unplugged = False
    await graph_bot.time_passes(minutes=6)
    await graph_bot.time_passes(minutes=20)

    assert CARD in tamati.chat
    assert CARD in ngaire.chat
    assert wiremu.chat == before
    assert len(graph_bot.left()) == 1


@pytest.mark.parametrize("named", ["Wiremu Example", "wiremu@example.org", "WIREMU  example"])
async def test_a_leader_left_out_hears_nothing_even_where_they_were_named(
    named: str, graph_bot: OverGraph, graph: Graph, wiremu: Somebody
) -> None:
    before = wiremu.chat
    aroha = await goes_round(graph_bot, graph, HIGH, named)

    graph.unplugged = False
    await graph_bot.time_passes(minutes=6)
    await graph_bot.time_passes(minutes=6)

    assert wiremu.chat == before
    assert graph_bot.left("wiremu@example.org") == []
    assert len(graph_bot.left()) == 1
    assert SENT in aroha.status
    assert fragment("leader_state.not-told-named") in aroha.status
    assert "Wiremu" not in str(graph.ledger)


@pytest.mark.parametrize(("situation", "mails"), [(HIGH, 1), (URGENT, 2)])
async def test_while_nobody_can_say_who_it_is_nobody_is_asked_and_security_is_in_time(
    situation: str,
    mails: int,
    graph_bot: OverGraph,
    graph: Graph,
    wiremu: Somebody,
    ngaire: Somebody,
) -> None:
    tamati, before = await with_app(graph_bot, "Tāmati Example"), wiremu.chat
    graph.answers_next("manager", NAMED["unavailable"], times=10_000)
    aroha = await goes_round(graph_bot, graph, situation, "tamati@example.org", silent=False)

    await graph_bot.time_passes(hours=2)
    await graph_bot.time_passes(minutes=6)

    assert CARD not in tamati.chat + ngaire.chat
    assert wiremu.chat == before
    assert SENT in aroha.status
    assert len(graph_bot.left()) == len(graph.ledger) == mails
