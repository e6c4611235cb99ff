"""The rules as an editor can read them: one class for each table of safety.toml."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.domain.base import Key, Value
from bot.domain.scenario import LevelWord
from bot.domain.timers import Span, read_span
from bot.domain.typed.phrases import Phrases

FILE = "safety.toml"


class EmergencyRule(Value):
    """The emergency number, the contact that has it, and the texts that say it first."""

    contact: Key
    number: str
    said_in: tuple[str, ...]


class DangerRule(Value):
    """The facts that lead to the 111 screen, and those where only a clear no is a no."""

    facts: tuple[Key, ...]
    clear_no: tuple[Key, ...]
    asked_by: Mapping[Key, Key]
    """By scenario: the fact that it always asks for."""


class EveryReportRule(Value):
    """The facts that every report offers as ticks."""

    ticks: tuple[Key, ...]


class NeverRule(Phrases):
    """Phrases that are never said, where, and why."""

    reason: str = Field(min_length=1)
    where: Literal["questions", "everything", "urgent", "chat-down"] = Field(alias="in")


class BesideRule(Phrases):
    """Phrases that are only said where something else is said too, or where it is not."""

    reason: str = Field(min_length=1)
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


class SafetyRules(Value):
    """safety.toml."""

    emergency: EmergencyRule
    danger: DangerRule
    at_least: Mapping[Key, LevelWord]
    every_report: EveryReportRule
    never_below: Mapping[Key, Mapping[Key, LevelWord]]
    """By fact and choice: the floor that the choice has at least."""
    longest: Mapping[
        Literal["high", "standard", "deputy_after"], Annotated[Span, BeforeValidator(read_span)]
    ]
    never: Mapping[Key, NeverRule]
    beside: Mapping[Key, BesideRule]
