"""The tasks of a report: those that follow from a transition, and what all their handlers share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.escalation import (
    Addition,
    Decision,
    Escalation,
    EscalationStatus,
    LeaderState,
    MailTrouble,
    Transition,
)
from bot.domain.people import Actor, Person
from bot.domain.report import Report
from bot.domain.timers import NEW_ZEALAND, Timers
from bot.ports import Clock, Lane, NewTask, Reports, Task, Tasks
from bot.ports.tasks import lane_of
from bot.services.worker.worker import Reschedule

DUE_AT = "due_at"
"""Payload key: when the task was due first."""
AN_OUTAGE = timedelta(minutes=10)
"""A task that runs later than this after its time was delayed by an outage, not by other work."""
DEADLINE_FIRST = timedelta(seconds=1)
"""How long a message waits until an overdue deadline of its report is applied."""


def was_held_up(due_at: datetime | None, now: datetime) -> bool:
    """Whether a task that was due then is late because of an outage."""
    return due_at is not None and now - due_at > AN_OUTAGE


def is_deadline_due(escalation: Escalation, now: datetime) -> bool:
    """Whether the deadline is over and not applied yet: no message may say that it still waits."""
    answer_by = escalation.answer_by
    return escalation.is_pending and answer_by is not None and answer_by <= now


def caught_up(actor: Actor, now: datetime) -> NewTask:
    """The task that tells a person what happened meanwhile. Idempotent per hour."""
    hour = now.astimezone(NEW_ZEALAND).strftime("%Y-%m-%dT%H")
    return NewTask(
        key=f"caught-up:{actor.tenant_id}:{actor.id}:{hour}",
        kind="tell_caught_up",
        payload=actor.model_dump(),
        lane="care",
    )


DEPUTY_ID = "deputy_id"
"""Payload key: the deputy whom this task asks."""
ADDITION_ID = "addition_id"
"""Payload key: the addition whose mail this task sends or watches."""
MOVED_AT = "moved_at"
"""Payload key: when the line moved that this task watches."""
FIRST_LOOK_FOR_RETURNS = timedelta(minutes=1)


@dataclass(frozen=True)
class News:
    """What a reporter is told in one message of its own: Teams does not notify of an edited card.

    It is told once `is_so` holds after a transition and did not before, and only while it holds;
    then its card is shut.
    """

    name: str
    """Of its text, `news.<name>`. Stored: never rename one."""
    is_so: Callable[[Escalation], bool]
    is_awaited: Callable[[Transition], bool] = lambda _: True
    """Whether this change of all is the one to tell of."""
    is_told_anew: Callable[[Transition], bool] = lambda _: False
    """Whether this change is told too, though it was so before."""
    asks: bool = False
    """Whether the reporter should do something: told after an outage too, where other news is
    replaced by the one message of tell_caught_up."""


_NEWS = (
    # One transition is told of once: the most important comes first.
    News("unconfirmed", lambda it: _is_in(MailTrouble.UNCONFIRMED, it), asks=True),
    News("refused", lambda it: _is_in(MailTrouble.REFUSED, it), asks=True),
    News("late", lambda it: _is_in(MailTrouble.LATE, it), asks=True),
    News("line-ended", lambda it: it.is_without_leader),
    News(
        "security-needs-more",
        lambda it: bool(it.asked_for),
        # Not when the reporter gives a part of it.
        is_told_anew=lambda it: (
            it.before is not None and len(it.after.needs) > len(it.before.needs)
        ),
        asks=True,
    ),
    News("security-closed", lambda it: it.is_closed),
    News(
        "security-reopened",
        lambda it: it.was_reopened,
        # Whoever opened it again by adding something knows.
        lambda it: it.after.closing is not None and it.after.closing.reopened_by is not None,
    ),
    News("security-received", lambda it: it.received_at is not None),
    News(
        "arrived",
        lambda it: it.arrived_at is not None,
        lambda it: it.before is not None and it.before.is_mail_in_doubt,
    ),
    News("sent", lambda it: _is_safely_sent(it), lambda it: _was_waited_for(it)),
    News(
        "added-returned",
        lambda it: bool(it.returned_additions),
        is_told_anew=lambda it: _grew(it, "returned_additions"),
        asks=True,
    ),
    News(
        "added-late",
        lambda it: bool(it.late_additions),
        # What is late after another has the same cause, and is told of already.
        asks=True,
    ),
    News(
        "added-sent",
        lambda it: it.has_sent_late_addition,
        lambda it: it.events[-1].kind == "addition-mailed",
    ),
    News("approved", lambda it: it.decision is Decision.APPROVE),
    News("acknowledged", lambda it: it.decision is Decision.ACKNOWLEDGE),
    News("handed-on", lambda it: _is_asked_in_their_place(it), lambda it: _came_to_deputy(it)),
)
NEWS: Mapping[str, News] = {news.name: news for news in _NEWS}
"""By name, the most important first. A release before does not know every name."""


@dataclass(frozen=True)
class FollowUps:
    """The tasks that a transition makes due. None for one that changed nothing."""

    timers: Timers

    def __call__(self, transition: Transition) -> Sequence[NewTask]:
        if not transition.is_change:
            return ()
        return [
            *_mail_tasks(transition, self.timers),
            *_leader_tasks(transition),
            *_line_tasks(transition, self.timers),
            *_timed_tasks(transition),
            *_addition_tasks(transition),
            *_after_care_tasks(transition, self.timers),
            *_news_tasks(transition, self.timers),
            *_refresh_tasks(transition),
        ]


def _mail_tasks(transition: Transition, timers: Timers) -> Sequence[NewTask]:
    after, at = transition.after, transition.events[-1].at
    lane: Lane = "urgent" if after.level.goes_at_once else "mail"
    tasks = []
    if _became(transition, stage=EscalationStatus.MAILING):
        late_at = at + timers.mail.late_after
        tasks += [_task(after, "send_mail", lane=lane), _watch_mail(after, late_at)]
    if _became_copy(transition):
        tasks += [
            # After a bounce the first mail in Sent Items proves nothing; send_copy, which release
            # 1.0.0 runs too, would take it for a proof.
            _task(after, "send_again", lane="care")
            if after.undelivered_at
            else _task(after, "send_copy", lane=lane),
            _watch_mail(after, at + timers.mail.late_after, kind="watch_copy"),
        ]
    is_known = after.leader_state is not LeaderState.LOOKUP_PENDING
    if _became(transition, stage=EscalationStatus.SENT) and after.arrived_at is None:
        is_copy = after.mail_copied_at is not None
        tasks.append(watch_returns(after.report_id, at, is_copy=is_copy))
    if _became(transition, is_undelivered=True):
        tasks.append(_tell_undelivered(after))
        if after.level.goes_at_once:
            again_at = at + timers.mail.told_again_after
            tasks.append(_tell_undelivered(after, again_at=again_at))
    unseen = after.mailing_because in ("deadline", "leader-not-reached") and after.is_unanswered
    if after.leader_state is LeaderState.ASKED and was_held_up(after.answer_by, at):
        unseen = False  # the leader has the card, and tell_caught_up reports the outage
    if (unseen and is_known and _became(transition, stage=EscalationStatus.MAILING)) or (
        _became(transition, leader_state=LeaderState.NOT_REACHED) and after.is_unanswered
    ):
        tasks.append(leader_mail(after.report_id))
    return tasks


def _leader_tasks(transition: Transition) -> Sequence[NewTask]:
    after = transition.after
    to_be_found = _became(transition, leader_state=LeaderState.LOOKUP_PENDING)
    is_first = not after.passed_on and after.chosen is None
    needs_deputy = is_first and _became(transition, deputy_state=LeaderState.LOOKUP_PENDING)
    is_raised = transition.before is not None and transition.before.level < after.level
    due = {
        "find_named_leader": to_be_found and after.named is None and after.leader is not None,
        "ask_leader": _became(transition, leader_state=LeaderState.TO_BE_ASKED),
        "find_deputy": needs_deputy and not _bars_own_leader(after),
        "tell_declined": _became(transition, stage=EscalationStatus.DECLINED),
    }
    # Releases before do not look up who must hear nothing, or whom nobody named yet; so these are
    # kinds or lanes that they do not run.
    by_rule = {
        "find_leader_by_rule": to_be_found and after.named is not None,
        "find_own_leader": to_be_found and after.named is None and after.leader is None,
        "find_deputy_by_rule": needs_deputy and _bars_own_leader(after),
    }
    return [
        # Who was asked before is asked again after a raised level, as a task of its own.
        *(_task(after, kind, is_again=is_raised) for kind, is_due in due.items() if is_due),
        *(_task(after, kind, lane=lane_of(kind)) for kind, is_due in by_rule.items() if is_due),
    ]


def _line_tasks(transition: Transition, timers: Timers) -> Sequence[NewTask]:
    """Whoever comes after the first deputy, and the end of a line that stands still."""
    before, after, tasks = transition.before, transition.after, list[NewTask]()
    if before is None:
        return ()
    if after.deputy and _became(
        transition, deputy=after.deputy, deputy_state=LeaderState.TO_BE_ASKED
    ):
        is_again = before.level < after.level and before.deputy == after.deputy
        tasks.append(_ask_deputy(after, after.deputy, is_again=is_again))
    if after.hands_on_at is not None and after.hands_on_at != before.hands_on_at:
        tasks.append(_step(after, "find_next_in_line", due_at=after.hands_on_at))
    elif after.passed_on or after.chosen:
        is_sought = _became(transition, deputy_state=LeaderState.LOOKUP_PENDING)
        if is_sought or before.chosen != after.chosen:
            tasks.append(_step(after, "find_next_in_line"))
    moved_at = after.line_moved_at
    if moved_at and moved_at != before.line_moved_at and after.level.goes_at_once:
        due_at, payload = moved_at + timers.leader.deputy_after, {MOVED_AT: moved_at.isoformat()}
        tasks.append(_step(after, "watch_line", due_at=due_at, payload=payload))
    return tasks


def _ask_deputy(after: Escalation, deputy: Person, *, is_again: bool) -> NewTask:
    """A release before asks one deputy only; it does not run the kind for those after them."""
    payload = {DEPUTY_ID: deputy.id or ""}
    if after.passed_on or after.chosen:
        return _step(after, "ask_next_in_line", payload=payload)
    return replace(_task(after, "ask_deputy", is_again=is_again), payload=payload)


def _step(
    after: Escalation,
    kind: str,
    *,
    due_at: datetime | None = None,
    payload: Mapping[str, str] | None = None,
) -> NewTask:
    """A task that a report may have several times: one for this version."""
    return NewTask(
        key=f"{after.report_id}:{kind}:{after.version}",
        kind=kind,
        due_at=due_at,
        report_id=after.report_id,
        lane=lane_of(kind),
        payload=payload or {},
    )


def _bars_own_leader(after: Escalation) -> bool:
    """Whether a stored rule bars the reporter's own leader as deputy."""
    return after.own_leader is not None and after.bars_own_leader_as_deputy


