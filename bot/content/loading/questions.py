"""Loads and checks questions, and those that several scenarios share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.content.loading import checks
from bot.content.loading.errors import Location, validate
from bot.content.loading.reader import ContentReader
from bot.content.loading.texts import Contacts, Status
from bot.domain.draft import NOT_SURE
from bot.domain.scenario import Choice, Question

GATE = "danger"
"""Id of the question that comes before everything else."""
PATTERN = "pattern"
"""Id of the question about what makes a case more pressing; asked of every report."""


@dataclass
class KnownNames:
    """The names that questions may refer to, and the question ids taken so far."""

    scenarios: Sequence[str]
    contacts: Contacts | None
    """None when contacts.toml cannot be read; then contacts are not checked."""
    taken: dict[str, Location] = field(default_factory=dict)


def read_question(raw: object, location: Location, known: KnownNames) -> Question | None:
    """One question, checked; None, with errors noted, if it does not fit its form."""
    if isinstance(raw, Mapping) and isinstance(raw.get("id"), str):
        _take_id(raw["id"], location.at("id"), known)
    question = validate(Question, raw, location)
    if question is not None:
        _check(question, location, known)
    return question


def check_contacts(keys: Iterable[str], location: Location, contacts: Contacts | None) -> None:
    """Checks that every key is a contact that may be shown."""
    for key in keys if contacts is not None else ():
        if contacts is None or key not in contacts:
            location.unknown("contact", key, dict(contacts.items() if contacts else ()))
        elif contacts[key].status is Status.OMIT:
            location.error(f'"{key}" is not to be shown (its status is omit)')


def _take_id(question_id: str, location: Location, known: KnownNames) -> None:
    if question_id in known.taken:
        first = known.taken[question_id]
        location.error(f'"{question_id}" is already the id of a question in {first.file}')
    known.taken.setdefault(question_id, location)


def _check(question: Question, location: Location, known: KnownNames) -> None:
    checks.check_choices(question.choices, question.kind, location.at("choices"))
    if question.not_sure is not None and question.choice(question.not_sure) is None:
        ids = [choice.id for choice in question.choices]
        location.at("not_sure").unknown("choice", question.not_sure, ids)
    elif question.id != GATE and question.asks_of_danger:
        _check_danger(question, location)
    for number, choice in enumerate(question.choices, 1):
        _check_choice(choice, location.at("choices", number), known)


def _check_danger(question: Question, location: Location) -> None:
    """Checks that an unclear answer counts as danger."""
    dangers = [choice.id for choice in question.choices if choice.danger]
    if question.kind != "one":
        location.at("kind").error('must be "one" where a choice has danger = true')
    if question.not_sure not in dangers:
        location.at("not_sure").error(f'must be "{dangers[0]}": who is not sure may be in danger')


def _check_choice(choice: Choice, location: Location, known: KnownNames) -> None:
    if choice.id == NOT_SURE:
        location.at("id").error("every question offers Not sure by itself")
    if choice.jump is not None and choice.jump not in known.scenarios:
        location.at("jump").unknown("scenario", choice.jump, known.scenarios)
    check_contacts(choice.tell, location.at("tell"), known.contacts)


def check_gate(gate: Question, location: Location) -> None:
    """Checks that the gate lets nobody in danger through."""
    dangers = [choice.id for choice in gate.choices if choice.danger]
    if len(dangers) != 1:
        location.at("choices").error("exactly one choice must have danger = true")
    elif gate.not_sure != dangers[0]:
        location.at("not_sure").error(f'must be "{dangers[0]}": who is not sure may be in danger')
    if not gate.required:
        location.at("required").error("must be true")


def check_pattern(pattern: Question, location: Location) -> None:
    """Checks that the pattern question is asked last and takes several answers."""
    if pattern.kind != "many":
        location.at("kind").error('must be "many"')
    if not pattern.last:
        location.at("last").error("must be true")


def question_tables(table: Mapping[str, Any], location: Location) -> list[tuple[Any, Location]]:
    """The [[questions]] of a file, each with its place; none, with an error noted, if no list."""
    found = table.get("questions", [])
    if not isinstance(found, list):
        location.at("questions").error("must be a list: write [[questions]] above each one")
        return []
    return [(raw, location.at("questions", number)) for number, raw in enumerate(found, 1)]


_FILE = "shared/questions.toml"


class SharedQuestions:
    """The shared questions, and which of them are used."""

    def __init__(self, reader: ContentReader, known: KnownNames) -> None:
        self.location = reader.location(_FILE)
        self.readable: dict[str, tuple[Location, Question]] = {}
        self._ids: set[str] | None = None
        self._used = {GATE, PATTERN}
        if (table := reader.table(_FILE)) is not None:
            self._read(table, known)

    def question(self, question_id: str) -> Question | None:
        """The shared question of that id; None if it is not there or cannot be read."""
        return self.readable[question_id][1] if question_id in self.readable else None

    def use(self, raw: Mapping[str, Any], location: Location) -> Question | None:
        """The shared question that an entry of a scenario names, or None."""
        wanted = str(raw["use"])
        for key in raw.keys() - {"use"}:
            location.at(key).error("a shared question takes no other keys")
        if wanted == GATE:
            location.at("use").error("this is asked before every scenario; leave it out here")
            return None
        if self._ids is not None and wanted not in self._ids:
            location.at("use").unknown("shared question", wanted, self._ids)
        self._used.add(wanted)
        return self.question(wanted)

    def check_unused(self) -> None:
        """Checks that every shared question is asked by a scenario."""
        for question_id, (location, _) in self.readable.items():
            if question_id not in self._used:
                location.error(f'no scenario uses the question "{question_id}"')

    def _read(self, table: Mapping[str, Any], known: KnownNames) -> None:
        self._ids = set()
        for key in table.keys() - {"questions"}:
            self.location.unknown("key", key, ["about", "questions"])
        for raw, location in question_tables(table, self.location):
            question = read_question(raw, location, known)
            if isinstance(raw, dict) and isinstance(raw.get("id"), str):
                self._ids.add(raw["id"])
            if question is not None:
                self.readable.setdefault(question.id, (location, question))
        for question_id, check in ((GATE, check_gate), (PATTERN, check_pattern)):
            if question_id not in self._ids:
                self.location.error(f'the question "{question_id}" is missing')
            elif question_id in self.readable:
                location, question = self.readable[question_id]
                check(question, location)
