"""The task that looks for an accepted mail until it stands among the sent items."""

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
"""The kind of task that follows a second copy; its key in the mailbox is another."""
LONGEST_LOOK = timedelta(minutes=5)


class Acceptance(Value):
    """A mail that was accepted and is not yet seen among the sent items."""

    draft_id: str
    accepted_at: datetime
    """When it was accepted last: a draft that came back is handed over again."""
    sent_at: datetime
    """When it was accepted first."""

    @classmethod
    def of(cls, task: Task) -> Self:
        """As it is kept in its task."""
        return cls.model_validate(task.payload["acceptance"], extra="allow")

    @property
    def payload(self) -> dict[str, object]:
        """As a new task keeps it."""
        return {"acceptance": split_additions(self).document}

    def kept_in(self, task: Task) -> dict[str, object]:
        """The task's payload with this."""
        return {**task.payload, **self.payload}


@dataclass(frozen=True)
class ConfirmMailTasks(ReportTasks):
    """The one task that follows an accepted mail."""

    tasks: Tasks
    mail: Mail
    timers: MailTimers
    alarms: Alarms

    async def confirm_mail(self, task: Task) -> None:
        """Looks for an accepted mail among the sent items until it is there."""
        report, escalation = await self._report(task)
        kept = Acceptance.of(task)
        is_copy = task.kind == COPY
        if escalation.confirmed_at or (escalation.mail_copied_at and not is_copy):
            await self.tasks.finish(task)  # somebody has said what is so
            return
        key = copy_key(report) if is_copy else report.reference
        waited = self.clock() - kept.accepted_at
        if await self.mail.has_left(key) or (
            is_copy
            # A first mail that came back is among the sent as well.
            and escalation.undelivered_at is None
            and await self.mail.has_left(report.reference)
        ):
            await self._drop_spares(key, kept.draft_id)
            await self._confirmed(task, kept)
            return
        if waited < self.timers.confirm_within:
            raise Reschedule(max(self.timers.first_look, min(waited, LONGEST_LOOK)))
        found = await self.mail.look_up(key)
        if found.sent_at is not None:  # somebody filed it elsewhere, out of the sent items
            await self._confirmed(task, kept)
            return
        await self._unconfirmed(task, report)
        if kept.draft_id in found.drafts:
            await self._handed_over_again(task, kept)
        raise Reschedule(LONGEST_LOOK)

    async def _drop_spares(self, key: str, draft_id: str) -> None:
        for spare in (await self.mail.look_up(key)).drafts:
            # A look-up that lags shows as a draft what has left, and the id is still its own.
            if draft_id not in ("", spare):
                await self.mail.delete_draft(spare)

    async def _confirmed(self, task: Task, kept: Acceptance) -> None:
        await self._change(task, lambda it, at: it.mail_confirmed(sent_at=kept.sent_at, at=at))

    async def _unconfirmed(self, task: Task, report: Report) -> None:
        """The time is up: "sent" can no longer be said, and somebody should look."""
        self.alarms(kind=task.kind, report=report.reference, reason="MailUnconfirmed")
        now = self.clock()
        await self.reports.change(report.id, lambda it: it.mail_unconfirmed(at=now))

    async def _handed_over_again(self, task: Task, kept: Acceptance) -> None:
        """The same draft, which came back; if surely nothing left, the time does not begin anew."""
        anew = kept.model_copy(update={"accepted_at": self.clock()})
        await HandOver(self.mail, self.tasks)(
            task,
            kept.draft_id,
            may_have_left=anew.kept_in(task),
            has_not_left=kept.kept_in(task),
        )


def confirmation(
    report_id: str, draft_id: str, accepted_at: datetime, *, is_copy: bool = False
) -> NewTask:
    """The task that begins once a mail is accepted."""
    acceptance = Acceptance(draft_id=draft_id, accepted_at=accepted_at, sent_at=accepted_at)
    kind = COPY if is_copy else "confirm_mail"
    return NewTask(
        key=f"{report_id}:{kind}",
        kind=kind,
        report_id=report_id,
        payload=acceptance.payload,
        lane="mail",
    )
