"""Our two prompts. Each shows one card, and accepts a press on that card or a typed answer.

The prompts of the SDK ignore presses and keep every word of a card in the chat's state; these
keep a nonce and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from botbuilder.dialogs import Dialog, DialogContext, DialogTurnResult

from bot.domain.draft import Ticks
from bot.domain.reading import (
    Read,
    Unreadable,
    cleaned,
    only_known,
    pick,
    pick_many,
    plain,
    read_field,
)
from bot.domain.working_time import NEW_ZEALAND
from cards.actions import AnswerQuestion, FillInForm, Move
from dialogs.asks import LEAVE_OUT, Ask, ask_for
from dialogs.talk import Talk, talk_of

MOVES = ("back", "skip", "not-sure", "stop")


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
        await self._ask(talk_of(dialog_context), state["nonce"])
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
        await self._ask(context.turn_state["talk"], instance.state["nonce"])

    async def _ask(self, talk: Talk, nonce: str) -> None:
        talk.ask((await ask_for(talk)).draw(nonce))

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
        if move := typed_move(talk, text):
            return Given(move=move) if move in ask.moves else "again.not_here"
        return self._said(talk, ask, text)

    def _pressed(self, talk: Talk, ask: Ask) -> Given | str:
        raise LookupError(self.id)

    def _said(self, talk: Talk, ask: Ask, text: str) -> Given | str:
        raise LookupError(self.id)


class QuestionPrompt(CardPrompt):
    """One question: a choice, several ticks, or a few words."""

    def _pressed(self, talk: Talk, ask: Ask) -> Given | str:
        press, inputs = talk.heard.press, talk.heard.inputs
        if not isinstance(press, AnswerQuestion):
            return "again.old_card"
        ids = [offer.id for offer in ask.offers]
        if press.choice is not None:
            if press.choice not in ids:
                return "again.not_here"
            if press.choice == LEAVE_OUT and not inputs.get("leave_out"):
                return "again.nothing_ticked"
            return Given(choice=press.choice, ticks=(press.choice,), inputs=inputs)
        if ask.takes_words:
            said = cleaned(inputs.get("words", ""))
            return self._words(ask, said, inputs)
        if not ask.is_many:
            return "again.not_here"
        labels = [(offer.id, offer.label) for offer in ask.offers]
        return Given(ticks=only_known(labels, ask.alone, inputs.get("choice", "").split(",")))

    def _said(self, talk: Talk, ask: Ask, text: str) -> Given | str:
        if ask.takes_words:
            return self._words(ask, text, {})
        labels = [(offer.id, offer.label) for offer in ask.offers]
        if ask.is_many:
            ticks = pick_many(labels, text)
            return (
                "again.choice"
                if ticks is None
                else Given(ticks=only_known(labels, ask.alone, ticks))
            )
        choice = pick(labels, text)
        if choice == LEAVE_OUT:
            return "again.nothing_ticked"
        if choice:
            return Given(choice=choice, ticks=(choice,))
        return self._left_out(talk, ask, text) or "again.choice"

    def _left_out(self, talk: Talk, ask: Ask, text: str) -> Given | None:
        """The parts that are to be left out, named in words: a number is that of a button."""
        named = plain(text).removeprefix(plain(talk.content.texts("words.leave_out")))
        ticks = pick_many([(part.id, part.label) for part in ask.parts], named)
        if not ticks or any(mark.isdigit() for mark in named):
            return None
        return Given(choice=LEAVE_OUT, inputs={"leave_out": ",".join(ticks)})

    def _words(self, ask: Ask, said: str, inputs: Mapping[str, str]) -> Given | str:
        if len(said) > ask.longest:
            return "unreadable.too_long"
        return Given(words=said, inputs=inputs)


class FormPrompt(CardPrompt):
    """One page of the form. Pressed, it is read whole; typed, one field at a time."""

    def _pressed(self, talk: Talk, ask: Ask) -> Given | str:
        if not isinstance(talk.heard.press, FillInForm):
            return "again.old_card"
        today = talk.services.clock().astimezone(NEW_ZEALAND).date()
        read = {
            field.id: read_field(field, talk.heard.inputs.get(field.id, ""), today)
            for field in ask.fields
        }
        reads = {name: found for name, found in read.items() if isinstance(found, Read)}
        wrong = [found for found in read.values() if isinstance(found, Unreadable)]
        if wrong and not reads:
            return wrong[0].key
        for found in wrong:
            talk.say(found.key)
        return Given(reads=reads)

    def _typed(self, talk: Talk, ask: Ask, text: str) -> Given | str:
        if typed_move(talk, text) != "not-sure":
            return super()._typed(talk, ask, text)
        # "Not sure" is a good answer everywhere: some fields offer it, others stay empty.
        said = self._said(talk, ask, text) if ask.fields[0].options else None
        return said if isinstance(said, Given) else Given(move="skip")

    def _said(self, talk: Talk, ask: Ask, text: str) -> Given | str:
        today = talk.services.clock().astimezone(NEW_ZEALAND).date()
        found = read_field(ask.fields[0], text, today)
        if isinstance(found, Unreadable):
            return found.key
        return Given(reads={ask.fields[0].id: found})


def typed_move(talk: Talk, text: str) -> str | None:
    """Back, skip, not sure or stop, if that is what the words say."""
    said = plain(text)
    for move in MOVES:
        if said in (plain(word) for word in talk.content.texts(f"words.{move}").split(",")):
            return move
    return None