def _timed_tasks(transition: Transition) -> Sequence[NewTask]:
    before, after = transition.before, transition.after
    names = {
        "remind_leader": "remind_at",
        "pass_deadline": "answer_by",
        "call_deputy": "deputy_at",
    }
    times = {kind: (getattr(before, it, None), getattr(after, it)) for kind, it in names.items()}
    return [
        _task(after, kind, due_at=now, is_again=before is not None)
        for kind, (then, now) in times.items()
        if now is not None and now != then
    ]


NUMBER = "number"
"""Payload key: which of the check-ins or prompts it is."""
OPTED_IN_AT = "opted_in_at"
"""Payload key: when the reporter wished for the check-in."""
LEADER_ID = "leader_id"
"""Payload key: the leader who is prompted."""


def _after_care_tasks(transition: Transition, timers: Timers) -> Sequence[NewTask]:
    """What comes in the days and weeks after, each once."""
    after, at, tasks = transition.after, transition.events[-1].at, list[NewTask]()
    if _became(transition, stage=EscalationStatus.SENT):
        tasks.append(_later(after, "remind_entries", timers.entries_reminded_at(at)))
    before = transition.before
    if after.check_in and (before is None or _wished_at(before) != _wished_at(after)):
        wished = after.check_in.opted_in_at.isoformat()
        for number, due_at in enumerate(after.check_in.due, 1):
            if number > len(after.check_in.asked):
                key, said = f"check_in:{number}:{wished}", {NUMBER: number, OPTED_IN_AT: wished}
                tasks.append(_later(after, "check_in", due_at, key, said))
    leader = after.supporting_leader
    if leader is not None and leader.id and (before is None or before.supporting_leader is None):
        for number, due_at in enumerate(timers.check_ins_at(at), 1):
            key, said = (
                f"prompt_leader:{leader.id}:{number}",
                {NUMBER: number, LEADER_ID: leader.id},
            )
            tasks.append(_later(after, "prompt_leader", due_at, key, said))
    return tasks


