"""The whole way without pressing anything: for those whose client draws no cards."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    adds,
    inputs_of,
    opens_page,
    to_page,
    to_preview,
    to_questions,
    to_telling,
)
from tests.words import (
    choice_text,
    email_state,
    fact_heading,
    fragment,
    menu_title,
    page_title,
    question_text,
    said_text,
    words,
)

NOT_UNDERSTOOD = words("again.choice")
STILL_OPEN = words("again.still_open")


async def types(somebody: Somebody, *lines: str) -> str:
    """Types these, one message after the other; the last answer."""
    for line in lines:
        await somebody.says(line)
    return somebody.answer


async def test_a_report_is_made_and_approved_by_typing_alone(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await types(aroha, "kia ora", "1", "n", "3", "1, 3", "no", words("ticks.none").lower())
    await types(aroha, words("guidance.report").lower())
    await bot.rests()
    where = await types(aroha, words("preview.details").lower(), page_title("where"))
    await types(aroha, "facebook", "https://example.org/post", "yesterday", "skip")
    await types(aroha, "2", "me", "me, a colleague", "skip")
    await types(aroha, page_title("said"), "not sure", "skip")
    await types(aroha, page_title("kept"), "nothing is kept", "1 and 2", "skip")
    await types(aroha, page_title("reach"), "teams chat", "skip", "skip", "swapping")
    preview = await types(aroha, "back")
    status = await types(aroha, "send")
    await bot.rests()
    await types(wiremu, "approvals", "1", "approve")
    await bot.rests()

    assert question_text("platform") in where
    assert f"{fact_heading('seen_at')}: 22 November 2026" in preview
    assert words("stage.awaiting-leader") in status
    assert fragment("leader.answered_approve") in wiremu.answer
    assert email_state("sent") in await types(aroha, "my reports", "1")
    affected = "; ".join(said_text("affected", who) for who in ("me", "colleague"))
    assert f"{fact_heading('link')}: https://example.org/post" in bot.mail()
    assert f"{fact_heading('affected')}: {affected}" in bot.mail()
    assert fact_heading("poster") not in bot.mail()
    assert f"{fact_heading('evidence')}: {said_text('evidence', 'none')}" in bot.mail()


async def test_an_answer_can_be_its_number_its_words_or_how_they_begin(aroha: Somebody) -> None:
    await types(aroha, "report harmful content")

    by_number = await types(aroha, "2")
    by_words = await types(aroha, "back", "NO.")
    by_letter = await types(aroha, "back", "n")
    kind = await types(aroha, menu_title("identifying-content").lower()[:11])

    assert words("kind.title") in by_number
    assert by_number == by_words == by_letter
    assert question_text("shows") in kind


async def test_macrons_and_capitals_do_not_matter(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    assert question_text("threat") in await types(aroha, "whanau, A NAME")


async def test_back_skip_and_not_sure_can_be_typed(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    assert question_text("threat") in await types(aroha, "skip")
    assert question_text("soon") in await types(aroha, "I don't know")
    assert question_text("threat") in await types(aroha, "go back")
    assert question_text("shows") in await types(aroha, "previous")


async def test_what_does_not_fit_is_said_and_asked_again(aroha: Somebody) -> None:
    await types(aroha, "report", "no")

    nonsense = await types(aroha, "perhaps on Tuesday")
    too_high = await types(aroha, "17")
    skipped = await types(aroha, "skip")

    assert NOT_UNDERSTOOD in nonsense
    assert words("kind.title") in nonsense
    assert NOT_UNDERSTOOD in too_high
    assert words("again.not_here") in skipped
    assert question_text("shows") in await types(aroha, HIGH)


async def test_stop_pauses_and_its_buttons_can_be_typed(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    stopped = await types(aroha, "stop")
    deleted = await types(aroha, "delete it now")

    assert fragment("stop.paused") in stopped
    assert "0800 327 669" in stopped
    assert bot.content.texts("stop.deleted") in deleted
    assert bot.rows("drafts") == []


async def test_start_over_asks_whether_to_go_on_or_delete_what_was_said(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    again = await types(aroha, "start over")
    assert words("unfinished.text") in again
    assert bot.draft()["scenario_id"] == "identifying-content"

    await aroha.presses(words("unfinished.delete"))
    await bot.time_passes(seconds=3)  # at once it would be a double click
    await aroha.presses(words("stop.delete"))
    assert bot.rows("drafts") == []


async def test_start_over_without_a_report_deletes_nothing_and_says_nothing_of_it(
    aroha: Somebody,
) -> None:
    again = await types(aroha, "start over")

    assert fragment("stop.paused") not in again
    assert question_text("danger") in again


async def test_help_support_and_my_reports_leave_the_question_open(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    helped = await types(aroha, "help")
    supported = await types(aroha, "support")
    listed = await types(aroha, "my reports")

    assert STILL_OPEN in helped
    assert "0800 327 669" in supported
    assert words("my_reports.none") in listed
    assert question_text("shows") in await types(aroha, "go on")
    assert question_text("threat") in await types(aroha, "1")


async def test_a_number_means_the_card_that_was_shown_last(bot: Running, aroha: Somebody) -> None:
    await types(aroha, "report", "no")

    unfinished = await types(aroha, "support", "2")
    gone_on = await types(aroha, "1")
    deleted = await types(aroha, "report", "2", "2")

    assert words("unfinished.text") in unfinished
    assert words("kind.title") in gone_on
    assert bot.content.texts("stop.deleted") in deleted
    assert bot.rows("drafts") == []


async def test_every_number_on_the_guidance_is_that_of_an_answer(aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    await types(aroha, *["skip"] * 3)

    assert "1. Report this\n2. That's all for now\n\nOr type: " in aroha.answer
    assert "3. " not in aroha.answer.partition("1. Report this")[2]
    assert words("support.title") in await types(aroha, "more support")


async def test_not_sure_is_an_answer_to_every_detail(aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")

    link = await types(aroha, "not sure")
    day = await types(aroha, "unsure")

    assert question_text("link") in link
    assert question_text("seen_at") in day


async def test_a_typed_answer_is_for_the_first_detail_that_is_shown(
    bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")
    first = list(inputs_of(aroha))

    await types(aroha, "facebook", "https://example.org/post")
    then = list(inputs_of(aroha))
    await aroha.presses(words("form.save"), seen_at="2026-11-20", posted_at="noon")

    assert first[:2] == ["platform", "link"]
    assert then == first[2:]
    assert bot.draft()["answers"]["platform"] == ["facebook"]
    assert bot.draft()["words"] == {
        "link": "https://example.org/post",
        "seen_at": "2026-11-20",
        "posted_at": "noon",
    }


async def test_back_from_the_second_detail_of_a_page_goes_to_its_first_and_then_to_the_list(
    bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")

    assert question_text("link") in await types(aroha, "facebook")
    assert question_text("platform") in await types(aroha, "back")
    assert words("details_menu.title") in await types(aroha, "back")
    assert words("preview.title") in await types(aroha, "back")
    assert bot.draft()["answers"]["platform"] == ["facebook"]


async def test_a_detail_that_is_skipped_stays_as_it_was(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD)
    await adds(aroha, "where", platform="facebook", link="https://example.org/post")

    await opens_page(aroha, "where")
    await types(aroha, *["skip"] * 4)

    assert words("details_menu.title") in aroha.answer
    assert bot.draft()["answers"]["platform"] == ["facebook"]
    assert bot.draft()["words"] == {"link": "https://example.org/post"}


@pytest.mark.parametrize("typed", ["4", "12", "2026", "yes", "ok"])
async def test_what_is_no_choice_of_the_preview_sends_nothing(
    typed: str, bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, HIGH)

    await types(aroha, typed)

    assert NOT_UNDERSTOOD in aroha.answer
    assert words("preview.title") in aroha.answer
    assert bot.rows("reports") == []


async def test_a_part_is_left_out_by_its_name(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await opens_page(aroha, "where")
    await types(aroha, "facebook", "https://example.org/post", "today", "this morning")
    before = await types(aroha, "back")

    left_out = await types(aroha, "leave out Link, Posted")
    nothing = await types(aroha, "leave out what I ticked")
    await types(aroha, "1")
    await bot.rests()

    assert "Link: https://example.org/post" in before
    assert "https://example.org/post" not in left_out
    assert NOT_UNDERSTOOD in nothing
    assert "Platform: Facebook" in bot.mail()
    assert "example.org/post" not in bot.mail()
    assert "this morning" not in bot.mail()


async def test_words_that_name_a_situation_are_offered_it(aroha: Somebody) -> None:
    offered = await types(aroha, "somebody posted a threat about my next visit")

    assert "Is it one of these?\n" in offered
    assert "1. Someone made a threat" in offered
    assert question_text("danger") in await types(aroha, "1")


async def test_a_situation_is_found_in_other_forms_of_its_words(aroha: Somebody) -> None:
    offered = await types(aroha, "A customer, angry with us, keeps harassing me. I was doxxed!")

    assert menu_title("targeted-because-of-work") in offered
    assert menu_title("customer-related") in offered
    assert menu_title("identifying-content") in offered


async def test_the_end_of_a_word_names_no_situation(aroha: Somebody) -> None:
    assert words("menu.did_you_mean") not in await types(aroha, "whatever, we enjoin and reburn")


async def test_moves_without_a_question_say_that_none_is_open(aroha: Somebody) -> None:
    assert words("again.nothing_open") in await types(aroha, "skip")
    assert words("again.nothing_open") in await types(aroha, "stop")


async def test_a_part_of_a_title_is_that_button(bot: Running, aroha: Somebody) -> None:
    await to_telling(aroha, HIGH)
    await bot.rests()
    await types(aroha, "go on")

    assert words("preview.title") in await types(aroha, fragment("tell.leader").strip(", "))
    assert bot.draft()["tell_whom"]["kind"] == "leader"


async def test_a_part_of_a_title_of_the_menu_is_that_button(aroha: Somebody) -> None:
    assert question_text("danger") in await types(aroha, words("menu.report").partition(" ")[2])


async def test_a_sentence_that_names_a_situation_chooses_it(bot: Running, aroha: Somebody) -> None:
    await aroha.says("report")
    await aroha.says("no")

    await aroha.says("he said he will burn my house")

    assert bot.draft()["scenario_id"] == "threat"


async def test_a_sentence_that_names_no_situation_chooses_none(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")
    await aroha.says("no")

    await aroha.says("blue and green")

    assert bot.draft()["scenario_id"] is None


@pytest.mark.parametrize("skips", [0, 1, 2, 3])
async def test_words_of_a_threat_count_wherever_they_answer_nothing(
    skips: int, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, menu_title("targeted-because-of-work"))
    await aroha.presses(words("question.next"), choice="me")
    await aroha.presses(choice_text("threat", "no"))
    for _ in range(skips):
        here = [button.title for button in aroha.newest_buttons()]
        step = next(it for it in (words("move.skip"), words("guidance.report")) if it in here)
        await aroha.presses(step)
        if words("preview.send") in aroha.sees:
            break

    await aroha.says("he said he would kill me")

    assert words("again.threat") in aroha.answer
    assert question_text("soon") in aroha.answer
    await aroha.says("back")
    assert bot.draft()["answers"].get("threat") is None


async def test_other_words_that_answer_nothing_change_nothing(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    before = bot.draft()

    await aroha.says("blue and green")

    assert bot.draft() == before
