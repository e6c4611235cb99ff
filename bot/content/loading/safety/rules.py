"""The rules as an editor can read them: one class for each table of safety.toml."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.domain.base import Key, Value
from bot.domain.scenario import Flag, LevelWord
from bot.domain.timers import Span, read_span
from bot.domain.typed.phrases import Phrases
from bot.domain.typed.spelling import normalized_words

FILE = "safety.toml"
_END = re.compile(r"(?<=[.!?:;])[*\"')]*\s+|\n+")


class EmergencyRule(Value):
    """The emergency number, the contact that has it, and the texts that say it first."""

    contact: Key
    number: str
    said_in: tuple[str, ...]


class DangerRule(Value):
    """The facts that lead to the 111 screen, and those where only a clear no is a no."""

    facts: tuple[Key, ...]
    clear_no: tuple[Key, ...]
    no_clear_no: tuple[str, ...]
    """What is no clear no where it is typed at such a question."""
    unsafe: tuple[str, ...]
    """What does not say, typed on the 111 screen, that everyone is safe."""
    asked_by: Mapping[Key, tuple[Key, ...]]
    """By scenario: the facts that it always asks for."""


class EveryReportRule(Value):
    """The facts that every report offers as ticks."""

    ticks: tuple[Key, ...]


class OrderRule(Value):
    """The scenarios that an answer leads to before all others."""

    first: tuple[Key, ...]


class PushRule(Value):
    """The facts whose yes is one level up."""

    yes: tuple[Key, ...]


class ReadersRule(Value):
    """The facts that some readers never have, or only with the reporter's yes."""

    never_the_leader: tuple[Key, ...]
    never_an_entry: tuple[Key, ...]
    only_with_a_yes: tuple[Key, ...]
    never_of_what_is_not_copied: tuple[Key, ...]


class WorkingWeekRule(Value):
    """How many days of a week are worked at least."""

    days: int


class CrisisRule(Value):
    """The contacts on the card for somebody who speaks of ending their life."""

    contacts: tuple[Key, ...]


class PlanRule(Value):
    """The fact that asks for a safety plan, and the help lines beside it."""

    fact: Key
    lines: tuple[Key, ...]


class StepsRule(Value):
    """What the steps of guidance say, and where."""

    first_names_111_for_staff: tuple[Key, ...]
    first_names_111_for_leader: tuple[Key, ...]
    unsafe: tuple[Key, ...]
    plan: PlanRule
    no_copies: tuple[str, ...]
    support: Key


def in_sentences(text: str) -> Sequence[str]:
    """A text cut at each end of a sentence."""
    return [part for part in _END.split(text) if part]


@cache  # every rule reads every sentence
def _normalized(text: str) -> str:
    return f" {' '.join(normalized_words(text))} "


class SpokenRule(Phrases):
    """Phrases in what an editor has written: as spelt, for nobody types it in a hurry."""

    reason: str = Field(min_length=1)

    def _readable(self, text: str) -> str:
        return _normalized(text)


class NeverRule(SpokenRule):
    """Phrases that are never said, where, and why."""

    where: Literal["questions", "everything", "urgent", "chat-down"] = Field(alias="in")

    def said_in(self, text: str) -> Sequence[str]:
        """The sentences of the text that say one of the phrases."""
        return [sentence for sentence in in_sentences(text) if self.is_said_in(sentence)]


class BesideRule(SpokenRule):
    """Phrases that are only said where something else is said too, or where it is not."""

    needs: tuple[str, ...] = ()
    """One of these must be in the same text, in small letters."""
    bars: tuple[str, ...] = ()
    """None of these may be in the same text, in small letters."""

    def is_broken_by(self, text: str) -> bool:
        """Whether a phrase is said without what it needs, or beside what it bars."""
        said = text.casefold()
        has_need = any(need in said for need in self.needs)
        has_bar = any(bar in said for bar in self.bars)
        may_be_broken = has_bar or (bool(self.needs) and not has_need)
        return may_be_broken and self.is_said_in(text)


class UrgentRule(Value):
    """The texts that say what happens to a report that goes at once."""

    said_in: tuple[str, ...]


class SafetyRules(Value):
    """safety.toml."""

    emergency: EmergencyRule
    urgent: UrgentRule
    danger: DangerRule
    at_least: Mapping[Key, LevelWord]
    every_report: EveryReportRule
    never_below: Mapping[Key, Mapping[Key, LevelWord]]
    """By fact and choice: the floor that the choice has at least."""
    floor_with: Mapping[Key, tuple[Key, ...]]
    """By fact: what its floor may depend on. All others depend on nothing."""
    pushes_up: PushRule
    says_too: Mapping[Key, Mapping[Key, Mapping[Key, Key]]]
    """By fact and choice: the values of other facts that follow."""
    flags: Mapping[Key, Mapping[Key, Flag]]
    """By fact and choice."""
    situation_flags: Mapping[Key, Flag]
    order: OrderRule
    readers: ReadersRule
    must_say: Mapping[str, tuple[str, ...]]
    """By text key: words in small letters, one of which it says."""
    numbers: Mapping[Key, str]
    crisis: CrisisRule
    steps: StepsRule
    longest: Mapping[str, Mapping[str, Annotated[Span, BeforeValidator(read_span)]]]
    """By table and key of timers.toml."""
    working_week: WorkingWeekRule
    never: Mapping[Key, NeverRule]
    beside: Mapping[Key, BesideRule]
