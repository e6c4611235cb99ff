"""Invented people, drafts and reports, as full and as awkward as the content allows."""

from datetime import UTC, datetime

from bot.content import Content
from bot.domain.draft import Draft, Ticks
from bot.domain.earlier_drafts import told_by
from bot.domain.people import Person
from bot.domain.report import Report
from bot.domain.scenario import Fact, Flag, Level
from bot.services.reports.additions import MORE_WORDS
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
CHOSEN = Person(
    id="0b8f6a52-0000-4000-8000-000000000004",
    name="Sefina Example",
    email="sefina@example.org",
)
"""Whom the reporter names once the line has ended."""
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
    """A draft with all that the scenario asks and all details, in words as long as they may be.

    No answer leads to another scenario or to the 111 screen.
    """
    catalogue, scenario = content.catalogue, content.catalogue.scenario(scenario_id)
    names = {*(ask.fact for ask in scenario.asks), *scenario.ticks}
    names |= {*catalogue.pattern, *catalogue.details.facts}
    facts = [fact for fact in catalogue.facts.values() if fact.id in names]
    answers: dict[str, Ticks] = {fact.id: _longest(fact) for fact in facts}
    answers |= {content.catalogue.gate.id: ("no",)}
    words = {fact.id: _words(fact, unit) for fact in facts if not fact.choices}
    return a_draft(scenario_id).replace(answers=answers, words=words)


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


def an_addition(content: Content) -> Draft:
    """A draft that adds to a full report, in awkward words of its own."""
    first = next(iter(content.catalogue.scenarios))
    report = compose(content, full_draft(content, first, EVERYDAY), NOW)
    known = told_by(content.catalogue, report)
    draft = Draft.adding_to(report, known, draft_id="addition", at=NOW)
    return draft.with_facts({MORE_WORDS: ()}, {MORE_WORDS: AWKWARD})


def a_report(content: Content, scenario_id: str, level: Level, *flags: Flag) -> Report:
    """A full report with this scenario, level and flags, whatever its answers would give."""
    report = compose(content, full_draft(content, scenario_id, AWKWARD), NOW)
    title = content.catalogue.scenario(scenario_id).title
    return report.model_copy(
        update={"scenario_id": scenario_id, "title": title, "level": level, "flags": flags}
    )


def _longest(fact: Fact) -> Ticks:
    staying = [choice for choice in fact.choices if not (choice.jump or choice.danger)]
    if fact.kind == "many":
        return tuple(choice.id for choice in staying if not choice.alone)
    by_length = sorted(staying, key=lambda choice: (len(choice.words), choice.has_effect))
    return tuple(choice.id for choice in by_length[-1:])


def _words(fact: Fact, unit: str) -> str:
    if fact.kind == "date":
        return "2026-11-23"
    if fact.kind == "reference":
        return repeated(fact.max_length, "1234567890")
    return repeated(fact.max_length, unit)
