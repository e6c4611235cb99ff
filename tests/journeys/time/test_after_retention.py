"""After the nights in which the bot forgets: nobody is harder to reach, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content import Content
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, to_questions
from tests.words import words


@pytest.fixture
def content(content: Content) -> Content:
    """Leaders have a hundred days, and a draft outlives what else is kept of its person."""
    timers = content.timers
    slow = {
        "leader": timers.leader.model_copy(update={"standard": timedelta(days=100)}),
        "draft": timers.draft.model_copy(update={"deleted_after": timedelta(days=100)}),
    }
    return replace(content, timers=timers.model_copy(update=slow))


async def test_a_report_that_waits_for_long_still_reaches_its_leader_and_its_reporter(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.time_passes(days=40)
    chats, known = bot.rows("conversations"), [row["known"] for row in bot.rows("people")]
    addresses = [row["address"] for row in bot.rows("people")]

    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert (chats, known) == ([], [None, None])
    assert None not in addresses
    assert len(bot.mails()) == 1
    assert words("leader_state.approve", name="Wiremu Example") in aroha.status


async def test_what_was_typed_before_still_works_after(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD)
    await bot.time_passes(days=40)

    await aroha.says("my reports")

    (report,) = bot.rows("reports")
    assert report["reference"] in aroha.answer


async def test_a_draft_goes_on_where_it_was(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, STANDARD)
    asked = aroha.answer
    await bot.time_passes(days=40)
    chats = bot.rows("conversations")

    await aroha.says("go on")

    assert chats == []
    assert aroha.answer == asked
    assert [row["known"] for row in bot.rows("people")] != [None]
