"""Handler that looks for an accepted mail until it is in Sent Items."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.domain.base import Value
from bot.domain.report import Report
from bot.domain.stored import split_additions
from bot.domain.timers import MailTimers
from bot.ports import Mail, NewTask, Task, Tasks
from bot.services.emails.delivery import HandOver
from bot.services.emails.writer import copy_key
from bot.services.handlers.base import ReportTasks
from bot.services.worker.alarms import Alarms
from bot.services.worker.attempt import Reschedule

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
