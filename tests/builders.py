"""Makers of test objects that say only what matters to the test."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from bot.content import Content, load
from bot.domain import triage
from bot.domain.draft import Draft, Ticks
from bot.domain.escalation import Escalation, OwnLeader, Transition
from bot.domain.people import Actor, Person
from bot.domain.report import Field, Form, Line, Page, Report
from bot.domain.scenario import Catalogue, Choice, Level, Question, Scenario

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


def a_question(question_id: str, *choices: Choice, **says: Any) -> Question:
    """One question; yes and no without any effect, unless choices are given."""
    given = choices or (a_choice("yes"), a_choice("no"))
    return Question.model_validate(
        {"id": question_id, "text": f"Question {question_id}", "choices": given, **says}
    )


def a_scenario(scenario_id: str, *questions: Question, **says: Any) -> Scenario:
    """One situation at level standard that allows evidence."""
    usual = {"title": f"Title {scenario_id}", "menu_title": f"Menu {scenario_id}"}
    rules = {"base": "standard", "evidence": "allowed", "questions": questions}
    return Scenario.model_validate({"id": scenario_id, **usual, **rules, **says})


def the_gate() -> Question:
    """Is anyone in danger now?"""
    yes, no = a_choice("yes", danger=True), a_choice("no")
    return a_question("danger", yes, no, not_sure="yes", required=True)


def the_pattern(*choices: Choice) -> Question:
    """The question that waits for all others."""
    given = choices or (a_choice("hate", push=True, fact="hate"), a_choice("none", alone=True))
    return a_question("pattern", *given, kind="many", last=True)


def a_catalogue(*scenarios: Scenario, jump_order: tuple[str, ...] = ()) -> Catalogue:
    """These situations, with a gate and a pattern question."""
    by_id = {scenario.id: scenario for scenario in scenarios}
    return Catalogue(scenarios=by_id, jump_order=jump_order, gate=the_gate(), pattern=the_pattern())


def a_field(field_id: str, **says: Any) -> Field:
    """A short text that only Security reads."""
    usual = {"label": f"Label {field_id}", "heading": f"Heading {field_id}", "kind": "text"}
    return Field.model_validate({"id": field_id, **usual, "readers": ["email"], **says})


def a_form(**pages: tuple[Field, ...]) -> Form:
    """Pages by id, with their fields."""
    return Form(pages=tuple(Page(id=key, title=key, fields=value) for key, value in pages.items()))


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


def walk(
    catalogue: Catalogue, start: str, said: Mapping[str, Ticks] | None = None
) -> dict[str, Ticks]:
    """Every question asked, in order, with its answer; what is not said is skipped."""
    answers: dict[str, Ticks] = {catalogue.gate.id: ("no",)}
    while question := triage.next_question(catalogue, start, answers):
        answers[question.id] = (said or {}).get(question.id, ())
    return answers


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
