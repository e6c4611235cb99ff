"""What is due after a transition: kept in the same transaction as the transition itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.escalation import Escalation, EscalationStatus, LeaderState, Transition
from bot.domain.timers import Timers
from bot.ports import Lane, NewTask
from bot.services.worker.outages import was_held_up

FIRST_LOOK_FOR_RETURNS = timedelta(minutes=1)


@dataclass(frozen=True)
class FollowUps:
    """The tasks that a transition makes due. None for one that changed nothing."""

    timers: Timers

    def __call__(self, step: Transition) -> Sequence[NewTask]:
        if not step.is_change:
            return ()
        return [
            *_of_the_mail(step, self.timers),
            *_of_the_leader(step),
            *_of_time(step),
            *_of_additions(step),
            *_seen(step),
        ]


def _of_the_mail(step: Transition, timers: Timers) -> Sequence[NewTask]:
    after = step.after
    lane: Lane = "urgent" if after.level.goes_at_once else "mail"
    tasks = []
    if _became(step, stage=EscalationStatus.MAILING):
        late_at = step.events[-1].at + timers.mail.late_after
        tasks += [_task(after, "send_mail", lane=lane), _task(after, "watch_mail", due_at=late_at)]
    if _became_copy(step):
        tasks += [
            # Of a mail that came back, the first is no proof, as release 1.0.0 would take it for.
            _task(after, "send_again", lane="care")
            if after.undelivered_at
            else _task(after, "send_copy", lane=lane),
            _copy_watch(after, due_at=step.events[-1].at + timers.mail.late_after),
        ]
    is_known = after.leader_state is not LeaderState.LOOKUP_PENDING
    if _became(step, stage=EscalationStatus.SENT) and after.arrived_at is None:
        is_copy = after.mail_copied_at is not None
        tasks.append(watch_returns(after.report_id, step.events[-1].at, is_copy=is_copy))
    if _became(step, is_undelivered=True):
        tasks.append(_tell_undelivered(after))
    unseen = after.mailing_because in ("deadline", "leader-not-reached") and after.is_unanswered
    if after.leader_state is LeaderState.ASKED and was_held_up(after.answer_by, step.events[-1].at):
        unseen = False  # the card is there, and one message tells of all that an outage held up
    if (unseen and is_known and _became(step, stage=EscalationStatus.MAILING)) or (
        _became(step, leader_state=LeaderState.NOT_REACHED) and after.is_for_leader
    ):
        tasks.append(leader_mail(after.report_id))
    return tasks


def _of_the_leader(step: Transition) -> Sequence[NewTask]:
    after = step.after
    to_be_found = _became(step, leader_state=LeaderState.LOOKUP_PENDING)
    needs_deputy = _became(step, deputy_state=LeaderState.LOOKUP_PENDING)
    due = {
        "find_named_leader": to_be_found and after.named is None,
        "ask_leader": _became(step, leader_state=LeaderState.TO_BE_ASKED),
        "find_deputy": needs_deputy and not _passes_over_somebody(after),
        "ask_deputy": _became(step, deputy_state=LeaderState.TO_BE_ASKED),
        "tell_declined": _became(step, stage=EscalationStatus.DECLINED),
    }
    # Release 1.0.0 never asks who it is that must hear nothing, and takes nothing of this lane.
    by_rule = {
        "find_leader_by_rule": to_be_found and after.named is not None,
        "find_deputy_by_rule": needs_deputy and _passes_over_somebody(after),
    }
    return [
        *(_task(after, kind) for kind, is_due in due.items() if is_due),
        *(_task(after, kind, lane="care") for kind, is_due in by_rule.items() if is_due),
    ]


def _passes_over_somebody(after: Escalation) -> bool:
    """Whether the reporter's own leader must not stand in, by a rule that is kept with it."""
    return after.own_leader is not None and after.bars_own_leader_as_deputy


def _of_time(step: Transition) -> Sequence[NewTask]:
    if step.before is not None:
        return ()
    after = step.after
    timers = {
        "remind_leader": after.remind_at,
        "pass_deadline": after.answer_by,
        "call_deputy": after.deputy_at,
    }
    return [_task(after, kind, due_at=at) for kind, at in timers.items() if at is not None]


def _of_additions(step: Transition) -> Sequence[NewTask]:
    known = {it.id for it in step.before.added} if step.before else set()
    return [
        NewTask(
            key=f"{step.after.report_id}:send_addition:{addition.id}",
            kind="send_addition",
            report_id=step.after.report_id,
            lane="care",
            payload={"addition_id": addition.id},
        )
        for addition in step.after.added
        if addition.id not in known
    ]


def _seen(step: Transition) -> Sequence[NewTask]:
    before, after = step.before, step.after
    if before is None or _shown(before) == _shown(after):
        return ()
    # Drawing the leader's card anew would take away the details they may be reading.
    is_new_to_leader = _for_leaders(before) != _for_leaders(after)
    refresh = NewTask(
        key=f"{after.report_id}:refresh_cards:{after.version}",
        kind="refresh_cards",
        report_id=after.report_id,
        payload={"leader": is_new_to_leader},
    )
    return [refresh]


def _shown(it: Escalation) -> tuple[object, ...]:
    """What somebody's card says of it."""
    states = (it.leader_state, it.deputy_state, it.decision)
    mail = (it.stage, it.mail_trouble, it.is_undelivered)
    return (*mail, it.leader, it.deputy, it.ticked, it.added, *states)


def _for_leaders(it: Escalation) -> tuple[object, ...]:
    """What the leader's card says of it."""
    return (it.stage, it.mail_trouble, it.is_undelivered, it.decision)


def _became(step: Transition, **now: object) -> bool:
    """Whether these are so after the step, and were not before."""
    before, after = step.before, step.after
    is_so = all(getattr(after, name) == value for name, value in now.items())
    was_so = before and all(getattr(before, name) == value for name, value in now.items())
    return is_so and not was_so


def _became_copy(step: Transition) -> bool:
    return step.before is not None and step.before.mail_copied_at != step.after.mail_copied_at


def _tell_undelivered(after: Escalation) -> NewTask:
    key = f"{after.report_id}:tell_undelivered:{after.version}"
    return NewTask(key=key, kind="tell_undelivered", report_id=after.report_id, lane="care")


def _copy_watch(after: Escalation, *, due_at: datetime) -> NewTask:
    key = f"{after.report_id}:watch_copy"
    return NewTask(key=key, kind="watch_mail", due_at=due_at, report_id=after.report_id)


def watch_returns(report_id: str, sent_at: datetime, *, is_copy: bool) -> NewTask:
    """The task that looks for non-delivery reports, from a minute after the mail was sent."""
    return NewTask(
        key=f"{report_id}:watch_returns{':copy' if is_copy else ''}",
        kind="watch_returns",
        due_at=sent_at + FIRST_LOOK_FOR_RETURNS,
        report_id=report_id,
        lane="care",
    )


def leader_mail(report_id: str) -> NewTask:
    """The letter to a leader whom Teams has not reached; idempotent for each report."""
    key = f"{report_id}:mail_leader"
    return NewTask(key=key, kind="mail_leader", report_id=report_id, lane="mail")


def _task(
    escalation: Escalation, kind: str, *, due_at: datetime | None = None, lane: Lane = "people"
) -> NewTask:
    report_id = escalation.report_id
    return NewTask(
        key=f"{report_id}:{kind}", kind=kind, due_at=due_at, report_id=report_id, lane=lane
    )
