"""Use cases: submit a report, decide on it, send it now, withdraw it, add to it, tick it off."""

from dataclasses import dataclass, replace
from typing import Literal

from bot.content import Content
from bot.domain.colleagues import is_same_person
from bot.domain.draft import Draft, TellWhom
from bot.domain.escalation import Addition, Decision, Escalation, OwnLeader, System
from bot.domain.people import Actor, KnownPerson
from bot.domain.report import Report
from bot.ports import Clock, People, Reports, Submission
from bot.services.reports.compose import compose


@dataclass(frozen=True)
class SubmitReport:
    """Stores the report and enqueues its tasks. Idempotent by draft."""

    reports: Reports
    people: People
    content: Content
    clock: Clock

    async def __call__(
        self, draft: Draft, *, version: int | None = None
    ) -> tuple[Report, Escalation]:
        """The report and its escalation. Raises DraftChanged if the draft has another version."""
        known = await self.people.known(draft.reporter_actor)
        submission = replace(self.prepare(draft, known), draft_version=version)
        escalation = await self.reports.submit(submission)
        return submission.report, escalation

    def prepare(self, draft: Draft, known: KnownPerson | None = None) -> Submission:
        """What Send would store now. Stores nothing."""
        now, timers = self.clock(), self.content.timers
        report = compose(self.content, draft, now)
        tell = draft.tell_whom
        answer_by = timers.answer_by(report.level, now)
        step = Escalation.opened(
            report_id=report.id,
            reference=report.reference,
            level=report.level,
            reporter=draft.reporter_actor,
            leader=tell.leader if tell else None,
            leader_is_told=tell is not None and tell.kind in ("leader", "other-leader"),
            at=now,
            answer_by=answer_by,
            remind_at=timers.remind_at(report.level, now, answer_by),
            deputy_at=now + timers.leader.deputy_after,
            left_out=_left_out(draft, known),
            own_leader=_own_leader(tell),
        )
        return Submission(report=report, escalation=step.after, transition=step)


def _left_out(draft: Draft, known: KnownPerson | None) -> tuple[str, ...]:
    """The id of the leader on record, if the reporter tells another or excludes them.

    A reporter who excludes their leader and names that same person still excludes them.
    """
    leader, tell = known.leader if known else None, draft.tell_whom
    if leader is None or leader.id is None or tell is None or tell.kind == "leader":
        return ()
    if tell.leader is None or tell.goes_round:
        return (leader.id,)
    return () if is_same_person(leader, tell.leader) else (leader.id,)


def _own_leader(tell: TellWhom | None) -> OwnLeader:
    """The rule for the reporter's own leader, known by name or not."""
    match tell:
        case TellWhom(kind="leader"):
            return OwnLeader.MAY_HEAR
        case TellWhom(kind="other-leader", goes_round=False):
            return OwnLeader.ONLY_IF_NAMED
        case _:
            return OwnLeader.LEFT_OUT


@dataclass(frozen=True)
class DecideEscalation:
    """The people leader decides. Raises the refusals of Escalation.decide."""

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
class SendNow:
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
    """The reporter withdraws it. Raises NotYours, AlreadyOnItsWay."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.withdraw(by=by, at=now))


@dataclass(frozen=True)
class TellSecurityMore:
    """The reporter adds something, as another mail. Raises the refusals of Escalation.add."""

    reports: Reports
    clock: Clock

    async def __call__(
        self,
        report_id: str,
        addition_id: str,
        kind: Literal["where", "safe"],
        words: str = "",
        *,
        by: Actor,
    ) -> Escalation:
        """Idempotent by addition id."""
        addition = Addition(id=addition_id, kind=kind, at=self.clock(), words=words)
        return await self.reports.change(report_id, lambda it: it.add(addition, by=by))


@dataclass(frozen=True)
class TickOffEntry:
    """The reporter has made the entry in Noggin or Kotahi. Raises NotYours."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, system: System, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.tick(system, by=by, at=now))
