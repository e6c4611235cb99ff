"""A check-in is wished for, comes twice in working hours, and an answer is sent to nobody."""

from datetime import UTC, datetime

import pytest

from bot.content import Content
from tests.journeys.acts import the_report, tries, what_stands
from tests.journeys.people import Somebody, titles
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, reports_in_short, takes_back
from tests.words import fragment, words

ALONE = words("tell.security-only")
ASKS = words("check_in.question")
NEXT = fragment("check_in.next")


@pytest.fixture
def starts_at() -> datetime:
    """Friday 27 November 2026, 3 pm in New Zealand."""
    return datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


async def wishes(bot: Running, aroha: Somebody) -> None:
    """A report for Security only, and a check-in about it."""
    await reports(aroha, STANDARD, ALONE)
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("check_in.button"))
    await aroha.presses(words("check_in.start"))
    await bot.rests()


async def test_before_the_wish_it_says_when_what_an_answer_does_and_what_is_kept(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, ALONE)
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    before = what_stands(bot)

    await aroha.presses(words("check_in.button"))

    assert fragment("check_in.when") in aroha.answer
    assert words("check_in.what_it_does") in aroha.answer
    assert words("check_in.what_is_kept") in aroha.answer
    assert what_stands(bot) == before


async def test_nobody_is_asked_who_did_not_wish_for_it(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, ALONE)

    await bot.time_passes(days=2, hours=17, minutes=5)
    await bot.time_passes(days=4, hours=7)

    assert ASKS not in aroha.chat


async def test_it_comes_tomorrow_and_in_a_week_and_no_third_time(
    bot: Running, aroha: Somebody
) -> None:
    await wishes(bot, aroha)

    await bot.time_passes(days=2, hours=17, minutes=5)
    first = aroha.sees
    await bot.time_passes(days=4, hours=7)
    asked = [shown for shown in aroha.shown if ASKS in str(shown.versions[0])]
    await bot.time_passes(days=30)

    assert ASKS in first
    assert len(asked) == 2
    assert len([shown for shown in aroha.shown if ASKS in str(shown.versions[0])]) == 2


async def test_the_question_and_its_notification_say_nothing_about_what_happened(
    bot: Running, aroha: Somebody
) -> None:
    await wishes(bot, aroha)

    await bot.time_passes(days=2, hours=17, minutes=5)

    (report,) = bot.rows("reports")
    newest = aroha.shown[-1].current
    assert report["reference"] not in str(newest)
    assert newest["summary"] == words("summary.card")
    assert words("danger.line") not in aroha.sees


async def test_it_waits_for_working_hours(bot: Running, aroha: Somebody) -> None:
    await wishes(bot, aroha)

    await bot.time_passes(days=2, hours=16)
    weekend = aroha.chat
    await bot.time_passes(hours=1, minutes=5)

    assert ASKS not in weekend
    assert ASKS in aroha.sees


@pytest.mark.parametrize("answer", ["better", "same", "worse", "unsafe"])
async def test_an_answer_is_sent_to_nobody(answer: str, bot: Running, aroha: Somebody) -> None:
    await wishes(bot, aroha)
    await bot.time_passes(days=2, hours=17, minutes=5)
    mails = len(bot.all_mails())

    await aroha.presses(words(f"check_in.{answer}"))
    await bot.time_passes(seconds=5)

    assert words(f"check_in.{answer}_text") in aroha.answer
    assert len(bot.all_mails()) == mails
    assert words("check_in.over") in aroha.chat
    assert ASKS not in aroha.chat


@pytest.mark.parametrize("answer", ["worse", "unsafe"])
async def test_who_is_worse_or_unsafe_is_shown_111_help_and_how_to_tell_more(
    answer: str, bot: Running, aroha: Somebody, content: Content
) -> None:
    await wishes(bot, aroha)
    await bot.time_passes(days=2, hours=17, minutes=5)

    await aroha.presses(words(f"check_in.{answer}"))

    assert words("danger.line") in aroha.answer
    assert content.contacts.line("eap") in aroha.answer
    assert words("happened_again.button") in titles(aroha)
    await aroha.presses(words("check_in.add"))
    assert words("more.title") in aroha.sees


