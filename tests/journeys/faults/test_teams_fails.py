"""Teams refuses, is busy or loses an answer: the report is taken, and the truth comes later."""

import pytest

from bot.ports import Busy
from tests.journeys.acts import the_report
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_preview
from tests.stand_ins.faults import Fault
from tests.words import email_state, fragment, words

SENT = email_state("sent")
SEND_FAULTS = {
    "403": Fault(403, code="ConversationBlockedByUser"),
    "404": Fault(404, code="ConversationNotFound"),
    "412": Fault(412, code="PreconditionFailed"),
    "429": Fault(429, retry_after="1"),
    "502": Fault(502, html=True),
    "502 after it arrived": Fault(502, arrives=True),
    "dropped": Fault(drops=True),
}


@pytest.mark.parametrize("fault", SEND_FAULTS.values(), ids=SEND_FAULTS)
async def test_a_report_is_taken_though_its_card_cannot_be_shown(
    fault: Fault, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.MAX_RETRY_DELAY", 0)
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    bot.teams.answers_next("send", fault, times=1 if fault.status in (403, 404) else 2)

    pressed = await aroha.presses(words("preview.send"))
    await bot.time_passes(minutes=6)

    assert pressed.status == 200
    assert SENT in aroha.status
    assert len(bot.mails()) == 1


async def test_a_second_card_that_cannot_be_shown_comes_later_too(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.MAX_RETRY_DELAY", 0)
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await bot.time_passes(minutes=6)
    first = aroha.chat.count(SENT)
    bot.teams.answers_next("send", Fault(502), times=2)
    bot.teams.answers_next("update", Fault(404))

    await aroha.sends({"verb": "open_report", "report_id": the_report(bot)})
    unshown = aroha.answer
    await bot.time_passes(minutes=6)

    assert unshown == ""
    assert aroha.chat.count(SENT) == first + 1


@pytest.mark.parametrize("kind", ["404", "412", "429", "502", "502 after it arrived", "dropped"])
async def test_a_card_that_cannot_be_brought_up_to_date_is_tried_again_or_replaced(
    kind: str, bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    bot.teams.answers_next("update", SEND_FAULTS[kind])

    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=6)

    assert SENT in aroha.status
    assert len(bot.mails()) == 1


async def test_somebody_whose_card_cannot_be_brought_up_to_date_can_ask(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    bot.teams.answers_next("update", SEND_FAULTS["403"])
    await bot.time_passes(minutes=6)

    await aroha.says("my reports")

    assert fragment("my_reports.line", state=words("stage.sent")) in aroha.answer


@pytest.mark.parametrize("kind", ["404", "429", "502", "502 after it arrived", "dropped"])
async def test_the_leaders_card_comes_though_teams_fails_once(
    kind: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, HIGH)
    bot.teams.answers_next("send", SEND_FAULTS[kind], to=wiremu.member)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    await bot.time_passes(minutes=6)
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert words("leader_state.approve", name="Wiremu Example") in aroha.status
    assert len(bot.mails()) == 1


async def test_a_leader_who_cannot_be_written_to_is_told_of_truthfully(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, HIGH)
    bot.teams.answers_next("send", SEND_FAULTS["403"], to=wiremu.member)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("leader_state.not-reached", name="Wiremu Example") in aroha.status
    assert SENT in aroha.status
    assert words("leader.approve") not in wiremu.chat


async def test_a_reporter_who_cannot_be_written_to_does_not_keep_the_leader_from_the_truth(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    bot.teams.loses_app(aroha.member)

    await bot.time_passes(hours=25)

    assert words("leader.sent") in wiremu.chat


async def test_nothing_is_lost_when_teams_fails_for_a_whole_hour(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, HIGH)
    bot.teams.answers_next("send", Fault(503), times=8, to=wiremu.member)
    await aroha.presses(words("preview.send"))
    await _an_hour_passes(bot)

    assert fragment("leader.heading") in wiremu.chat
    assert words("leader_state.asked", name="Wiremu Example") in aroha.status


async def _an_hour_passes(bot: Running) -> None:
    for _ in range(10):
        await bot.time_passes(minutes=6)
