"""A card of which the bot never heard where it is does not have the last word."""

import pytest

from tests.journeys.acts import the_report
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports
from tests.stand_ins.faults import Fault
from tests.words import email_state, row, words

STANDS = row(words("status.state"), "")
SENT = email_state("sent")
OUTDATED = words("status.outdated")


async def test_the_newest_card_is_true_though_the_answer_to_it_was_lost(
    bot: Running, aroha: Somebody, wiremu: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.RETRY_DELAY", 0)
    await reports(aroha, STANDARD)
    await bot.rests()
    bot.teams.answers_next("send", Fault(502, arrives=True), times=2)
    await aroha.sends({"verb": "open_report", "report_id": the_report(bot)})
    await bot.time_passes(minutes=1)

    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(minutes=1)

    assert SENT in aroha.status
    assert aroha.chat.count(OUTDATED) == 1


async def test_a_card_whose_follower_could_not_be_sent_says_so_once_there_is_one(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.RETRY_DELAY", 0)
    bot.post.is_unplugged = True
    await reports(aroha, STANDARD, words("tell.security-only"))
    await bot.rests()
    bot.teams.answers_next("send", Fault(502), times=2)
    await aroha.sends({"verb": "open_report", "report_id": the_report(bot)})
    await bot.time_passes(minutes=1)

    assert aroha.chat.count(OUTDATED) == 1
    assert aroha.chat.count(STANDS) == 1
    assert STANDS in aroha.sees
