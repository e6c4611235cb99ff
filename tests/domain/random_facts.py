"""Random contents of a few facts and situations, and random people who tell them something."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from bot.domain import journey
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.scenario import DANGER, Ask, Catalogue, Choice, Fact, Level, Scenario
from bot.domain.triage import UNKNOWN
from tests.builders import (
    a_catalogue,
    a_choice,
    a_draft,
    a_fact,
    a_page,
    a_scenario,
    shipped,
)
from tests.random_choices import RandomChoices, built_by_picks

Told = tuple[tuple[str, Ticks], ...]
"""Facts with their values, in the order told."""
FACTS = ("f0", "f1", "f2", "f3", "f4", "f5")
SCENARIOS = ("s0", "s1", "s2", UNKNOWN)
FLOORS = (None, None, Level.STANDARD, Level.HIGH, Level.URGENT)
FLAGS: tuple[tuple[str, ...], ...] = ((), (), (), ("customer",), ("threat",), ("no-copies",))
SOON = a_fact("soon", a_choice("yes", danger=True), a_choice("no"), not_sure="yes")


class ToldCase(NamedTuple):
    """A content, and a person who chose a situation and tells these facts."""

    catalogue: Catalogue
    scenario_id: str
    told: Told


def cases(*, with_danger: bool = False) -> st.SearchStrategy[ToldCase]:
    """People of small random contents, and of the shipped one; half of each."""
    return made_up(with_danger=with_danger) | of_the_shipped_content(with_danger=with_danger)


def made_up(*, with_danger: bool = False) -> st.SearchStrategy[ToldCase]:
    return built_by_picks(lambda picks: _told(picks, _catalogue(picks), with_danger), 160)


def of_the_shipped_content(*, with_danger: bool = False) -> st.SearchStrategy[ToldCase]:
    return built_by_picks(lambda picks: _told(picks, shipped().catalogue, with_danger))


def tells(case: ToldCase, way: Sequence[int], draft: Draft) -> Draft:
    """The draft with everything told, each fact by another card: a question, ticks or a page."""
    for number, (name, ticks) in enumerate(case.told):
        match way[number % len(way)] if way else 0:
            case 1 if ticks == ("yes",):
                draft = draft.with_ticks([name], [name])
            case 2:
                draft = draft.with_facts({name: ticks})
            case _:
                draft = draft.with_answer(name, ticks)
    return draft


def the_draft(case: ToldCase, way: Sequence[int] = ()) -> Draft:
    return tells(case, way, a_draft(case.scenario_id))


def walked(case: ToldCase) -> list[Draft]:
    """Every draft on the way to the preview of somebody who tells this wherever it is asked."""
    drafts, told = [a_draft()], dict(case.told)
    while following := _step(case, told, drafts[-1]):
        drafts.append(following)
    return drafts


def _step(case: ToldCase, told: dict[str, Ticks], draft: Draft) -> Draft | None:
    match journey.position(case.catalogue, draft):
        case journey.AskQuestion(fact):
            return draft.with_answer(fact.id, told.get(fact.id, ()))
        case journey.AskTicks(facts):
            names = [fact.id for fact in facts]
            return draft.with_ticks(names, [name for name in names if "yes" in told.get(name, ())])
        case journey.ShowDanger(fact):
            return draft.with_danger_left(fact.id, "safe")
        case journey.ChooseKind():
            return draft.with_scenario(case.scenario_id)
        case journey.ReadGuidance():
            return draft.with_guidance_read()
        case _:
            return None


def _told(picks: RandomChoices, catalogue: Catalogue, with_danger: bool) -> ToldCase:
    scenario_id = picks.pick(sorted(catalogue.scenarios))
    names = [
        fact.id
        for fact in catalogue.facts.values()
        if fact.id != DANGER and fact.choices and (with_danger or not fact.asks_of_danger)
    ]
    told = {}
    for _ in range(picks.pick([1, 2, 3, 4, 5])):
        fact = catalogue.facts[picks.pick(names)]
        told[fact.id] = _value(picks, fact)
    return ToldCase(catalogue, scenario_id, tuple(told.items()))


def _value(picks: RandomChoices, fact: Fact) -> Ticks:
    known = [choice.id for choice in fact.choices]
    one, another = picks.pick([*known, *known, NOT_SURE]), picks.pick(known)
    return tuple(dict.fromkeys((one, another))) if fact.kind == "many" else (one,)


def _catalogue(picks: RandomChoices) -> Catalogue:
    facts = [_fact(picks, name) for name in FACTS]
    order = picks.pick([("s1", "s0"), ("s0",), ("s2", "s1", "s0"), ()])
    return a_catalogue(
        *(_scenario(picks, name) for name in SCENARIOS),
        facts=(*facts, SOON),
        pattern=[fact for fact in facts[4:] if fact.tick],
        jump_order=order,
        pages=(a_page("page", *FACTS),),
    )


def _fact(picks: RandomChoices, name: str) -> Fact:
    if name in FACTS[3:]:
        yes, no = _choice(picks, "yes", name), a_choice("no")
        return a_fact(name, yes, no, tick=f"Tick {name}")
    choices = (_choice(picks, choice, name) for choice in ("yes", "other"))
    kind, not_sure = picks.pick(["one", "many"]), picks.pick([None, "yes"])
    return a_fact(name, *choices, a_choice("no"), kind=kind, not_sure=not_sure)


def _choice(picks: RandomChoices, choice_id: str, fact: str) -> Choice:
    others = [name for name in FACTS if name != fact]
    says: dict[str, Any] = {
        "floor": picks.pick(FLOORS),
        "push": picks.pick([False, False, True]),
        "flags": picks.pick(FLAGS),
        "jump": picks.pick([None, None, *SCENARIOS]),
        "tell": picks.pick([(), (), ("it",), ("advisor",)]),
        "fills": picks.pick([{}, {}, {picks.pick(others): picks.pick(["yes", "no"])}]),
        "floor_from": picks.pick([Level.ADVICE, Level.STANDARD]),
        "floor_with": picks.pick([(), (), (picks.pick(others),)]),
    }
    return a_choice(choice_id, **says)


def _scenario(picks: RandomChoices, name: str) -> Scenario:
    asked = list(dict.fromkeys(picks.pick([*FACTS, "soon"]) for _ in range(3)))
    base = Level.ADVICE if name == UNKNOWN else picks.pick(list(Level)[:4])
    preset = picks.pick([None, None, *FACTS])
    says: dict[str, Any] = {
        "base": base,
        "flags": () if name == UNKNOWN else picks.pick(FLAGS),
        "facts": {preset: ("yes",)} if preset and name != UNKNOWN else {},
        "ticks": [tick for tick in FACTS[3:4] if tick not in asked],
    }
    return a_scenario(name, *(_ask(picks, fact) for fact in asked), **says)


def _ask(picks: RandomChoices, fact: str) -> Ask:
    jumps = {"yes": picks.pick(SCENARIOS)} if picks.pick([False, False, True]) else {}
    when = {picks.pick(FACTS): ("yes",)} if picks.pick([False, False, False, True]) else {}
    return Ask(fact=fact, jumps=jumps, when={key: v for key, v in when.items() if key != fact})
