"""Words of self-harm: help first, the form stops, and nothing of it is kept."""

import pytest

from bot.content import Content
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    reports,
    to_detail,
    to_page,
    to_questions,
    to_ticks,
)
from tests.words import fragment, menu_title, question_text, self_harm_title, words

PAUSE = self_harm_title()
IN_CRISIS = "I want to die"


async def test_typed_words_of_self_harm_stop_the_form(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    await aroha.says(f"honestly, {IN_CRISIS}")

    assert PAUSE in aroha.answer
    assert "111" in aroha.answer
    assert "1737" in aroha.answer
    assert "0508 828 865" in aroha.answer
    assert "0800 327 669" in aroha.answer
    assert question_text("shows") not in aroha.answer
    assert IN_CRISIS not in str([tuple(row) for row in bot.rows("drafts")])


async def test_words_of_self_harm_in_a_field_stop_the_form_too(
    bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(words("form.save"), posted_at=f"last night. {IN_CRISIS}.")

    assert PAUSE in aroha.answer
    assert "posted_at" not in bot.draft()["words"]


async def test_somebody_in_crisis_can_go_on_where_they_were(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(IN_CRISIS)

    await aroha.presses(words("crisis.go_on"))

    assert question_text("shows") in aroha.answer


async def test_somebody_in_crisis_can_go_on_by_typing_a_number(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(IN_CRISIS)

    await aroha.says("1")

    assert question_text("shows") in aroha.answer


async def test_somebody_in_crisis_can_stop(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(IN_CRISIS)

    await aroha.presses(words("crisis.stop"))
    stopped, kept = aroha.answer, bot.rows("drafts")
    await aroha.presses(words("stop.delete"))

    assert fragment("stop.paused") in stopped
    assert len(kept) == 1
    assert bot.content.texts("stop.deleted") in aroha.answer
    assert bot.rows("drafts") == []


async def test_what_others_wrote_can_be_reported_after_the_pause(
    bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")
    phrase = "They wrote: go and commit suicide"
    await aroha.presses(words("form.save"), posted_at=phrase)

    await aroha.presses(words("crisis.go_on"))
    await aroha.presses(words("form.save"), posted_at=phrase)

    assert PAUSE not in aroha.answer
    assert bot.draft()["words"] == {"posted_at": phrase}


async def test_what_others_wrote_can_be_typed_after_the_pause(
    bot: Running, aroha: Somebody
) -> None:
    await to_detail(aroha, STANDARD, "posted_at")
    phrase = "They wrote: go and commit suicide"
    await aroha.says(phrase)
    assert PAUSE in aroha.answer

    await aroha.presses(words("crisis.go_on"))
    await aroha.says(phrase)

    assert bot.draft()["words"]["posted_at"] == phrase


async def test_what_others_said_can_answer_a_question_in_words_after_the_pause(
    bot: Running, aroha: Somebody
) -> None:
    await to_detail(aroha, URGENT, "threat_said")
    phrase = "Yesterday, by phone: I should commit suicide"
    await aroha.says(phrase)
    assert PAUSE in aroha.answer

    await aroha.says(phrase)

    assert bot.draft()["words"]["threat_said"] == phrase


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

    await wiremu.presses(words("leader.decline"), reason="She said she is suicidal. I am with her.")
    paused = wiremu.answer
    await wiremu.presses(words("crisis.go_on"))

    assert PAUSE in paused
    assert words("leader.heading", name="Aroha Example") in wiremu.answer
    assert words("leader.approve") in wiremu.answer


async def test_a_tick_about_somebody_else_is_no_cry_for_help(bot: Running, aroha: Somebody) -> None:
    await to_ticks(aroha, menu_title("customer-related"))

    await aroha.presses(words("question.next"), choice="life_at_risk,self-harm")

    assert PAUSE not in aroha.sees
    assert bot.draft()["answers"]["life_at_risk"] == ["yes"]


async def test_words_of_self_harm_where_no_words_are_asked_for_are_met_with_help_each_time(
    aroha: Somebody,
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(IN_CRISIS)
    await aroha.presses(words("crisis.go_on"))

    await aroha.says("i dont want to live")

    assert PAUSE in aroha.answer
    assert words("again.choice") not in aroha.answer


async def test_each_report_has_a_pause_of_its_own(bot: Running, aroha: Somebody) -> None:
    await aroha.says(IN_CRISIS)
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(words("form.save"), posted_at=IN_CRISIS)

    assert PAUSE in aroha.answer
    assert "posted_at" not in bot.draft()["words"]


async def test_each_answer_of_a_leader_has_a_pause_of_its_own(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    phrase = "She said she is suicidal. I am with her."
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason=phrase)
    await wiremu.presses(words("crisis.go_on"))
    await wiremu.presses(words("leader.decline"), reason=phrase)
    decided = wiremu.answer
    await bot.rests()
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses(words("leader.decline"), reason=phrase)

    assert PAUSE not in decided
    assert PAUSE in wiremu.answer


@pytest.mark.parametrize(
    "typed",
    [
        *("kms", "i'm going to end it", "better off dead", "thinking about overdosing"),
        *("don't see the point any more", "I want to kill my self"),
    ],
)
async def test_words_about_oneself_are_met_with_help_alone(typed: str, aroha: Somebody) -> None:
    await aroha.says(typed)

    assert PAUSE in aroha.answer
    assert "0508 828 865" in aroha.answer
    assert aroha.newest_buttons() == []


@pytest.mark.parametrize(
    ("typed", "situation"),
    [
        ("someone posted a suicide video", menu_title("illegal-or-intimate-content")),
        ("There is footage of a suicide on the page", menu_title("illegal-or-intimate-content")),
        ("A suicidal customer wrote to me", menu_title("customer-related")),
        (
            "They told me to kill myself and posted my address",
            menu_title("targeted-because-of-work"),
        ),
        ("they posted my home address and I want to die", menu_title("identifying-content")),
    ],
)
async def test_a_situation_is_offered_beside_the_numbers(
    typed: str, situation: str, aroha: Somebody, content: Content
) -> None:
    await aroha.says(typed)
    crisis = aroha.answer
    await aroha.presses(situation)

    assert PAUSE in crisis
    assert "1737" in crisis
    assert content.catalogue.gate.text in aroha.answer
