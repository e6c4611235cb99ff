"""Every card of a finished report: preview, status, entries, and what the people leader sees."""

from collections.abc import Iterator, Sequence

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.people import Person
from bot.domain.report import Report
from bot.domain.scenario import Flag, Level
from bot.services.compose import compose
from bot.services.letters import WriteLetters, in_new_zealand, systems_for
from cards.kit import Card, escaped
from cards.leader_cards import details_card, details_warning_card, leader_card, waiting_card
from cards.messages import led_by
from cards.preview_card import Preview, preview_card
from cards.question_cards import Offer
from cards.samples import (
    AWKWARD,
    EVERYDAY,
    LEADER,
    NONCE,
    NOW,
    a_draft,
    a_report,
    every_escalation,
    full_draft,
    opened,
)
from cards.status_cards import (
    MOST_REPORTS,
    declined_card,
    entry_card,
    my_reports_card,
    status_card,
)

Named = tuple[str, Card]
LEVELS = tuple(level for level in Level if level > Level.ADVICE)


def cards(content: Content) -> Iterator[Named]:
    """All of them, as the dialogs and the worker put them together."""
    for scenario in content.catalogue.scenarios:
        yield from _previews(content, scenario)
        yield from _kept(content, a_report(content, scenario, Level.HIGH, Flag.CUSTOMER))
    some = next(iter(content.catalogue.scenarios))
    for level in LEVELS:
        found = list(every_escalation(level))
        for flags in ((), (Flag.CUSTOMER,)):
            yield from _statuses(content, a_report(content, some, level, *flags), found)
        for scenario in content.catalogue.scenarios:
            yield from _leaders(content, a_report(content, scenario, level), found)
    yield from _lists(content, a_report(content, some, Level.EMERGENCY))


def _previews(content: Content, scenario: str) -> Iterator[Named]:
    drafts = {
        "awkward": full_draft(content, scenario, AWKWARD),
        "everyday": full_draft(content, scenario, EVERYDAY),
        "short": a_draft(scenario),
    }
    for words, draft in drafts.items():
        for leader in (LEADER, None):
            name = f"preview_card: {scenario}, {words}, leader {leader is not None}"
            yield name, preview(content, draft, leader)


def preview(content: Content, draft: Draft, leader: Person | None) -> Card:
    """The preview of this draft, told to this leader or to Security only."""
    texts, report = content.texts, compose(content, draft, NOW)
    escalation = opened(report.level, leader, told=leader is not None)
    letter = WriteLetters(content, "security_events@example.org").to_security(
        report, escalation, NOW
    )
    told = texts("preview.leader_reads", name=escaped(leader.name)) if leader else None
    shown = Preview(
        to=letter.to,
        subject=letter.subject,
        body=letter.text,
        readers=(texts("preview.security_reads"), told or texts("preview.no_leader_reads")),
        happens=texts("preview.waits", time=in_new_zealand(escalation.answer_by))
        if escalation.answer_by
        else texts("preview.goes_at_once"),
        optional=tuple(
            Offer(line.field, line.heading)
            for line in report.lines
            if content.form.field(line.field)
        ),
    )
    return preview_card(content, shown, NONCE, ("back", "stop"))


def _kept(content: Content, report: Report) -> Iterator[Named]:
    for system in systems_for(report):
        text = WriteLetters(content, "").entry(system, report)
        name = f"entry_card: {report.scenario_id}, {system}"
        yield name, entry_card(content, system, text, report)
    yield f"details_card: {report.scenario_id}", details_card(content, report)
    bare = report.model_copy(update={"lines": ()})
    yield f"details_card: {report.scenario_id}, nothing given", details_card(content, bare)
    name = f"details_warning_card: {report.scenario_id}"
    yield name, details_warning_card(content, report)


def _statuses(
    content: Content, report: Report, escalations: Sequence[Escalation]
) -> Iterator[Named]:
    for it in escalations:
        kept = ", ".join((*report.flags, *it.ticked))
        state = f"{report.level.word}, {_state(it)}, {kept or 'no ticks'}"
        yield f"status_card: {state}", status_card(content, report, it)
        if it.can_be_hurried:
            yield f"declined_card: {state}", declined_card(content, report, it)


def _leaders(
    content: Content, report: Report, escalations: Sequence[Escalation]
) -> Iterator[Named]:
    for it in escalations:
        if it.leader and it.leader.id and not it.ticked:
            state = f"{report.level.word}, {report.scenario_id}, {_state(it)}"
            yield f"leader_card: {state}", leader_card(content, report, it)


def _state(it: Escalation) -> str:
    leader = it.leader.name if it.leader else "nobody"
    return f"{it.stage}, {leader} {it.leader_state}, {it.decision or 'no decision'}"


def _lists(content: Content, report: Report) -> Iterator[Named]:
    for number in (0, 1, MOST_REPORTS, 2 * MOST_REPORTS):
        kept = [(report, opened(report.level))] * number
        yield f"my_reports_card: {number}", my_reports_card(content, kept)
        yield f"waiting_card: {number}", waiting_card(content, kept)
    under = leader_card(content, report, opened(report.level))
    yield "led_by", led_by(content.texts("refusal.already_answered"), under)
