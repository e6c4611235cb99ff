"""A prompt that shows one card, and accepts a press on that card or a typed answer.

The prompts of the SDK ignore presses and keep every word of a card in the chat's state; these
keep a nonce and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from botbuilder.dialogs import Dialog, DialogContext, DialogTurnResult

from bot.domain import journey
from bot.domain.draft import Ticks
from bot.domain.typed.typed_input import Read, cleaned
from cards.actions import Move
from dialogs.ask import Ask
from dialogs.asks import ask_for
from dialogs.spoken import says
from dialogs.talk import TALK, Talk, talk_of

MOVES = ("back", "skip", "not-sure", "stop")
ALWAYS_MEANT = ("back", "stop")
"""Never taken for an answer, whatever is asked."""


@dataclass(frozen=True)
class Given:
    """A recognised answer."""

    move: str | None = None
    choice: str | None = None
    ticks: Ticks = ()
    words: str = ""
    reads: Mapping[str, Read] = field(default_factory=dict)
    """What each field of a form was told."""
    inputs: Mapping[str, str] = field(default_factory=dict)


class CardPrompt(Dialog):
    """Asks until the open question is answered, and says kindly what did not count."""

    async def begin_dialog(
        self, dialog_context: DialogContext, options: object = None
    ) -> DialogTurnResult:
        """Shows the question that is open at this person's position."""
        state = dialog_context.active_dialog.state
        state["nonce"] = token_hex(8)
        await self._ask(talk_of(dialog_context), state)
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        """Hands an answer on to the waterfall, or asks again."""
        talk, state = talk_of(dialog_context), dialog_context.active_dialog.state
        ask = await ask_for(talk)
        found = self._recognise(talk, ask, state["nonce"])
        if isinstance(found, Given):
            return await dialog_context.end_dialog(found)
        talk.say(found)
        talk.ask(ask.draw(state["nonce"]))
        return Dialog.end_of_turn

    async def reprompt_dialog(self, context: Any, instance: Any) -> None:
        """Shows the open question again, under the nonce it has."""
        await self._ask(context.turn_state[TALK], instance.state)

    async def _ask(self, talk: Talk, state: dict[str, Any]) -> None:
        ask = await ask_for(talk)
        if talk.position is not None:
            # An answer to a question that content no longer asks must not answer another.
            state["asked"] = journey.open_question(talk.position)
        talk.ask(ask.draw(state["nonce"]))

    def _recognise(self, talk: Talk, ask: Ask, nonce: str) -> Given | str:
        """The answer, or the text key of the sentence that says why it is none."""
        press = talk.heard.press
        if press is None:
            text = cleaned(talk.heard.text)
            return self._typed(talk, ask, text) if text else "again.choice"
        if getattr(press, "nonce", None) != nonce:
            return "again.old_card"
        if isinstance(press, Move):
            return Given(move=press.to) if press.to in ask.moves else "again.not_here"
        return self._pressed(talk, ask)

    def _typed(self, talk: Talk, ask: Ask, text: str) -> Given | str:
        move = typed_move(talk, text)
        if move in ask.moves:
            return Given(move=move)
        if move in ALWAYS_MEANT or (move and not ask.unclear_is_not_sure):
            return "again.not_here"
        return self._said(talk, ask, text)

    def _pressed(self, talk: Talk, ask: Ask) -> Given | str:
        raise TypeError(f"{self.id} takes no presses")

    def _said(self, talk: Talk, ask: Ask, text: str) -> Given | str:
        raise TypeError(f"{self.id} takes no words")


def typed_move(talk: Talk, text: str) -> str | None:
    """Back, skip, not sure or stop, if that is what the words say."""
    return next((move for move in MOVES if says(talk.content, text, move)), None)
