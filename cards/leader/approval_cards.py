"""Approval card and details for the leader: what they need to act, without the harmful words."""

from microsoft_teams.cards import core

from bot.content import Content, Guide
from bot.domain.escalation import Decision, Escalation, EscalationStatus, LeaderState
from bot.domain.report import Reader, Report
from bot.domain.scenario import Level
from bot.services.wording import in_new_zealand, why_closed
from cards.actions import INPUT, DecideOnEscalation, ShowDetails, ShowLeaderCard
from cards.elements import (
    Card,
    Element,
    bullets,
    button_rows,
    card,
    collapsible,
    danger_line,
    escaped,
    execute_button,
    facts,
    heading,
    paragraph,
    quiet_box,
    subheading,
)

REASON = "reason"
LONGEST_REASON = 500
FIRST_STEPS = 5
"""Steps shown at once; the rest unfolds."""


def leader_card(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> Card:
    """The approval card; from urgent on it asks for an acknowledgement, because the mail is sent.

    The reader is the leader or the deputy; once one of them has answered, neither is asked.
    """
    texts, guide = content.texts, content.leader_guide(report, escalation)
    reason = deputy_reason(content, escalation, reader_id)
    return card(
        danger_line(texts("danger.line")) if report.level.goes_at_once else None,
        heading(texts("leader.title")),
        paragraph(reason) if reason else None,
        paragraph(texts("leader.lead", name=escaped(report.reporter.name))),
        _report_facts(content, report),
        quiet_box(paragraph(answer_status(content, report, escalation, reader_id))),
        *_guidance(content, guide),
        paragraph(texts("leader.support", eap=content.contacts.line("eap")), subtle=True),
        *_buttons(content, report, escalation, reader_id),
        *_more_guidance(content, guide),
        refresh=execute_button(texts("summary.anew"), ShowLeaderCard(report_id=report.id)),
    )


def details_warning_card(content: Content, report: Report) -> Card:
    """A warning before the details."""
    texts = content.texts
    confirmed = ShowDetails(report_id=report.id, is_sure=True)
    return card(
        heading(texts("details.warning_title")),
        paragraph(texts("details.warning")),
        *button_rows(
            [
                execute_button(texts("details.show"), confirmed),
                execute_button(texts("details.back"), ShowLeaderCard(report_id=report.id)),
            ]
        ),
    )


def details_card(content: Content, report: Report) -> Card:
    """The kinds of content in words; free text is never shown."""
    texts = content.texts
    rows = [
        (line.heading, line.value)
        for line in report.lines_for(Reader.DETAILS)
        if not line.free_text
    ]
    back = execute_button(texts("details.back"), ShowLeaderCard(report_id=report.id))
    return card(
        heading(texts("details.title", reference=report.reference)),
        facts(rows) or paragraph(texts("details.none")),
        paragraph(texts("details.no_content"), subtle=True),
        *button_rows([back]),
    )


def _report_facts(content: Content, report: Report) -> Element | None:
    texts = content.texts
    rows = [
        (texts("status.reference"), report.reference),
        (texts("status.level"), content.levels[report.level.word].name),
        *(
            (line.heading, line.value)
            for line in report.lines_for(Reader.CARD)
            if not line.free_text
        ),
    ]
    return facts(rows)


def _guidance(content: Content, guide: Guide) -> list[Element]:
    texts, steps = content.texts, guide.sections["Do this"][:FIRST_STEPS]
    elements = [
        subheading(texts("leader.say")),
        bullets(guide.sections["Say"]),
        subheading(texts("leader.do")),
        bullets(steps, numbered=True),
    ]
    return [element for element in elements if element]


def _more_guidance(content: Content, guide: Guide) -> list[Element]:
    texts = content.texts
    sections = [
        (texts("leader.then"), guide.sections["Do this"][FIRST_STEPS:]),
        ("Please don't", guide.sections["Please don't"]),
    ]
    elements = [
        element
        for name, items in sections
        for element in (subheading(name), bullets(items))
        if element
    ]
    return collapsible("more", texts("leader.more"), elements)


def _buttons(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> list[Element]:
    texts = content.texts
    if escalation.stage is EscalationStatus.WITHDRAWN:
        return []
    details = execute_button(texts("leader.show_details"), ShowDetails(report_id=report.id))
    if not escalation.is_waiting_for(reader_id):
        return button_rows([details])
    first = Decision.ACKNOWLEDGE if escalation.is_on_its_way else Decision.APPROVE
    return [
        *button_rows(
            [
                _decision_button(content, report, first, primary=True),
                details,
                _decision_button(content, report, Decision.NOT_ME),
            ]
        ),
        *_decline_form(content, report, escalation),
    ]


def _decline_form(content: Content, report: Report, escalation: Escalation) -> list[Element]:
    if report.level is not Level.STANDARD or escalation.is_on_its_way:
        return []
    reason = core.TextInput(
        id=f"{INPUT}{REASON}",
        label=content.texts("leader.reason_label"),
        is_multiline=True,
        max_length=LONGEST_REASON,
    )
    return [reason, *button_rows([_decision_button(content, report, Decision.DECLINE)])]


def _decision_button(
    content: Content, report: Report, decision: Decision, *, primary: bool = False
) -> core.Action:
    action = DecideOnEscalation(report_id=report.id, decision=decision)
    return execute_button(content.texts(f"leader.{decision.value}"), action, primary=primary)


def deputy_reason(content: Content, escalation: Escalation, reader_id: str | None) -> str:
    """Why the deputy is asked instead of the leader; empty if the reader is not asked as deputy."""
    deputy, leader = escalation.deputy, escalation.leader
    is_deputy = deputy is not None and deputy.id == reader_id
    if leader is None or not is_deputy or not escalation.is_waiting_for(reader_id):
        return ""
    not_reached = escalation.leader_state is LeaderState.NOT_REACHED
    key = "leader.deputy_not_reached" if not_reached else "leader.deputy_unanswered"
    return content.texts(key, leader=escaped(leader.name))


def answer_status(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> str:
    """What is asked of the reader; if nothing is, who answered and what follows."""
    texts, name = content.texts, escaped(report.reporter.name)
    if closed := why_closed(content, report, escalation, reader_id, escaped):
        return closed
    if not escalation.is_waiting_for(reader_id):
        return texts("leader.not_asked")
    if escalation.answer_by and escalation.stage is EscalationStatus.AWAITING_LEADER:
        return texts("leader.waits", name=name, time=in_new_zealand(escalation.answer_by))
    if escalation.is_undelivered:
        return f"{texts('leader.undelivered')} {texts('leader.not_waited')}"
    if escalation.mail_trouble:
        return texts("leader.mailing_troubled")
    return texts(f"leader.{escalation.stage}")