def _wished_at(escalation: Escalation) -> datetime | None:
    return escalation.check_in.opted_in_at if escalation.check_in else None


def _later(
    after: Escalation,
    kind: str,
    due_at: datetime,
    key: str = "",
    payload: Mapping[str, Any] | None = None,
) -> NewTask:
    return NewTask(
        key=f"{after.report_id}:{key or kind}",
        kind=kind,
        due_at=due_at,
        report_id=after.report_id,
        lane=lane_of(kind),
        payload={**(payload or {}), DUE_AT: due_at.isoformat()},
    )


def _addition_tasks(transition: Transition) -> Sequence[NewTask]:
    before, after = transition.before, transition.after
    known = {it.id for it in before.added} if before else set()
    tasks = [_addition_task(after, it) for it in after.added if it.id not in known]
    if before is not None and transition.events[-1].kind == "addition-mailed":
        unsent = {it.id for it in before.added if it.sent_at is None}
        tasks += [
            _watch_follow_up(after, it) for it in after.added if it.id in unsent and it.sent_at
        ]
    return tasks


def _watch_follow_up(after: Escalation, addition: Addition) -> NewTask:
    return NewTask(
        key=f"{after.report_id}:watch_follow_up:{addition.id}",
        kind="watch_follow_up",
        due_at=(addition.sent_at or addition.at) + FIRST_LOOK_FOR_RETURNS,
        report_id=after.report_id,
        lane=lane_of("watch_follow_up"),
        payload={ADDITION_ID: addition.id},
    )


