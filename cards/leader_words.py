"""Whose answer a report waits for, in words for the people leader and the deputy."""

from bot.content import Content
from bot.domain.escalation import Decision, Escalation, LeaderState, Stage
from bot.domain.report import Report
from bot.services.letters import in_new_zealand
from cards.kit import escaped
from cards.state_words import decided_by, decider


def why_the_deputy(content: Content, escalation: Escalation, reader_id: str | None) -> str:
    """Why the reader is asked in the leader's place; empty where there is nothing to answer."""
    deputy, leader = escalation.deputy, escalation.leader
    is_deputy = deputy is not None and deputy.id == reader_id
    if leader is None or not is_deputy or not escalation.awaits(reader_id):
        return ""
    not_reached = escalation.leader_state is LeaderState.NOT_REACHED
    key = "leader.deputy_not_reached" if not_reached else "leader.deputy_unanswered"
    return content.texts(key, leader=escaped(leader.name))


def answer_words(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> str:
    """What waits for the reader, or who answered and what comes of it."""
    texts, name = content.texts, escaped(report.reporter.name)
    if escalation.stage is Stage.WITHDRAWN:
        return texts("leader.withdrawn")
    if escalation.decision and escalation.decided_at:
        time = in_new_zealand(escalation.decided_at)
        return _answered(content, escalation, reader_id, time, name)
    if not escalation.awaits(reader_id):
        return texts("leader.not_asked")
    if escalation.answer_by and escalation.stage is Stage.AWAITING_LEADER:
        return texts("leader.waits", name=name, time=in_new_zealand(escalation.answer_by))
    if escalation.mail_trouble:
        return texts("leader.mailing_troubled")
    return texts(f"leader.{escalation.stage}")


def _answered(
    content: Content, escalation: Escalation, reader_id: str | None, time: str, name: str
) -> str:
    person, is_open = decider(escalation), escalation.stage is Stage.DECLINED
    was_reader = person is not None and person.id == reader_id
    went_anyway = escalation.decision is Decision.DECLINE and not is_open
    answer = "declined_and_sent" if went_anyway else str(escalation.decision)
    said = {"time": time} if not is_open else {"time": time, "name": name}
    if was_reader:
        return content.texts(f"leader.answered_{answer}", **said)
    return content.texts(f"leader.other_{answer}", other=decided_by(escalation), **said)
