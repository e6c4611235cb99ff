"""A fault of the program is told as one, logged with its place, and costs nobody their draft."""

import logging

import pytest

from dialogs.report.stages import QuestionPrompt
from tests.builders import shipped
from tests.journeys.people import Somebody
from tests.journeys.running import Running

TYPED = "a sentence that must not be in the log"


def _fails(*_: object) -> None:
    said = TYPED
    raise TypeError(said)


async def test_a_fault_in_a_question_is_told_as_a_fault_and_logged_with_its_frames(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await aroha.says("report")
    with monkeypatch.context() as broken:
        broken.setattr(QuestionPrompt, "_parse_answer", _fails)
        await aroha.says("no")

    failed = [it for it in caplog.records if it.levelno == logging.ERROR and it.exc_info]
    assert shipped().texts("again.updated") not in aroha.answer
    assert shipped().texts("menu.lead") not in aroha.answer
    assert [it.getMessage() for it in failed] == ["turn failed"]
    assert "111" in aroha.answer


async def test_the_draft_survives_a_fault_and_its_question_goes_on(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await aroha.says("report")
    with monkeypatch.context() as broken:
        broken.setattr(QuestionPrompt, "_parse_answer", _fails)
        await aroha.says("no")

    await aroha.says("no")

    assert shipped().texts("again.updated") not in aroha.answer
    assert shipped().texts("kind.title") in aroha.sees
