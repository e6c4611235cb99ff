"""Every state of an escalation that its transitions can reach."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import product
from typing import get_args

from bot.domain.errors import Refusal
from bot.domain.escalation import (
    UNDO_FOR,
    Addition,
    Decision,
    Escalation,
    EscalationStatus,
    LeaderState,
    MailTrouble,
    NeededFact,
    OwnLeader,
    SecurityLink,
    System,
    Transition,
)
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level
from cards.gallery.samples import (
    AWKWARD,
    CHOSEN,
    DEPUTY,
    LEADER,
    NOW,
    REFERENCE,
    REPORT_ID,
    REPORTER,
    TENANT,
    a_draft,
    repeated,
)


def submitted_escalation(
    level: Level,
    leader: Person | None = LEADER,
    *,
    told: bool = True,
    left_out: tuple[str, ...] = (),
    own_leader: OwnLeader = OwnLeader.MAY_HEAR,
) -> Escalation:
    """The escalation of a report that was just submitted."""
    transition = Escalation.opened(
        report_id=REPORT_ID,
        reference=REFERENCE,
        level=level,
        reporter=a_draft("").reporter_actor,
        leader=leader,
        leader_is_told=told,
        at=NOW,
        answer_by=NOW + timedelta(hours=2),
        remind_at=NOW + timedelta(hours=1),
        deputy_at=NOW + timedelta(minutes=15),
        left_out=left_out,
        own_leader=own_leader,
    )
    return transition.after


def reachable_escalations(level: Level) -> Iterator[Escalation]:
    """Every state that an escalation of this level can reach, each once.

    Ticks and Security's answers do not depend on the rest, so they are tried on one state only;
    mail trouble reads the same with a deputy, so it is tried without one.
    """
    unknown = Person(name="Hana Example", email="hana@example.org")
    waiting = [submitted_escalation(level, leader) for leader in (LEADER, unknown, None)]
    waiting.append(submitted_escalation(level, None, told=False))
    excluded = submitted_escalation(level, LEADER, own_leader=OwnLeader.LEFT_OUT)
    yield excluded
    waiting.append(excluded.leader_found(LEADER, at=NOW, own=LEADER).after)
    seen = set()  # `waiting` grows during the loop: a breadth-first search
    for escalation in waiting:
        state = _state(escalation)
        if state not in seen:
            seen.add(state)
            yield escalation
            waiting += _next(escalation)
    for escalation in _along_the_line(level):
        if _state(escalation) not in seen:
            seen.add(_state(escalation))
            yield escalation
    yield _handed_back_before(submitted_escalation(level))
    for ticked in (System.NOGGIN,), (System.KOTAHI,), tuple(System):
        yield submitted_escalation(level).model_copy(update={"ticked": ticked})
    yield from _answered_escalations(level)


def _answered_escalations(level: Level) -> Iterator[Escalation]:
    """A report that was sent, after each answer of Security's."""
    reporter = Actor(id=REPORTER.id or "", tenant_id=TENANT)
    sent = submitted_escalation(level).send_without_waiting(by=reporter, at=NOW).after
    sent = sent.mailed(at=NOW).after
    link = SecurityLink(id="a", written_at=NOW, is_in_report=True)
    later = NOW + timedelta(days=1)
    needed = sent.more_needed(get_args(NeededFact), link, at=NOW).after
    closed = sent.closed(link, at=NOW, reopens_for=timedelta(days=7)).after
    place = Addition(id="1", kind="where", at=later, words="Somewhere")
    yield from (
        sent.received(link, at=NOW).after,
        needed,
        needed.add(place, by=reporter).after,
        closed,
        closed.reopened(link, at=later).after,
        closed.add(place, by=reporter).after,
    )


def _handed_back_before(escalation: Escalation) -> Escalation:
    """As release 1.1.0 stored "Not me": an answer that stands."""
    return escalation.replace(
        leader_state=LeaderState.ANSWERED,
        decision=Decision.NOT_ME,
        decided_at=NOW,
        decided_by=LEADER.id,
        stage=EscalationStatus.MAILING,
        mailing_because="handed-back",
    )


def state_name(escalation: Escalation) -> str:
    """What tells this state from the others of its level."""
    people = [
        f"{person.name if person else 'nobody'} {state}"
        for person, state in (
            (escalation.leader, escalation.leader_state),
            (escalation.deputy, escalation.deputy_state),
        )
    ]
    by = (
        f"{escalation.decision} by {escalation.decided_by}"
        if escalation.decision
        else "no decision"
    )
    people += [f"{escalation.named.name} named"] if escalation.named else []
    people += [f"{it.person.name} {it.why}" for it in escalation.passed_on]
    people += [f"{escalation.chosen.name} chosen"] if escalation.chosen else []
    people += ["may be undone"] if escalation.hands_on_at else []
    people += ["nobody left"] if escalation.line_ended_at else []
    trouble = escalation.mail_trouble or (
        "undelivered" if escalation.is_undelivered else "no trouble"
    )
    mail = f"{escalation.stage} {trouble} {escalation.mailing_because}"
    return f"{mail}, {', '.join(people)}, {by}{_answers(escalation)}"


