"""Questions as editors write them, and those that several scenarios share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.content.loading import checks
from bot.content.loading.contacts import Contacts, Status
from bot.content.loading.errors import Location, read
from bot.content.loading.reader import Reading
from bot.domain.draft import NOT_SURE
from bot.domain.scenario import Choice, Question

GATE = "danger"
"""The question that comes before everything else."""
PATTERN = "pattern"
"""The question about what makes a case more pressing; the report form falls back on it."""


@dataclass
class KnownNames:
    """The names that questions may refer to, and the question ids taken so far."""

    scenarios: Sequence[str]
    contacts: Contacts | None
    """None when contacts.toml cannot be read; then nothing is said of them."""
    taken: dict[str, Location] = field(default_factory=dict)


def read_question(raw: object, place: Location, known: KnownNames) -> Question | None:
    """One question, checked; None, with complaints, if it does not fit its form."""
    if isinstance(raw, Mapping) and isinstance(raw.get("id"), str):
        _take_id(raw["id"], place.at("id"), known)
    question = read(Question, raw, place)
    if question is not None:
        _check(question, place, known)
    return question


def refuse_unknown_contacts(
    keys: Iterable[str], place: Location, contacts: Contacts | None
) -> None:
    """Refuses keys that are no contact, or one that must not be shown."""
    for key in keys if contacts is not None else ():
        if contacts is None or key not in contacts:
            place.refuse_unknown("contact", key, dict(contacts.items() if contacts else ()))
        elif contacts[key].status is Status.OMIT:
            place.refuse(f'"{key}" is not to be shown (its status is omit)')


def _take_id(question_id: str, place: Location, known: KnownNames) -> None:
    if question_id in known.taken:
        first = known.taken[question_id]
        place.refuse(f'"{question_id}" is already the id of a question in {first.file}')
    known.taken.setdefault(question_id, place)


def _check(question: Question, place: Location, known: KnownNames) -> None:
    checks.check_ticks(question.choices, question.kind, place.at("choices"))
    if question.not_sure is not None and question.choice(question.not_sure) is None:
        ids = [choice.id for choice in question.choices]
        place.at("not_sure").refuse_unknown("choice", question.not_sure, ids)
    elif question.id != GATE and question.asks_of_danger:
        _check_danger(question, place)
    for number, choice in enumerate(question.choices, 1):
        _check_choice(choice, place.at("choices", number), known)


def _check_danger(question: Question, place: Location) -> None:
    """Who is not sure, or says anything unclear, may be in danger."""
    dangers = [choice.id for choice in question.choices if choice.danger]
    if question.kind != "one":
        place.at("kind").refuse('must be "one" where a choice has danger = true')
    if question.not_sure not in dangers:
        place.at("not_sure").refuse(f'must be "{dangers[0]}": who is not sure may be in danger')


def _check_choice(choice: Choice, place: Location, known: KnownNames) -> None:
    if choice.id == NOT_SURE:
        place.at("id").refuse("every question offers Not sure by itself")
    if choice.jump is not None and choice.jump not in known.scenarios:
        place.at("jump").refuse_unknown("scenario", choice.jump, known.scenarios)
    refuse_unknown_contacts(choice.tell, place.at("tell"), known.contacts)


def check_gate(gate: Question, place: Location) -> None:
    """Refuses a gate that could let somebody in danger through."""
    dangers = [choice.id for choice in gate.choices if choice.danger]
    if len(dangers) != 1:
        place.at("choices").refuse("exactly one choice must have danger = true")
    elif gate.not_sure != dangers[0]:
        place.at("not_sure").refuse(f'must be "{dangers[0]}": who is not sure may be in danger')
    if not gate.required:
        place.at("required").refuse("must be true")


def check_pattern(pattern: Question, place: Location) -> None:
    """Refuses a pattern question that could be asked too early or answered only in part."""
    if pattern.kind != "many":
        place.at("kind").refuse('must be "many"')
    if not pattern.last:
        place.at("last").refuse("must be true")


def raw_questions(table: Mapping[str, Any], place: Location) -> list[tuple[Any, Location]]:
    """The [[questions]] of a file, each with its place; none, with a complaint, if no list."""
    found = table.get("questions", [])
    if not isinstance(found, list):
        place.at("questions").refuse("must be a list: write [[questions]] above each one")
        return []
    return [(raw, place.at("questions", number)) for number, raw in enumerate(found, 1)]


_FILE = "shared/questions.toml"


class SharedQuestions:
    """Reads the shared questions, lends them out, and knows which of them were used."""

    def __init__(self, reading: Reading, known: KnownNames) -> None:
        self.place = reading.place(_FILE)
        self.readable: dict[str, tuple[Location, Question]] = {}
        self._ids: set[str] | None = None
        self._used = {GATE, PATTERN}
        if (table := reading.table(_FILE)) is not None:
            self._read(table, known)

    def question(self, question_id: str) -> Question | None:
        """The shared question of that id; None if it is not there or cannot be read."""
        return self.readable[question_id][1] if question_id in self.readable else None

    def use(self, raw: Mapping[str, Any], place: Location) -> Question | None:
        """The shared question that an entry of a scenario names, or None."""
        wanted = str(raw["use"])
        for key in raw.keys() - {"use"}:
            place.at(key).refuse("a shared question takes no other keys")
        if wanted == GATE:
            place.at("use").refuse("this is asked before every scenario; leave it out here")
            return None
        if self._ids is not None and wanted not in self._ids:
            place.at("use").refuse_unknown("shared question", wanted, self._ids)
        self._used.add(wanted)
        return self.question(wanted)

    def refuse_unused(self) -> None:
        """Complains of shared questions that no scenario asks."""
        for question_id, (place, _) in self.readable.items():
            if question_id not in self._used:
                place.refuse(f'no scenario uses the question "{question_id}"')

    def _read(self, table: Mapping[str, Any], known: KnownNames) -> None:
        self._ids = set()
        for key in table.keys() - {"questions"}:
            self.place.refuse_unknown("key", key, ["about", "questions"])
        for raw, place in raw_questions(table, self.place):
            question = read_question(raw, place, known)
            if isinstance(raw, dict) and isinstance(raw.get("id"), str):
                self._ids.add(raw["id"])
            if question is not None:
                self.readable.setdefault(question.id, (place, question))
        for question_id, check in ((GATE, check_gate), (PATTERN, check_pattern)):
            if question_id not in self._ids:
                self.place.refuse(f'the question "{question_id}" is missing')
            elif question_id in self.readable:
                place, question = self.readable[question_id]
                check(question, place)
