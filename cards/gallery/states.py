"""Every state that an invented report can come to on its way to Security."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import product

from bot.domain.errors import Refusal
from bot.domain.escalation import Decision, Escalation, MailTrouble, OwnLeader, System, Transition
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level
from cards.gallery.samples import (
    AWKWARD,
    DEPUTY,
    LEADER,
    NOW,
    REFERENCE,
    REPORT_ID,
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
    """The escalation of a report that was just sent."""
    step = Escalation.opened(
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
    return step.after


def reachable_escalations(level: Level) -> Iterator[Escalation]:
    """Every state that an escalation of this level can come to, each once.

    What is ticked off has nothing to do with the rest, so it is tried on one state only, and
    trouble with the mail where no deputy is: it reads the same with one.
    """
    unknown = Person(name="Hana Example", email="hana@example.org")
    waiting = [submitted_escalation(level, leader) for leader in (LEADER, unknown, None)]
    waiting.append(submitted_escalation(level, None, told=False))
    round_own = submitted_escalation(level, LEADER, own_leader=OwnLeader.LEFT_OUT)
    yield round_own
    waiting.append(round_own.leader_found(LEADER, at=NOW, own=LEADER).after)
    seen = set()
    for escalation in waiting:
        state = _state(escalation)
        if state not in seen:
            seen.add(state)
            yield escalation
            waiting += _next(escalation)
    for ticked in (System.NOGGIN,), (System.KOTAHI,), tuple(System):
        yield submitted_escalation(level).model_copy(update={"ticked": ticked})


def state_name(it: Escalation) -> str:
    """Everything in which that state differs from the others of its level."""
    people = [
        f"{person.name if person else 'nobody'} {state}"
        for person, state in ((it.leader, it.leader_state), (it.deputy, it.deputy_state))
    ]
    by = f"{it.decision} by {it.decided_by}" if it.decision else "no decision"
    people += [f"{it.named.name} named"] if it.named else []
    trouble = it.mail_trouble or ("undelivered" if it.is_undelivered else "no trouble")
    mail = f"{it.stage} {trouble} {it.mailing_because}"
    return f"{mail}, {', '.join(people)}, {by}"


def _state(it: Escalation) -> tuple[object, ...]:
    people = (it.leader_state, it.leader, it.deputy_state, it.deputy)
    goes_without = it.mailing_because == "leader-not-reached"
    mail = (it.stage, it.mail_trouble, it.is_undelivered)
    return (*people, it.named, *mail, goes_without, it.decision, it.decided_by)


def _next(it: Escalation) -> Iterator[Escalation]:
    """What one more thing that happens can make of it."""
    reporter = Actor(id=it.reporter_id, tenant_id=TENANT)
    card_recipients = [Actor(id=person.id or "", tenant_id=TENANT) for person in (LEADER, DEPUTY)]
    reason = repeated(500, AWKWARD)
    changes: list[Callable[..., Transition]] = [
        partial(it.leader_found, LEADER),
        it.leader_asked,
        it.leader_not_reached,
        it.deputy_called,
        partial(it.deputy_found, DEPUTY),
        it.deputy_asked,
        it.deputy_not_reached,
        it.deadline_passed,
        it.mailed,
        partial(it.send_without_waiting, by=reporter),
        partial(it.withdraw, by=reporter),
        *(
            partial(it.decide, answer, by=holder, reason=reason)
            for holder, answer in product(card_recipients, Decision)
        ),
    ]
    if it.deputy_state is None:
        changes += [partial(it.mail_troubled, trouble) for trouble in MailTrouble]
        changes.append(it.mail_came_back)
    for change in [it.mailed] if it.is_mail_in_doubt else changes:
        with suppress(Refusal):
            yield change(at=NOW).after
