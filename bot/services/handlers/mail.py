"""Handlers of the mails: send, look for them in Sent Items, and look for non-delivery reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from bot.domain.base import Value, split_additions
from bot.domain.colleagues import Colleagues
from bot.domain.escalation import Addition, Escalation, EscalationStatus, MailTrouble
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.domain.timers import MailTimers
from bot.ports import Failure, Letter, Mail, NewTask, NonDeliveryReport, Rejected, Task, Tasks
from bot.ports.tasks import lane_of
from bot.services.emails.delivery import AcceptedMail, Deliver, Delivery, HandOver, Vanished
from bot.services.emails.writer import (
    AnswerAddresses,
    WriteLetters,
    addition_key,
    copy_key,
    leader_key,
)
from bot.services.reports.answer_links import AnswerLinks
from bot.services.reports.follow_ups import (
    ADDITION_ID,
    DUE_AT,
    FIRST_LOOK_FOR_RETURNS,
    ReportTasks,
    was_held_up,
)
from bot.services.reports.security_links import SecurityLinks
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import Reschedule

LET_GO_AHEAD = timedelta(seconds=15)
"""How long an addition waits for an earlier one, and a watch for the mail after an outage."""
_LET_GO = "let_go"
"""Payload key: whether the watch has waited for the mail."""
LOOK_AHEAD = timedelta(seconds=1)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=10)
"""Between two looks at a report whose own mail is not due yet, or late."""
NOT_BEGUN = Delivery()


@dataclass(frozen=True)
class SendMailTasks(ReportTasks):
    """Sends mails exactly once; a method for each kind of task."""

    tasks: Tasks
    mail: Mail
    letters: WriteLetters
    timers: MailTimers
    alarms: Alarms
    answer_links: AnswerLinks | None = None
    """None if there is no answer page."""
    ours: Colleagues = field(default_factory=Colleagues)
    security_links: SecurityLinks | None = None
    """None if there is no answer page."""

    async def send_mail(self, task: Task) -> None:
        """Sends the mail to Security; it counts as sent once the mail service has accepted it."""
        report, escalation = await self._report(task)
        if (
            escalation.stage is not EscalationStatus.MAILING
            or escalation.mail_copied_at is not None
        ):
            await self.tasks.finish(task)
            return
        await self._send(task, report, escalation)

    async def send_copy(self, task: Task) -> None:
        """Sends a second copy to Security, unless the first is found after all."""
        report, escalation = await self._report(task)
        if escalation.stage is not EscalationStatus.MAILING:
            await self.tasks.finish(task)
            return
        first_sent_at = (await self.mail.look_up(report.reference)).sent_at
        if first_sent_at is not None:
            await self._drop_unsent(Delivery.of(task))
            await self._change(task, lambda it, at: it.mail_confirmed(sent_at=first_sent_at, at=at))
            return
        await self._send(task, report, escalation)

    async def send_again(self, task: Task) -> None:
        """Sends a second copy after the first bounced, which is in Sent Items all the same."""
        report, escalation = await self._report(task)
        if escalation.stage is not EscalationStatus.MAILING:
            await self.tasks.finish(task)
            return
        await self._send(task, report, escalation)

    async def _send(self, task: Task, report: Report, escalation: Escalation) -> None:
        is_copy = escalation.mail_copied_at is not None
        try:
            accepted = await self._to_security(task, report, escalation)
        except Rejected as refused:
            reason = type(refused).__name__
            self.alarms(kind=task.kind, report=report.reference, reason=reason, key=task.key)
            await self._trouble(report, _trouble_of(refused))
            raise
        at, held = accepted.accepted_at, accepted.additions
        await self._change(
            task,
            lambda it, _: it.mailed(at=at, is_copy=is_copy, with_added=held),
            then=[confirmation(report.id, accepted.draft_id, at, is_copy=is_copy)],
        )

    async def _drop_unsent(self, delivery: Delivery) -> None:
        if delivery.draft_id and delivery.handed_over_at is None:
            await self.mail.delete_draft(delivery.draft_id)

    async def send_addition(self, task: Task) -> None:
        """Sends the mail about an addition to Security, never before the report's own."""
        report, escalation = await self._report(task)
        addition = escalation.addition(str(task.payload[ADDITION_ID]))
        if addition is None or addition.sent_at is not None or escalation.drops_follow_ups:
            await self.tasks.finish(task)
            return
        if escalation.holds_follow_ups and Delivery.of(task) == NOT_BEGUN:
            await self._wait_for_report(task, escalation, self.clock() - addition.at)
            return
        before = escalation.added[: escalation.added.index(addition)]
        waited = self.clock() - addition.at
        if waited < LET_GO_AHEAD and any(it.sent_at is None for it in before):
            raise Reschedule(LOOK_AHEAD)  # in order, unless an earlier one is held up
        key = addition_key(report, addition)
        links = await self._security_links(report, key, is_in_report=False)
        try:
            accepted = await self._deliver(
                task, key, lambda: self.letters.addition(report, escalation, addition, links)
            )
        except Rejected as refused:
            reason = type(refused).__name__
            self.alarms(kind=task.kind, report=report.reference, reason=reason, key=task.key)
            await self._addition_late(report, addition)
            raise
        except (Failure, Reschedule):
            since = max(addition.at, escalation.sent_at or addition.at)
            if self.clock() - since >= self.timers.late_after:
                await self._addition_late(report, addition)
            raise
        accepted_at = accepted.accepted_at
        await self._change(task, lambda it, _: it.addition_mailed(addition.id, at=accepted_at))

    async def _addition_late(self, report: Report, addition: Addition) -> None:
        now = self.clock()
        await self.reports.change(report.id, lambda it: it.addition_late(addition.id, at=now))

    async def _wait_for_report(self, task: Task, escalation: Escalation, waited: timedelta) -> None:
        """Waits for the report's mail, which tells of the addition if it is written after it."""
        if escalation.stage is EscalationStatus.MAILING and escalation.mail_trouble is None:
            raise Reschedule(LOOK_AHEAD)
        # Another task each time, so that one that waits for a leader does not count as overdue.
        longest = LONGEST_WAIT if escalation.is_pending else SHORTEST_WAIT
        due_at = self.clock() + min(max(waited, SHORTEST_WAIT), longest)
        look = NewTask(
            key=f"{task.key.partition('@')[0]}@{due_at.isoformat()}",
            kind=task.kind,
            due_at=due_at,
            report_id=task.report_id,
            payload={ADDITION_ID: task.payload[ADDITION_ID]},
            lane="care",
        )
        await self.tasks.finish(task, [look])

    async def watch_mail(self, task: Task) -> None:
        """Raises an alarm and tells the reporter, if the mail is late."""
        report, escalation = await self._report(task)
        if escalation.stage is EscalationStatus.MAILING:
            await self._let_mail_go(task)
            self.alarms(kind=task.kind, report=report.reference, reason="MailLate")
        await self._change(task, lambda it, at: it.mail_troubled(MailTrouble.LATE, at=at))

    async def _let_mail_go(self, task: Task) -> None:
        """Raises Reschedule, once, after an outage: the mail is retried at the same moment."""
        due_at, is_first = task.payload.get(DUE_AT), not task.payload.get(_LET_GO)
        if due_at and is_first and was_held_up(datetime.fromisoformat(due_at), self.clock()):
            await self.tasks.checkpoint(task, {**task.payload, _LET_GO: True})
            raise Reschedule(LET_GO_AHEAD)

    async def mail_leader(self, task: Task) -> None:
        """Sends the mail to a leader whom Teams did not reach in time."""
        report, escalation = await self._report(task)
        if self._is_for_a_leader_by_mail(report, escalation):
            link = await self._answer_link(escalation)
            await self._deliver(
                task, leader_key(report), lambda: self.letters.to_leader(report, escalation, link)
            )
        await self.tasks.finish(task)

    def _is_for_a_leader_by_mail(self, report: Report, escalation: Escalation) -> bool:
        """Whether the leader is still to be told, and has an address of a colleague."""
        leader = escalation.leader
        if not escalation.is_unanswered or escalation.was_taken_back or leader is None:
            return False
        return self.ours.may_be_mailed(leader, report.reporter)

    async def _to_security(
        self, task: Task, report: Report, escalation: Escalation
    ) -> AcceptedMail:
        key = copy_key(report) if escalation.mail_copied_at else report.reference
        links = await self._security_links(report, key, is_in_report=True)
        return await self._deliver(
            task, key, lambda: self.letters.to_security(report, escalation, self.clock(), links)
        )

    async def _deliver(self, task: Task, key: str, write: Callable[[], Letter]) -> AcceptedMail:
        deliver = Deliver(self.mail, self.tasks, self.clock, self.timers)
        return await deliver(task, key, write)

    async def _trouble(self, report: Report, trouble: MailTrouble) -> None:
        now = self.clock()
        await self.reports.change(report.id, lambda it: it.mail_troubled(trouble, at=now))

    async def _security_links(
        self, report: Report, key: str, *, is_in_report: bool
    ) -> AnswerAddresses:
        if self.security_links is None:
            return {}
        return await self.security_links.addresses(report.id, key, is_in_report=is_in_report)

    async def _answer_link(self, escalation: Escalation) -> str:
        leader_id = escalation.leader.id if escalation.leader else None
        if self.answer_links is None or leader_id is None:
            return ""
        leader = Actor(id=leader_id, tenant_id=escalation.tenant_id)
        return await self.answer_links.address(escalation.report_id, leader)


