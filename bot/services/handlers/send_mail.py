"""Handlers that send mails: to Security, copies and additions, and to a leader."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.colleagues import Colleagues
from bot.domain.escalation import Escalation, EscalationStatus, MailTrouble
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.domain.timers import MailTimers
from bot.ports import Letter, Mail, Rejected, Task, Tasks
from bot.services.emails.delivery import Deliver, Delivery, Vanished
from bot.services.emails.writer import WriteLetters, addition_key, copy_key, leader_key
from bot.services.handlers.base import ReportTasks
from bot.services.handlers.confirm_mail import confirmation
from bot.services.reports.answer_links import AnswerLinks
from bot.services.worker.alarms import Alarms
from bot.services.worker.attempt import Reschedule

LET_GO_AHEAD = timedelta(seconds=15)
"""How long an addition waits for an earlier one."""
LOOK_AHEAD = timedelta(seconds=1)


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
            delivery = await self._to_security(task, report, escalation)
        except Rejected as refused:
            reason = type(refused).__name__
            self.alarms(kind=task.kind, report=report.reference, reason=reason, key=task.key)
            await self._trouble(report, _trouble_of(refused))
            raise
        accepted_at = delivery.accepted_at or self.clock()
        await self._change(
            task,
            lambda it, _: it.mailed(at=accepted_at, is_copy=is_copy),
            then=[confirmation(report.id, delivery.draft_id, accepted_at, is_copy=is_copy)],
        )

    async def _drop_unsent(self, delivery: Delivery) -> None:
        if delivery.draft_id and delivery.handed_over_at is None:
            await self.mail.delete_draft(delivery.draft_id)

    async def send_addition(self, task: Task) -> None:
        """Sends the mail about an addition to Security."""
        report, escalation = await self._report(task)
        addition = escalation.addition(str(task.payload["addition_id"]))
        if addition is None or addition.sent_at is not None:
            await self.tasks.finish(task)
            return
        before = escalation.added[: escalation.added.index(addition)]
        waited = self.clock() - addition.at
        if waited < LET_GO_AHEAD and any(it.sent_at is None for it in before):
            raise Reschedule(LOOK_AHEAD)  # in order, unless an earlier one is held up
        key, number = addition_key(report, addition), len(before) + 1
        try:
            delivery = await self._deliver(
                task, key, lambda: self.letters.addition(report, addition, number)
            )
        except Rejected as refused:
            reason = type(refused).__name__
            self.alarms(kind=task.kind, report=report.reference, reason=reason, key=task.key)
            raise
        accepted_at = delivery.accepted_at or self.clock()
        await self._change(task, lambda it, _: it.addition_mailed(addition.id, at=accepted_at))

    async def watch_mail(self, task: Task) -> None:
        """Raises an alarm and tells the reporter, if the mail is late."""
        report, escalation = await self._report(task)
        if escalation.stage is EscalationStatus.MAILING:
            self.alarms(kind=task.kind, report=report.reference, reason="MailLate")
        await self._change(task, lambda it, at: it.mail_troubled(MailTrouble.LATE, at=at))

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
        if not escalation.is_unanswered or escalation.is_withdrawn or leader is None:
            return False
        return self.ours.may_be_mailed(leader, report.reporter)

    async def _to_security(self, task: Task, report: Report, escalation: Escalation) -> Delivery:
        return await self._deliver(
            task,
            copy_key(report) if escalation.mail_copied_at else report.reference,
            lambda: self.letters.to_security(report, escalation, self.clock()),
        )

    async def _deliver(self, task: Task, key: str, write: Callable[[], Letter]) -> Delivery:
        deliver = Deliver(self.mail, self.tasks, self.clock, self.timers)
        return await deliver(task, key, write)

    async def _trouble(self, report: Report, trouble: MailTrouble) -> None:
        now = self.clock()
        await self.reports.change(report.id, lambda it: it.mail_troubled(trouble, at=now))

    async def _answer_link(self, escalation: Escalation) -> str:
        leader_id = escalation.leader.id if escalation.leader else None
        if self.answer_links is None or leader_id is None:
            return ""
        leader = Actor(id=leader_id, tenant_id=escalation.tenant_id)
        return await self.answer_links.address(escalation.report_id, leader)


def _trouble_of(refused: Rejected) -> MailTrouble:
    is_lost = isinstance(refused, Vanished)
    return MailTrouble.UNCONFIRMED if is_lost else MailTrouble.REFUSED
