"""The stored dialog state is parsed in one place; unreadable state restarts from the draft."""

from typing import Any

import pytest
from botbuilder.dialogs import DialogContext

from bot.adapters.teams.turns.dialog_runner import SCHEMA
from dialogs.turn import Turn, UserInput
from tests.builders import a_draft, shipped
from tests.dialogs.one_turn import a_turn, run

WATERFALL: dict[str, Any] = {"options": None, "values": {}, "instanceId": "i", "stepIndex": 0}
PROMPT = {"nonce": "0123456789abcdef"}


async def the_danger_question(turn: Turn) -> dict[str, Any]:
    """The stored dialog state of a chat in which it is open."""
    turn.user_input = UserInput(text="go on")
    document = await run(turn, {})
    turn.replies.clear()
    return document


def sentences(turn: Turn) -> list[str]:
    return [it.message.text for it in turn.replies if it.message.text]


async def test_an_answer_to_what_is_open_is_taken() -> None:
    turn = a_turn(draft=a_draft())
    document = await the_danger_question(turn)
    turn.user_input = UserInput(text="no")

    await run(turn, document)

    assert sentences(turn) == []
    assert turn.draft is not None
    assert turn.draft.answers == {"danger": ("no",)}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"schema": SCHEMA + 1},
        {"stack": "triage"},
        {"stack": ["triage"]},
        {"stack": [{"id": "question", "state": PROMPT}, {"id": "gone", "state": WATERFALL}]},
        {"stack": [{"id": "gone", "state": PROMPT}, {"id": "triage", "state": WATERFALL}]},
        {"stack": [{"id": "question", "state": PROMPT}, {"id": "preview", "state": WATERFALL}]},
        {"stack": [{"id": "question", "state": PROMPT}, {"id": "triage", "state": "0"}]},
        {"stack": [{"id": "question", "state": PROMPT}, {"id": "triage", "state": {}}]},
        {"stack": [{"id": "question", "state": {}}, {"id": "triage", "state": WATERFALL}]},
        {
            "stack": [
                {"id": "question", "state": {**PROMPT, "asked": "question:gone"}},
                {"id": "triage", "state": WATERFALL},
            ]
        },
        {
            "stack": [
                {"id": "question", "state": PROMPT},
                {"id": "triage", "state": {**WATERFALL, "stepIndex": 7}},
            ]
        },
    ],
)
async def test_what_does_not_fit_the_open_question_is_begun_again_from_the_draft(
    spoilt: dict[str, Any],
) -> None:
    draft = a_draft()
    turn = a_turn(draft=draft)
    turn.user_input = UserInput(text="no")

    document = await run(turn, spoilt)

    assert turn.draft == draft
    assert sentences(turn) == [shipped().texts("again.updated")]
    assert [kept["id"] for kept in document["stack"]] == ["question", "triage"]


async def test_a_position_of_the_release_before_is_understood() -> None:
    turn = a_turn(draft=a_draft())
    turn.user_input = UserInput(text="no")
    kept = [{"id": "question", "state": PROMPT}, {"id": "triage", "state": WATERFALL}]

    await run(turn, {"schema": SCHEMA, "stack": kept})

    assert turn.draft is not None
    assert turn.draft.answers == {"danger": ("no",)}


@pytest.mark.parametrize("draft", [None, a_draft()], ids=["no draft", "a draft"])
async def test_a_fault_while_a_question_is_open_is_never_told_as_a_changed_form(
    draft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: DialogContext, turn: Turn) -> None:
        raise TypeError("what was typed")

    monkeypatch.setattr("bot.adapters.teams.turns.dialog_runner.handle_input", fails)
    turn = a_turn(draft=draft)

    with pytest.raises(TypeError, match="what was typed"):
        await run(turn, {})

    assert sentences(turn) == []
