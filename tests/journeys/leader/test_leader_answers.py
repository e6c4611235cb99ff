"""What a people leader can answer, and when it goes to Security without an answer."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    reports,
    reports_details,
    takes_back,
)
from tests.words import contact_name, email_state, fragment, with_address, words

IN_VAIN = words("mail.leader_asked_deadline", name=with_address("Wiremu Example"))


async def test_a_decline_leaves_the_choice_to_the_reporter_who_sends_it(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason="It is gone.")
    told = await aroha.waits_for(words("declined.text"))
    assert bot.all_mails() == []

    await aroha.presses(words("status.send_without_waiting"))
    await bot.rests()

    assert "It is gone." in told
    assert fragment("mail.leader_decline") in bot.mail()
    assert fragment("leader.answered_declined_and_sent") in wiremu.sees
    assert email_state("sent") in aroha.chat


async def test_a_decline_leaves_the_choice_to_the_reporter_who_takes_it_back(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason="It is gone.")
    await aroha.waits_for(words("declined.text"))

    await takes_back(aroha)
    await bot.time_passes(days=3)

    assert words("stage.withdrawn") in aroha.chat
    assert words("leader.withdrawn") in wiremu.sees
    assert bot.all_mails() == []


async def test_a_decline_that_nobody_answers_is_sent_when_the_time_is_up(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason="It is gone.")

    await bot.time_passes(hours=25)

    assert len(bot.mails()) == 1
    assert fragment("mail.leader_decline") not in bot.mail()
    assert words("mail.leader_decline_deadline", name=with_address("Wiremu Example")) in bot.mail()


@pytest.mark.parametrize(
    ("situation", "just_before", "until"),
    [(HIGH, 1.9, "3:00 pm on Monday 23 November"), (STANDARD, 23.9, "1:00 pm on Tuesday 24")],
)
async def test_what_no_leader_answers_is_sent_when_the_time_is_up(
    situation: str, just_before: float, until: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, situation)
    await bot.time_passes(hours=just_before)
    assert bot.all_mails() == []

    await bot.time_passes(hours=0.2)

    assert until in aroha.answer
    assert IN_VAIN in bot.mail()
    assert email_state("sent") in aroha.status


async def test_a_reporter_need_not_wait_and_a_late_approval_does_no_harm(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    approve = wiremu.button(words("leader.approve"))

    await aroha.presses(words("status.send_without_waiting"))
    await bot.rests()
    changed = wiremu.sees
    await wiremu.pressing(approve)
    await bot.rests()

    assert words("leader.sent") in changed
    assert fragment("leader.answered_approve") in wiremu.answer
    assert words("leader_state.approve", name="Wiremu Example") in aroha.chat
    assert len(bot.mails()) == 1
    assert len(bot.post.asked) == 1


async def test_a_late_decline_is_refused_and_nothing_is_called_back(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    decline = wiremu.button(words("leader.decline"))
    await aroha.presses(words("status.send_without_waiting"))
    await bot.rests()

    await wiremu.pressing(decline, reason="It is gone.")

    assert words("refusal.already_on_its_way") in wiremu.answer
    assert words("leader.acknowledge") in wiremu.answer
    assert words("declined.text") not in aroha.chat


async def test_the_leader_of_an_urgent_report_is_told_beside_the_mail(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()

    await wiremu.presses(words("leader.acknowledge"))
    await bot.rests()

    assert fragment("leader.answered_acknowledge") in wiremu.answer
    assert words("leader_state.acknowledge", name="Wiremu Example") in aroha.chat
    assert len(bot.mails()) == 1


async def test_the_details_stay_in_view_while_the_reporter_does_something_else(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_details(aroha)
    await bot.rests()

    await wiremu.presses(words("leader.show_details"))
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("status.entry_text", system=contact_name("noggin")))
    await bot.rests()

    assert words("details.warning_title") in wiremu.sees
