"""Loads scenarios one by one, then checks them together as the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from bot.content.loading import checks
from bot.content.loading.checks import QuestionOrder, check_lower_case
from bot.content.loading.errors import Location, validate
from bot.content.loading.questions import (
    GATE,
    PATTERN,
    KnownNames,
    SharedQuestions,
    check_contacts,
    question_tables,
    read_question,
)
from bot.content.loading.reader import ContentReader
from bot.domain.base import Key, Value
from bot.domain.scenario import Catalogue, Evidence, Flag, Question, Scenario
from bot.domain.triage import UNKNOWN


@dataclass
class ScenarioFile:
    """The readable part of a scenario.toml."""

    location: Location
    scenario: Scenario | None = None
    asked: list[tuple[Location, Question]] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    """Ids of questions that cannot be read."""

    @property
    def complete(self) -> Scenario | None:
        """The scenario with its questions; None if its own table cannot be read."""
        questions = tuple(question for _, question in self.asked)
        return self.scenario and self.scenario.model_copy(update={"questions": questions})

    def check_order(self, shared: SharedQuestions, elsewhere: set[str]) -> None:
        """Checks that every condition of a question can come true."""
        gate = [shared.readable[GATE]] if GATE in shared.readable else []
        QuestionOrder([*gate, *self.asked], self.faulty | {GATE}, elsewhere).check()


def read_scenario(
    reader: ContentReader, folder: str, shared: SharedQuestions, known: KnownNames
) -> ScenarioFile | None:
    """One scenario.toml; None, with an error noted, if it is not there or no TOML."""
    file = ScenarioFile(reader.location(f"scenarios/{folder}/scenario.toml"))
    table = reader.table(file.location.file)
    if table is None:
        return None
    for key in table.keys() - {"scenario", "questions"}:
        file.location.unknown("key", key, ["about", "scenario", "questions"])
    _read_questions(file, question_tables(table, file.location), shared, known)
    location = file.location.at("scenario")
    if "scenario" not in table:
        location.missing()
    elif (scenario := validate(Scenario, table["scenario"], location)) is not None:
        _check(scenario, folder, location, known)
        file.scenario = scenario
    return file


def _read_questions(
    file: ScenarioFile,
    entries: Sequence[tuple[Any, Location]],
    shared: SharedQuestions,
    known: KnownNames,
) -> None:
    for raw, location in entries:
        is_shared = isinstance(raw, Mapping) and "use" in raw
        question = shared.use(raw, location) if is_shared else read_question(raw, location, known)
        if question is None and isinstance(raw, Mapping):
            file.faulty |= {str(raw[key]) for key in ("use", "id") if key in raw}
        if question is None:
            continue
        if is_shared and question in (earlier for _, earlier in file.asked):
            location.at("use").error(f'"{question.id}" is asked further up already')
        else:
            file.asked.append((location, question))


def _check(scenario: Scenario, folder: str, location: Location, known: KnownNames) -> None:
    if scenario.id != folder:
        location.at("id").error(f'must be "{folder}", the name of its folder')
    if scenario.questions:
        location.at("questions").error("write [[questions]], not [[scenario.questions]]")
    if scenario.evidence is Evidence.NO_COPIES and Flag.NO_COPIES not in scenario.flags:
        location.at("flags").error('must have "no-copies", because evidence is "no-copies"')
    check_contacts(scenario.tell, location.at("tell"), known.contacts)
    check_lower_case(scenario.triggers, location.at("triggers"))


_FILE = "catalogue.toml"
MAX_SHORT_LIST = 4
"""Scenarios on the card of the short way; with Skip and Stop it has six buttons."""


class CatalogueFile(Value):
    """catalogue.toml."""

    jump_order: tuple[Key, ...]
    menu_order: tuple[Key, ...] = ()
    """The order of the menu; scenarios not named here follow in alphabetical order."""
    short_list: Annotated[tuple[Key, ...], Field(max_length=MAX_SHORT_LIST)] = ()
    """The choices of a person in danger; by default the first of the menu."""

    def check(self, folders: Sequence[str], location: Location) -> None:
        """Checks that each list names existing scenarios, each once."""
        for key, names in self._lists():
            named = [(location.at(key, number), name) for number, name in enumerate(names, 1)]
            checks.check_unique(named)
            for spot, name in named:
                if name not in folders:
                    spot.unknown("scenario", name, folders)

    def _lists(self) -> Iterable[tuple[str, tuple[Key, ...]]]:
        yield "jump_order", self.jump_order
        yield "menu_order", self.menu_order
        yield "short_list", self.short_list


def read_catalogue(reader: ContentReader, known: KnownNames) -> Catalogue | None:
    """Every scenario and their order; None, with errors noted, if any part cannot be read."""
    folders = known.scenarios
    if UNKNOWN not in folders:
        reader.errors.append(f"scenarios/{UNKNOWN}/scenario.toml is missing")
    shared = SharedQuestions(reader, known)
    read = {folder: read_scenario(reader, folder, shared, known) for folder in folders}
    files = [file for file in read.values() if file is not None]
    _check_together(files, shared, known)
    if len(files) == len(folders):
        shared.check_unused()
    order = reader.model(_FILE, CatalogueFile)
    if order is not None:
        order.check(folders, reader.location(_FILE))
    scenarios = {scenario.id: scenario for file in files if (scenario := file.complete)}
    gate, pattern = shared.question(GATE), shared.question(PATTERN)
    if order is None or gate is None or pattern is None or len(scenarios) < len(folders):
        return None
    menu = [name for name in order.menu_order if name in scenarios]
    listed = {name: scenarios[name] for name in dict.fromkeys((*menu, *scenarios))}
    return Catalogue(
        scenarios=listed,
        jump_order=order.jump_order,
        gate=gate,
        pattern=pattern,
        short_list=order.short_list or tuple(listed)[:MAX_SHORT_LIST],
    )


def _check_together(files: list[ScenarioFile], shared: SharedQuestions, known: KnownNames) -> None:
    for file in files:
        file.check_order(shared, elsewhere=set(known.taken))
    asked = (entry for file in files for entry in file.asked)
    own = [
        (location, question) for location, question in asked if question.id not in shared.readable
    ]
    checks.check_facts([*shared.readable.values(), *own])
    titled = [(file.location.at("scenario"), file.scenario) for file in files if file.scenario]
    checks.check_unique([(location.at("title"), s.title) for location, s in titled])
    checks.check_unique([(location.at("menu_title"), s.menu_title) for location, s in titled])