async def test_it_is_stopped_from_the_question(bot: Running, aroha: Somebody) -> None:
    await wishes(bot, aroha)
    await bot.time_passes(days=2, hours=17, minutes=5)

    await aroha.presses(words("check_in.stop"))
    stopped = aroha.answer
    shown = len(aroha.shown)
    await bot.time_passes(days=10)

    assert words("check_in.no_more") in stopped
    assert not any(ASKS in str(it.versions[0]) for it in aroha.shown[shown:])


async def test_what_is_behind_the_report_moves_on_as_one_card_that_says_how_it_is_now(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, ALONE)
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    shown = len(aroha.shown)
    await aroha.presses(words("check_in.button"))
    await aroha.presses(words("check_in.start"))
    wished = aroha.sees

    await aroha.presses(words("check_in.stop"))
    await bot.rests()

    assert NEXT in wished
    assert len(aroha.shown) == shown
    assert NEXT not in aroha.chat
    assert words("check_in.no_more") in aroha.sees


async def test_it_is_not_asked_about_a_report_that_was_taken_back(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("check_in.button"))
    await aroha.presses(words("check_in.start"))
    await aroha.presses(words("by_hand.back"))
    await takes_back(aroha)

    await bot.time_passes(days=2, hours=17, minutes=5)

    assert ASKS not in aroha.chat


async def test_a_wish_about_another_report_takes_the_place_of_the_first(
    bot: Running, aroha: Somebody
) -> None:
    await wishes(bot, aroha)
    await aroha.says("menu")
    await wishes(bot, aroha)

    await bot.time_passes(days=2, hours=17, minutes=5)

    assert aroha.chat.count(ASKS) == 1


async def test_after_an_outage_it_comes_once_and_apart_from_other_news(
    bot: Running, aroha: Somebody
) -> None:
    await wishes(bot, aroha)

    await bot.time_passes(days=12)
    at_first = aroha.chat
    await bot.time_passes(hours=1, minutes=1)
    await bot.time_passes(hours=20)

    asked = [shown for shown in aroha.shown if ASKS in str(shown.versions[0])]
    assert ASKS not in at_first
    assert len(asked) == 1


async def test_nobody_in_danger_is_offered_anything_but_help(bot: Running, aroha: Somebody) -> None:
    await reports_in_short(aroha)
    await bot.rests()

    assert words("status.afterwards") not in titles(aroha)


@pytest.mark.parametrize(
    "act",
    [
        {"verb": "show_afterwards"},
        {"verb": "show_check_in"},
        {"verb": "start_check_in"},
        {"verb": "stop_check_in"},
        {"verb": "answer_check_in", "number": 1, "answer": "worse"},
    ],
)
async def test_only_the_reporter_wishes_stops_and_answers(
    act: dict[str, object], bot: Running, aroha: Somebody, wiremu: Somebody, tamati: Somebody
) -> None:
    await wishes(bot, aroha)
    await bot.time_passes(days=2, hours=17, minutes=5)
    before = what_stands(bot)

    await tries(tamati, act, the_report(bot))
    told = tamati.answer
    await tries(wiremu, act, the_report(bot))

    assert told == wiremu.answer == words("refusal.not_yours")
    assert what_stands(bot) == before
    await tries(aroha, act, the_report(bot))
    assert aroha.answer != words("refusal.not_yours")


async def test_an_old_question_answers_itself_and_no_other(bot: Running, aroha: Somebody) -> None:
    await wishes(bot, aroha)
    await bot.time_passes(days=2, hours=17, minutes=5)
    await bot.time_passes(days=5)
    before = what_stands(bot)

    await tries(aroha, {"verb": "answer_check_in", "number": 3, "answer": "same"}, the_report(bot))

    assert what_stands(bot) == before
