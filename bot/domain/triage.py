"""Triage: the known facts decide what to ask next, the 111 screen and the level of urgency.

All of it is a function of the facts, so it does not matter which card asked for a fact, or when.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from bot.domain.base import Value
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.scenario import Ask, Catalogue, Choice, Fact, Flag, Level, LevelWord, Scenario

UNKNOWN = "support-or-not-sure"
"""The scenario of a person who has not said what it is about."""
MOST_QUESTIONS = 8
"""The limit of questions in a journey, the danger gate and the card of ticks not counted."""
YES = "yes"
"""The choice that a tick stands for."""

ItemT = TypeVar("ItemT")


# What is known


@dataclass(frozen=True)
class Known:
    """The facts told, those that follow from them, and the scenarios that they lead to."""

    facts: Mapping[str, Ticks]
    """Choices by fact; a fact that was asked and skipped is empty."""
    visited: tuple[str, ...]
    """The scenarios, each once: by jump order, the one the person chose behind its equals."""


def known(catalogue: Catalogue, draft: Draft) -> Known:
    """The facts of a draft. What follows from a fact is added to what was told, never replaced."""
    facts = {name: ticks for name, ticks in draft.answers.items() if name in catalogue.facts}
    start = _start_of(catalogue, draft)
    entered = [start]
    while True:
        before = dict(facts), list(entered)
        for name in entered:
            for fact, ticks in catalogue.scenario(name).facts.items():
                facts[fact] = _once([facts.get(fact, ()), ticks])
        for _, choice in _choices(catalogue, facts):
            for fact, tick in choice.fills.items():
                facts[fact] = _once([facts.get(fact, ()), (tick,)])
        entered += [name for name in _jumps(catalogue, facts, entered) if name not in entered]
        if (facts, entered) == before:
            break
    menu = list(catalogue.scenarios)
    order = sorted(
        dict.fromkeys(entered),
        key=lambda name: (catalogue.rank(name), name == start, menu.index(name)),
    )
    ordered = {
        fact.id: _agreed(fact, facts[fact.id])
        for fact in catalogue.facts.values()
        if fact.id in facts
    }
    return Known(ordered, tuple(order))


def _agreed(fact: Fact, ticks: Ticks) -> Ticks:
    """The ticks in the order of the choices, so that the order of telling changes nothing.

    Where a fact takes one choice, a "no" gives way to a "yes" that follows from another fact:
    whoever reads it is not told both, and the safer reading counts.
    """
    if fact.kind == "one" and len(ticks) > 1:
        choices = [choice for tick in ticks if (choice := fact.choice(tick))]
        ticks = tuple(choice.id for choice in choices if choice.has_effect) or ticks
    ids = [choice.id for choice in fact.choices]
    return tuple(sorted(ticks, key=lambda tick: ids.index(tick) if tick in ids else len(ids)))


def _start_of(catalogue: Catalogue, draft: Draft) -> str:
    """The scenario the person chose, or the unknown one."""
    said = draft.scenario_id
    return said if said and said in catalogue.scenarios else UNKNOWN


def _jumps(catalogue: Catalogue, facts: Mapping[str, Ticks], entered: list[str]) -> Iterator[str]:
    for fact, choice in _choices(catalogue, facts):
        if choice.jump:
            yield choice.jump
        for name in entered:
            for ask in catalogue.scenario(name).asks:
                if ask.fact == fact.id and choice.id in ask.jumps:
                    yield ask.jumps[choice.id]


def _choices(catalogue: Catalogue, facts: Mapping[str, Ticks]) -> Iterator[tuple[Fact, Choice]]:
    """Every choice that was made, with its fact, in the order of the facts."""
    for fact in catalogue.facts.values():
        for choice in _chosen(fact, facts.get(fact.id, ())):
            yield fact, choice


def _chosen(fact: Fact, ticks: Ticks) -> Iterator[Choice]:
    """The choices that ticks count as; "not sure" counts as what the fact says."""
    for tick in ticks:
        wanted = fact.not_sure if tick == NOT_SURE else tick
        if wanted and (choice := fact.choice(wanted)):
            yield choice


# What to ask next


def open_danger(catalogue: Catalogue, draft: Draft) -> Fact | None:
    """The first fact whose value calls for the 111 screen that the person has not left yet."""
    for fact, _ in _dangers(catalogue, draft):
        if fact.id not in draft.after_danger:
            return fact
    return None


def next_ask(catalogue: Catalogue, draft: Draft) -> Fact | None:
    """The fact to ask for next on a card of its own, or None when enough is known.

    A known fact is not asked again. At most eight are asked. When more are open than the limit
    allows, those without an effect are dropped, and facts about danger go first.
    """
    asked = [step for step in draft.trail if step.startswith("question:")]
    left = MOST_QUESTIONS - len([step for step in asked if step != f"question:{catalogue.gate.id}"])
    found = known(catalogue, draft)
    waiting = _without_surplus(list(_open_facts(catalogue, found)), left)
    dangers = [fact for fact in waiting if fact.asks_of_danger]
    dangers += [fact for fact in waiting if _may_lead_to_danger(catalogue, fact, found)]
    if left <= 0 or len(waiting) > left:
        return dangers[0] if dangers else (waiting[0] if left > 0 else None)
    return waiting[0] if waiting else None


def open_ticks(catalogue: Catalogue, draft: Draft) -> tuple[Fact, ...]:
    """The facts on the card of ticks: those of the scenarios, and those of every report."""
    found = known(catalogue, draft)
    flags = frozenset(flags_of(catalogue, found))
    own = [name for scenario in _scenarios(catalogue, found) for name in scenario.ticks]
    facts = (catalogue.facts[name] for name in _once([own, catalogue.pattern]))
    return tuple(
        fact for fact in facts if fact.id not in found.facts and not _is_settled(fact, flags)
    )


def _open_facts(catalogue: Catalogue, found: Known) -> Iterator[Fact]:
    flags = frozenset(flags_of(catalogue, found))
    asks = (ask for scenario in _scenarios(catalogue, found) for ask in scenario.asks)
    seen = set(found.facts)
    for ask in asks:
        fact = catalogue.facts[ask.fact]
        if fact.id not in seen and _applies(ask, found) and not _is_settled(fact, flags):
            seen.add(fact.id)
            yield fact


def _applies(ask: Ask, found: Known) -> bool:
    """Whether what this question waits for was told."""
    return all(set(found.facts.get(key, ())) & set(wanted) for key, wanted in ask.when.items())


def _is_settled(fact: Fact, flags: frozenset[Flag]) -> bool:
    """Whether no choice of it could add anything."""
    return fact.has_effect and all(choice.is_settled_by(flags) for choice in fact.choices)


def _without_surplus(waiting: Sequence[Fact], left: int) -> Sequence[Fact]:
    """Drops facts without an effect while there are too many."""
    surplus = max(len(waiting) - max(left, 0), 0)
    dropped = [fact.id for fact in waiting if not fact.has_effect][:surplus]
    return [fact for fact in waiting if fact.id not in dropped]


def _may_lead_to_danger(catalogue: Catalogue, fact: Fact, found: Known) -> bool:
    new = [c.jump for c in fact.choices if c.jump and c.jump not in found.visited]
    asks = (ask for name in new for ask in catalogue.scenario(name).asks)
    return any(catalogue.facts[ask.fact].asks_of_danger for ask in asks)


def _scenarios(catalogue: Catalogue, found: Known) -> list[Scenario]:
    return [catalogue.scenario(name) for name in found.visited]


# How urgent it is


class LevelReason(Value):
    """A fact that made the report as urgent as it is."""

    heading: str
    """The fact's short name."""
    value: str
    """The choice in words for readers."""
    is_not_sure: bool = False
    """Whether the person said "not sure", which counts as this choice."""


