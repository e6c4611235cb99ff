"""What a person is told of their report is what happened, whatever fails on the way."""

import pytest

from bot.ports import Busy, Rejected, Unclear
from tests.journeys.acts import the_report
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_preview
from tests.stand_ins.faults import Fault

NOT_YET = "Email to Security: Not sent yet"
ON_ITS_WAY = "Email to Security: Not sent yet, on its way"
SENT = "Email to Security: Sent"
OUTDATED = "There is a newer card about this report further down in this chat."
SEND_FAULTS = {
    "403": Fault(403, code="ConversationBlockedByUser"),
    "404": Fault(404, code="ConversationNotFound"),
    "429": Fault(429, retry_after="1"),
    "502": Fault(502, html=True),
    "502 after it arrived": Fault(502, arrives=True),
    "dropped": Fault(drops=True),
}


async def test_the_card_says_at_each_moment_what_has_happened(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD)
    taken = aroha.answer
    await bot.rests()
    asked = aroha.sees
    await wiremu.presses("Approve and send to Security")
    await bot.rests()
    approved = aroha.sees
    await bot.time_passes(minutes=1)

    assert NOT_YET in taken
    assert "Wiremu Example: the card is on its way" in taken
    assert ON_ITS_WAY not in asked
    assert "Wiremu Example: has the card, no answer yet" in asked
    assert ON_ITS_WAY in approved
    assert "Wiremu Example approved it" in approved
    assert SENT in aroha.sees
    assert "Wiremu Example approved it" in aroha.sees


@pytest.mark.parametrize(
    "failure", [Busy(), Unclear(), Rejected(), ConnectionError()], ids=lambda it: type(it).__name__
)
async def test_it_is_not_sent_before_the_mail_service_takes_it(
    failure: Exception, bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [failure, failure, failure]
    await reports(aroha, STANDARD, tell="Security only")
    await bot.rests()
    first = aroha.sees
    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=6)
    still = aroha.sees
    await bot.time_passes(minutes=6)

    assert ON_ITS_WAY in first
    assert ON_ITS_WAY in still
    assert SENT in aroha.sees
    assert len(bot.mails()) == 1
    assert len(bot.post.asked) == 4


async def test_a_mail_whose_answer_was_lost_is_not_sent_again(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.fails_afterwards = [Unclear()]
    await reports(aroha, STANDARD, tell="Security only")
    await bot.rests()
    unsure = aroha.sees
    await bot.time_passes(minutes=6)

    assert ON_ITS_WAY in unsure
    assert SENT in aroha.sees
    assert len(bot.mails()) == 1


async def test_a_restart_between_two_tries_loses_and_doubles_nothing(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD, tell="Security only")
    await bot.rests()

    await bot.restarts()
    await bot.time_passes(minutes=6)

    assert SENT in aroha.sees
    assert len(bot.mails()) == 1


@pytest.mark.parametrize("fault", SEND_FAULTS.values(), ids=SEND_FAULTS)
async def test_a_report_is_taken_though_its_card_cannot_be_shown(
    fault: Fault, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.speaking.BREATH", 0)
    await to_preview(aroha, STANDARD, "Security only")
    bot.teams.answers_next("send", fault, times=1 if fault.status in (403, 404) else 2)

    pressed = await aroha.presses("Send")
    await bot.time_passes(minutes=6)

    assert pressed.status == 200
    assert SENT in aroha.sees
    assert len(bot.mails()) == 1


async def test_a_second_card_that_cannot_be_shown_comes_later_too(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.speaking.BREATH", 0)
    await to_preview(aroha, STANDARD, "Security only")
    bot.teams.answers_next("send", Fault(502), times=2)
    await aroha.presses("Send")
    await bot.time_passes(minutes=6)
    first = aroha.chat.count(SENT)
    bot.teams.answers_next("send", Fault(502), times=2)
    bot.teams.answers_next("update", Fault(404))

    await aroha.sends({"verb": "open_report", "report_id": the_report(bot)})
    unshown = aroha.answer
    await bot.time_passes(minutes=6)

    assert unshown == ""
    assert aroha.chat.count(SENT) == first + 1


@pytest.mark.parametrize("kind", [*SEND_FAULTS, "412"])
async def test_a_card_that_cannot_be_brought_up_to_date_is_tried_again_or_replaced(
    kind: str, bot: Running, aroha: Somebody
) -> None:
    fault = SEND_FAULTS.get(kind, Fault(412, code="PreconditionFailed"))
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD, tell="Security only")
    await bot.rests()
    bot.teams.answers_next("update", fault)

    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=6)
    await aroha.says("my reports")

    assert ": Sent" in aroha.answer
    assert SENT in aroha.chat or kind == "403"
    assert len(bot.mails()) == 1


@pytest.mark.parametrize("kind", ["404", "429", "502", "502 after it arrived", "dropped"])
async def test_the_leaders_card_comes_though_teams_fails_once(
    kind: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, HIGH)
    bot.teams.answers_next("send", SEND_FAULTS[kind], to=wiremu.member)
    await aroha.presses("Send")
    await bot.rests()

    await bot.time_passes(minutes=6)
    await wiremu.presses("Approve and send to Security")
    await bot.rests()

    assert "Wiremu Example approved it" in aroha.sees
    assert len(bot.mails()) == 1


async def test_a_leader_who_cannot_be_written_to_is_told_of_truthfully(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, HIGH)
    bot.teams.answers_next("send", SEND_FAULTS["403"], to=wiremu.member)
    await aroha.presses("Send")
    await bot.rests()

    assert "Wiremu Example could not be reached" in aroha.sees
    assert SENT in aroha.sees
    assert "Approve" not in wiremu.chat


async def test_a_reporter_who_cannot_be_written_to_does_not_keep_the_leader_from_the_truth(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    bot.teams.loses_app(aroha.member)

    await bot.time_passes(hours=25)

    assert "The email to Security has been sent." in wiremu.sees


async def test_my_reports_are_true_at_each_moment(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD)
    await aroha.says("my reports")
    waiting = aroha.answer
    await bot.rests()
    await wiremu.presses("Approve and send to Security")
    await bot.rests()
    await aroha.says("my reports")
    on_its_way = aroha.answer
    await bot.time_passes(minutes=6)
    await aroha.says("my reports")

    assert ": Not sent yet\n" in f"{waiting}\n"
    assert ": Not sent yet, on its way" in on_its_way
    assert ": Sent" in aroha.answer


async def test_of_several_cards_about_a_report_only_the_newest_speaks(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD, tell="Security only")
    await bot.rests()
    await aroha.says("my reports")
    await aroha.presses("Not sent yet")
    await bot.time_passes(minutes=6)

    assert aroha.chat.count(OUTDATED) == 1
    assert SENT in aroha.sees
    assert ON_ITS_WAY not in aroha.chat


async def test_ticking_off_an_entry_is_seen_on_the_card_and_in_the_mail_that_follows(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await aroha.presses("Text for Noggin")
    await aroha.presses("I have made the entry in Noggin")
    await wiremu.presses("Approve and send to Security")
    await bot.rests()

    assert "Noggin: you have made the entry." in aroha.sees
    assert "Noggin: done" in bot.mail()


async def test_nothing_is_lost_when_teams_fails_for_a_whole_hour(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, HIGH)
    bot.teams.answers_next("send", Fault(503), times=8, to=wiremu.member)
    await aroha.presses("Send")
    for _ in range(10):
        await bot.time_passes(minutes=6)

    assert "Someone in your team needs your support" in wiremu.sees
    assert "Wiremu Example: has the card, no answer yet" in aroha.sees
