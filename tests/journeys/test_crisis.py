"""Words of self-harm: help first, the form stops, and nothing of it is kept."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    reports,
    to_form,
    to_questions,
)

PAUSE = "Let us pause here"
IN_CRISIS = "I want to die"


async def test_typed_words_of_self_harm_stop_the_form(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    await aroha.says(f"honestly, {IN_CRISIS}")

    assert PAUSE in aroha.answer
    assert "111" in aroha.answer
    assert "1737" in aroha.answer
    assert "0508 828 865" in aroha.answer
    assert "0800 327 669" in aroha.answer
    assert "Which kinds of details are shown?" not in aroha.answer
    assert IN_CRISIS not in str([tuple(row) for row in bot.rows("drafts")])


async def test_words_of_self_harm_in_a_field_stop_the_form_too(
    bot: Running, aroha: Somebody
) -> None:
    await to_form(aroha, STANDARD)

    await aroha.presses("Next", posted_at=f"last night. {IN_CRISIS}.")

    assert PAUSE in aroha.answer
    assert "posted_at" not in bot.draft()["words"]


async def test_somebody_in_crisis_can_go_on_where_they_were(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(IN_CRISIS)

    await aroha.presses("Go on where I was")

    assert "Which kinds of details are shown?" in aroha.answer


async def test_somebody_in_crisis_can_go_on_by_typing_a_number(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(IN_CRISIS)

    await aroha.says("1")

    assert "Which kinds of details are shown?" in aroha.answer


async def test_somebody_in_crisis_can_stop(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(IN_CRISIS)

    await aroha.presses("Stop and delete what I wrote")

    assert "I have stopped." in aroha.answer
    assert bot.rows("drafts") == []


async def test_what_others_wrote_can_be_reported_after_the_pause(
    bot: Running, aroha: Somebody
) -> None:
    await to_form(aroha, STANDARD)
    words = "They wrote: go and commit suicide"
    await aroha.presses("Next", posted_at=words)

    await aroha.presses("Go on where I was")
    await aroha.presses("Next", posted_at=words)

    assert PAUSE not in aroha.answer
    assert bot.draft()["words"] == {"posted_at": words}


async def test_somebody_in_crisis_without_a_form_is_answered_each_time(aroha: Somebody) -> None:
    await aroha.says(IN_CRISIS)
    first = aroha.answer

    await aroha.says(IN_CRISIS)

    assert PAUSE in first
    assert aroha.answer == first


async def test_a_leader_whose_reason_speaks_of_self_harm_can_go_on(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses("No report needed", reason="She said she is suicidal. I am with her.")
    paused = wiremu.answer
    await wiremu.presses("Go on where I was")

    assert PAUSE in paused
    assert "Aroha Example has reported harmful content" in wiremu.answer
    assert "Approve and send to Security" in wiremu.answer


async def test_a_tick_about_somebody_else_is_no_cry_for_help(aroha: Somebody) -> None:
    await to_questions(aroha, "A customer is involved")
    assert "child" in aroha.sees

    await aroha.presses("Next", choice="child-or-self-harm")

    assert "Let us pause here" not in aroha.sees
