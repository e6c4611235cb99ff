"""All scenarios together, and how they hang together."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from bot.content.loading import facts, ticks
from bot.content.loading.complaints import Place
from bot.content.loading.questions import GATE, PATTERN, Known
from bot.content.loading.reading import Reading
from bot.content.loading.scenarios import ScenarioFile, read_scenario
from bot.content.loading.shared import SharedQuestions
from bot.domain.scenario import Catalogue, Key, Value
from bot.domain.triage import UNKNOWN

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

    def check(self, folders: Sequence[str], place: Place) -> None:
        """Refuses scenarios that do not exist or are named twice."""
        for key, names in self._lists():
            named = [(place.at(key, number), name) for number, name in enumerate(names, 1)]
            ticks.refuse_doubles(named)
            for spot, name in named:
                if name not in folders:
                    spot.refuse_unknown("scenario", name, folders)

    def _lists(self) -> Iterable[tuple[str, tuple[Key, ...]]]:
        yield "jump_order", self.jump_order
        yield "menu_order", self.menu_order
        yield "short_list", self.short_list


def read_catalogue(reading: Reading, known: Known) -> Catalogue | None:
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


def _check_together(files: list[ScenarioFile], shared: SharedQuestions, known: Known) -> None:
    for file in files:
        file.check_order(shared, elsewhere=set(known.taken))
    asked = (entry for file in files for entry in file.asked)
    own = [(place, question) for place, question in asked if question.id not in shared.readable]
    facts.check([*shared.readable.values(), *own])
    titled = [(file.place.at("scenario"), file.scenario) for file in files if file.scenario]
    ticks.refuse_doubles([(place.at("title"), s.title) for place, s in titled])
    ticks.refuse_doubles([(place.at("menu_title"), s.menu_title) for place, s in titled])
