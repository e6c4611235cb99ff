"""Handler that looks for non-delivery reports, for a day after a mail was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.escalation import Escalation, EscalationStatus
from bot.domain.report import Report
from bot.ports import Mail, NewTask, NonDeliveryReport, Task, Tasks
from bot.services.emails.writer import WriteLetters
from bot.services.handlers.base import ReportTasks
from bot.services.reports.follow_ups import FIRST_LOOK_FOR_RETURNS
from bot.services.worker.alarms import Alarms

ALARM = "mail_undelivered"
"""The alarm about a mail to Security."""
LEADERS_ALARM = "leader_mail_undelivered"
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

    async def _look_again(self, task: Task, wait: timedelta) -> None:
        """Enqueues the next look as another task, so that it does not count as overdue."""
        due_at = self.clock() + wait
        key = f"{task.key.partition('@')[0]}@{due_at.isoformat()}"
        look = NewTask(
            key=key, kind=task.kind, due_at=due_at, report_id=task.report_id, lane="care"
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
            if to_leader not in it.subject and (copied_at is None or it.received_at > copied_at)
        ]


def _until_next_look(since_sent: timedelta) -> timedelta | None:
    """None after the last look."""
    return next((look - since_sent for look in LOOKS if look > since_sent), None)