class Assessment(Value):
    """The result of triage."""

    level: LevelWord
    leading: str
    """The scenario whose guidance is shown: the first of those visited."""
    visited: tuple[str, ...]
    facts: Mapping[str, Ticks]
    """Everything that is known."""
    flags: tuple[Flag, ...]
    tell: tuple[str, ...]
    reasons: tuple[LevelReason, ...]
    """Empty if the level is that of the situation itself."""
    offers_report: bool
    """At advice: whether a fact makes a report worth offering."""

    @property
    def report_level(self) -> Level:
        """The level of a report made from this: standard at least."""
        return max(self.level, Level.STANDARD)

    def says(self, fact_id: str, *choices: str) -> bool:
        """Whether the fact has one of these values."""
        return bool(set(self.facts.get(fact_id, ())) & set(choices))


def assess(catalogue: Catalogue, draft: Draft) -> Assessment:
    """The level, the route and the guidance that the facts lead to."""
    found = known(catalogue, draft)
    made = tuple(_choices(catalogue, found.facts))
    scenarios = _scenarios(catalogue, found)
    base = max(scenario.base for scenario in scenarios)
    level = max(_level(catalogue, base, made, found), _danger_level(catalogue, draft))
    return Assessment(
        level=level,
        leading=found.visited[0],
        visited=found.visited,
        facts=found.facts,
        flags=flags_of(catalogue, found),
        tell=_once([*(s.tell for s in scenarios), *(choice.tell for _, choice in made)]),
        reasons=tuple(_reasons(catalogue, _start_of(catalogue, draft), made, found)),
        offers_report=any(choice.push for _, choice in made),
    )


