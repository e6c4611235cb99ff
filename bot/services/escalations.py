"""The use cases around a report: send it, answer it, hurry it, take it back, tick it off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.escalation import Decision, Escalation, System
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.domain.scenario import Level
from bot.domain.working_time import working_day_later
from bot.ports import Clock, Reports, Submission
from bot.services.compose import compose

HIGH_WAITS = timedelta(hours=2)
"""Clock hours a leader has at level high; at standard it is one working day."""


@dataclass(frozen=True)
class SubmitReport:
    """Keeps what a person told us and queues what follows from it, once for each draft."""

    reports: Reports
    content: Content
    clock: Clock

    async def __call__(self, draft: Draft) -> tuple[Report, Escalation]:
        """The report and where it stands; a second call finds the first one's report."""
        submission = self.prepare(draft)
        escalation = await self.reports.submit(submission)
        return submission.report, escalation

    def prepare(self, draft: Draft) -> Submission:
        """What Send would keep now. Nothing is kept by asking."""
        now = self.clock()
        report = compose(self.content, draft, now)
        told = draft.tell_whom is not None and draft.tell_whom.kind in ("leader", "other-leader")
        step = Escalation.opened(
            report_id=report.id,
            reference=report.reference,
            level=report.level,
            reporter=draft.reporter_actor,
            leader=draft.tell_whom.leader if draft.tell_whom else None,
            leader_is_told=told,
            at=now,
            answer_by=answer_by(report.level, now),
        )
        return Submission(report=report, escalation=step.after, step=step)


def answer_by(level: Level, now: datetime) -> datetime:
    """When a report of this level goes to Security even without the leader's answer."""
    return now + HIGH_WAITS if level >= Level.HIGH else working_day_later(now)


@dataclass(frozen=True)
class DecideEscalation:
    """The people leader answers. Raises NotTheLeader and the other refusals of a decision."""

    reports: Reports
    clock: Clock

    async def __call__(
        self, report_id: str, decision: Decision, *, by: Actor, reason: str | None = None
    ) -> Escalation:
        now = self.clock()
        return await self.reports.change(
            report_id, lambda it: it.decide(decision, by=by, at=now, reason=reason)
        )


@dataclass(frozen=True)
class SendWithoutWaiting:
    """The reporter sends it now. Raises NotYours, AlreadyWithdrawn."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(
            report_id, lambda it: it.send_without_waiting(by=by, at=now)
        )


@dataclass(frozen=True)
class WithdrawReport:
    """The reporter takes it back. Raises NotYours, AlreadyOnItsWay."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.withdraw(by=by, at=now))


@dataclass(frozen=True)
class TickOffEntry:
    """The reporter has made the entry in Noggin or Kotahi. Raises NotYours."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, system: System, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.tick(system, by=by, at=now))
