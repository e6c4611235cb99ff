"""What the dialogs cannot go on with is begun again from the draft, which is never lost."""

from typing import Any

import pytest
from botbuilder.dialogs import DialogContext

from bot.adapters.teams.dialog_runs import RunDialogs
from bot.adapters.teams.inbound import Inbound
from dialogs.talk import Talk
from tests.builders import a_draft, shipped
from tests.dialogs.talking import a_talk

NO_ADAPTER: Any = object()
TYPED = Inbound(type="message", conversation_id="chat", member_id="29:rea", activity_id="a-1")


async def stumbles(_: DialogContext, talk: Talk) -> None:
    """Half a turn of a release that kept something else."""
    talk.say("stop.done")
    talk.draft = None
    raise ValueError("what was typed")


async def runs(talk: Talk) -> list[str]:
    """The turn; which dialogs are open then."""
    stack = await RunDialogs(NO_ADAPTER)(TYPED, talk.heard, talk, {})
    return [instance.id for instance in stack]


async def test_the_draft_is_kept_and_its_open_question_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.adapters.teams.dialog_runs.hear", stumbles)
    draft = a_draft()
    talk = a_talk(draft=draft)

    opened = await runs(talk)

    assert talk.draft == draft
    assert opened == ["question", "triage"]
    assert [it.message.text for it in talk.shown][:1] == [shipped().texts("again.updated")]
    assert "what was typed" not in caplog.text


async def test_without_a_draft_it_is_a_fault_like_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.adapters.teams.dialog_runs.hear", stumbles)

    with pytest.raises(ValueError, match="what was typed"):
        await runs(a_talk())
