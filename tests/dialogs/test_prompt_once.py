"""A turn works out position and prompt once for the answered question and once for the next."""

from typing import Any

import pytest

from bot.domain import journey
from bot.domain.draft import Draft, TellWhom
from bot.domain.people import Actor, KnownPerson
from cards.report import prompts
from dialogs.turn import Turn, UserInput
from tests.builders import LEA, a_draft
from tests.dialogs.one_turn import a_turn, run
from tests.dialogs.test_who_is_told import choosing


async def types(turn: Turn, text: str, document: dict[str, Any]) -> dict[str, Any]:
    """This is typed in a chat of which so much is stored; what is stored then."""
    turn.user_input = UserInput(text=text)
    return await run(turn, document)


class Counted:
    """How often each is worked out, and for which draft."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.positions: list[Draft] = []
        self.prompts: list[Draft] = []
        position, prompt_for = journey.position, prompts.prompt_for

        def counted_position(*args: Any) -> Any:
            self.positions.append(args[1])
            return position(*args)

        def counted_prompt(*args: Any) -> Any:
            self.prompts.append(args[1])
            return prompt_for(*args)

        monkeypatch.setattr("dialogs.turn.journey.position", counted_position)
        monkeypatch.setattr("dialogs.turn.prompt_for", counted_prompt)


async def test_an_accepted_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    before = a_draft()
    document = await types(a_turn(draft=before), "go on", {})
    turn, counted = a_turn(draft=before), Counted(monkeypatch)

    await types(turn, "no", document)

    assert turn.draft != before
    assert counted.positions == counted.prompts == [before, turn.draft]


async def test_an_answer_that_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    before = a_draft(answers={"danger": ("no",)})
    document = await types(a_turn(draft=before), "go on", {})
    turn, counted = a_turn(draft=before), Counted(monkeypatch)

    await types(turn, "an umbrella stand", document)

    assert turn.draft == before
    assert counted.positions == counted.prompts == [before]


async def test_what_the_directory_says_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known, calls = KnownPerson(leader=LEA), list[Actor]()
    turn = a_turn(draft=choosing("impersonation"), known=known)
    document = await types(turn, "go on", {})
    turn = a_turn(draft=choosing("impersonation"), known=known)

    async def counted(actor: Actor) -> KnownPerson:
        calls.append(actor)
        return known

    monkeypatch.setattr(turn.services.people, "known", counted)

    await types(turn, LEA.name, document)

    assert turn.draft is not None
    assert turn.draft.tell_whom == TellWhom(kind="leader", leader=LEA)
    assert len(calls) == 1
