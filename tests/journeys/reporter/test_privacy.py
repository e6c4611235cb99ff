"""Your privacy: the welcome leads there, and what is said of deleting is true of Teams too."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, to_guidance, to_preview, to_questions
from tests.words import fragment, question_text, words

TEAMS = "Teams chat"


def plain(key: str) -> str:
    """The text without bold."""
    return words(key).replace("**", "")


async def test_the_welcome_says_how_to_open_the_page_and_typing_that_opens_it(
    bot: Running, aroha: Somebody
) -> None:
    welcomed = aroha.sees

    await aroha.says("privacy")

    assert plain("welcome.privacy") in welcomed
    assert words("privacy.who") in aroha.sees
    assert words("privacy.rights") in aroha.sees
    assert fragment("privacy.correct") in aroha.sees


async def test_in_the_middle_of_a_report_it_is_shown_and_the_report_stays_open(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    before = bot.draft()

    await aroha.says("who reads this?")

    assert words("privacy.who") in aroha.chat
    assert fragment("again.still_open") in aroha.sees
    assert bot.draft() == before
    await aroha.says("go on")
    assert question_text("shows") in aroha.sees


@pytest.mark.parametrize("typed", ["the moon is green", "they posted a lie about us"])
async def test_words_that_answer_nothing_are_not_kept_and_it_is_said_where_they_stay(
    typed: str, bot: Running, aroha: Somebody
) -> None:
    await aroha.says(typed)

    kept = " ".join(str(tuple(row)) for table in TABLES for row in bot.rows(table))
    assert typed not in kept
    assert TEAMS in aroha.answer


TABLES = ("conversations", "drafts", "reports", "escalations", "tasks", "people", "counters")


async def test_who_deletes_an_unsent_report_hears_what_is_deleted_and_what_stays(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD)
    await aroha.presses(words("move.stop"))
    paused = aroha.answer
    await aroha.presses(words("stop.delete"))

    assert bot.rows("drafts") == []
    assert TEAMS in paused
    assert TEAMS in aroha.answer


async def test_who_needs_advice_only_hears_it_too(bot: Running, aroha: Somebody) -> None:
    await to_guidance(aroha, STANDARD)
    await aroha.presses(words("guidance.finish"))

    assert bot.rows("drafts") == []
    assert TEAMS in aroha.answer


async def test_what_expires_is_said_to_stay_in_teams(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await bot.time_passes(hours=25)

    assert bot.rows("drafts") == []
    assert TEAMS in aroha.sees
