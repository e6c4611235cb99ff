"""What a person is told of their report is what happened, whatever fails on the way."""

import pytest

from bot.ports import Busy, NotSetUp, Rejected, Unclear
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports
from tests.words import contact_name, email_state, fragment, words

NOT_YET = email_state("awaiting-leader")
ON_ITS_WAY = email_state("mailing")
LATE = words("next.mailing-late")
REFUSED = words("next.mailing-refused")
BY_HAND = words("by_hand.ordinary", address="security@example.org")
SENT = email_state("sent")
OUTDATED = words("status.outdated")


async def test_the_card_says_at_each_moment_what_has_happened(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD)
    taken = aroha.answer
    await bot.rests()
    asked = aroha.status
    await wiremu.presses(words("leader.approve"))
    await bot.rests()
    approved = aroha.status
    await bot.time_passes(minutes=1)

    assert NOT_YET in taken
    assert words("leader_state.to-be-asked", name="Wiremu Example") in taken
    assert ON_ITS_WAY not in asked
    assert words("leader_state.asked", name="Wiremu Example") in asked
    assert ON_ITS_WAY in approved
    assert words("leader_state.approve", name="Wiremu Example") in approved
    assert SENT in aroha.status
    assert words("leader_state.approve", name="Wiremu Example") in aroha.status


@pytest.mark.parametrize(
    "failure", [Busy(), Unclear(), ConnectionError()], ids=lambda it: type(it).__name__
)
async def test_it_is_not_sent_before_the_mail_service_takes_it(
    failure: Exception, bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [failure, failure, failure]
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    first = aroha.status
    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=6)
    still = aroha.status
    await bot.time_passes(minutes=6)

    assert ON_ITS_WAY in first
    assert LATE in still
    assert BY_HAND in still
    assert SENT in aroha.status
    assert BY_HAND not in aroha.status
    assert len(bot.mails()) == 1
    assert len(bot.post.asked) == 4


@pytest.mark.parametrize("refusal", [NotSetUp(), Rejected()])
async def test_a_refusal_is_told_at_once_and_ends_when_somebody_has_put_it_right(
    refusal: Rejected, bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [refusal] * 100
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    first = aroha.status
    await bot.time_passes(minutes=6)
    still = aroha.status
    bot.post.fails.clear()
    await bot.time_passes(minutes=6)

    assert REFUSED in first
    assert BY_HAND in first
    assert REFUSED in still
    assert SENT in aroha.status
    assert len(bot.mails()) == 1


async def test_a_mail_whose_answer_was_lost_is_not_sent_again(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.fails_afterwards = [Unclear()]
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    unsure = aroha.status
    await bot.time_passes(minutes=6)

    assert ON_ITS_WAY in unsure
    assert SENT in aroha.status
    assert len(bot.mails()) == 1


async def test_a_restart_between_two_tries_loses_and_doubles_nothing(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()

    await bot.restarts()
    await bot.time_passes(minutes=6)

    assert SENT in aroha.status
    assert len(bot.mails()) == 1


async def test_my_reports_are_true_at_each_moment(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD)
    await aroha.says("my reports")
    waiting = aroha.answer
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await bot.rests()
    await aroha.says("my reports")
    on_its_way = aroha.answer
    await bot.time_passes(minutes=6)
    await aroha.says("my reports")

    assert words("stage.awaiting-leader") in waiting
    assert words("stage.mailing") in on_its_way
    assert words("stage.sent") in aroha.answer


async def test_of_several_cards_about_a_report_only_the_newest_speaks(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    await aroha.says("my reports")
    await aroha.presses(words("stage.mailing"))
    await bot.time_passes(minutes=6)

    assert aroha.chat.count(OUTDATED) == 1
    assert SENT in aroha.status
    assert ON_ITS_WAY not in aroha.chat


async def test_ticking_off_an_entry_is_seen_on_the_card_and_in_the_mail_that_follows(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("status.entry_text", system=contact_name("noggin")))
    await aroha.presses(words("entry.done", system=contact_name("noggin")))
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert fragment("entry.made", name=words("entry.you")) in aroha.status
    assert fragment("mail.entry_made", name="Aroha Example") in bot.mail()
