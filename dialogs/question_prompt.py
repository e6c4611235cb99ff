"""The prompt of one question: a choice, several ticks, or a few words."""

from collections.abc import Mapping

from bot.domain.typed.names import looks_like_a_name
from bot.domain.typed.typed_input import cleaned, only_known, pick, pick_many, pick_part, plain
from cards.actions import AnswerQuestion
from dialogs.ask import LEAVE_OUT, Ask
from dialogs.card_prompt import CardPrompt, Given
from dialogs.spoken import says, spoken
from dialogs.talk import Talk


class QuestionPrompt(CardPrompt):
    """One question: a choice, several ticks, or a few words."""

    def _pressed(self, talk: Talk, ask: Ask) -> Given | str:
        press, inputs = talk.heard.press, talk.heard.inputs
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
            return Given(choice=choice, ticks=(choice,), inputs=inputs)
        if ask.takes_words:
            return self._words(ask, cleaned(inputs.get("words", "")), inputs)
        labels = [(offer.id, offer.label) for offer in ask.offers]
        return Given(ticks=only_known(labels, ask.alone, inputs.get("choice", "").split(",")))

    def _said(self, talk: Talk, ask: Ask, text: str) -> Given | str:
        if ask.takes_words:
            return self._words(ask, text, {})
        labels = [(offer.id, offer.label) for offer in ask.offers]
        if ask.is_many:
            ticks = pick_many(labels, text)
            if ticks is None:
                return "again.choice"
            return Given(ticks=only_known(labels, ask.alone, ticks))
        choice = _named(talk, ask, text) or _meant(talk, ask, text)
        if choice == LEAVE_OUT:
            return "again.nothing_ticked"
        if choice:
            return Given(choice=choice, ticks=(choice,))
        if ask.unclear_is_not_sure:
            return Given(move="not-sure")
        if not ask.or_name and (part := pick_part(labels, text)):
            return (
                "again.nothing_ticked" if part == LEAVE_OUT else Given(choice=part, ticks=(part,))
            )
        if ask.or_name and looks_like_a_name(text):
            return self._words(ask, text, {})
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


def _named(talk: Talk, ask: Ask, text: str) -> str | None:
    """The choice that is named; where a no must be clear, "no 😭" and "no?" name none."""
    choice = pick([(offer.id, offer.label) for offer in ask.offers], text)
    is_no = ask.unclear_is_not_sure and choice is not None and choice == ask.means.get("no")
    if is_no and not plain(text).isdigit() and not spoken(talk.content).is_no(text):
        return None
    return choice


def _meant(talk: Talk, ask: Ask, text: str) -> str | None:
    """What a yes, a no or "I am safe" stands for."""
    said = spoken(talk.content)
    if "safe" in ask.means and says(talk.content, text, "safe"):
        return ask.means["safe"]
    if said.is_no(text):
        return ask.means.get("no")
    is_yes = said.begins_with_yes(text) if ask.unclear_is_not_sure else said.is_yes(text)
    return ask.means.get("yes") if is_yes else None
