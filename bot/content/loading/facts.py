"""Loads and checks the facts, and the pages of details that only name them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.loading import checks
from bot.content.loading.errors import Location, validate
from bot.content.loading.reader import ContentReader, item_name
from bot.content.loading.texts import Contacts, Status
from bot.domain.draft import NOT_SURE
from bot.domain.scenario import DANGER, Choice, Details, Fact, Level, Reader
from bot.domain.triage import YES

FACTS_FILE = "facts.toml"
DETAILS_FILE = "details.toml"
_PLATFORM = "platform"
_ELSEWHERE = "other"
_SPOKEN = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Yy]ou|[Yy]ours?|[Yy]ourself)\b")
"""Words that fit the reporter only, not those who read the report."""


@dataclass(frozen=True)
class KnownNames:
    """The names that facts and scenarios may refer to."""

    scenarios: tuple[str, ...]
    contacts: Contacts | None
    """None when contacts.toml cannot be read; then contacts are not checked."""


class Facts:
    """The facts of facts.toml that can be read, each with its place."""

    def __init__(self, reader: ContentReader, known: KnownNames) -> None:
        self.location = reader.location(FACTS_FILE)
        self.readable: dict[str, Fact] = {}
        self.places: dict[str, Location] = {}
        """Of every fact that has an id, readable or not."""
        self._has_all = False
        if (table := reader.table(FACTS_FILE)) is not None:
            self._read(table)
        for fact_id, fact in self.readable.items():
            _FactCheck(fact, self.places[fact_id], self, known).run()

    @property
    def complete(self) -> Mapping[str, Fact] | None:
        """Every fact in the order of the file; None if one cannot be read."""
        return self.readable if self._has_all and DANGER in self.readable else None

    def find(self, fact_id: str, location: Location) -> Fact | None:
        """The fact; None, with an error noted unless it is there but cannot be read."""
        if fact_id not in self.places and self._has_all:
            location.unknown("fact", fact_id, self.places)
        return self.readable.get(fact_id)

    def check_choices(self, fact_id: str, choices: Iterable[str], location: Location) -> bool:
        """Checks that these are choices of the fact; whether they are."""
        fact = self.find(fact_id, location)
        if fact is None:
            return False
        known = [choice.id for choice in fact.choices]
        unknown = [choice for choice in choices if choice not in known]
        for choice in unknown:
            location.unknown("choice", choice, known)
        return not unknown

    def check_asked(self, asked: set[str], ticked: set[str]) -> None:
        """Checks that something asks for every fact, and that its words as a tick are seen."""
        for fact_id, fact in self.readable.items():
            location = self.places[fact_id]
            if fact_id not in asked:
                location.error(f'nothing asks for "{fact_id}": no situation, no tick, no page')
            if fact.tick and fact_id not in ticked:
                location.at("tick").error("it is on no card of ticks, so nobody sees these words")

    def check_read(self, conditions: set[str]) -> None:
        """Checks that every fact is read by somebody, does something, or is a condition."""
        conditions |= {name for choice in self._choices() for name in choice.floor_with}
        for fact_id, fact in self.readable.items():
            if not (fact.readers or fact.has_effect or fact_id in conditions):
                self.places[fact_id].at("readers").error("is empty, so nobody would see the answer")

    def _choices(self) -> Iterator[Choice]:
        return (choice for fact in self.readable.values() for choice in fact.choices)

    def _read(self, table: Mapping[str, Any]) -> None:
        for key in table.keys() - {"facts"}:
            self.location.unknown("key", key, ["about", "facts"])
        found = table.get("facts", [])
        if not isinstance(found, list):
            self.location.at("facts").error("must be a list: write [[facts]] above each one")
            return
        self._has_all, listed = True, self.location.at("facts")
        for number, raw in enumerate(found, 1):
            fact_id = raw.get("id") if isinstance(raw, Mapping) else None
            location = listed.at(item_name(listed, raw, number))
            if fact_id in self.places:
                location.at("id").error(f'"{fact_id}" is there already')
            elif isinstance(fact_id, str):
                self.places[fact_id] = location
            if (fact := validate(Fact, raw, location)) is None:
                self._has_all = self._has_all and isinstance(fact_id, str)
            else:
                self.readable.setdefault(fact.id, fact)
        if DANGER not in self.places:
            self.location.error(f'the fact "{DANGER}" is missing')


@dataclass(frozen=True)
class _FactCheck:
    """Checks one fact that can be read."""

    fact: Fact
    location: Location
    facts: Facts
    known: KnownNames

    def run(self) -> None:
        fact, location = self.fact, self.location
        checks.check_choices(fact.choices, fact.kind, location.at("choices"))
        if fact.not_sure is not None and fact.choice(fact.not_sure) is None:
            ids = [choice.id for choice in fact.choices]
            location.at("not_sure").unknown("choice", fact.not_sure, ids)
        elif fact.id == DANGER:
            self._check_gate()
        elif fact.asks_of_danger:
            self._check_danger()
        self._check_tick()
        self._check_readers()
        for flag in set(fact.only_with) & set(fact.not_with):
            location.at("not_with").error(f'"{flag}" is also in only_with, so nobody is ever asked')
        for number, choice in enumerate(fact.choices, 1):
            self._check_choice(choice, location.at("choices", number))

    def _check_gate(self) -> None:
        """Checks that the gate lets nobody in danger through."""
        gate, location = self.fact, self.location
        dangers = [choice.id for choice in gate.choices if choice.danger]
        if len(dangers) != 1:
            location.at("choices").error("exactly one choice must have danger = true")
        else:
            self._check_danger()
        if not gate.required:
            location.at("required").error("must be true")

    def _check_danger(self) -> None:
        """Checks that an unclear answer counts as danger."""
        fact, location = self.fact, self.location
        dangers = [choice.id for choice in fact.choices if choice.danger]
        if fact.kind != "one":
            location.at("kind").error('must be "one" where a choice has danger = true')
        if fact.not_sure not in dangers:
            location.at("not_sure").error(
                f'must be "{dangers[0]}": who is not sure may be in danger'
            )

    def _check_tick(self) -> None:
        fact, location = self.fact, self.location.at("tick")
        if fact.tick is None:
            return
        if fact.kind != "one" or fact.choice(YES) is None:
            location.error(f'is only for the kind "one" with a choice "{YES}"')
        if fact.asks_of_danger:
            location.error("whoever is in danger is asked on a card of its own")

    def _check_readers(self) -> None:
        fact, location = self.fact, self.location
        if len(set(fact.readers)) < len(fact.readers):
            location.at("readers").error("names somebody twice")
        if fact.leader_if_allowed and Reader.DETAILS not in fact.readers:
            location.at("leader_if_allowed").error('needs "details" among the readers')
        if fact.leader_if_allowed and Reader.CARD in fact.readers:
            location.at("readers").error('"card" shows it without the reporter\'s yes')
        self._check_mailed()
        if not fact.readers:
            return
        _check_spoken(fact.heading, location.at("heading"))
        for number, choice in enumerate(fact.choices, 1):
            key = "text" if choice.said is None else "said"
            _check_spoken(choice.words, location.at("choices", number, key))
            _check_spoken(choice.brief or "", location.at("choices", number, "brief"))
            _check_spoken(choice.request or "", location.at("choices", number, "request"))

    def _check_mailed(self) -> None:
        """Checks that what is for the mail to Security is said there."""
        fact, location = self.fact, self.location
        is_mailed = Reader.EMAIL in fact.readers
        if fact.first_line and not is_mailed:
            location.at("first_line").error('needs "email" among the readers')
        for number, choice in enumerate(fact.choices, 1):
            if choice.brief and not fact.first_line:
                location.at("choices", number, "brief").error("is seen with a first_line only")
            if choice.request and not is_mailed:
                location.at("choices", number, "request").error('needs "email" among the readers')

    def _check_choice(self, choice: Choice, location: Location) -> None:
        if choice.id == NOT_SURE:
            location.at("id").error("every question offers Not sure by itself")
        if choice.jump is not None and choice.jump not in self.known.scenarios:
            location.at("jump").unknown("scenario", choice.jump, self.known.scenarios)
        check_contact_keys(choice.tell, location.at("tell"), self.known.contacts)
        if choice.floor is None and choice.floor_from is not Level.ADVICE:
            location.at("floor_from").error("has no effect here, because there is no floor")
        if choice.floor is None and choice.floor_with:
            location.at("floor_with").error("has no effect here, because there is no floor")
        for number, name in enumerate(choice.floor_with, 1):
            self.facts.find(name, location.at("floor_with", number))
        for name, filled in choice.fills.items():
            self._check_fill(name, filled, location.at("fills", name))

    def _check_fill(self, name: str, filled: str, location: Location) -> None:
        if name == self.fact.id:
            location.error("a choice cannot fill its own fact")
        elif self.facts.check_choices(name, [filled], location):
            check_not_danger(self.facts.readable[name], [filled], location)


def check_not_danger(fact: Fact, choices: Iterable[str], location: Location) -> None:
    """Checks that danger is only ever said by a person."""
    for name in choices:
        if (choice := fact.choice(name)) and choice.danger:
            location.error("danger is asked, so that the 111 screen opens; nothing else fills it")


def check_contact_keys(keys: Iterable[str], location: Location, contacts: Contacts | None) -> None:
    """Checks that every key is a contact that may be shown."""
    for key in keys if contacts is not None else ():
        if contacts is None or key not in contacts:
            location.unknown("contact", key, dict(contacts.items() if contacts else ()))
        elif contacts[key].status is Status.OMIT:
            location.error(f'"{key}" is not to be shown (its status is omit)')


def _check_spoken(words: str, location: Location) -> None:
    for found in _SPOKEN.findall(words):
        hint = "" if location.steps[-1] != "text" else '; add said = "…"'
        location.error(f'leader and Security read this, so it says no "{found}"{hint}')


def read_details(reader: ContentReader, facts: Facts) -> Details | None:
    """details.toml; None, with errors noted, if it does not fit."""
    details = reader.model(DETAILS_FILE, Details)
    if details is None:
        return None
    whole = reader.location(DETAILS_FILE)
    pages = [(whole.at("pages", n), page) for n, page in enumerate(details.pages, 1)]
    named = [
        (location.at("facts", number), fact_id)
        for location, page in pages
        for number, fact_id in enumerate(page.facts, 1)
    ]
    checks.check_unique([(location.at("id"), page.id) for location, page in pages])
    checks.check_unique(named)
    for location, page in pages:
        if not page.facts:
            location.at("facts").error("is empty")
    for location, fact_id in named:
        if (fact := facts.find(fact_id, location)) and fact.asks_of_danger:
            location.error("whoever is in danger is asked on a card of its own, not on a page")
    return details


def check_platforms(facts: Facts, platforms: Iterable[str]) -> None:
    """Checks that every platform can be chosen, and no other."""
    fact = facts.readable.get(_PLATFORM)
    wanted = [*platforms, _ELSEWHERE]
    if fact is None or len(wanted) == 1:
        return
    location = facts.places[_PLATFORM].at("choices")
    found = [choice.id for choice in fact.choices]
    for number, name in enumerate(found, 1):
        if name not in wanted:
            location.at(number, "id").unknown("platform", name, wanted)
    for name in wanted:
        if name not in found:
            location.at(name).missing()
