"""The safety rules: what no edit of the content may take away, as an editor can read it."""

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