def flags_of(catalogue: Catalogue, found: Known) -> tuple[Flag, ...]:
    """The flags that the scenarios and the choices set, in the order of their names."""
    scenarios = [scenario.flags for scenario in _scenarios(catalogue, found)]
    choices = [choice.flags for _, choice in _choices(catalogue, found.facts)]
    return tuple(sorted(_once([*scenarios, *choices])))


Made = Sequence[tuple[Fact, Choice]]


def _level(catalogue: Catalogue, base: Level, made: Made, found: Known) -> Level:
    """The highest of base and floors, then one push. A fact counts as floor or as push."""
    highest = _floored(catalogue, base, made, found)
    if highest is Level.ADVICE:
        return highest
    for pushing in {fact.id for fact, choice in made if choice.push}:
        others = [(fact, choice) for fact, choice in made if fact.id != pushing]
        highest = max(highest, _pushed(_floored(catalogue, base, others, found)))
    return highest


def _floored(catalogue: Catalogue, base: Level, made: Made, found: Known) -> Level:
    """The highest of the base and the floors that apply; one may make another apply."""
    highest, before = base, None
    while highest is not before:
        before = highest
        floors = [c.floor for _, c in made if c.floor and _has_floor(catalogue, c, before, found)]
        highest = max([base, *floors])
    return highest


def _has_floor(catalogue: Catalogue, choice: Choice, level: Level, found: Known) -> bool:
    if level < choice.floor_from:
        return False
    return not choice.floor_with or any(
        not chosen.alone and chosen.has_effect
        for name in choice.floor_with
        if name in catalogue.facts
        for chosen in _chosen(catalogue.facts[name], found.facts.get(name, ()))
    )


def _pushed(level: Level) -> Level:
    return Level(min(level + 1, Level.URGENT)) if level < Level.URGENT else level


def _reasons(catalogue: Catalogue, start: str, made: Made, found: Known) -> Iterator[LevelReason]:
    """The facts that decided the level; the situation that the person chose needs none."""
    chosen = catalogue.scenario(start).base
    base = max(scenario.base for scenario in _scenarios(catalogue, found))
    floored = _floored(catalogue, base, made, found)
    is_pushed = _level(catalogue, base, made, found) > floored
    for fact, choice in made:
        applies = choice.floor is not None and _has_floor(catalogue, choice, floored, found)
        is_floor = applies and choice.floor == floored > chosen
        target = catalogue.scenarios.get(choice.jump or "")
        leads_there = target is not None and target.base == floored > chosen
        if choice.danger or is_floor or leads_there or (is_pushed and choice.push):
            is_not_sure = NOT_SURE in found.facts.get(fact.id, ())
            yield LevelReason(heading=fact.heading, value=choice.words, is_not_sure=is_not_sure)


def _danger_level(catalogue: Catalogue, draft: Draft) -> Level:
    """Emergency once danger was said; urgent if it was "not sure" and the person is safe now."""
    highest = Level.ADVICE
    for fact, said in _dangers(catalogue, draft):
        is_safe_now = draft.after_danger.get(fact.id) == "safe"
        calmed = said == "not-sure" and is_safe_now
        highest = max(highest, Level.URGENT if calmed else Level.EMERGENCY)
    return highest


def _dangers(
    catalogue: Catalogue, draft: Draft
) -> Iterator[tuple[Fact, Literal["yes", "not-sure"]]]:
    """The facts whose value calls for the 111 screen, and whether it was "not sure"."""
    for name, ticks in draft.answers.items():
        fact = catalogue.fact(name)
        if fact and any(choice.danger for choice in _chosen(fact, ticks)):
            is_sure = any(choice.danger for choice in fact.choices if choice.id in ticks)
            yield fact, "yes" if is_sure else "not-sure"


def _once(parts: Iterable[Iterable[ItemT]]) -> tuple[ItemT, ...]:
    """The items of all parts, in order, without repeats."""
    return tuple(dict.fromkeys(item for part in parts for item in part))