def _answers(escalation: Escalation) -> str:
    """What Security answered; empty if nothing."""
    closing = escalation.closing
    answers = [
        *(["received"] if escalation.received_at else []),
        *(f"needs {' '.join(need.facts)}" for need in escalation.needs),
        *(f"given {' '.join(need.given)}" for need in escalation.needs if need.given),
        *(["closed"] if closing else []),
        *([f"open again by {closing.reopened_by}"] if closing and not escalation.is_closed else []),
    ]
    return f", Security: {', '.join(answers)}" if answers else ""


def _state(escalation: Escalation) -> tuple[object, ...]:
    people = (
        escalation.leader_state,
        escalation.leader,
        escalation.deputy_state,
        escalation.deputy,
    )
    line = (
        tuple((it.person.id, it.was_said) for it in escalation.passed_on),
        escalation.hands_on_at is None,
        escalation.line_ended_at is None,
        escalation.chosen,
    )
    goes_without = escalation.mailing_because == "leader-not-reached"
    mail = (escalation.stage, escalation.mail_trouble, escalation.is_undelivered)
    return (
        *people,
        *line,
        escalation.named,
        *mail,
        goes_without,
        escalation.decision,
        escalation.decided_by,
    )


def _next(escalation: Escalation) -> Iterator[Escalation]:
    """The states after one more transition."""
    reporter = Actor(id=escalation.reporter_id, tenant_id=TENANT)
    card_recipients = [Actor(id=person.id or "", tenant_id=TENANT) for person in (LEADER, DEPUTY)]
    reason = repeated(500, AWKWARD)
    changes: list[Callable[..., Transition]] = [
        partial(escalation.leader_found, LEADER),
        escalation.leader_asked,
        escalation.leader_not_reached,
        escalation.deputy_called,
        partial(escalation.deputy_found, DEPUTY),
        escalation.deputy_asked,
        escalation.deputy_not_reached,
        escalation.deadline_passed,
        escalation.mailed,
        partial(escalation.send_without_waiting, by=reporter),
        partial(escalation.withdraw, by=reporter),
        *(
            partial(escalation.decide, decision, by=recipient, reason=reason)
            for recipient, decision in product(card_recipients, Decision)
        ),
    ]
    if escalation.deputy_state is None:
        changes += [partial(escalation.mail_troubled, trouble) for trouble in MailTrouble]
        changes.append(escalation.mail_came_back)
    for change in [escalation.mailed] if escalation.is_mail_in_doubt else changes:
        with suppress(Refusal):  # not possible in this state
            yield change(at=NOW).after


def _along_the_line(level: Level) -> Iterator[Escalation]:
    """Whoever holds the card says "Not me", the line goes on or ends, and another is named.

    One story for each way: what the mail says meanwhile is the same as without them.
    """
    later, reporter = NOW + UNDO_FOR, Actor(id=a_draft("").reporter.id or "", tenant_id=TENANT)
    leader, deputy, chosen = (
        Actor(id=it.id or "", tenant_id=TENANT) for it in (LEADER, DEPUTY, CHOSEN)
    )
    asked = submitted_escalation(level).leader_asked(at=NOW).after
    handed_on = asked.hand_on("cannot", by=leader, at=NOW).after
    yield handed_on
    found = handed_on.deputy_found(DEPUTY, at=later).after
    yield found
    by_deputy = found.deputy_asked(at=later).after
    yield by_deputy
    yield by_deputy.decide(Decision.APPROVE, by=deputy, at=later).after
    second = by_deputy.hand_on("cannot", by=deputy, at=later).after
    yield second
    passed = by_deputy.deputy_not_reached(at=later).after
    yield passed
    for ended in (
        passed.deputy_not_reached(at=later).after,
        second.deputy_not_reached(at=later + UNDO_FOR).after,
    ):
        yield ended
        yield ended.mailed(at=later).after
    named = ended.mailed(at=later).after.name_another(CHOSEN, by=reporter, at=later).after
    yield named
    by_chosen = named.deputy_found(CHOSEN, at=later).after.deputy_asked(at=later).after
    yield by_chosen
    yield by_chosen.decide(Decision.ACKNOWLEDGE, by=chosen, at=later).after
    yield by_chosen.hand_on("cannot", by=chosen, at=later).after
    called = asked.deputy_called(at=NOW).after.deputy_found(DEPUTY, at=NOW).after
    yield from (called.hand_on("cannot", by=leader, at=NOW).after, called.unseen(NOW, at=NOW).after)
