"""At night "sent" does not mean that anybody reads it: the card says so, and whom to call."""

from datetime import UTC, datetime

import pytest

from bot.services.wording import in_new_zealand
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, URGENT, reports, to_preview
from tests.words import email_state, fragment, words

MONDAY_8_AM = in_new_zealand(datetime(2026, 11, 29, 19, 0, tzinfo=UTC))
NOT_BEFORE = words("hours.unconfirmed", time=MONDAY_8_AM)


@pytest.fixture
def starts_at() -> datetime:
    """12:52 am on Sunday 29 November 2026 in New Zealand."""
    return datetime(2026, 11, 28, 11, 52, tzinfo=UTC)


async def test_an_urgent_report_at_night_says_when_it_may_be_read_and_what_to_do_until_then(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()

    assert email_state("sent") in aroha.status
    assert NOT_BEFORE in aroha.status
    assert words("hours.cannot_wait") in aroha.status
    assert words("hours.over", number="105") in aroha.status


async def test_the_leader_reads_it_too(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await reports(aroha, URGENT)
    await bot.rests()
    asked = wiremu.sees

    await wiremu.presses(words("leader.acknowledge"))

    assert NOT_BEFORE in asked
    assert words("hours.cannot_wait") in asked
    assert NOT_BEFORE in wiremu.answer


@pytest.mark.parametrize(("situation", "is_said"), [(URGENT, True), (HIGH, False)])
async def test_before_send_it_is_said_where_the_mail_goes_at_once(
    situation: str, is_said: bool, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, situation)

    preview, _, the_leaders_card = aroha.sees.partition(words("preview.the_leaders_card"))
    assert (NOT_BEFORE in preview) == is_said
    assert NOT_BEFORE not in the_leaders_card


async def test_what_is_added_at_night_is_said_before_it_is_sent_too(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()
    await aroha.presses(words("status.add_something"))
    await aroha.presses(words("question.next"), choice="words")

    await aroha.presses(words("form.save"), more_words="He posted it again")

    assert NOT_BEFORE in aroha.sees
    assert words("hours.cannot_wait") in aroha.sees


async def test_whoever_writes_to_security_by_hand_at_night_reads_it_too(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=6)
    await aroha.presses(words("by_hand.show"))

    assert NOT_BEFORE in aroha.answer


async def test_on_monday_nothing_is_claimed_that_nobody_knows(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(days=2)
    await aroha.says("my reports")
    await aroha.presses(words("my_reports.show"))

    assert words("hours.unread") in aroha.answer
    assert fragment("hours.unconfirmed") not in aroha.answer
