"""The terminal against a tiny bot: what it sends, and what it shows of the answers."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.sample_people import TENANT_ID
from bot.adapters.local.terminal.terminal import Terminal
from tests.adapters.local.tiny_bot import TinyBot

AROHA = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001"


def _plain_text(card: Mapping[str, Any]) -> str:
    return f"{card['body'][0]['text']}\n1. Yes"


@pytest.fixture
async def bot() -> AsyncIterator[TinyBot]:
    tiny = TinyBot()
    app = web.Application()
    app.router.add_post("/api/messages", tiny.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tiny.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield tiny
    await runner.cleanup()


async def _talk(bot: TinyBot, *lines: str) -> list[str]:
    """What is shown after the start, line by line."""
    shown: list[str] = []
    terminal = Terminal(
        TomlDirectory.read(SAMPLE),
        bot.url,
        plain_text=_plain_text,
        say=shown.append,
        quiet=timedelta(milliseconds=20),
    )

    async def typed() -> AsyncIterator[str]:
        for line in lines:
            yield line

    await terminal.run(typed())
    return [line for line in "\n".join(shown).split("\n") if line][1:]


async def test_at_the_start_the_bot_is_installed_for_everybody(bot: TinyBot) -> None:
    await _talk(bot)

    assert [activity["type"] for activity in bot.heard] == ["installationUpdate"] * 6
    assert bot.heard[0]["action"] == "add"
    assert len({activity["conversation"]["id"] for activity in bot.heard}) == 6


async def test_only_the_greeting_of_the_one_who_types_is_shown(bot: TinyBot) -> None:
    bot.greets = True

    shown = await _talk(bot)

    assert shown == ["Aroha Example | You said", "Aroha Example | greetings"]


async def test_a_line_is_sent_as_teams_sends_it(bot: TinyBot) -> None:
    shown = await _talk(bot, "  hello there ")

    sent = bot.heard[-1]
    assert sent["text"] == "hello there"
    assert "value" not in sent
    assert sent["channelId"] == "msteams"
    assert sent["from"] == {"id": f"29:{AROHA}", "name": "Aroha Example", "aadObjectId": AROHA}
    assert sent["channelData"] == {"tenant": {"id": TENANT_ID}}
    assert sent["conversation"]["tenantId"] == TENANT_ID
    assert sent["conversation"]["conversationType"] == "personal"
    assert sent["serviceUrl"].startswith("http://127.0.0.1:")
    assert sent["recipient"]["id"].startswith("28:")
    assert shown == ["Aroha Example | You said", "Aroha Example | hello there"]


async def test_a_card_is_shown_as_its_plain_text(bot: TinyBot) -> None:
    assert await _talk(bot, "card") == ["Aroha Example | A question?", "Aroha Example | 1. Yes"]


async def test_an_updated_card_is_shown_again_and_marked(bot: TinyBot) -> None:
    shown = await _talk(bot, "card", "update")

    assert shown[2:] == [
        "Aroha Example | (updated)",
        "Aroha Example | All done.",
        "Aroha Example | 1. Yes",
    ]


async def test_a_card_in_somebody_elses_chat_says_whose_it_is(bot: TinyBot) -> None:
    shown = await _talk(bot, "tell Wiremu")

    assert shown == ["Wiremu Example | Please approve.", "Wiremu Example | 1. Yes"]


async def test_one_can_type_as_somebody_else(bot: TinyBot) -> None:
    await _talk(bot, "/as wiremu", "one", "/as TAMATI EXAMPLE", "two")

    assert bot.texts() == [("Wiremu Example", "one"), ("Tāmati Example", "two")]


async def test_an_unknown_name_lists_who_there_is_and_changes_nothing(bot: TinyBot) -> None:
    shown = await _talk(bot, "/as Nobody", "hello")

    assert shown[0] == "Nobody is called that."
    assert "Tāmati Example (people leader: Wiremu Example)" in shown
    assert bot.texts() == [("Aroha Example", "hello")]


async def test_a_bare_as_names_too_many(bot: TinyBot) -> None:
    shown = await _talk(bot, "/as")

    assert shown[0] == "Several people are called that."


async def test_people_and_their_leaders_are_listed(bot: TinyBot) -> None:
    shown = await _talk(bot, "/people")

    assert len(shown) == 6
    assert shown[0] == "Aroha Example (people leader: Wiremu Example)"
    assert shown[5] == "Ngaire Example (no people leader)"


async def test_help_lists_the_commands_and_an_unknown_one_points_to_it(bot: TinyBot) -> None:
    shown = await _talk(bot, "/help", "/dance")

    assert any(line.startswith("/as NAME") for line in shown)
    assert shown[-1] == "There is no /dance; /help lists what there is."
    assert bot.texts() == []


async def test_quit_ends_it_and_empty_lines_are_not_sent(bot: TinyBot) -> None:
    await _talk(bot, "", "   ", "/quit", "hello")

    assert bot.texts() == []


async def test_what_the_bot_quotes_cannot_steer_the_terminal(bot: TinyBot) -> None:
    shown = await _talk(bot, "a\x1b[2Jb\x07 c\u00a0d")

    assert shown[1] == "Aroha Example | a[2Jb c\u00a0d"


async def test_a_refusal_of_the_bot_is_told(bot: TinyBot) -> None:
    bot.status = 503

    shown = await _talk(bot, "hello")

    assert shown[-1] == "The bot refused this with HTTP status 503."


async def test_an_absent_bot_is_told(bot: TinyBot, unused_tcp_port: int) -> None:
    bot.url = f"http://127.0.0.1:{unused_tcp_port}/api/messages"

    shown = await _talk(bot, "hello")

    assert shown[-1] == f"Nothing answers at {bot.url}."


async def test_the_channel_refuses_what_it_does_not_know(bot: TinyBot) -> None:
    refused: list[int] = []

    async def probe(activity: Mapping[str, Any]) -> None:
        url = f"{activity['serviceUrl']}v3/conversations"
        chat = f"{url}/{activity['conversation']['id']}/activities"
        async with aiohttp.ClientSession() as session:
            for verb, address in (
                ("POST", url),
                ("POST", f"{url}/elsewhere/activities"),
                ("PUT", f"{chat}/unknown"),
            ):
                refused.append((await bot.call(session, verb, address, {}))["status"])

    bot.answer = probe  # type: ignore[method-assign]

    assert await _talk(bot, "hello") == []
    assert refused == [403, 404, 404]