def _trouble_of(refused: Rejected) -> MailTrouble:
    is_lost = isinstance(refused, Vanished)
    return MailTrouble.UNCONFIRMED if is_lost else MailTrouble.REFUSED


COPY = "confirm_copy"
"""The kind of task for a second copy, which has another idempotency key."""
LONGEST_LOOK = timedelta(minutes=5)


class Acceptance(Value):
    """A mail that was accepted and is not in Sent Items yet; stored in its task."""

    draft_id: str
    accepted_at: datetime
    """When it was last accepted: a draft that reappears is sent again."""
    sent_at: datetime
    """When it was first accepted."""

    @classmethod
    def of(cls, task: Task) -> Self:
        """The acceptance stored in this task."""
        return cls.model_validate(task.payload["acceptance"], extra="allow")

    @property
    def payload(self) -> dict[str, object]:
        """The payload of a new task."""
        return {"acceptance": split_additions(self).document}

    def kept_in(self, task: Task) -> dict[str, object]:
        """The task's payload with this acceptance."""
        return {**task.payload, **self.payload}


@dataclass(frozen=True)
class ConfirmMailTasks(ReportTasks):
    """Follows an accepted mail."""

    tasks: Tasks
    mail: Mail
    timers: MailTimers
    alarms: Alarms

    async def confirm_mail(self, task: Task) -> None:
        """Looks for the mail in Sent Items; after a time raises an alarm and goes on looking."""
        report, escalation = await self._report(task)
        acceptance = Acceptance.of(task)
        is_copy = task.kind == COPY
        if escalation.confirmed_at or (escalation.mail_copied_at and not is_copy):
            await self.tasks.finish(task)  # confirmed, or an administrator has requested a copy
            return
        key = copy_key(report) if is_copy else report.reference
        waited = self.clock() - acceptance.accepted_at
        if await self.mail.has_left(key) or (
            is_copy
            # A first mail that bounced is in Sent Items as well.
            and escalation.undelivered_at is None
            and await self.mail.has_left(report.reference)
        ):
            await self._delete_spare_drafts(key, acceptance.draft_id)
            await self._confirmed(task, acceptance)
            return
        if waited < self.timers.confirm_within:
            raise Reschedule(max(self.timers.first_look, min(waited, LONGEST_LOOK)))
        found = await self.mail.look_up(key)
        if found.sent_at is not None:  # moved from Sent Items to another folder
            await self._confirmed(task, acceptance)
            return
        await self._unconfirmed(task, report)
        if acceptance.draft_id in found.drafts:
            await self._send_again(task, acceptance)
        raise Reschedule(LONGEST_LOOK)

    async def _delete_spare_drafts(self, key: str, draft_id: str) -> None:
        for spare in (await self.mail.look_up(key)).drafts:
            # A look-up that lags shows the sent mail as a draft, with its own id.
            if draft_id not in ("", spare):
                await self.mail.delete_draft(spare)

    async def _confirmed(self, task: Task, acceptance: Acceptance) -> None:
        sent_at = acceptance.sent_at
        await self._change(task, lambda it, at: it.mail_confirmed(sent_at=sent_at, at=at))

    async def _unconfirmed(self, task: Task, report: Report) -> None:
        """The time is up: raises an alarm, and the report is no longer shown as sent."""
        self.alarms(kind=task.kind, report=report.reference, reason="MailUnconfirmed")
        now = self.clock()
        await self.reports.change(report.id, lambda it: it.mail_unconfirmed(at=now))

    async def _send_again(self, task: Task, acceptance: Acceptance) -> None:
        """Sends the same draft again; the time restarts unless it certainly has not left."""
        restarted = acceptance.model_copy(update={"accepted_at": self.clock()})
        await HandOver(self.mail, self.tasks)(
            task,
            acceptance.draft_id,
            may_have_left=restarted.kept_in(task),
            has_not_left=acceptance.kept_in(task),
        )


