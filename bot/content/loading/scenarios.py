"""Scenarios as editors write them: read and checked one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.content.loading.complaints import Place
from bot.content.loading.explain import read
from bot.content.loading.journeys import Journey
from bot.content.loading.questions import (
    GATE,
    Known,
    raw_questions,
    read_question,
    refuse_unknown_contacts,
)
from bot.content.loading.reading import Reading
from bot.content.loading.shared import SharedQuestions
from bot.domain.scenario import Evidence, Flag, Question, Scenario


@dataclass
class ScenarioFile:
    """What a scenario.toml holds, as far as it can be read."""

    place: Place
    scenario: Scenario | None = None
    asked: list[tuple[Place, Question]] = field(default_factory=list)
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
    reading: Reading, folder: str, shared: SharedQuestions, known: Known
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
    entries: Sequence[tuple[Any, Place]],
    shared: SharedQuestions,
    known: Known,
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


def _check(scenario: Scenario, folder: str, place: Place, known: Known) -> None:
    if scenario.id != folder:
        place.at("id").refuse(f'must be "{folder}", the name of its folder')
    if scenario.questions:
        place.at("questions").refuse("write [[questions]], not [[scenario.questions]]")
    if scenario.evidence is Evidence.NO_COPIES and Flag.NO_COPIES not in scenario.flags:
        place.at("flags").refuse('must have "no-copies", because evidence is "no-copies"')
    refuse_unknown_contacts(scenario.tell, place.at("tell"), known.contacts)
    refuse_capitals(scenario.triggers, place.at("triggers"))


def refuse_capitals(words: Sequence[str], place: Place) -> None:
    """Refuses words that could never be found in what people type, made small."""
    for number, word in enumerate(words, 1):
        if word != word.lower():
            place.at(number).refuse(f'"{word}" must be in small letters')
