"""Facts about harm online, the scenarios that ask for them, and the levels and flags these set."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from bot.domain.base import Key, Value

DANGER = "danger"
"""The fact that is asked before everything else."""
THREAT = "threat"
"""The fact, and the scenario, of a threat."""


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


class Reader(StrEnum):
    """A place where a fact is shown, besides the reporter's preview."""

    CARD = "card"
    """The people leader's card."""
    DETAILS = "details"
    """The people leader, after Show details."""
    EMAIL = "email"
    """The mail to Security."""
    NOGGIN = "noggin"
    KOTAHI = "kotahi"


class FirstLine(StrEnum):
    """A line at the top of the mail to Security, in which a fact is said."""

    AFFECTS = "affects"
    BY = "by"
    NEXT = "next"
    """Where and when something may happen next."""
    DANGER = "danger"
    REACH = "reach"
    """How to reach the reporter, or how not."""


class Choice(Value):
    """A value that a fact can have, and its effects, whoever asked and whenever it was told."""

    id: Key
    text: str = Field(min_length=1, max_length=80)
    said: str | None = Field(None, min_length=1, max_length=80)
    """In words for leader and Security, who are not "me"; `text` without it."""
    brief: str | None = Field(None, min_length=1, max_length=120)
    """In a few words, within a sentence at the top of the mail; without it, not said there."""
    request: str | None = Field(None, min_length=1, max_length=160)
    """What the mail asks Security to do because of it."""
    floor: LevelWord | None = None
    floor_from: LevelWord = Level.ADVICE
    """The floor applies to a report that is at least this urgent without it."""
    floor_with: tuple[Key, ...] = ()
    """The floor applies only if one of these facts is known too, other than as "none"."""
    push: bool = False
    """One level up, once for all facts, to urgent at most. Beside a floor, the higher counts."""
    fills: Mapping[Key, Key] = Field(default_factory=dict)
    """Values of other facts that follow from this one."""
    jump: Key | None = None
    flags: tuple[Flag, ...] = ()
    danger: bool = False
    """Opens the 111 screen; the only way to the level emergency."""
    tell: tuple[Key, ...] = ()
    """Others to tell or to ask for help, by key in contacts."""
    alone: bool = False
    """Excludes every other tick, like "none of these"."""

    def __hash__(self) -> int:
        """By id and text; a mapping cannot be hashed."""
        return hash((self.id, self.text))

    @property
    def words(self) -> str:
        """In words for leader and Security."""
        return self.said or self.text

    @property
    def has_effect(self) -> bool:
        """Whether this choice can change the level, the flags, the scenario or whom to tell."""
        return bool(self.flags or self._has_effect_beside_flags)

    def is_settled_by(self, flags: "frozenset[Flag]") -> bool:
        """Whether this choice would add nothing to these flags."""
        return not self._has_effect_beside_flags and set(self.flags) <= flags

    @property
    def _has_effect_beside_flags(self) -> bool:
        return bool(self.floor or self.push or self.fills or self.jump or self.danger or self.tell)


