"""The line about leader and deputy in the mail to Security."""

from bot.content import Content
from bot.domain.escalation import Decision, Escalation, LeaderState

_NOT_ANSWERED = (LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED, LeaderState.ASKED)


def leader_words(content: Content, escalation: Escalation) -> str:
    """How far leader and deputy were asked and heard; no one is named who was left out."""
    if escalation.leader_state is LeaderState.NOT_TOLD:
        return content.texts("mail.leader_not-told")
    parts = [_leader(content, escalation), _deputy(content, escalation)]
    if _nobody_was_reached(escalation):
        parts.append(content.texts("mail.nobody_reached"))
    return "; ".join(part for part in parts if part)


def _leader(content: Content, it: Escalation) -> str:
    if it.leader is None:
        is_sought = it.leader_state is not LeaderState.NOT_REACHED
        return content.texts("mail.leader_unknown") if is_sought else ""
    return _person(content, it, it.leader_state, it.leader.name)


def _deputy(content: Content, it: Escalation) -> str:
    texts, state = content.texts, it.deputy_state
    if state is None or it.leader_state is LeaderState.ANSWERED:
        return ""
    if it.deputy is None:
        is_sought = state is LeaderState.LOOKUP_PENDING
        is_alone = it.leader_state is not LeaderState.NOT_REACHED and not is_sought
        key = "mail.deputy_to-be-found" if is_sought else "mail.nobody_else" if is_alone else ""
        return texts(key) if key else ""
    name = texts("mail.standing_in", name=it.deputy.name)
    if state is not LeaderState.NOT_REACHED or it.mailing_because == "leader-not-reached":
        return _person(content, it, state, name)
    # Whether they handed it back or were not reached is stored only if it caused the mail.
    has_declined = it.mailing_because == "handed-back"
    return texts(f"mail.leader_{'not-me' if has_declined else 'not-taken-on'}", name=name)


def _person(content: Content, it: Escalation, state: LeaderState, name: str) -> str:
    return content.texts(f"mail.leader_{_word(it, state)}", name=name)


def _word(it: Escalation, state: LeaderState) -> str:
    is_over = it.mailing_because == "deadline"
    if state is LeaderState.ANSWERED and it.decision:
        is_nobodys = it.decision is Decision.DECLINE and is_over
        return f"{it.decision.value}_deadline" if is_nobodys else it.decision.value
    if is_over and state in _NOT_ANSWERED:
        return "asked_deadline" if state is LeaderState.ASKED else "not-asked_deadline"
    return state.value


def _nobody_was_reached(it: Escalation) -> bool:
    if it.leader_state is not LeaderState.NOT_REACHED:
        return False
    is_deputy_known = it.deputy is not None and it.mailing_because != "leader-not-reached"
    return it.deputy_state in (None, LeaderState.NOT_REACHED) and not is_deputy_known
