"""Loads scenarios one by one, then checks them together as the catalogue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from bot.content.loading import checks
from bot.content.loading.checks import AskOrder, check_lower_case
from bot.content.loading.errors import Location, validate
from bot.content.loading.facts import (
    Facts,
    KnownNames,
    check_contact_keys,
    check_not_danger,
    read_details,
)
from bot.content.loading.reader import ContentReader
from bot.domain.base import Key, Value
from bot.domain.scenario import (
    DANGER,
    Ask,
    Catalogue,
    Evidence,
    Flag,
    Level,
    Scenario,
)
from bot.domain.triage import UNKNOWN


@dataclass
class ScenarioFile:
    """The readable part of a scenario.toml."""

    location: Location
    scenario: Scenario | None = None
    asks: list[tuple[Location, Ask]] = field(default_factory=list)
    has_all_asks: bool = True

    @property
    def complete(self) -> Scenario | None:
        """The scenario with its asks; None if a part cannot be read."""
        if self.scenario is None or not self.has_all_asks:
            return None
        return self.scenario.model_copy(update={"asks": tuple(ask for _, ask in self.asks)})


def read_scenario(
    reader: ContentReader, folder: str, facts: Facts, known: KnownNames
) -> ScenarioFile | None:
    """One scenario.toml; None, with an error noted, if it is not there or no TOML."""
    file = ScenarioFile(reader.location(f"scenarios/{folder}/scenario.toml"))
    table = reader.table(file.location.file)
    if table is None:
        return None
    for key in table.keys() - {"scenario", "asks"}:
        file.location.unknown("key", key, ["about", "scenario", "asks"])
    _read_asks(file, table.get("asks", []), facts, known)
    location = file.location.at("scenario")
    if "scenario" not in table:
        location.missing()
    elif (scenario := validate(Scenario, table["scenario"], location)) is not None:
        file.scenario = scenario
        _check(file, scenario, folder, known)
        _check_facts(file, scenario, facts)
    return file


def _read_asks(file: ScenarioFile, found: object, facts: Facts, known: KnownNames) -> None:
    if not isinstance(found, list):
        file.location.at("asks").error("must be a list: write [[asks]] above each one")
        file.has_all_asks = False
        return
    for number, raw in enumerate(found, 1):
        location = file.location.at("asks", number)
        if (ask := validate(Ask, raw, location)) is None:
            file.has_all_asks = False
            continue
        file.asks.append((location, ask))
        if ask.fact == DANGER:
            location.at("fact").error("this is asked before every scenario; leave it out here")
        facts.find(ask.fact, location.at("fact"))
        for choice, scenario_id in ask.jumps.items():
            spot = location.at("jumps", choice)
            facts.check_choices(ask.fact, [choice], spot)
            if scenario_id not in known.scenarios:
                spot.unknown("scenario", scenario_id, known.scenarios)


def _check(file: ScenarioFile, scenario: Scenario, folder: str, known: KnownNames) -> None:
    location = file.location.at("scenario")
    if scenario.id != folder:
        location.at("id").error(f'must be "{folder}", the name of its folder')
    if scenario.asks:
        location.at("asks").error("write [[asks]], not [[scenario.asks]]")
    if scenario.evidence is Evidence.NO_COPIES and Flag.NO_COPIES not in scenario.flags:
        location.at("flags").error('must have "no-copies", because evidence is "no-copies"')
    check_contact_keys(scenario.tell, location.at("tell"), known.contacts)
    check_lower_case(scenario.triggers, location.at("triggers"))


def _check_facts(file: ScenarioFile, scenario: Scenario, facts: Facts) -> None:
    """Checks that each fact comes once, and every condition can come true."""
    location = file.location.at("scenario")
    for fact_id, choices in scenario.facts.items():
        spot = location.at("facts", fact_id)
        if facts.check_choices(fact_id, choices, spot):
            check_not_danger(facts.readable[fact_id], choices, spot)
    asked = [(spot.at("fact"), ask.fact) for spot, ask in file.asks]
    ticks = [(location.at("ticks", n), name) for n, name in enumerate(scenario.ticks, 1)]
    _check_once([*asked, *ticks], "this situation asks for it already")
    for spot, fact_id in (*asked, *ticks):
        if fact_id in scenario.facts:
            spot.error(f'this situation says "{fact_id}" by itself, so nobody is ever asked')
    for spot, fact_id in ticks:
        if (fact := facts.find(fact_id, spot)) and fact.tick is None:
            spot.error(f'"{fact_id}" has no tick = "…", its words on the card of ticks')
    AskOrder(file.asks, scenario.facts, facts.readable).check()


def _check_once(named: Iterable[tuple[Location, str]], reason: str) -> None:
    seen: set[str] = set()
    for location, name in named:
        if name in seen:
            location.error(f'"{name}": {reason}')
        seen.add(name)


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
    pattern: tuple[Key, ...]
    """The facts on the card of ticks of every report."""

    def check(self, folders: Sequence[str], facts: Facts, location: Location) -> None:
        """Checks that each list names existing scenarios or facts, each once."""
        for key, names in self._lists():
            named = [(location.at(key, number), name) for number, name in enumerate(names, 1)]
            checks.check_unique(named)
            for spot, name in named:
                if name not in folders:
                    spot.unknown("scenario", name, folders)
        ticks = [(location.at("pattern", n), name) for n, name in enumerate(self.pattern, 1)]
        checks.check_unique(ticks)
        for spot, name in ticks:
            if (fact := facts.find(name, spot)) and fact.tick is None:
                spot.error(f'"{name}" has no tick = "…", its words on the card of ticks')

    def _lists(self) -> Iterable[tuple[str, tuple[Key, ...]]]:
        yield "jump_order", self.jump_order
        yield "menu_order", self.menu_order
        yield "short_list", self.short_list


def read_catalogue(reader: ContentReader, facts: Facts, known: KnownNames) -> Catalogue | None:
    """All facts and scenarios; None, with errors noted, if any part cannot be read."""
    folders = known.scenarios
    if UNKNOWN not in folders:
        reader.errors.append(f"scenarios/{UNKNOWN}/scenario.toml is missing")
    details = read_details(reader, facts)
    read = {folder: read_scenario(reader, folder, facts, known) for folder in folders}
    files = [file for file in read.values() if file is not None]
    _check_titles(files)
    order = reader.model(_FILE, CatalogueFile)
    if order is not None:
        order.check(folders, facts, reader.location(_FILE))
        _check_pattern(files, order)
    scenarios = {scenario.id: scenario for file in files if (scenario := file.complete)}
    complete = facts.complete
    if order is None or details is None or complete is None or len(scenarios) < len(folders):
        return None
    menu = [name for name in order.menu_order if name in scenarios]
    listed = {name: scenarios[name] for name in dict.fromkeys((*menu, *scenarios))}
    catalogue = Catalogue(
        facts=complete,
        scenarios=listed,
        jump_order=order.jump_order,
        short_list=order.short_list or tuple(listed)[:MAX_SHORT_LIST],
        pattern=order.pattern,
        details=details,
    )
    _check_together(catalogue, facts, files, reader)
    return catalogue


def _check_titles(files: list[ScenarioFile]) -> None:
    titled = [(file.location.at("scenario"), file.scenario) for file in files if file.scenario]
    checks.check_unique([(location.at("title"), s.title) for location, s in titled])
    checks.check_unique([(location.at("menu_title"), s.menu_title) for location, s in titled])


def _check_pattern(files: list[ScenarioFile], order: CatalogueFile) -> None:
    for file in files:
        ticks = file.scenario.ticks if file.scenario else ()
        for number, name in enumerate(ticks, 1):
            if name in order.pattern:
                file.location.at("scenario", "ticks", number).error(
                    f'"{name}" is on the card of ticks of every report already ({_FILE}: pattern)'
                )


def _check_together(
    catalogue: Catalogue, facts: Facts, files: list[ScenarioFile], reader: ContentReader
) -> None:
    """Checks what shows only when all facts and scenarios are known."""
    ticked = {*catalogue.pattern, *(t for s in catalogue.scenarios.values() for t in s.ticks)}
    asks = [ask for scenario in catalogue.scenarios.values() for ask in scenario.asks]
    asked = {DANGER, *ticked, *catalogue.details.facts, *(ask.fact for ask in asks)}
    facts.check_asked(asked, ticked)
    _check_clear_no(catalogue, facts, ticked)
    levels = set(_levels(catalogue))
    for level in Level:
        if level not in levels:
            reader.location("levels.toml").at("level", level.word).error(
                "no situation and no fact leads to this level"
            )


def _check_clear_no(catalogue: Catalogue, facts: Facts, ticked: Iterable[str]) -> None:
    """Checks that nothing where "not sure" counts as danger or threat is a mere tick."""
    for fact_id in ticked:
        fact = catalogue.fact(fact_id)
        if fact and not fact.asks_of_danger and catalogue.asks_for_a_clear_no(fact):
            facts.places[fact_id].at("tick").error(
                "only a clear no is a no here, so it is asked on a card of its own"
            )


def _levels(catalogue: Catalogue) -> Iterator[Level]:
    """The levels that a report can begin at or be raised to."""
    bases = [scenario.base for scenario in catalogue.scenarios.values()]
    choices = [choice for fact in catalogue.facts.values() for choice in fact.choices]
    yield from bases
    yield from (choice.floor for choice in choices if choice.floor is not None)
    if any(choice.push for choice in choices):
        yield from (Level(base + 1) for base in bases if Level.ADVICE < base < Level.URGENT)
    if any(choice.danger for choice in choices):
        yield Level.EMERGENCY