def _addition_task(after: Escalation, addition: Addition) -> NewTask:
    # Release 1.1.0 knows two topics only, and would call any other a place and a number.
    kind = "send_follow_up" if addition.topic else "send_addition"
    return NewTask(
        key=f"{after.report_id}:{kind}:{addition.id}",
        kind=kind,
        report_id=after.report_id,
        lane=lane_of(kind),
        payload={ADDITION_ID: addition.id},
    )


def _news_tasks(transition: Transition, timers: Timers) -> Sequence[NewTask]:
    """At most one message to the reporter; what asks for an act is repeated once."""
    before, after, at = transition.before, transition.after, transition.events[-1].at
    became = (
        news
        for news in NEWS.values()
        if news.is_so(after)
        and (before is None or not news.is_so(before) or news.is_told_anew(transition))
        and news.is_awaited(transition)
    )
    tasks = []
    if (news := next(became, None)) is not None:
        tasks.append(_tell_news(after, news, at))
        if news.asks and after.level.goes_at_once:
            again_at = at + timers.mail.told_again_after
            tasks.append(_tell_news(after, news, again_at, is_again=True))
    return tasks


def _tell_news(after: Escalation, news: News, at: datetime, *, is_again: bool = False) -> NewTask:
    # One trouble of the mail often follows another: they are repeated together.
    repeated = "mail" if after.mail_trouble else news.name
    key = f"{repeated}:again" if is_again else f"{news.name}:{after.version}"
    return NewTask(
        key=f"{after.report_id}:tell_news:{key}",
        kind="tell_news",
        due_at=at if is_again else None,
        report_id=after.report_id,
        lane=lane_of("tell_news"),
        payload={"news": news.name, "at": at.isoformat(), "again": is_again},
    )


def _grew(transition: Transition, name: str) -> bool:
    """Whether there are more of these than before."""
    before, after = transition.before, transition.after
    return before is not None and len(getattr(after, name)) > len(getattr(before, name))


def _is_in(trouble: MailTrouble, it: Escalation) -> bool:
    return it.mail_trouble is trouble and it.is_mail_in_doubt


def _is_safely_sent(it: Escalation) -> bool:
    return it.stage is EscalationStatus.SENT and not it.is_mail_in_doubt


def _is_asked_in_their_place(it: Escalation) -> bool:
    """Whether the next in line has the card; not somebody whom the reporter named themselves."""
    is_chosen = it.chosen is not None and it.deputy is not None and it.deputy.id == it.chosen.id
    return it.is_open and it.deputy_state is LeaderState.ASKED and not is_chosen


def _came_to_deputy(transition: Transition) -> bool:
    """Whether the card came to the next in line with this change, and for the first time."""
    before = transition.before
    is_first = before is not None and before.deputy_asked_at is None
    return is_first and transition.events[-1].kind == "deputy-asked"


def _was_waited_for(transition: Transition) -> bool:
    """Whether the reporter waits to hear that the mail was sent.

    They do if they were told of trouble, or if it goes because nobody answered. Others pressed Send
    a moment ago, or hear that their leader approved.
    """
    before, after = transition.before, transition.after
    if before is None:
        return False
    if before.is_mail_in_doubt or after.mail_copied_at is not None:
        return True
    if after.line_ended_at is not None:
        return False  # they were told a moment ago, with the way to Security
    # After an outage tell_caught_up says it.
    is_late = was_held_up(after.answer_by, transition.events[-1].at)
    return after.mailing_because in _UNANSWERED and not is_late


_UNANSWERED = ("deadline", "leader-not-reached", "handed-back")
"""Why it is mailed after a wait, and without an approval."""


