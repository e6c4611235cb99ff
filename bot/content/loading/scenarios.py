"""Scenarios as editors write them: read one by one, then checked together as the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from bot.content.loading import checks
from bot.content.loading.checks import Journey
from bot.content.loading.errors import Location, read
from bot.content.loading.questions import (
    GATE,
    PATTERN,
    KnownNames,
    SharedQuestions,
    raw_questions,
    read_question,
    refuse_unknown_contacts,
)
from bot.content.loading.reader import Reading
from bot.domain.base import Key, Value
from bot.domain.scenario import Catalogue, Evidence, Flag, Question, Scenario
from bot.domain.triage import UNKNOWN


@dataclass
class ScenarioFile:
    """What a scenario.toml holds, as far as it can be read."""

    place: Location
    scenario: Scenario | None = None
    asked: list[tuple[Location, Question]] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    """Ids of questions that cannot be read."""

    @property
    def whole(self) -> Scenario | None:
        """The scenario with its questions."""
        questions = tuple(question for _, question in self.asked)
        return self.scenario and self.scenario.model_copy(update={"questions": questions})

    def check_order(self, shared: SharedQuestions, elsewhere: set[str]) -> None:
        """Refuses questions that wait for something that cannot happen."""
        gate = [shared.readable[GATE]] if GATE in shared.readable else []
        Journey([*gate, *self.asked], self.faulty | {GATE}, elsewhere).check()


def read_scenario(
    reading: Reading, folder: str, shared: SharedQuestions, known: KnownNames
) -> ScenarioFile | None:
    """One scenario.toml; None, with a complaint, if it is not there or no TOML."""
    file = ScenarioFile(reading.place(f"scenarios/{folder}/scenario.toml"))
    table = reading.table(file.place.file)
    if table is None:
        return None
    for key in table.keys() - {"scenario", "questions"}:
        file.place.refuse_unknown("key", key, ["about", "scenario", "questions"])
    _read_questions(file, raw_questions(table, file.place), shared, known)
    place = file.place.at("scenario")
    if "scenario" not in table:
        place.missing()
    elif (scenario := read(Scenario, table["scenario"], place)) is not None:
        _check(scenario, folder, place, known)
        file.scenario = scenario
    return file


def _read_questions(
    file: ScenarioFile,
    entries: Sequence[tuple[Any, Location]],
    shared: SharedQuestions,
    known: KnownNames,
) -> None:
    for raw, place in entries:
        is_shared = isinstance(raw, Mapping) and "use" in raw
        question = shared.use(raw, place) if is_shared else read_question(raw, place, known)
        if question is None and isinstance(raw, Mapping):
            file.faulty |= {str(raw[key]) for key in ("use", "id") if key in raw}
        if question is None:
            continue
        if is_shared and question in (earlier for _, earlier in file.asked):
            place.at("use").refuse(f'"{question.id}" is asked further up already')
        else:
            file.asked.append((place, question))


def _check(scenario: Scenario, folder: str, place: Location, known: KnownNames) -> None:
    if scenario.id != folder:
        place.at("id").refuse(f'must be "{folder}", the name of its folder')
    if scenario.questions:
        place.at("questions").refuse("write [[questions]], not [[scenario.questions]]")
    if scenario.evidence is Evidence.NO_COPIES and Flag.NO_COPIES not in scenario.flags:
        place.at("flags").refuse('must have "no-copies", because evidence is "no-copies"')
    refuse_unknown_contacts(scenario.tell, place.at("tell"), known.contacts)
    refuse_capitals(scenario.triggers, place.at("triggers"))


def refuse_capitals(words: Sequence[str], place: Location) -> None:
    """Refuses words that could never be found in what people type, made small."""
    for number, word in enumerate(words, 1):
        if word != word.lower():
            place.at(number).refuse(f'"{word}" must be in small letters')


_FILE = "catalogue.toml"
MOST_IN_DANGER = 4
"""Situations on the card of the short way; with Skip and Stop it has six buttons."""


class CatalogueFile(Value):
    """catalogue.toml."""

    jump_order: tuple[Key, ...]
    menu_order: tuple[Key, ...] = ()
    """The order of the menu; scenarios not named here follow in alphabetical order."""
    short_list: Annotated[tuple[Key, ...], Field(max_length=MOST_IN_DANGER)] = ()
    """What somebody in danger chooses from; the first of the menu if none is named."""

    def check(self, folders: Sequence[str], place: Location) -> None:
        """Refuses scenarios that do not exist or are named twice."""
        for key, names in self._lists():
            named = [(place.at(key, number), name) for number, name in enumerate(names, 1)]
            checks.refuse_doubles(named)
            for spot, name in named:
                if name not in folders:
                    spot.refuse_unknown("scenario", name, folders)

    def _lists(self) -> Iterable[tuple[str, tuple[Key, ...]]]:
        yield "jump_order", self.jump_order
        yield "menu_order", self.menu_order
        yield "short_list", self.short_list


def read_catalogue(reading: Reading, known: KnownNames) -> Catalogue | None:
    """Every scenario and their order; None, with complaints, if any part cannot be read."""
    folders = known.scenarios
    if UNKNOWN not in folders:
        reading.complaints.append(f"scenarios/{UNKNOWN}/scenario.toml is missing")
    shared = SharedQuestions(reading, known)
    read = {folder: read_scenario(reading, folder, shared, known) for folder in folders}
    files = [file for file in read.values() if file is not None]
    _check_together(files, shared, known)
    if len(files) == len(folders):
        shared.refuse_unused()
    order = reading.model(_FILE, CatalogueFile)
    if order is not None:
        order.check(folders, reading.place(_FILE))
    scenarios = {scenario.id: scenario for file in files if (scenario := file.whole)}
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
        short_list=order.short_list or tuple(listed)[:MOST_IN_DANGER],
    )


def _check_together(files: list[ScenarioFile], shared: SharedQuestions, known: KnownNames) -> None:
    for file in files:
        file.check_order(shared, elsewhere=set(known.taken))
    asked = (entry for file in files for entry in file.asked)
    own = [(place, question) for place, question in asked if question.id not in shared.readable]
    checks.check_facts([*shared.readable.values(), *own])
    titled = [(file.place.at("scenario"), file.scenario) for file in files if file.scenario]
    checks.refuse_doubles([(place.at("title"), s.title) for place, s in titled])
    checks.refuse_doubles([(place.at("menu_title"), s.menu_title) for place, s in titled])
