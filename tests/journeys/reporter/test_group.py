"""Where others read along, nothing is asked, told or kept; the person is met in private."""

from typing import Any

import pytest

from tests.journeys.people import Somebody, said
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, URGENT, reports, reports_in_short
from tests.stand_ins.activities import Chat
from tests.words import email_state, fragment, question_text, words

ELSEWHERE = words("group.private")
TEAM = Chat.of_group("the team")
CHANNEL = Chat("19:0123456789abcdef@thread.tacv2;messageid=1", "channel")
KEPT = ("conversations", "drafts", "reports")


def _kept(bot: Running) -> list[tuple[Any, ...]]:
    """All rows but what a one-to-one chat shows: ids of messages."""
    rows = [tuple(row) for table in KEPT for row in bot.rows(table)]
    return [row for row in rows if not str(row[0]).startswith("window ")]


def _seen_in(bot: Running, chat: Chat) -> str:
    return "\n".join(said(shown.current) for shown in bot.teams.shown_in(chat))


@pytest.mark.parametrize("chat", [TEAM, CHANNEL], ids=["group chat", "channel"])
async def test_in_a_group_no_details_are_taken_and_a_private_chat_is_opened(
    chat: Chat, bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    kept = _kept(bot)
    bot.teams.opens_chat(tamati.member)

    await bot.teams.says(tamati.member, "Somebody threatens me", chat)
    await bot.rests()

    assert ELSEWHERE in _seen_in(bot, chat)
    assert words("menu.report") not in _seen_in(bot, chat)
    assert words("welcome.title", name="Tāmati") in tamati.sees
    assert _kept(bot) == kept
    assert "threatens" not in str([tuple(row) for row in bot.rows("tasks")])


async def test_a_report_that_is_open_is_not_shown_in_a_group(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))

    await bot.teams.says(aroha.member, "go on", TEAM)
    await bot.rests()

    assert question_text("danger") not in _seen_in(bot, TEAM)
    assert bot.draft()["answers"] == {}


async def test_a_group_is_no_place_to_be_written_to(bot: Running, aroha: Somebody) -> None:
    await bot.teams.says(aroha.member, "hello", TEAM)
    await bot.rests()

    await reports_in_short(aroha)
    await bot.rests()

    assert email_state("sent") in aroha.chat
    assert fragment("status.title") not in _seen_in(bot, TEAM)


async def test_a_leader_who_spoke_in_a_group_gets_the_card_in_private(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await bot.teams.says(wiremu.member, "hello", TEAM)
    await reports(aroha, STANDARD)
    await bot.rests()

    assert fragment("leader.heading") in wiremu.sees
    assert "needs your support" not in _seen_in(bot, TEAM)


async def test_a_press_in_a_group_does_nothing(bot: Running, aroha: Somebody) -> None:
    value = aroha.button(words("menu.report")).action["data"]

    await bot.teams.presses(aroha.member, "1:unknown", value, chat=TEAM)
    await bot.rests()

    assert ELSEWHERE in _seen_in(bot, TEAM)
    assert bot.rows("drafts") == []


async def test_an_execute_in_a_group_is_not_known(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    action = wiremu.button(words("leader.approve")).action
    executed = bot.teams.channel.execute(
        wiremu.member, TEAM, "1:unknown", action["verb"], action["data"]
    )

    answer = await wiremu.posts(executed)

    assert answer.status == 501
    assert bot.all_mails() == []


async def test_somebody_without_the_app_is_told_in_the_group_how_to_find_it(
    bot: Running, aroha: Somebody
) -> None:
    priya = bot.person("Priya Example")
    bot.teams.loses_app(priya.member)

    await bot.teams.says(priya.member, "help", TEAM)
    await bot.rests()

    assert words("group.private") in _seen_in(bot, TEAM)
    assert priya.shown == []


async def test_a_group_message_that_teams_brings_again_is_welcomed_once(
    bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    await bot.teams.says(tamati.member, "hello", TEAM)
    await bot.rests()
    seen = len(tamati.shown)

    await bot.teams.redelivers()
    await bot.rests()

    assert len(tamati.shown) == seen


async def test_danger_in_a_group_gets_111_at_once(bot: Running, aroha: Somebody) -> None:
    await bot.teams.says(aroha.member, f"{URGENT}: they are here", TEAM)

    assert "111" in _seen_in(bot, TEAM)