def _refresh_tasks(transition: Transition) -> Sequence[NewTask]:
    before, after = transition.before, transition.after
    if before is None or _shown(before) == _shown(after):
        return ()
    # Updating the leader's card would close the details they may be reading.
    is_new_to_leader = _shown_to_leaders(before) != _shown_to_leaders(after)
    refresh = NewTask(
        key=f"{after.report_id}:refresh_cards:{after.version}",
        kind="refresh_cards",
        report_id=after.report_id,
        payload={"leader": is_new_to_leader},
    )
    return [refresh]


def _shown(escalation: Escalation) -> tuple[object, ...]:
    """What any card shows of the escalation."""
    return (
        *_shown_to_leaders(escalation),
        escalation.leader,
        escalation.leader_state,
        escalation.deputy,
        escalation.deputy_state,
        escalation.line_ended_at,
        escalation.added,
        escalation.received_at,
        escalation.needs,
        escalation.closings,
        escalation.helped_at,
        escalation.check_in,
        escalation.watcher,
        escalation.known,
    )


def _shown_to_leaders(escalation: Escalation) -> tuple[object, ...]:
    """What the leader's card shows of the escalation."""
    trouble, decision = escalation.mail_trouble, escalation.decision
    answers = (escalation.is_with_security, escalation.is_closed)
    entries = (escalation.ticked, escalation.entries)
    mail = (escalation.stage, trouble, escalation.is_undelivered)
    line = (escalation.passed_on, escalation.hands_on_at)
    known = escalation.known.lines if escalation.known else ()
    facts = tuple(each for each in known if each.may_reach_leader)
    now = (escalation.level, escalation.answer_by)
    return (*mail, escalation.taken_back_at, decision, *answers, *entries, *line, *now, *facts)


def _became(transition: Transition, **now: object) -> bool:
    """Whether all these values hold after the transition, and did not before."""
    before, after = transition.before, transition.after
    holds = all(getattr(after, name) == value for name, value in now.items())
    held = before and all(getattr(before, name) == value for name, value in now.items())
    return holds and not held


def _became_copy(transition: Transition) -> bool:
    return (
        transition.before is not None
        and transition.before.mail_copied_at != transition.after.mail_copied_at
    )


def _tell_undelivered(after: Escalation, *, again_at: datetime | None = None) -> NewTask:
    return NewTask(
        key=f"{after.report_id}:tell_undelivered:{'again' if again_at else after.version}",
        kind="tell_undelivered",
        due_at=again_at,
        report_id=after.report_id,
        lane="care",
    )


def _watch_mail(after: Escalation, due_at: datetime, *, kind: str = "watch_mail") -> NewTask:
    return NewTask(
        key=f"{after.report_id}:{kind}",
        kind="watch_mail",
        due_at=due_at,
        report_id=after.report_id,
        payload={DUE_AT: due_at.isoformat()},
    )


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
    """The mail to a leader whom Teams did not reach. Idempotent per report."""
    key = f"{report_id}:mail_leader"
    return NewTask(key=key, kind="mail_leader", report_id=report_id, lane="mail")


def _task(
    escalation: Escalation,
    kind: str,
    *,
    due_at: datetime | None = None,
    lane: Lane = "people",
    is_again: bool = False,
) -> NewTask:
    """The task of this kind; one for each report, unless the kind is due again."""
    report_id = escalation.report_id
    key = f"{report_id}:{kind}:{escalation.version}" if is_again else f"{report_id}:{kind}"
    return NewTask(key=key, kind=kind, due_at=due_at, report_id=report_id, lane=lane)


# What the handlers share

_AFTER_DEADLINE = "after_deadline"
"""Payload key: whether the task has waited for the deadline to be applied."""


@dataclass(frozen=True)
class ReportTasks:
    """A handler reads the report, calls one service, and ends with one change of the report."""

    reports: Reports
    clock: Clock
    tasks: Tasks

    async def _report(self, task: Task) -> tuple[Report, Escalation]:
        return await self.reports.get(task.report_id or "")

    async def _after_deadline(self, task: Task, escalation: Escalation) -> None:
        """Raises Reschedule, once, if the deadline is due: no message may precede it."""
        if is_deadline_due(escalation, self.clock()) and not task.payload.get(_AFTER_DEADLINE):
            await self.tasks.checkpoint(task, {**task.payload, _AFTER_DEADLINE: True})
            raise Reschedule(DEADLINE_FIRST)

    async def _change(
        self,
        task: Task,
        transition: Callable[[Escalation, datetime], Transition],
        then: Sequence[NewTask] = (),
    ) -> None:
        """Applies the transition, enqueues tasks and finishes this one, in one transaction."""
        now, report_id = self.clock(), task.report_id or ""
        await self.reports.change(
            report_id, lambda it: transition(it, now), finishes=task, then=then
        )
