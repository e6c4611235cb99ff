"""Scenarios of harm online, their questions and choices, and the levels and flags these set."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from bot.domain.base import Key, Value


class Level(IntEnum):
    """How urgent a report is. The highest wins; nothing lowers it."""

    ADVICE = 0
    STANDARD = 1
    HIGH = 2
    URGENT = 3
    EMERGENCY = 4

    @property
    def word(self) -> str:
        """The level as content and stored reports spell it."""
        return self.name.lower()

    @property
    def goes_at_once(self) -> bool:
        """Whether it goes to Security without waiting for a leader."""
        return self >= Level.URGENT


def _level(value: object) -> object:
    if isinstance(value, str) and value in (known := [level.word for level in Level]):
        return Level(known.index(value))
    if isinstance(value, Level):
        return value
    raise ValueError("use one of advice, standard, high, urgent, emergency")


LevelWord = Annotated[
    Level, BeforeValidator(_level), PlainSerializer(lambda level: level.word, return_type=str)
]


class Flag(StrEnum):
    """A fact about the report that stays true, whatever scenario follows."""

    CUSTOMER = "customer"
    """A customer is involved, so Kotahi gets an entry too."""
    NO_COPIES = "no-copies"
    """Illegal or intimate content: nothing is captured, attached or forwarded."""
    THREAT = "threat"
    """The Threat Management Process applies."""
    SAFETY_PLAN = "safety-plan"
    """An ex-partner or family violence: a safety plan before blocking or changing passwords."""
    REPORTED_BY_ANOTHER = "reported-by-another"
    """The affected person is not the reporter."""


class Choice(Value):
    """A choice of a question, and its effects."""

    id: Key
    text: str = Field(min_length=1, max_length=80)
    floor: LevelWord | None = None
    push: bool = False
    fact: Key | None = None
    """Effects that name the same fact are one fact, and count once."""
    jump: Key | None = None
    flags: tuple[Flag, ...] = ()
    danger: bool = False
    """Opens the 111 screen; the only way to the level emergency."""
    tell: tuple[Key, ...] = ()
    """Others to tell or to ask for help, by key in contacts."""
    advice: str | None = None
    """A sentence added to the guidance."""
    alone: bool = False
    """Excludes every other tick, like "none of these"."""

    @property
    def has_effect(self) -> bool:
        """Whether this choice can change the level, the flags, the scenario or whom to tell."""
        return bool(self.flags or self._has_effect_beside_flags)

    def is_settled_by(self, flags: "frozenset[Flag]") -> bool:
        """Whether this choice would add nothing to these flags."""
        return not self._has_effect_beside_flags and set(self.flags) <= flags

    @property
    def _has_effect_beside_flags(self) -> bool:
        return bool(self.floor or self.push or self.jump or self.danger or self.tell)


class Question(Value):
    """A question, on a card of its own."""

    id: Key
    """Shared by scenarios that ask the same question, so that it is asked once."""
    text: str = Field(min_length=1, max_length=200)
    hint: str | None = None
    kind: Literal["one", "many", "text"] = "one"
    choices: tuple[Choice, ...] = ()
    not_sure: Key | None = None
    """The choice that "Not sure" counts as; without one it has no effect."""
    when: Mapping[Key, tuple[Key, ...]] = Field(default_factory=dict)
    """Asked only if each of these questions has one of these answers."""
    required: bool = False
    """Has no Skip."""
    last: bool = False
    """Asked after all others; the last place within the limit is reserved for it."""

    def __hash__(self) -> int:
        """By id and text, which tell questions apart; a mapping cannot be hashed."""
        return hash((self.id, self.text))

    @property
    def has_effect(self) -> bool:
        """Whether any choice has an effect."""
        return any(choice.has_effect for choice in self.choices)

    @property
    def asks_of_danger(self) -> bool:
        """Whether a choice can open the 111 screen."""
        return any(choice.danger for choice in self.choices)

    def choice(self, choice_id: str) -> Choice | None:
        """The choice with this id, or None."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


class Evidence(StrEnum):
    """Whether copies of the content may be captured and sent."""

    ALLOWED = "allowed"
    NO_COPIES = "no-copies"
    NOT_SOUGHT = "not-sought"


class Scenario(Value):
    """A kind of harm online that staff may meet."""

    id: Key
    title: str = Field(min_length=1, max_length=60)
    menu_title: str = Field(min_length=1, max_length=40)
    """The title on a button."""
    base: LevelWord
    evidence: Evidence
    triggers: tuple[str, ...] = ()
    """Phrases in free text that suggest this scenario."""
    flags: tuple[Flag, ...] = ()
    tell: tuple[Key, ...] = ()
    questions: tuple[Question, ...] = ()


class Catalogue(Value):
    """All scenarios, the questions asked of everyone, and the order of jumps."""

    scenarios: Mapping[str, Scenario]
    jump_order: tuple[str, ...]
    """Scenarios that come before the rest, in this order."""
    gate: Question
    """Asks about danger, before anything else."""
    short_list: tuple[str, ...] = ()
    """The scenarios offered to a person in danger."""
    pattern: Question
    """Asks about what happened before; asked of every report."""

    def scenario(self, scenario_id: str) -> Scenario:
        """The scenario with this id. Raises KeyError."""
        return self.scenarios[scenario_id]

    def rank(self, scenario_id: str) -> int:
        """The place in the jump order; scenarios outside of it share the last."""
        order = self.jump_order
        return order.index(scenario_id) if scenario_id in order else len(order)

    def is_grave(self, choice: Choice) -> bool:
        """Whether this choice means danger or a threat."""
        target = self.scenarios.get(choice.jump or "")
        flags = (*choice.flags, *(target.flags if target else ()))
        return choice.danger or Flag.THREAT in flags

    def asks_for_a_clear_no(self, question: Question) -> bool:
        """Whether only a clear no is a no: "not sure" counts as danger or a threat here."""
        meant = question.choice(question.not_sure) if question.not_sure else None
        return meant is not None and question.kind == "one" and self.is_grave(meant)

    def question(self, question_id: str) -> Question | None:
        """The question with this id, of any scenario, or None."""
        return self._questions.get(question_id)

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        asked = {q.id: q for s in self.scenarios.values() for q in s.questions}
        return {self.gate.id: self.gate, self.pattern.id: self.pattern, **asked}