def confirmation(
    report_id: str, draft_id: str, accepted_at: datetime, *, is_copy: bool = False
) -> NewTask:
    """The task that follows an accepted mail."""
    acceptance = Acceptance(draft_id=draft_id, accepted_at=accepted_at, sent_at=accepted_at)
    kind = COPY if is_copy else "confirm_mail"
    return NewTask(
        key=f"{report_id}:{kind}",
        kind=kind,
        report_id=report_id,
        payload=acceptance.payload,
        lane="mail",
    )


ALARM = "mail_undelivered"
"""The alarm about a mail to Security."""
LEADERS_ALARM = "leader_mail_undelivered"
FOLLOW_UPS_ALARM = "follow_up_undelivered"
_LATER_MINUTES = (3, 10, 30, 120, 360, 720, 1440, 1560)
LOOKS = (FIRST_LOOK_FOR_RETURNS, *(timedelta(minutes=it) for it in _LATER_MINUTES))
"""Times of the looks, after it was sent. Exchange reports the failure after a day of retries:
https://learn.microsoft.com/exchange/mail-flow-best-practices/message-queue-expiration-interval"""
UNSENT = timedelta(hours=1)
"""When to look again at a mail that is not sent at the moment."""


@dataclass(frozen=True)
class FindReturnedMailTasks(ReportTasks):
    """Reads non-delivery reports. Never sends a mail again by itself."""

    tasks: Tasks
    mail: Mail
    letters: WriteLetters
    alarms: Alarms

    async def watch_returns(self, task: Task) -> None:
        """Looks into the sender's Inbox until the mail bounced or its day is over."""
        report, escalation = await self._report(task)
        if escalation.arrived_at is not None or escalation.is_undelivered:
            await self.tasks.finish(task)
            return
        if escalation.stage is not EscalationStatus.SENT or escalation.sent_at is None:
            await self._look_again(task, UNSENT)
            return
        came_back = self._ours(
            report, escalation, await self.mail.non_delivery_reports(report.reference)
        )
        if came_back:
            self.alarms(kind=ALARM, report=report.reference, reason="NonDeliveryReport")
            await self._change(task, lambda it, at: it.mail_came_back(at=at))
            return
        since_sent = self.clock() - escalation.sent_at
        if (wait := _until_next_look(since_sent)) is None:
            await self.tasks.finish(task)
        else:
            await self._look_again(task, wait)

    async def watch_follow_up(self, task: Task) -> None:
        """Looks until the mail about an addition bounced or its day is over."""
        report, escalation = await self._report(task)
        addition = escalation.addition(str(task.payload[ADDITION_ID]))
        if addition is None or addition.sent_at is None or addition.returned_at is not None:
            await self.tasks.finish(task)
            return
        returned = await self.mail.non_delivery_reports(report.reference)
        to_leader = self.letters.subject_to_leader(report)
        to_security = [it for it in returned if to_leader not in it.subject]
        if any(self._is_about(escalation, addition, it) for it in to_security):
            self.alarms(kind=FOLLOW_UPS_ALARM, report=report.reference, reason="NonDeliveryReport")
            await self._change(task, lambda it, at: it.addition_returned(addition.id, at=at))
        elif (wait := _until_next_look(self.clock() - addition.sent_at)) is None:
            await self.tasks.finish(task)
        else:
            await self._look_again(task, wait, {ADDITION_ID: addition.id})

    def _is_about(self, escalation: Escalation, addition: Addition, it: NonDeliveryReport) -> bool:
        """Whether it is about this follow-up, the last that was sent before it.

        A mail server may take the sign of a reply out of the subject: where Security has the first
        mail, it can only be about a follow-up.
        """
        is_known = escalation.arrived_at is not None
        if not (self.letters.is_about_follow_up(it.subject) or is_known):
            return False
        apart = [each for each in escalation.added if each.sent_at != escalation.sent_at]
        sent = [each for each in apart if each.sent_at and each.sent_at <= it.received_at]
        return bool(sent) and max(sent, key=lambda each: each.sent_at or each.at).id == addition.id

    async def _look_again(
        self, task: Task, wait: timedelta, payload: Mapping[str, Any] | None = None
    ) -> None:
        """Enqueues the next look as another task, so that it does not count as overdue."""
        due_at = self.clock() + wait
        look = NewTask(
            key=f"{task.key.partition('@')[0]}@{due_at.isoformat()}",
            kind=task.kind,
            due_at=due_at,
            report_id=task.report_id,
            lane=lane_of(task.kind),
            payload=payload or {},
        )
        await self.tasks.finish(task, [look])

    def _ours(
        self, report: Report, escalation: Escalation, returned: Sequence[NonDeliveryReport]
    ) -> Sequence[NonDeliveryReport]:
        """The reports about the last mail to Security."""
        to_leader = self.letters.subject_to_leader(report)
        if any(to_leader in it.subject for it in returned):
            self.alarms(kind=LEADERS_ALARM, report=report.reference, reason="NonDeliveryReport")
        copied_at = escalation.mail_copied_at
        return [
            it
            for it in returned
            if not (to_leader in it.subject or self.letters.is_about_follow_up(it.subject))
            and (copied_at is None or it.received_at > copied_at)
        ]


def _until_next_look(since_sent: timedelta) -> timedelta | None:
    """None after the last look."""
    return next((look - since_sent for look in LOOKS if look > since_sent), None)
