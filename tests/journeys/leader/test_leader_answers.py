"""What a people leader can answer, and when it goes to Security without an answer."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    reports,
)

IN_VAIN = "Wiremu Example was asked and did not answer in time"


async def test_not_me_sends_it_on_without_a_leader(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses("Not me")
    await bot.rests()

    assert "It goes to Security without a leader." in wiremu.answer
    told = await aroha.waits_for("Email to Security: Sent")
    assert "Wiremu Example handed it back" in told
    assert "Wiremu Example, handed it back; no leader has seen it" in bot.mail()


async def test_a_decline_leaves_the_choice_to_the_reporter_who_sends_it(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses("No report needed", reason="It is gone.")
    told = await aroha.waits_for("They see no need for a report.")
    assert bot.all_mails() == []

    await aroha.presses("Send it now, without waiting")
    await bot.rests()

    assert "It is gone." in told
    assert "saw no need for a report; the reporter decided to send it" in bot.mail()
    assert "It goes to Security all the same." in wiremu.sees
    assert "Email to Security: Sent" in aroha.chat


async def test_a_decline_leaves_the_choice_to_the_reporter_who_takes_it_back(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses("No report needed", reason="It is gone.")
    await aroha.waits_for("They see no need for a report.")

    await aroha.presses("Take it back")
    await bot.time_passes(days=3)

    assert "Taken back, not sent" in aroha.chat
    assert "The reporter took this report back." in wiremu.sees
    assert bot.all_mails() == []


async def test_a_decline_that_nobody_answers_is_sent_when_the_time_is_up(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses("No report needed", reason="It is gone.")

    await bot.time_passes(hours=25)

    assert len(bot.mails()) == 1
    assert "the reporter decided to send it" not in bot.mail()
    assert "Wiremu Example, saw no need for a report" in bot.mail()


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
    assert f"not yet seen by the leader: {IN_VAIN}" in bot.mail()
    assert "Email to Security: Sent" in aroha.sees


async def test_a_reporter_need_not_wait_and_a_late_approval_does_no_harm(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    approve = wiremu.button("Approve and send to Security")

    await aroha.presses("Send it now, without waiting")
    await bot.rests()
    changed = wiremu.sees
    await wiremu.pressing(approve)
    await bot.rests()

    assert "The email to Security has been sent. It did not wait for an approval." in changed
    assert "You approved this" in wiremu.answer
    assert "Wiremu Example approved it" in aroha.chat
    assert len(bot.mails()) == 1
    assert len(bot.post.asked) == 1


async def test_a_late_decline_is_refused_and_nothing_is_called_back(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    decline = wiremu.button("No report needed")
    await aroha.presses("Send it now, without waiting")
    await bot.rests()

    await wiremu.pressing(decline, reason="It is gone.")

    assert "already on its way" in wiremu.answer
    assert "I've seen this and I'm supporting" in wiremu.answer
    assert "They see no need for a report." not in aroha.chat


async def test_the_leader_of_an_urgent_report_is_told_beside_the_mail(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()

    await wiremu.presses("I've seen this and I'm supporting")
    await bot.rests()

    assert "Thank you for being there." in wiremu.answer
    assert "Wiremu Example has seen it and supports you" in aroha.chat
    assert len(bot.mails()) == 1


async def test_the_details_stay_in_view_while_the_reporter_does_something_else(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()

    await wiremu.presses("Show details")
    await aroha.presses("Text for Noggin")
    await aroha.presses("I have made the entry in Noggin")
    await bot.rests()

    assert "Before you look" in wiremu.sees
