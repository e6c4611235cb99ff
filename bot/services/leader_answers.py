"""What became of the question to a people leader, in words for them or for their deputy."""

from collections.abc import Callable

from bot.content import Content
from bot.domain.escalation import Decision, Escalation, Stage
from bot.domain.report import Report
from bot.services.emails.parts import in_new_zealand


def why_closed(
    content: Content,
    report: Report,
    escalation: Escalation,
    reader_id: str | None,
    as_shown: Callable[[str], str] = str,
) -> str:
    """Who answered and what comes of it, or that it was taken back; empty where it is open.

    Names go through as_shown, for wherever they are shown.
    """
    texts, person = content.texts, escalation.decider
    if escalation.stage is Stage.WITHDRAWN:
        return texts("leader.withdrawn")
    if person is None or escalation.decision is None or escalation.decided_at is None:
        return ""
    is_reporters_turn = escalation.stage is Stage.DECLINED
    went_anyway = escalation.decision is Decision.DECLINE and not is_reporters_turn
    answer = "declined_and_sent" if went_anyway else escalation.decision.value
    said = {"time": in_new_zealand(escalation.decided_at)}
    if is_reporters_turn:
        said["name"] = as_shown(report.reporter.name)
    is_readers = person.id == reader_id
    key = f"leader.{'answered' if is_readers else 'other'}_{answer}"
    closed = texts(key, **said, **({} if is_readers else {"other": as_shown(person.name)}))
    return f"{closed} {texts('leader.undelivered')}" if escalation.is_undelivered else closed
