"""Makers of test objects that say only what matters to the test."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from bot.content import Content, load
from bot.domain import journey
from bot.domain.draft import Draft, Ticks
from bot.domain.escalation import Escalation, OwnLeader, Transition
from bot.domain.people import Actor, Person
from bot.domain.report import Line, Report
from bot.domain.scenario import (
    Ask,
    Catalogue,
    Choice,
    Details,
    Fact,
    Level,
    Page,
    Scenario,
)

NOON = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Monday, 1 pm in New Zealand."""


@cache
def shipped() -> Content:
    """The content that ships with the bot."""
    return load(today=date(2026, 11, 22))


def an_actor(person_id: str = "rea", tenant_id: str = "kainga") -> Actor:
    """Somebody who pressed a button."""
    return Actor(id=person_id, tenant_id=tenant_id)


def a_person(person_id: str | None = "rea") -> Person:
    """Rea reports and Lea leads, unless a test says otherwise."""
    name = f"{(person_id or 'somebody').capitalize()} Example"
    return Person(id=person_id, name=name, email=f"{person_id or 'somebody'}@example.org")


def a_choice(choice_id: str = "yes", **says: Any) -> Choice:
    """One answer, with the effects that are named."""
    return Choice.model_validate({"id": choice_id, "text": f"Choice {choice_id}", **says})


def a_fact(fact_id: str, *choices: Choice, **says: Any) -> Fact:
    """One fact; yes and no without any effect, unless choices or another kind are given."""
    has_words = says.get("kind") not in (None, "one", "many")
    given = choices or (() if has_words else (a_choice("yes"), a_choice("no")))
    usual = {"text": f"Question {fact_id}", "heading": f"Heading {fact_id}", "readers": ["email"]}
    return Fact.model_validate({"id": fact_id, **usual, "choices": given, **says})


def a_tick(fact_id: str, **effects: Any) -> Fact:
    """One fact that is asked as a tick, with the effects of its yes."""
    return a_fact(fact_id, a_choice("yes", **effects), a_choice("no"), tick=f"Tick {fact_id}")


def a_scenario(scenario_id: str, *asks: Ask | str, **says: Any) -> Scenario:
    """One situation at level standard that allows evidence, and asks for these facts."""
    usual = {"title": f"Title {scenario_id}", "menu_title": f"Menu {scenario_id}"}
    listed = [Ask(fact=ask) if isinstance(ask, str) else ask for ask in asks]
    rules = {"base": "standard", "evidence": "allowed", "asks": listed}
    return Scenario.model_validate({"id": scenario_id, **usual, **rules, **says})


def the_gate() -> Fact:
    """Is anyone in danger now?"""
    yes, no = a_choice("yes", danger=True), a_choice("no")
    return a_fact("danger", yes, no, not_sure="yes", required=True)


HATE = a_tick("hate", push=True)


def a_catalogue(
    *scenarios: Scenario,
    facts: Iterable[Fact] = (),
    jump_order: tuple[str, ...] = (),
    pattern: Iterable[Fact] = (HATE,),
    pages: Iterable[Page] = (),
) -> Catalogue:
    """These situations and facts, with a gate and one fact on every card of ticks.

    A fact that a scenario names and nobody describes is yes or no, without any effect.
    """
    ticked = list(pattern)
    known = {fact.id: fact for fact in (the_gate(), *facts, *ticked)}
    named = [ask.fact for scenario in scenarios for ask in scenario.asks]
    named += [name for scenario in scenarios for name in (*scenario.ticks, *scenario.facts)]
    named += [name for page in pages for name in page.facts]
    return Catalogue(
        facts={**{name: a_fact(name) for name in named}, **known},
        scenarios={scenario.id: scenario for scenario in scenarios},
        jump_order=jump_order,
        pattern=tuple(fact.id for fact in ticked),
        details=Details(pages=tuple(pages)),
    )


def a_page(page_id: str, *facts: str, **says: Any) -> Page:
    """A page of details with these facts."""
    return Page.model_validate({"id": page_id, "title": f"Title {page_id}", "facts": facts, **says})


def a_draft(scenario_id: str | None = None, **says: Any) -> Draft:
    """What Rea has said so far: that nobody is in danger, if a situation is named."""
    answers = says.pop("answers", {})
    gate = {"danger": ("no",)} if scenario_id else {}
    return Draft(
        id="d1",
        reference="OH-2026-ABCD",
        tenant_id="kainga",
        reporter=says.pop("reporter", a_person()),
        started_at=NOON,
        scenario_id=scenario_id,
        answers={**gate, **answers},
        **says,
    )


def walk(catalogue: Catalogue, start: str, said: Mapping[str, Ticks] | None = None) -> Draft:
    """The draft at the guidance: all that was asked is answered, what is not said is skipped."""
    draft, told = a_draft(start), said or {}
    while True:
        match journey.position(catalogue, draft):
            case journey.AskQuestion(fact):
                draft = draft.with_answer(fact.id, told.get(fact.id, ()))
            case journey.AskTicks(facts):
                names = [fact.id for fact in facts]
                draft = draft.with_ticks(names, [name for name in names if told.get(name)])
            case journey.ShowDanger(fact):
                draft = draft.with_danger_left(fact.id, "safe")
            case _:
                return draft


def asked(draft: Draft) -> list[str]:
    """The facts asked on cards of their own, in order."""
    steps = [step.partition(":") for step in draft.trail]
    return [name for kind, _, name in steps if kind == "question"]


LEA = a_person("lea")
DEE = a_person("dee")
"""Leads Lea, and stands in for her."""


def opened(
    leader: Person | None = LEA,
    *,
    level: Level = Level.STANDARD,
    told: bool = True,
    answer_by: datetime | None = NOON + timedelta(days=1),
    left_out: tuple[str, ...] = (),
    own_leader: OwnLeader = OwnLeader.MAY_HEAR,
) -> Transition:
    """The first step of Rea's report to her leader."""
    return Escalation.opened(
        report_id="r1",
        reference="OH-2026-ABCD",
        level=level,
        reporter=an_actor(),
        leader=leader,
        leader_is_told=told,
        at=NOON,
        answer_by=answer_by,
        remind_at=NOON + timedelta(hours=12),
        deputy_at=NOON + timedelta(minutes=15),
        left_out=left_out,
        own_leader=own_leader,
    )


def an_escalation(leader_id: str | None = "lea", **says: Any) -> Escalation:
    """Rea's report on its way to Security; `opened` names what can be said of it."""
    return opened(a_person(leader_id), **says).after


def a_line(field: str, value: str = "Something", **says: Any) -> Line:
    """One answer that only Security reads."""
    return Line.model_validate(
        {"field": field, "heading": f"Heading {field}", "value": value, "readers": ["email"]} | says
    )


def a_report(*lines: Line, **says: Any) -> Report:
    """What Rea sent."""
    usual: dict[str, Any] = {
        "id": "r1",
        "reference": "OH-2026-ABCD",
        "tenant_id": "kainga",
        "reporter": a_person(),
        "submitted_at": NOON,
        "level": Level.STANDARD,
        "reasons": (),
        "scenario_id": "targeted-because-of-work",
        "title": "I'm being targeted because of my work",
        "flags": (),
        "lines": lines,
        "tell": (),
        "content_version": "0123456789ab",
    }
    return Report(**usual | says)
