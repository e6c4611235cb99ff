"""What time does: reminders, deadlines over holidays, and what is deleted when nobody needs it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, URGENT, reports, to_questions, with_app
from tests.stand_ins.faults import Fault
from tests.words import email_state, fragment, with_address, words

REMINDER = words("reminder.title")
SENT = email_state("sent")
BEFORE_WAITANGI_DAY = datetime(2026, 2, 5, 0, 0, tzinfo=UTC)
"""A Thursday, 1 pm in New Zealand; Friday is a public holiday."""
Moment = Callable[[Running, Somebody, Somebody], Awaitable[None]]
NOW = words("status.send_without_waiting")


async def test_a_leader_is_reminded_once_at_half_time(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=59)
    early = wiremu.chat.count(REMINDER)
    await bot.time_passes(minutes=2)
    half_time = wiremu.chat.count(REMINDER)
    await bot.time_passes(minutes=30)
    still = wiremu.chat.count(REMINDER)
    await bot.time_passes(hours=2)

    assert (early, half_time, still) == (0, 1, 1)
    assert REMINDER not in wiremu.chat
    assert fragment("living.see_status") in wiremu.chat


async def test_a_reminder_leads_to_the_card(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=61)

    await wiremu.presses(words("reminder.show"))
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert words("leader_state.approve", name="Wiremu Example") in aroha.status
    assert len(bot.mails()) == 1


async def test_a_reminder_tells_nothing_in_its_notification(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    of_the_card = wiremu.shown[-1].current["summary"]

    await bot.time_passes(minutes=61)

    assert REMINDER in wiremu.sees
    assert wiremu.shown[-1].current["summary"] == of_the_card
    assert "Aroha" not in of_the_card


@pytest.mark.parametrize(
    "answers",
    [
        [words("leader.approve")],
        [words("leader.not-me"), words("not_me.cannot")],
        [words("leader.decline")],
    ],
)
async def test_who_has_answered_is_not_reminded(
    answers: list[str], bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    for answer in answers:
        await wiremu.presses(answer, reason="We have talked it through.")
    await bot.time_passes(hours=23)

    assert REMINDER not in wiremu.chat


async def test_nobody_is_reminded_of_what_the_reporter_has_sent(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await aroha.presses(NOW)
    await bot.time_passes(hours=23)

    assert REMINDER not in wiremu.chat


async def test_an_urgent_report_waits_for_nobody_and_reminds_nobody(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, URGENT)

    await bot.time_passes(days=2)

    assert REMINDER not in wiremu.chat


async def test_a_reminder_that_comes_after_an_outage_is_still_one(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    bot.teams.answers_next("send", Fault(503), times=2, to=wiremu.member)

    await bot.time_passes(hours=19, minutes=31)
    await bot.time_passes(minutes=1)
    await bot.time_passes(minutes=3)

    assert wiremu.chat.count(REMINDER) == 1


async def test_what_nobody_answers_goes_marked_as_not_seen_by_the_leader(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)

    await bot.time_passes(hours=2, minutes=1)

    assert words("mail.leader_asked_deadline", name=with_address("Wiremu Example")) in bot.mail()
    assert SENT in aroha.status
    (told,) = bot.mails_to("Wiremu Example")
    assert "Security" in str(told)


@pytest.mark.parametrize("starts_at", [BEFORE_WAITANGI_DAY])
async def test_over_a_public_holiday_and_a_weekend_the_leader_has_one_working_day(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    told = aroha.answer
    await bot.time_passes(days=3, hours=19)
    reminded_early = REMINDER in wiremu.chat
    await bot.time_passes(minutes=35)
    reminded = REMINDER in wiremu.chat
    await bot.time_passes(hours=4, minutes=20)
    early = list(bot.mails())
    await bot.time_passes(minutes=10)

    assert "1:00 pm on Monday 9 February 2026" in told
    assert (reminded_early, reminded) == (False, True)
    assert early == []
    assert len(bot.mails()) == 1


async def _at_once(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    bot.teams.answers_next("send", Fault(429, retry_after="900"), to=wiremu.member)
    await reports(aroha, STANDARD)


async def _once_the_leader_is_asked(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()


async def _after_the_reminder(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await reports(aroha, STANDARD)
    await bot.time_passes(hours=22)


async def _after_a_decline(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await _once_the_leader_is_asked(bot, aroha, wiremu)
    await wiremu.presses(words("leader.decline"), reason="It is gone.")
    await bot.rests()


async def _while_a_deputy_holds_it(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await with_app(bot, "Ngaire Example")
    await wiremu.removes()
    await _once_the_leader_is_asked(bot, aroha, wiremu)


async def _just_before_the_time_is_up(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await reports(aroha, STANDARD)
    await bot.time_passes(hours=23, minutes=59, seconds=40)


@pytest.mark.parametrize(
    "moment",
    [
        _at_once,
        _once_the_leader_is_asked,
        _after_the_reminder,
        _after_a_decline,
        _while_a_deputy_holds_it,
        _just_before_the_time_is_up,
    ],
    ids=lambda it: it.__name__.strip("_"),
)
async def test_the_reporter_can_send_without_waiting_at_any_moment(
    moment: Moment, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await moment(bot, aroha, wiremu)
    assert bot.mails() == []

    await aroha.presses(NOW)
    await bot.rests()
    sent = len(bot.mails())
    await bot.time_passes(days=3)

    assert sent == 1
    assert SENT in aroha.chat
    assert NOW not in aroha.sees
    assert len(bot.mails()) == 1
    assert [row["kind"] for row in bot.rows("events")].count("sent-without-waiting") == 1


async def test_an_unfinished_report_is_deleted_a_day_after_its_last_answer(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await bot.time_passes(hours=23)
    await aroha.presses(words("move.skip"))
    await bot.time_passes(hours=23)
    kept = len(bot.rows("drafts"))

    await bot.time_passes(hours=2)
    await aroha.says("go on")

    assert kept == 1
    assert bot.rows("drafts") == []
    assert words("menu.lead") in aroha.answer
    assert bot.all_mails() == []


async def test_work_that_is_done_is_forgotten_and_the_report_is_not(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(days=2)
    before = [row["kind"] for row in bot.rows("tasks")]

    await bot.time_passes(days=8)  # the leader was asked after a week
    await bot.time_passes(days=31)
    await aroha.says("my reports")

    assert {"ask_leader", "send_mail", "confirm_mail"} <= set(before)
    assert [row["kind"] for row in bot.rows("tasks") if row["kind"] != "purge"] == []
    assert fragment("my_reports.line", state=words("stage.sent")) in aroha.answer
    assert len(bot.mails()) == 1