class Fact(Value):
    """Something that can be known about what happened: how it is asked, and who reads it.

    Questions, ticks, pages of details and additions only fill facts; each is asked once.
    """

    id: Key
    text: str = Field(min_length=1, max_length=200)
    """How staff are asked."""
    heading: str = Field(min_length=1, max_length=40)
    """Its short name for leader and Security, without "you"."""
    hint: str | None = None
    kind: Literal["one", "many", "text", "long", "date", "moment", "link", "reference"] = "one"
    """A moment: a day and time as remembered, never to come. A reference: letters, digits, hyphens
    and slashes, with at least one digit."""
    choices: tuple[Choice, ...] = ()
    tick: str | None = Field(None, min_length=1, max_length=80)
    """Its words as one tick among others, which says its choice `yes`."""
    not_sure: Key | None = None
    """The choice that "Not sure" counts as; without one it has no effect."""
    required: bool = False
    """Has no Skip."""
    readers: tuple[Reader, ...]
    first_line: FirstLine | None = None
    """The line at the top of the mail to Security that says it."""
    leader_if_allowed: bool = False
    """The people leader reads it, under Show details, only with the reporter's yes."""
    max_length: int = Field(default=200, ge=1, le=2000)
    only_with: tuple[Flag, ...] = ()
    """Part of the details only if the report has one of these flags."""
    not_with: tuple[Flag, ...] = ()
    """Not part of the details if the report has one of these flags."""

    def __hash__(self) -> int:
        """By id and text, which tell facts apart; a mapping cannot be hashed."""
        return hash((self.id, self.text))

    @property
    def is_free_text(self) -> bool:
        """Whether it holds the reporter's own words."""
        return self.kind in ("text", "long", "moment", "link")

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

    def meant_by(self, ticks: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of the choices that ticks count as; others say nothing."""
        meant = (self.not_sure if self.choice(tick) is None else tick for tick in ticks)
        return tuple(choice for choice in meant if choice)


class Ask(Value):
    """That a scenario asks for a fact, on a card of its own before Send."""

    fact: Key
    when: Mapping[Key, tuple[Key, ...]] = Field(default_factory=dict)
    """Only if each of these facts has one of these values."""
    jumps: Mapping[Key, Key] = Field(default_factory=dict)
    """By choice: the scenario to go on with, when this scenario asked."""

    def __hash__(self) -> int:
        """By its fact; a mapping cannot be hashed."""
        return hash(self.fact)


class Page(Value):
    """Facts on one page of the details."""

    id: Key
    title: str = Field(min_length=1, max_length=80)
    intro: str | None = None
    in_a_hurry: bool = False
    """Whether it is for a person in danger, who is shown no others."""
    after_send: bool = False
    """Whether it is offered only in an addition to a report that was sent."""
    facts: tuple[Key, ...]


class Details(Value):
    """Everything that may be added before or after Send; nothing of it stands in the way."""

    pages: tuple[Page, ...]

    def page(self, page_id: str) -> Page | None:
        """The page with this id, or None."""
        return next((page for page in self.pages if page.id == page_id), None)

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts on all pages."""
        return tuple(fact for page in self.pages for fact in page.facts)


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
    """The title in a list or on a button."""
    said: str | None = Field(None, min_length=1, max_length=60)
    """The title for leader and Security, who are not "me"; `title` without it."""
    base: LevelWord
    evidence: Evidence
    triggers: tuple[str, ...] = ()
    """Phrases in free text that suggest this scenario."""
    flags: tuple[Flag, ...] = ()
    tell: tuple[Key, ...] = ()
    facts: Mapping[Key, tuple[Key, ...]] = Field(default_factory=dict)
    """What the choice of this scenario says by itself."""
    asks: tuple[Ask, ...] = ()
    """What it asks, in order, each on a card of its own."""
    ticks: tuple[Key, ...] = ()
    """Facts of its own on the card of ticks, before those of every report."""

    @property
    def words(self) -> str:
        """The title for leader and Security."""
        return self.said or self.title


class Catalogue(Value):
    """All facts and scenarios, and the order of jumps."""

    facts: Mapping[str, Fact]
    """In the order in which readers see them."""
    scenarios: Mapping[str, Scenario]
    jump_order: tuple[str, ...]
    """Scenarios that come before the rest, in this order."""
    short_list: tuple[str, ...] = ()
    """The scenarios offered to a person in danger."""
    pattern: tuple[Key, ...]
    """Facts on the card of ticks of every report: what makes a case more pressing."""
    details: Details

    @property
    def gate(self) -> Fact:
        """Asks about danger, before anything else."""
        return self.facts[DANGER]

    def fact(self, fact_id: str) -> Fact | None:
        """The fact with this id, or None."""
        return self.facts.get(fact_id)

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

    def asks_for_a_clear_no(self, fact: Fact) -> bool:
        """Whether only a clear no is a no: "not sure" counts as danger or a threat here."""
        meant = fact.choice(fact.not_sure) if fact.not_sure else None
        return meant is not None and fact.kind == "one" and self.is_grave(meant)
