"""How an escalation is answered: by the leader or deputy, by its reporter, or by the time."""

from datetime import datetime
from typing import Self

from bot.domain.errors import (
    AlreadyAnswered,
    AlreadyOnItsWay,
    AlreadyWithdrawn,
    NotAtThisLevel,
    ReasonMissing,
)
from bot.domain.escalation.enums import Decision, LeaderState, Stage, System
from bot.domain.escalation.standing import WAITS_FOR_THEM
from bot.domain.escalation.steps import Changing, EscalationChanges, StepOf
from bot.domain.people import Actor
from bot.domain.scenario import Level


class Answering(Changing):
    """What people decide about it, and what happens when nobody does."""

    def decide(
        self, decision: Decision, *, by: Actor, at: datetime, reason: str | None = None
    ) -> StepOf[Self]:
        """The answer of the leader or the deputy. Raises NotTheLeader, AlreadyAnswered,
        AlreadyOnItsWay, AlreadyWithdrawn, NotAtThisLevel, ReasonMissing."""
        self.check_leader(by)
        if self.decision is decision:
            return self._unchanged()
        if self.decision is not None:
            raise AlreadyAnswered
        if self.stage is Stage.WITHDRAWN:
            raise AlreadyWithdrawn
        if decision is Decision.NOT_ME and self.is_deputy(by):
            return self._handed_back_by_deputy(by, at)
        changes = self._following(decision, reason)
        changes |= {"decision": decision, "decided_at": at, "decided_by": by.id}
        if self.is_deputy(by):
            changes["deputy_state"] = LeaderState.ANSWERED
        else:
            changes["leader_state"] = LeaderState.ANSWERED
        return self._step(f"leader-{decision}", at=at, by=by.id, **changes)

    def deadline_passed(self, *, at: datetime) -> StepOf[Self]:
        """Nobody answered in time, neither the leader nor, after a decline, the reporter."""
        if not self.can_be_hurried:
            return self._unchanged()
        return self._step("deadline-passed", at=at, **self._mailing("deadline"))

    def send_without_waiting(self, *, by: Actor, at: datetime) -> StepOf[Self]:
        """The reporter sends it now. Raises NotYours, AlreadyWithdrawn."""
        self.check_reporter(by)
        if self.stage is Stage.WITHDRAWN:
            raise AlreadyWithdrawn
        if self.is_on_its_way:
            return self._unchanged()
        return self._step("sent-without-waiting", at=at, by=by.id, **self._mailing("reporter"))

    def withdraw(self, *, by: Actor, at: datetime) -> StepOf[Self]:
        """The reporter takes it back. Raises NotYours, AlreadyOnItsWay."""
        self.check_reporter(by)
        if self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        if self.is_on_its_way:
            raise AlreadyOnItsWay
        return self._step("withdrawn", at=at, by=by.id, stage=Stage.WITHDRAWN)

    def tick(self, system: System, *, by: Actor, at: datetime) -> StepOf[Self]:
        """The reporter has made the entry in Noggin or Kotahi. Raises NotYours."""
        self.check_reporter(by)
        if system in self.ticked:
            return self._unchanged()
        return self._step(f"ticked-{system}", at=at, by=by.id, ticked=(*self.ticked, system))

    def _following(self, decision: Decision, reason: str | None) -> EscalationChanges:
        """What this decision changes beside the decision itself."""
        match decision:
            case Decision.APPROVE:
                return self._mailing("approved")
            case Decision.NOT_ME:
                return self._mailing("handed-back")
            case Decision.DECLINE:
                return self._declining(reason)
            case Decision.ACKNOWLEDGE:
                if self.stage is Stage.AWAITING_LEADER:
                    raise NotAtThisLevel
                return {}

    def _declining(self, reason: str | None) -> EscalationChanges:
        if self.level is not Level.STANDARD:
            raise NotAtThisLevel
        if self.is_on_its_way:
            raise AlreadyOnItsWay
        said = (reason or "").strip()
        if not said:
            raise ReasonMissing
        return {"stage": Stage.DECLINED, "reason": said}

    def _handed_back_by_deputy(self, by: Actor, at: datetime) -> StepOf[Self]:
        if self.deputy_state not in WAITS_FOR_THEM:
            return self._unchanged()
        changes = self._without_deputy("handed-back")
        return self._step("deputy-not-me", at=at, by=by.id, **changes)
