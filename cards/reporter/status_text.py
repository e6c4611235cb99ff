"""The status of a report in words, for its reporter."""

from bot.content import Content
from bot.domain.escalation import Escalation, EscalationStatus, LeaderState
from bot.domain.report import Report
from bot.domain.scenario import Level
from bot.services.emails.parts import systems_for
from bot.services.wording import in_new_zealand
from cards.elements import escaped

_NOT_ASKED_YET = (LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED)


def mail_status(content: Content, escalation: Escalation) -> str:
    """The status of the mail to Security."""
    return content.texts(f"stage.{_stage_key(escalation)}")


def next_step(content: Content, report: Report, escalation: Escalation) -> str:
    """What happens next, and who does it."""
    texts, stage = content.texts, _stage_key(escalation)
    if escalation.is_undelivered:
        return texts(f"next.{stage}")
    if escalation.stage is EscalationStatus.SENT and may_be_in_danger(report, escalation):
        return texts("next.sent-in-danger")
    if escalation.stage is EscalationStatus.SENT and set(systems_for(report)) <= set(
        escalation.ticked
    ):
        return texts("next.sent-complete")
    if not escalation.is_pending:
        return texts(f"next.{stage}")
    time = in_new_zealand(escalation.answer_by) if escalation.answer_by else ""
    if escalation.stage is EscalationStatus.DECLINED:
        return texts("next.declined", name=decided_by(escalation), time=time)
    if escalation.leader and escalation.leader_state is LeaderState.NOT_REACHED:
        leader = escaped(escalation.leader.name)
        return texts("next.awaiting-deputy", leader=leader, time=time)
    return texts(f"next.{stage}", time=time)


def may_be_in_danger(report: Report, escalation: Escalation) -> bool:
    """An emergency whose reporter has not said that they are safe."""
    return report.level is Level.EMERGENCY and escalation.safe_at is None


def leader_status(content: Content, escalation: Escalation) -> str:
    """The people leader's part."""
    texts, state = content.texts, escalation.leader_state
    if state is LeaderState.NOT_TOLD and escalation.named:
        return texts("leader_state.not-told-named", name=escaped(escalation.named.name))
    if state is LeaderState.NOT_TOLD:
        return texts("leader_state.not-told")
    if escalation.leader is None:
        return texts("leader_state.nobody-reached")
    name = escaped(escalation.leader.name)
    return texts(f"leader_state.{_leader_key(escalation)}", name=name)


def deputy_status(content: Content, escalation: Escalation) -> str:
    """The deputy's part; empty if none is needed."""
    texts, state = content.texts, escalation.deputy_state
    is_decided = escalation.decision is not None
    if state is None or (is_decided and state in _NOT_ASKED_YET):
        return ""
    if state is LeaderState.LOOKUP_PENDING:
        return texts("deputy_state.to-be-found")
    if escalation.deputy is None:
        return texts("deputy_state.nobody-reached")
    name = escaped(escalation.deputy.name)
    if state is LeaderState.ANSWERED:
        return texts(f"leader_state.{escalation.decision}", name=name)
    return texts(f"deputy_state.{_deputy_key(escalation)}", name=name)


def decided_by(escalation: Escalation) -> str:
    """The name of the person who decided, escaped."""
    person = escalation.decider
    return escaped(person.name) if person else ""


def _stage_key(escalation: Escalation) -> str:
    """Last part of the text keys `stage.` and `next.`."""
    if escalation.stage is EscalationStatus.MAILING and escalation.mail_trouble:
        return f"{escalation.stage}-{escalation.mail_trouble}"
    return f"{escalation.stage}-undelivered" if escalation.is_undelivered else str(escalation.stage)


def _leader_key(escalation: Escalation) -> str:
    state, has_deputy = escalation.leader_state, escalation.deputy_state is not None
    if state is LeaderState.ANSWERED:
        return str(escalation.decision)
    if state is LeaderState.NOT_REACHED:
        goes_without = escalation.mailing_because == "leader-not-reached"
        return "not-reached-sent" if goes_without else "not-reached"
    if has_deputy and state is not LeaderState.LOOKUP_PENDING:
        return "unanswered-decided" if escalation.decision else "unanswered"
    return str(state)


def _deputy_key(escalation: Escalation) -> str:
    if escalation.deputy_state is not LeaderState.ASKED:
        return str(escalation.deputy_state)
    if escalation.decision is not None:
        return "asked-decided"
    is_alone = escalation.leader_state is LeaderState.NOT_REACHED
    return "asked-alone" if is_alone else "asked"
