"""The status of an approval in words, for the people leader and the deputy."""

from bot.content import Content
from bot.domain.escalation import Escalation, EscalationStatus, LeaderState
from bot.domain.report import Report
from bot.services.wording import in_new_zealand, why_closed
from cards.elements import escaped


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
