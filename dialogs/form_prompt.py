"""The prompt of one page of the form."""

from datetime import date

from bot.domain.typed.typed_input import Read, Unreadable, read_field
from bot.domain.working_time import NEW_ZEALAND
from cards.actions import FillInForm
from dialogs.ask import Ask
from dialogs.card_prompt import CardPrompt, Given, typed_move
from dialogs.talk import Talk


class FormPrompt(CardPrompt):
    """One page of the form. Pressed, it is read whole; typed, one field at a time."""

    def _pressed(self, talk: Talk, ask: Ask) -> Given | str:
        if not isinstance(talk.heard.press, FillInForm):
            return "again.old_card"
        read = {
            field.id: read_field(field, talk.heard.inputs.get(field.id, ""), _today(talk))
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
        found = read_field(ask.fields[0], text, _today(talk))
        if isinstance(found, Unreadable):
            return found.key
        return Given(reads={ask.fields[0].id: found})


def _today(talk: Talk) -> date:
    return talk.services.clock().astimezone(NEW_ZEALAND).date()
