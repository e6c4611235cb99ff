"""A leader who does not have the app gets it from the organisation's catalogue, then the card."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.local.directory import TomlDirectory
from bot.content import Content
from tests.journeys.clock import RunningClock
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.walks import STANDARD, reports, with_app
from tests.stand_ins.graph import NAMED, Graph
from tests.stand_ins.teams import Teams
from tests.words import email_state, fragment, words

CARD = fragment("leader.heading")
NOT_REACHED = words("leader_state.not-reached-sent", name="Wiremu Example")


@pytest.fixture
async def bot(
    content: Content, directory: TomlDirectory, tmp_path: Path, clock: RunningClock, graph: Graph
) -> AsyncIterator[OverGraph]:
    """The bot with the right to add its app for people."""
    async with Teams() as teams:
        bot = OverGraph(content, directory, teams, tmp_path, clock, graph=graph, adds_app=True)
        await bot.starts()
        yield bot
        await bot.stops()


@pytest.fixture
def wiremu(bot: OverGraph) -> Somebody:
    """Aroha's people leader, who has never seen the bot."""
    somebody = bot.person("Wiremu Example")
    bot.teams.loses_app(somebody.member)
    return somebody


async def test_the_leader_gets_the_app_and_the_card(bot: OverGraph, wiremu: Somebody) -> None:
    aroha = await with_app(bot, "Aroha Example")

    await reports(aroha, STANDARD)
    await bot.rests()
    asked = wiremu.sees
    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(minutes=6)

    assert bot.graph.installs.people == [wiremu.member.object_id]
    assert CARD in asked
    assert words("leader_state.approve", name="Wiremu Example") in aroha.status
    assert len(bot.left()) == 1


async def test_a_catalogue_that_is_busy_is_asked_again(bot: OverGraph, wiremu: Somebody) -> None:
    aroha = await with_app(bot, "Aroha Example")
    bot.graph.answers_next("install", NAMED["unavailable"])

    await reports(aroha, STANDARD)
    await bot.time_passes(minutes=6)

    assert CARD in wiremu.sees
    assert bot.left() == []


async def test_a_policy_against_the_app_holds_nothing_up(bot: OverGraph, wiremu: Somebody) -> None:
    aroha = await with_app(bot, "Aroha Example")
    bot.graph.installs.kept_from.update(human.id for human in bot.graph.people)

    await reports(aroha, STANDARD)
    await bot.time_passes(minutes=6)

    assert NOT_REACHED in aroha.status
    assert email_state("sent") in aroha.status
    assert wiremu.chat == ""


async def test_a_chat_that_comes_after_the_app_brings_one_card(
    bot: OverGraph, wiremu: Somebody
) -> None:
    aroha = await with_app(bot, "Aroha Example")
    bot.graph.installs.then = lambda human: None

    await reports(aroha, STANDARD)
    await bot.rests()
    before = wiremu.chat
    bot.teams.opens_chat(wiremu.member)
    await bot.time_passes(minutes=1)

    assert (before, wiremu.chat.count(CARD)) == ("", 1)
    assert bot.graph.installs.people == [wiremu.member.object_id]
    assert NOT_REACHED not in aroha.chat


async def test_a_chat_that_never_comes_holds_nothing_up(bot: OverGraph, wiremu: Somebody) -> None:
    aroha = await with_app(bot, "Aroha Example")
    bot.graph.installs.then = lambda human: None

    await reports(aroha, STANDARD)
    await bot.time_passes(minutes=1)
    await bot.time_passes(minutes=6)

    assert NOT_REACHED in aroha.status
    assert bot.left("wiremu@example.org") != []
