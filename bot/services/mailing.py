"""The mail tasks: send, watch, confirm, and tell a leader whom Teams does not reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.escalation import Escalation, MailTrouble, Stage
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.domain.scenario import Value
from bot.domain.timers import MailTimers
from bot.ports import Busy, Clock, Letter, Mail, NewTask, Rejected, Reports, Task, Tasks
from bot.services.alarms import Alarms
from bot.services.answer_links import AnswerLinks
from bot.services.attempt import Handler, Later
from bot.services.delivery import Deliver, Delivery, Vanished
from bot.services.letters import WriteLetters, leader_key

LONGEST_LOOK = timedelta(minutes=5)


class Acceptance(Value):
    """A mail that was accepted and is not yet seen among the sent items."""

    draft_id: str
    accepted_at: datetime
    """When it was accepted last: a draft that came back is handed over again."""
    sent_at: datetime
    """When it was accepted first."""


@dataclass(frozen=True)
class Mailing:
    """The tasks around mail, each a method."""

    reports: Reports
    tasks: Tasks
    mail: Mail
    letters: WriteLetters
    clock: Clock
    timers: MailTimers
    alarms: Alarms
    answer_links: AnswerLinks | None = None
    """None where a leader cannot answer from a mail."""

    def by_kind(self) -> Mapping[str, Handler]:
        """The method for each kind of task. Kinds are data: never rename one."""
        return {
            "send_mail": self.send_mail,
            "watch_mail": self.watch_mail,
            "confirm_mail": self.confirm_mail,
            "mail_leader": self.mail_leader,
        }

    async def send_mail(self, task: Task) -> None:
        """Takes the mail to Security as far as it goes; "sent" is said once it is accepted."""
        report, escalation = await self._report(task)
        if escalation.stage is not Stage.MAILING:
            await self.tasks.finish(task)
            return
        try:
            delivery = await self._deliver(
                task,
                report.reference,
                lambda: self.letters.to_security(report, escalation, self.clock()),
            )
        except Rejected as refused:
            reason = type(refused).__name__
            self.alarms(kind=task.kind, report=report.reference, reason=reason, key=task.key)
            await self._trouble(report, _trouble_of(refused))
            raise
        accepted_at = delivery.accepted_at or self.clock()
        await self.reports.change(
            report.id,
            lambda it: it.mailed(at=accepted_at),
            finishes=task,
            then=[_confirmation(escalation, delivery.draft_id, accepted_at)],
        )

    async def watch_mail(self, task: Task) -> None:
        """Tells the reporter, and whoever watches the alarms, of a mail that is late."""
        report, escalation = await self._report(task)
        if escalation.stage is Stage.MAILING:
            self.alarms(kind=task.kind, report=report.reference, reason="MailLate")
        now = self.clock()
        await self.reports.change(
            report.id, lambda it: it.mail_troubled(MailTrouble.LATE, at=now), finishes=task
        )

    async def confirm_mail(self, task: Task) -> None:
        """Looks for an accepted mail among the sent items until it is there."""
        report, _ = await self._report(task)
        kept = Acceptance.model_validate(task.payload["acceptance"])
        waited = self.clock() - kept.accepted_at
        if await self.mail.has_left(report.reference):
            await self._drop_spares(report.reference, kept.draft_id)
            await self._confirmed(task, report, kept)
            return
        if waited < self.timers.confirm_within:
            raise Later(max(self.timers.first_look, min(waited, LONGEST_LOOK)))
        found = await self.mail.look_up(report.reference)
        if found.sent_at is not None:  # somebody filed it elsewhere, out of the sent items
            await self._confirmed(task, report, kept)
            return
        await self._unconfirmed(task, report, kept, came_back=kept.draft_id in found.drafts)
        raise Later(LONGEST_LOOK)

    async def mail_leader(self, task: Task) -> None:
        """Tells a leader by mail what Teams could not, or what they did not see in time."""
        report, escalation = await self._report(task)
        if _is_for_a_leader_by_mail(escalation):
            link = await self._answer_link(escalation)
            await self._deliver(
                task, leader_key(report), lambda: self.letters.to_leader(report, escalation, link)
            )
        await self.tasks.finish(task)

    async def _answer_link(self, it: Escalation) -> str:
        leader_id = it.leader.id if it.leader else None
        if self.answer_links is None or leader_id is None:
            return ""
        leader = Actor(id=leader_id, tenant_id=it.tenant_id)
        return await self.answer_links.address(it.report_id, leader)

    async def _drop_spares(self, key: str, draft_id: str) -> None:
        for spare in (await self.mail.look_up(key)).drafts:
            # A look-up that lags shows as a draft what has left, and the id is still its own.
            if draft_id not in ("", spare):
                await self.mail.delete_draft(spare)

    async def _confirmed(self, task: Task, report: Report, kept: Acceptance) -> None:
        now = self.clock()
        await self.reports.change(
            report.id,
            lambda it: it.mail_confirmed(sent_at=kept.sent_at, at=now),
            finishes=task,
        )

    async def _unconfirmed(
        self, task: Task, report: Report, kept: Acceptance, *, came_back: bool
    ) -> None:
        """Once the time is up: say so, and hand the same draft over again if it came back."""
        self.alarms(kind=task.kind, report=report.reference, reason="MailUnconfirmed")
        now = self.clock()
        await self.reports.change(report.id, lambda it: it.mail_unconfirmed(at=now))
        if came_back:
            await self._keep(task, kept.model_copy(update={"accepted_at": now}))
            try:
                await self.mail.send_draft(kept.draft_id)
            except (Busy, Rejected):
                await self._keep(task, kept)  # surely nothing left, so the time has not begun anew
                raise

    async def _keep(self, task: Task, acceptance: Acceptance) -> None:
        await self.tasks.checkpoint(task, {"acceptance": acceptance.model_dump(mode="json")})

    async def _trouble(self, report: Report, trouble: MailTrouble) -> None:
        now = self.clock()
        await self.reports.change(report.id, lambda it: it.mail_troubled(trouble, at=now))

    async def _deliver(self, task: Task, key: str, write: Callable[[], Letter]) -> Delivery:
        deliver = Deliver(self.mail, self.tasks, self.clock, self.timers)
        return await deliver(task, key, write)

    async def _report(self, task: Task) -> tuple[Report, Escalation]:
        return await self.reports.get(task.report_id or "")


def _is_for_a_leader_by_mail(it: Escalation) -> bool:
    """Whether a leader is still to be told, whom the directory knows: no address that was typed."""
    is_known = it.leader is not None and it.leader.id is not None and it.leader.email is not None
    return is_known and it.was_asked_in_vain and it.stage is not Stage.WITHDRAWN


def _trouble_of(refused: Rejected) -> MailTrouble:
    is_lost = isinstance(refused, Vanished)
    return MailTrouble.UNCONFIRMED if is_lost else MailTrouble.REFUSED


def _confirmation(escalation: Escalation, draft_id: str, accepted_at: datetime) -> NewTask:
    acceptance = Acceptance(draft_id=draft_id, accepted_at=accepted_at, sent_at=accepted_at)
    return NewTask(
        key=f"{escalation.report_id}:confirm_mail",
        kind="confirm_mail",
        report_id=escalation.report_id,
        payload={"acceptance": acceptance.model_dump(mode="json")},
        lane="mail",
    )
