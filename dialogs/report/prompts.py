"""The prompts: each shows one card, and takes a press on that card or a typed answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex
from typing import Any

from botbuilder.dialogs import Dialog, DialogContext, DialogTurnResult

from bot.domain import journey
from bot.domain.draft import Ticks
from bot.domain.typed.names import looks_like_a_name
from bot.domain.typed.typed_input import (
    InvalidAnswer,
    ParsedAnswer,
    cleaned,
    known_ticks,
    match_choice,
    match_choices,
    match_label_part,
    normalized,
    parse_field,
)
from bot.domain.working_time import NEW_ZEALAND
from cards.actions import AnswerQuestion, FillInForm, Move
from dialogs.report.prompt_cards import LEAVE_OUT, PromptCard, ask_for
from dialogs.turn import TURN, Turn, turn_of

MOVES = ("back", "skip", "not-sure", "stop")
ALWAYS_MEANT = ("back", "stop")
"""Never taken for an answer, whatever is asked."""


@dataclass(frozen=True)
class Answer:
    """A recognised answer."""

    move: str | None = None
    choice: str | None = None
    ticks: Ticks = ()
    words: str = ""
    reads: Mapping[str, ParsedAnswer] = field(default_factory=dict)
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
        await self._ask(turn_of(dialog_context), state)
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        """Hands an answer on to the waterfall, or asks again."""
        turn, state = turn_of(dialog_context), dialog_context.active_dialog.state
        ask = await ask_for(turn)
        found = self._recognise(turn, ask, state["nonce"])
        if isinstance(found, Answer):
            return await dialog_context.end_dialog(found)
        turn.say(found)
        turn.ask(ask.draw(state["nonce"]))
        return Dialog.end_of_turn

    async def reprompt_dialog(self, context: Any, instance: Any) -> None:
        """Shows the open question again, under the nonce it has."""
        await self._ask(context.turn_state[TURN], instance.state)

    async def _ask(self, turn: Turn, state: dict[str, Any]) -> None:
        ask = await ask_for(turn)
        if turn.position is not None:
            # An answer to a question that content no longer asks must not answer another.
            state["asked"] = journey.open_question(turn.position)
        turn.ask(ask.draw(state["nonce"]))

    def _recognise(self, turn: Turn, ask: PromptCard, nonce: str) -> Answer | str:
        """The answer, or the text key of the sentence that says why it is none."""
        press = turn.user_input.press
        if press is None:
            text = cleaned(turn.user_input.text)
            return self._typed(turn, ask, text) if text else "again.choice"
        if getattr(press, "nonce", None) != nonce:
            return "again.old_card"
        if isinstance(press, Move):
            return Answer(move=press.to) if press.to in ask.moves else "again.not_here"
        return self._pressed(turn, ask)

    def _typed(self, turn: Turn, ask: PromptCard, text: str) -> Answer | str:
        move = typed_move(turn, text)
        if move in ask.moves:
            return Answer(move=move)
        if move in ALWAYS_MEANT or (move and not ask.unclear_is_not_sure):
            return "again.not_here"
        return self._said(turn, ask, text)

    def _pressed(self, turn: Turn, ask: PromptCard) -> Answer | str:
        raise TypeError(f"{self.id} takes no presses")

    def _said(self, turn: Turn, ask: PromptCard, text: str) -> Answer | str:
        raise TypeError(f"{self.id} takes no words")


def typed_move(turn: Turn, text: str) -> str | None:
    """Back, skip, not sure or stop, if that is what the words say."""
    return next((move for move in MOVES if turn.content.is_command(text, move)), None)


class QuestionPrompt(CardPrompt):
    """One question: a choice, several ticks, or a few words."""

    def _pressed(self, turn: Turn, ask: PromptCard) -> Answer | str:
        press, inputs = turn.user_input.press, turn.user_input.inputs
        if not isinstance(press, AnswerQuestion):
            return "again.old_card"
        ids = [offer.id for offer in ask.offers]
        choice = press.choice
        if choice is None and not (ask.takes_words or ask.is_many):
            # An answer too long for a button stands in a list, and comes as the tick beside Next.
            choice = inputs.get("choice", "")
        if choice is not None:
            if choice not in ids:
                return "again.not_here"
            if choice == LEAVE_OUT and not inputs.get("leave_out"):
                return "again.nothing_ticked"
            return Answer(choice=choice, ticks=(choice,), inputs=inputs)
        if ask.takes_words:
            return self._words(ask, cleaned(inputs.get("words", "")), inputs)
        labels = [(offer.id, offer.label) for offer in ask.offers]
        return Answer(ticks=known_ticks(labels, ask.alone, inputs.get("choice", "").split(",")))

    def _said(self, turn: Turn, ask: PromptCard, text: str) -> Answer | str:
        if ask.takes_words:
            return self._words(ask, text, {})
        labels = [(offer.id, offer.label) for offer in ask.offers]
        if ask.is_many:
            ticks = match_choices(labels, text)
            if ticks is None:
                return "again.choice"
            return Answer(ticks=known_ticks(labels, ask.alone, ticks))
        choice = _named(turn, ask, text) or _meant(turn, ask, text)
        if choice == LEAVE_OUT:
            return "again.nothing_ticked"
        if choice:
            return Answer(choice=choice, ticks=(choice,))
        if ask.unclear_is_not_sure:
            return Answer(move="not-sure")
        if not ask.or_name and (part := match_label_part(labels, text)):
            return (
                "again.nothing_ticked" if part == LEAVE_OUT else Answer(choice=part, ticks=(part,))
            )
        if ask.or_name and looks_like_a_name(text):
            return self._words(ask, text, {})
        return self._left_out(turn, ask, text) or "again.choice"

    def _left_out(self, turn: Turn, ask: PromptCard, text: str) -> Answer | None:
        """The parts that are to be left out, named in words: a number is that of a button."""
        named = normalized(text).removeprefix(normalized(turn.content.texts("words.leave_out")))
        ticks = match_choices([(part.id, part.label) for part in ask.parts], named)
        if not ticks or any(mark.isdigit() for mark in named):
            return None
        return Answer(choice=LEAVE_OUT, inputs={"leave_out": ",".join(ticks)})

    def _words(self, ask: PromptCard, said: str, inputs: Mapping[str, str]) -> Answer | str:
        if len(said) > ask.longest:
            return "unreadable.too_long"
        return Answer(words=said, inputs=inputs)


def _named(turn: Turn, ask: PromptCard, text: str) -> str | None:
    """The choice that is named; where a no must be clear, "no 😭" and "no?" name none."""
    choice = match_choice([(offer.id, offer.label) for offer in ask.offers], text)
    is_no = ask.unclear_is_not_sure and choice is not None and choice == ask.means.get("no")
    if is_no and not normalized(text).isdigit() and not turn.content.yes_and_no.is_no(text):
        return None
    return choice


def _meant(turn: Turn, ask: PromptCard, text: str) -> str | None:
    """What a yes, a no or "I am safe" stands for."""
    said = turn.content.yes_and_no
    if "safe" in ask.means and turn.content.is_command(text, "safe"):
        return ask.means["safe"]
    if said.is_no(text):
        return ask.means.get("no")
    is_yes = said.begins_with_yes(text) if ask.unclear_is_not_sure else said.is_yes(text)
    return ask.means.get("yes") if is_yes else None


class FormPrompt(CardPrompt):
    """One page of the form. Pressed, it is read whole; typed, one field at a time."""

    def _pressed(self, turn: Turn, ask: PromptCard) -> Answer | str:
        if not isinstance(turn.user_input.press, FillInForm):
            return "again.old_card"
        read = {
            field.id: parse_field(field, turn.user_input.inputs.get(field.id, ""), _today(turn))
            for field in ask.fields
        }
        reads = {name: found for name, found in read.items() if isinstance(found, ParsedAnswer)}
        wrong = [found for found in read.values() if isinstance(found, InvalidAnswer)]
        if wrong and not reads:
            return wrong[0].key
        for found in wrong:
            turn.say(found.key)
        return Answer(reads=reads)

    def _typed(self, turn: Turn, ask: PromptCard, text: str) -> Answer | str:
        if typed_move(turn, text) != "not-sure":
            return super()._typed(turn, ask, text)
        # "Not sure" is a good answer everywhere: some fields offer it, others stay empty.
        said = self._said(turn, ask, text) if ask.fields[0].options else None
        return said if isinstance(said, Answer) else Answer(move="skip")

    def _said(self, turn: Turn, ask: PromptCard, text: str) -> Answer | str:
        found = parse_field(ask.fields[0], text, _today(turn))
        if isinstance(found, InvalidAnswer):
            return found.key
        return Answer(reads={ask.fields[0].id: found})


def _today(turn: Turn) -> date:
    return turn.services.clock().astimezone(NEW_ZEALAND).date()
