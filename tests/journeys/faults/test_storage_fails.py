"""The database is out of reach: nobody is left without help, and nothing is taken for kept."""

import pytest

from bot.adapters.storage.conversations import SqlConversations
from bot.adapters.storage.reports import SqlReports
from bot.ports import Busy
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, to_preview
from tests.words import choice_text, email_state, fragment, words

NOT_TAKEN, NO_REPORTS = fragment("trouble.not_kept"), words("outage.band")


async def _is_down(*_: object, **__: object) -> None:
    raise Busy


async def test_somebody_in_danger_still_gets_111_and_support(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await aroha.presses(words("menu.report"))
    monkeypatch.setattr(SqlConversations, "load", _is_down)

    pressed = await aroha.presses(choice_text("danger", "yes"))

    assert pressed.status == 503
    assert words("danger.call_now") in aroha.answer
    assert "security@example.org" in aroha.answer


@pytest.mark.parametrize("part", ["load", "save"])
async def test_what_teams_brings_again_is_taken_when_the_database_is_back(
    part: str, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await aroha.presses(words("menu.report"))
    with monkeypatch.context() as down:
        down.setattr(SqlConversations, part, _is_down)
        await aroha.presses(choice_text("danger", "yes"))
    told = aroha.answer

    again = await bot.teams.redelivers()

    assert fragment("outage.after_danger") in told
    assert again.status == 200
    assert words("danger.send_now") in aroha.sees


async def test_a_leader_whose_answer_cannot_be_kept_is_told_so_and_can_answer_again(
    bot: Running, aroha: Somebody, wiremu: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    approve = wiremu.button(words("leader.approve"))
    with monkeypatch.context() as down:
        down.setattr(SqlReports, "change", _is_down)
        pressed = await wiremu.pressing(approve)
    told = wiremu.answer
    await wiremu.pressing(approve)
    await bot.rests()

    assert pressed.status == 200
    assert NOT_TAKEN in told
    assert fragment("leader.answered_approve") in wiremu.answer
    assert len(bot.mails()) == 1


async def test_a_report_that_was_taken_is_not_said_to_be_lost(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    with monkeypatch.context() as down:
        down.setattr(SqlReports, "place_card", _is_down)
        pressed = await aroha.presses(words("preview.send"))
    await bot.time_passes(minutes=6)

    assert pressed.status == 200
    assert NOT_TAKEN not in aroha.chat
    assert words("stage.mailing") in aroha.answer
    assert email_state("sent") in aroha.status
    assert len(bot.mails()) == 1


async def test_send_pressed_again_after_half_of_it_was_kept_finds_the_report(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    with monkeypatch.context() as down:
        down.setattr(SqlConversations, "save", _is_down)
        await aroha.presses(words("preview.send"))
    await bot.teams.redelivers()
    await bot.rests()

    assert len(bot.rows("reports")) == 1
    assert len(bot.mails()) == 1
    assert fragment("status.title") in aroha.sees


async def test_a_report_cannot_be_begun_while_nothing_can_be_kept(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlConversations, "load", _is_down)

    await aroha.says("report")

    assert NO_REPORTS in aroha.answer
    assert bot.rows("drafts") == []
