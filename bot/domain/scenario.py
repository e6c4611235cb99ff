"""What a person may meet online, and the questions that tell one case from another."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from bot.domain.base import Key, Value


class Level(IntEnum):
    """How urgent a report is. Higher wins; nothing in the bot lowers it."""

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
        """Urgent and above never wait for anybody."""
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
    """Something that stays true of a report once it is said, whatever scenario follows."""

    CUSTOMER = "customer"
    """A customer is involved, so Kotahi gets an entry too."""
    NO_COPIES = "no-copies"
    """Illegal or intimate content: nothing is captured, attached or forwarded."""
    THREAT = "threat"
    """The Threat Management Process applies."""
    SAFETY_PLAN = "safety-plan"
    """An ex-partner or family violence: a safety plan before blocking or changing passwords."""
    REPORTED_BY_ANOTHER = "reported-by-another"
    """The report is about somebody else than the person who makes it."""


class Choice(Value):
    """One answer to a question, and what follows from it."""

    id: Key
    text: str = Field(min_length=1, max_length=80)
    floor: LevelWord | None = None
    push: bool = False
    fact: Key | None = None
    """Effects that name the same fact are one fact, and count once."""
    jump: Key | None = None
    flags: tuple[Flag, ...] = ()
    danger: bool = False
    """Shows the 111 screen; the only way to the level emergency."""
    tell: tuple[Key, ...] = ()
    """Others who are told or asked for help, by their key in contacts."""
    advice: str | None = None
    """One more sentence for the guidance of a person who answers this."""
    alone: bool = False
    """Excludes every other tick, as "none of these" does."""

    @property
    def has_effect(self) -> bool:
        """Whether this answer can change the level, the route, the scenario or who is told."""
        return bool(self.flags or self._has_effect_beside_flags)

    def is_settled_by(self, flags: "frozenset[Flag]") -> bool:
        """Whether this answer would say nothing that these flags do not say already."""
        return not self._has_effect_beside_flags and set(self.flags) <= flags

    @property
    def _has_effect_beside_flags(self) -> bool:
        return bool(self.floor or self.push or self.jump or self.danger or self.tell)


class Question(Value):
    """One thing that is asked, on one card."""

    id: Key
    """The answer's name. Scenarios that ask the same thing share the id, so it is asked once."""
    text: str = Field(min_length=1, max_length=200)
    hint: str | None = None
    kind: Literal["one", "many", "text"] = "one"
    choices: tuple[Choice, ...] = ()
    not_sure: Key | None = None
    """The choice that "Not sure" counts as; without it, not sure changes nothing."""
    when: Mapping[Key, tuple[Key, ...]] = Field(default_factory=dict)
    """Asked only if these other questions got one of these answers."""
    required: bool = False
    """Has no Skip."""
    last: bool = False
    """Waits until every other question is done; the last of the eight is kept for it."""

    def __hash__(self) -> int:
        """By what tells questions apart; not all of the rest can be hashed."""
        return hash((self.id, self.text))

    @property
    def has_effect(self) -> bool:
        """Whether any answer can change what happens next."""
        return any(choice.has_effect for choice in self.choices)

    @property
    def asks_of_danger(self) -> bool:
        """Whether an answer can lead to the 111 screen."""
        return any(choice.danger for choice in self.choices)

    def choice(self, choice_id: str) -> Choice | None:
        """The choice of that id, or None."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


class Evidence(StrEnum):
    """Whether copies of what was seen may be kept and sent."""

    ALLOWED = "allowed"
    NO_COPIES = "no-copies"
    NOT_SOUGHT = "not-sought"


class Scenario(Value):
    """One situation from the article or beside it."""

    id: Key
    title: str = Field(min_length=1, max_length=60)
    menu_title: str = Field(min_length=1, max_length=40)
    """The title on a button."""
    base: LevelWord
    evidence: Evidence
    triggers: tuple[str, ...] = ()
    """Words in free text that suggest this scenario."""
    flags: tuple[Flag, ...] = ()
    tell: tuple[Key, ...] = ()
    questions: tuple[Question, ...] = ()


class Catalogue(Value):
    """Every scenario, and the order in which jumps are taken."""

    scenarios: Mapping[str, Scenario]
    jump_order: tuple[str, ...]
    """Scenarios that go before the rest, first one first."""
    gate: Question
    """Is anyone in danger now? Asked before anything else."""
    short_list: tuple[str, ...] = ()
    """The few scenarios that somebody in danger chooses from."""
    pattern: Question
    """What has happened before and around it; asked of every report."""

    def scenario(self, scenario_id: str) -> Scenario:
        """The scenario of that id; KeyError for one that does not exist."""
        return self.scenarios[scenario_id]

    def rank(self, scenario_id: str) -> int:
        """The place in the jump order; all the rest share the last place."""
        order = self.jump_order
        return order.index(scenario_id) if scenario_id in order else len(order)

    def is_grave(self, choice: Choice) -> bool:
        """Whether this answer means danger or a threat."""
        next_one = self.scenarios.get(choice.jump or "")
        flags = (*choice.flags, *(next_one.flags if next_one else ()))
        return choice.danger or Flag.THREAT in flags

    def asks_for_a_clear_no(self, question: Question) -> bool:
        """Whether whatever is no clear no counts as "not sure", and that as danger or a threat."""
        meant = question.choice(question.not_sure) if question.not_sure else None
        return meant is not None and question.kind == "one" and self.is_grave(meant)

    def question(self, question_id: str) -> Question | None:
        """The question of that id, wherever it is asked, or None."""
        return self._questions.get(question_id)

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        asked = {q.id: q for s in self.scenarios.values() for q in s.questions}
        return {self.gate.id: self.gate, self.pattern.id: self.pattern, **asked}
