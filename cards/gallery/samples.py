"""Invented people, drafts and reports, as full and as awkward as the content allows."""

from datetime import UTC, datetime

from bot.content import Content
from bot.domain import triage
from bot.domain.draft import Draft, Ticks
from bot.domain.people import Person
from bot.domain.report import Field, Report
from bot.domain.scenario import Flag, Level, Question
from bot.services.reports.use_cases import compose
from cards.elements import Card

NamedCard = tuple[str, Card]
"""A card with its name: the function that renders it, and the state."""

NONCE = "0123456789abcdef"
NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
TENANT = "7d9f4c1e-0000-4000-8000-000000000000"
REPORT_ID = "5c2f7a90-0000-4000-8000-00000000000a"
REFERENCE = "2345-WXYZ"
REPORTER = Person(
    id="0b8f6a52-0000-4000-8000-000000000001",
    name="Te *Aroha-Mereana* [Longest] Example-Examplesson",
    email="te.aroha-mereana.example-examplesson@example.org",
)
LEADER = Person(
    id="0b8f6a52-0000-4000-8000-000000000002",
    name="Wiremu _Very_ Long-Name Example",
    email="wiremu@example.org",
)
DEPUTY = Person(
    id="0b8f6a52-0000-4000-8000-000000000003",
    name="Ngaio [Deputy](https://bad.example.org) Example",
    email="ngaio@example.org",
)
MAILBOX = "security_priority_events@example.org"
AWKWARD = (
    "**bold** [click](https://bad.example.org) <b>tag</b> # head\n- item\n1. one _it_ `code`"
    " ~~no~~ \u202eback\u202c www.bad.example.org \\ end & so on. "
)
"""Text a person might paste: Markdown, HTML, links and direction marks."""
EVERYDAY = "It was on a community page this morning, and I closed it at once. "


def repeated(length: int, unit: str) -> str:
    """The unit, repeated up to this length."""
    return (unit * (length // len(unit) + 1))[:length]


def full_draft(content: Content, scenario_id: str, unit: str) -> Draft:
    """A draft with every question answered and every field filled to its limit."""
    answers: dict[str, Ticks] = {content.catalogue.gate.id: ("no",)}
    while question := triage.next_question(content.catalogue, scenario_id, answers):
        answers[question.id] = _longest(question)
    answers[content.catalogue.pattern.id] = _longest(content.catalogue.pattern)
    asked = [content.catalogue.question(name) for name in answers]
    fields = content.form.fields
    questions = [question for question in asked if question and question.kind == "text"]
    words = {question.id: repeated(1000, unit) for question in questions}
    words |= {field.id: _words(field, unit) for field in fields if not field.options}
    ticks = {field.id: _ticks(field) for field in fields}
    return a_draft(scenario_id).model_copy(
        update={"answers": answers, "words": words, "form": ticks}
    )


def a_draft(scenario_id: str) -> Draft:
    """A draft with nothing but its scenario."""
    return Draft(
        id=REPORT_ID,
        reference=REFERENCE,
        tenant_id=TENANT,
        reporter=REPORTER,
        started_at=NOW,
        scenario_id=scenario_id,
    )


def a_report(content: Content, scenario_id: str, level: Level, *flags: Flag) -> Report:
    """A full report with this scenario, level and flags, whatever its answers would give."""
    report = compose(content, full_draft(content, scenario_id, AWKWARD), NOW)
    title = content.catalogue.scenario(scenario_id).title
    return report.model_copy(
        update={"scenario_id": scenario_id, "title": title, "level": level, "flags": flags}
    )


def _longest(question: Question) -> Ticks:
    if question.kind == "many":
        return tuple(choice.id for choice in question.choices if not choice.alone)
    by_length = sorted(question.choices, key=lambda choice: len(choice.text))
    return tuple(choice.id for choice in by_length[-1:])


def _ticks(field: Field) -> Ticks:
    if field.kind == "many":
        return tuple(option.id for option in field.options if not option.alone)
    return tuple(option.id for option in field.options[:1])


def _words(field: Field, unit: str) -> str:
    if field.kind == "date":
        return "2026-11-23"
    if field.kind == "reference":
        return repeated(field.max_length, "1234567890")
    return repeated(field.max_length, unit)
