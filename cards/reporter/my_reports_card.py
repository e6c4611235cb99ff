"""The list of a reporter's own reports: of each its date, subject, state, and who acts next."""

from collections.abc import Sequence

from bot.content import Content
from bot.domain.escalation import Escalation, EscalationStatus
from bot.domain.report import Report
from bot.services.emails.to_security import open_systems
from bot.services.wording import day_in_new_zealand, in_new_zealand, system_name
from cards.actions import OpenReport, ShowAgain, ShowPage, StartReport
from cards.elements import (
    Card,
    CardChoice,
    button,
    button_row,
    card,
    choice_list,
    heading,
    paragraph,
)
from cards.reporter.status_cards import mail_status

MOST_REPORTS = 20
"""On one list; many more would exceed the size limit of a message."""


def my_reports_card(content: Content, reports: Sequence[tuple[Report, Escalation]]) -> Card:
    """The reporter's own reports: what needs them first, then the newest."""
    texts = content.texts
    support = button(texts("menu.support"), ShowPage(page="support"))
    if not reports:
        return card(
            paragraph(texts("my_reports.none")),
            button_row(button(texts("menu.report"), StartReport()), support),
        )
    first = sorted(reports, key=lambda it: not _needs_reporter(it[1]))
    lines = [
        CardChoice(report.id, _line(content, report, escalation))
        for report, escalation in first[:MOST_REPORTS]
    ]
    show = OpenReport(report_id=lines[0].id, from_list="report_id")
    again = ShowAgain(report_id=reports[0][0].id)
    return card(
        heading(texts("my_reports.title")),
        choice_list("report_id", texts("my_reports.intro"), lines, chosen=lines[0].id),
        button_row(
            button(texts("my_reports.show"), show, primary=True),
            button(texts("happened_again.button"), again),
            support,
        ),
    )


def _needs_reporter(escalation: Escalation) -> bool:
    """Whether it waits for something that only the reporter can do."""
    if escalation.is_closed:
        return False
    is_theirs = escalation.asked_for or escalation.stage is EscalationStatus.DECLINED
    is_in_doubt = escalation.is_mail_in_doubt or escalation.is_addition_in_doubt
    return is_in_doubt or bool(is_theirs) or escalation.is_without_leader


def _line(content: Content, report: Report, escalation: Escalation) -> str:
    return content.texts(
        "my_reports.line",
        date=day_in_new_zealand(report.submitted_at),
        title=report.title,
        reference=report.reference,
        state=mail_status(content, escalation),
        next=_who_is_next(content, report, escalation),
    )


def _who_is_next(content: Content, report: Report, escalation: Escalation) -> str:
    """Who acts next, and what they do."""
    texts, stage = content.texts, escalation.stage
    time = in_new_zealand(escalation.answer_by) if escalation.answer_by else ""
    if escalation.is_closed or (escalation.was_taken_back and not escalation.asked_for):
        return texts("my_reports.nothing")
    if escalation.is_mail_in_doubt:
        return texts("my_reports.by_hand")
    if escalation.is_addition_in_doubt:
        return texts("my_reports.by_hand_added")
    if escalation.asked_for:
        return texts("my_reports.you_answer")
    if stage is EscalationStatus.DECLINED:
        return texts("my_reports.you_decide", time=time)
    if stage is EscalationStatus.AWAITING_LEADER:
        return texts("my_reports.leader", time=time)
    if escalation.is_without_leader:
        return texts("my_reports.you_name")
    if stage is EscalationStatus.MAILING:
        return texts("my_reports.sending")
    key = "security_has_it" if escalation.is_with_security else "security_reads"
    security = texts(f"my_reports.{key}")
    if escalation.may_be_in_danger:
        return security
    return " ".join([security, *_entries(content, report, escalation)])


def _entries(content: Content, report: Report, escalation: Escalation) -> list[str]:
    """Who makes the entries that are left; a leader who is still looked for is not named."""
    texts, leader = content.texts, escalation.entering_leader
    names = [system_name(content, system) for system in open_systems(report, escalation)]
    if escalation.may_get_entering_leader:
        return []
    if leader is None:
        return [texts("my_reports.you_enter", system=name) for name in names]
    return [texts("my_reports.leader_enters", system=name) for name in names]
