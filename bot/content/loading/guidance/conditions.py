"""Reads the marks before an item of guidance: {{if: level urgent}}, {{unless: customer}}."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.content.loading.errors import Location, did_you_mean
from bot.content.loading.guidance.markdown import MARK
from bot.content.loading.model import ItemCondition, Term
from bot.content.loading.texts import Contacts, Status
from bot.domain.scenario import Catalogue, Flag, Level, Reader

Audience = Literal["staff", "leader"]

LEVEL, REACHABLE = "level", "reachable"
_VALUES: Mapping[str, Sequence[str]] = {
    LEVEL: tuple(level.word for level in Level),
    "flag": tuple(flag.value for flag in Flag),
    "leader": ("told", "other", "left-out", "nobody"),
    "mail": ("waits", "on-its-way", "sent"),
    "chat": ("down",),
}
"""What a condition may name besides facts and contacts, and the values it can have."""
_ONE_AT_A_TIME = ("leader", "mail")
_ONLY_FOR: Mapping[str, Audience] = {"leader": "staff", "mail": "leader", "chat": "staff"}
_MAY_REACH_LEADER = {Reader.CARD, Reader.DETAILS}
_NOT_FOR_LEADER = Term("flag", (Flag.SAFETY_PLAN.value,))
_CONTACT = re.compile(r"\{contact\.([a-z0-9_]+)\}")


@dataclass(frozen=True)
class Vocabulary:
    """What conditions may name. None if the file that says so cannot be read."""

    catalogue: Catalogue | None
    contacts: Contacts | None


@dataclass(frozen=True)
class Marks:
    """What stands before the words of an item."""

    conditions: tuple[ItemCondition, ...] = ()
    replaces_level: bool = False
    can_be_reached: bool = True
    """Whether each contact has a number or an address that this item is for."""
    reachable: frozenset[str] = frozenset()
    """Contacts that the words may send people to, whenever they are shown."""


def split(item: str) -> tuple[Sequence[tuple[str, str]], str]:
    """The marks before the words of an item, each by its kind, and the words."""
    marks = []
    while found := MARK.match(item):
        marks.append((found[1], found[2]))
        item = item[found.end() :]
    return marks, item


def read_marks(marks: Sequence[tuple[str, str]], known: Vocabulary, location: Location) -> Marks:
    """The marks of an item, with an error noted for each that says nothing we know."""
    conditions: list[ItemCondition] = []
    is_shown, reachable = True, set[str]()
    for kind, words in marks:
        subject, *values = words.split() or [""]
        if kind == "instead-of":
            if words != LEVEL:
                location.unknown("sentence to replace", words, [LEVEL])
        elif subject == REACHABLE:
            found = [_is_reachable(key, known.contacts, location) for key in values]
            is_shown = is_shown and any(found) is (kind == "if")
            reachable |= set(values) if kind == "if" else set()
        elif terms := tuple(_terms(words, known, location)):
            conditions.append(ItemCondition(terms, is_unless=kind == "unless"))
    if _exclude_each_other(conditions):
        location.error("these conditions are never all true, so nobody is ever shown this")
    return Marks(
        tuple(conditions),
        any(kind == "instead-of" for kind, _ in marks),
        is_shown,
        frozenset(reachable),
    )


def _is_reachable(key: str, contacts: Contacts | None, location: Location) -> bool:
    if contacts is not None and key not in contacts:
        location.unknown("contact", key, dict(contacts.items()))
    return contacts is not None and key in contacts and contacts.value(key) is not None


def _terms(words: str, known: Vocabulary, location: Location) -> Iterator[Term]:
    for part in words.split(" or "):
        subject, *values = part.split() or [""]
        if subject in _VALUES:
            choices: Sequence[str] = _VALUES[subject]
        elif known.catalogue is None:
            continue
        elif subject in (facts := known.catalogue.facts):
            choices = [choice.id for choice in facts[subject].choices]
        else:
            location.unknown("fact", subject, [*facts, *_VALUES, REACHABLE])
            continue
        if not values and "yes" in choices:
            values = ["yes"]
        if not values:
            location.error(f'"{subject}" needs one of {", ".join(choices)}')
        for value in values:
            if value not in choices:
                hint = did_you_mean(value, choices)
                location.error(f'"{subject}" is never "{value}"{hint}')
        if values and set(values) <= set(choices):
            yield Term(subject, tuple(values))


def check_reachable(text: str, marks: Marks, contacts: Contacts | None, location: Location) -> None:
    """Checks that whoever the words send people to has a number or an address."""
    for key in _CONTACT.findall(text) if contacts is not None else ():
        if contacts is None or key not in contacts or contacts[key].status is Status.OMIT:
            continue  # refused where the placeholder is filled in
        if contacts.value(key) is None and key not in marks.reachable:
            location.error(
                f"{{contact.{key}}} has no confirmed number or address; begin with "
                f"{{{{if: {REACHABLE} {key}}}}}, or send people to somebody they can reach"
            )


def check_audience(
    conditions: Sequence[ItemCondition], audience: Audience, known: Vocabulary, location: Location
) -> None:
    """Checks that the audience may know what the conditions hang on."""
    facts = known.catalogue.facts if known.catalogue else {}
    for term in (term for condition in conditions for term in condition.terms):
        if _ONLY_FOR.get(term.subject, audience) != audience:
            location.error(f'"{term.subject}" is known in {_ONLY_FOR[term.subject]}.md only')
        fact = facts.get(term.subject)
        is_hidden = fact is not None and not _MAY_REACH_LEADER & set(fact.readers)
        if audience == "leader" and (is_hidden or term == _NOT_FOR_LEADER):
            location.error("a people leader would learn from this what only Security reads")


def check_base(conditions: Sequence[ItemCondition], base: Level, location: Location) -> None:
    """Checks that a situation of this base level can have what the conditions ask for."""
    for condition in conditions:
        for term in condition.terms if condition.is_unless else ():
            if term.subject == LEVEL and Level[term.values[0].upper()] <= base:
                location.error(f"it is always at least {base.word} here, so nobody is shown this")


def _exclude_each_other(conditions: Sequence[ItemCondition]) -> bool:
    """As far as that shows without trying facts."""
    wanted = [condition for condition in conditions if not condition.is_unless]
    barred = [term for condition in conditions if condition.is_unless for term in condition.terms]
    is_barred = any(
        all(any(_covers(bar, term) for bar in barred) for term in condition.terms)
        for condition in wanted
    )
    single = [it.terms[0] for it in wanted if len(it.terms) == 1]
    return is_barred or any(
        one.subject == other.subject in _ONE_AT_A_TIME and not set(one.values) & set(other.values)
        for one in single
        for other in single
    )


def _covers(bar: Term, term: Term) -> bool:
    """Whether one term holds wherever the other does."""
    if bar.subject != term.subject:
        return False
    if bar.subject == LEVEL:
        return Level[term.values[0].upper()] >= Level[bar.values[0].upper()]
    return set(term.values) <= set(bar.values)
