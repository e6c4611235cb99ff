"""The escalation: a report's way to Security. Each transition returns a new value or refuses.

awaiting leader ─ approved, handed back, not reached, deadline, reporter ─▶ mailing ─▶ sent
       └── declined with a reason ─ deadline, reporter ─▶ mailing
       └── withdrawn by the reporter, at any time before mailing
Urgent reports, and those for Security only, start at mailing.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.people import Actor, Person
from bot.domain.refusals import (
    AlreadyAnswered,
    AlreadyOnItsWay,
    AlreadyWithdrawn,
    NotAtThisLevel,
    NotTheLeader,
    NotYours,
    ReasonMissing,
)
from bot.domain.scenario import LevelWord, Value


class Stage(StrEnum):
    """Where the escalation stands."""

    AWAITING_LEADER = "awaiting-leader"
    DECLINED = "declined"
    MAILING = "mailing"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class LeaderState(StrEnum):
    """What the people leader has to do with it so far."""

    NOT_TOLD = "not-told"
    """By the reporter's choice. Nothing about the report may reach them."""
    TO_BE_FOUND = "to-be-found"
    TO_BE_ASKED = "to-be-asked"
    ASKED = "asked"
    ANSWERED = "answered"
    NOT_REACHED = "not-reached"


class Decision(StrEnum):
    """What a people leader can answer."""

    APPROVE = "approve"
    DECLINE = "decline"
    ACKNOWLEDGE = "acknowledge"
    NOT_ME = "not-me"


class System(StrEnum):
    """The registers that get an entry by hand."""

    NOGGIN = "noggin"
    KOTAHI = "kotahi"


class Event(Value):
    """One thing that happened: who, what, when. Ids, never words."""

    kind: str
    at: datetime
    by: str | None = None
    """Entra object id; None when the bot itself did it."""


class Escalation(Value):
    """A report's way to Security."""

    report_id: str
    reference: str
    tenant_id: str
    level: LevelWord
    reporter_id: str
    stage: Stage
    leader_state: LeaderState
    leader: Person | None = None
    asked_at: datetime | None = None
    """When the card came into the leader's chat."""
    decision: Decision | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    """Why the leader thinks no report is needed; shown to the reporter alone."""
    mailing_because: str | None = None
    sent_at: datetime | None = None
    answer_by: datetime | None = None
    """When it goes to Security even if nobody has answered. None for what never waits."""
    ticked: tuple[System, ...] = ()
    version: int = 0

    def leader_found(self, leader: Person, *, at: datetime) -> "Step":
        """The person named as leader is known now. The reporter is never their own leader."""
        if self.leader_state is not LeaderState.TO_BE_FOUND or self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        if leader.id == self.reporter_id:
            return self.leader_not_reached(at=at)
        return self._step(
            "leader-found", at=at, leader=leader, leader_state=LeaderState.TO_BE_ASKED
        )

    def leader_asked(self, *, at: datetime) -> "Step":
        """The card is in the leader's chat."""
        if self.leader_state is not LeaderState.TO_BE_ASKED:
            return self._unchanged()
        return self._step("leader-asked", at=at, asked_at=at, leader_state=LeaderState.ASKED)

    def leader_not_reached(self, *, at: datetime) -> "Step":
        """Nobody to ask: the report goes to Security rather than wait."""
        if self.leader_state in (LeaderState.NOT_TOLD, LeaderState.ANSWERED):
            return self._unchanged()
        if self.leader_state is LeaderState.NOT_REACHED or self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        return self._step(
            "leader-not-reached",
            at=at,
            leader_state=LeaderState.NOT_REACHED,
            **self._mailing("leader-not-reached"),
        )

    def deadline_passed(self, *, at: datetime) -> "Step":
        """Nobody answered in time, neither the leader nor, after a decline, the reporter."""
        if not self.can_be_hurried:
            return self._unchanged()
        return self._step("deadline-passed", at=at, **self._mailing("deadline"))

    def decide(
        self, decision: Decision, *, by: Actor, at: datetime, reason: str | None = None
    ) -> "Step":
        """The leader's answer. Raises NotTheLeader, AlreadyAnswered, AlreadyOnItsWay,
        AlreadyWithdrawn, NotAtThisLevel, ReasonMissing."""
        self.check_leader(by)
        if self.decision is decision:
            return self._unchanged()
        if self.decision is not None:
            raise AlreadyAnswered
        if self.stage is Stage.WITHDRAWN:
            raise AlreadyWithdrawn
        given: dict[str, Any] = {
            "decision": decision,
            "decided_at": at,
            "leader_state": LeaderState.ANSWERED,
        }
        if decision is Decision.DECLINE:
            given |= self._declining(reason)
        elif decision is Decision.APPROVE:
            given |= self._mailing("approved")
        elif decision is Decision.NOT_ME:
            given |= self._mailing("handed-back")
        elif self.stage is Stage.AWAITING_LEADER:
            raise NotAtThisLevel
        return self._step(f"leader-{decision}", at=at, by=by.id, **given)

    def send_without_waiting(self, *, by: Actor, at: datetime) -> "Step":
        """The reporter sends it now. Raises NotYours, AlreadyWithdrawn."""
        self.check_reporter(by)
        if self.stage is Stage.WITHDRAWN:
            raise AlreadyWithdrawn
        if self.is_on_its_way:
            return self._unchanged()
        return self._step("sent-without-waiting", at=at, by=by.id, **self._mailing("reporter"))

    def withdraw(self, *, by: Actor, at: datetime) -> "Step":
        """The reporter takes it back. Raises NotYours, AlreadyOnItsWay."""
        self.check_reporter(by)
        if self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        if self.is_on_its_way:
            raise AlreadyOnItsWay
        return self._step("withdrawn", at=at, by=by.id, stage=Stage.WITHDRAWN)

    def mailed(self, *, at: datetime) -> "Step":
        """The mail service accepted the mail."""
        if self.stage is not Stage.MAILING:
            return self._unchanged()
        return self._step("mailed", at=at, stage=Stage.SENT, sent_at=at)

    def tick(self, system: System, *, by: Actor, at: datetime) -> "Step":
        """The reporter has made the entry in Noggin or Kotahi. Raises NotYours."""
        self.check_reporter(by)
        if system in self.ticked:
            return self._unchanged()
        return self._step(f"ticked-{system}", at=at, by=by.id, ticked=(*self.ticked, system))

    @property
    def is_on_its_way(self) -> bool:
        """Whether the mail is due or sent and cannot be called back."""
        return self.stage in (Stage.MAILING, Stage.SENT)

    @property
    def can_be_hurried(self) -> bool:
        """Whether the reporter may still send it without waiting, or take it back."""
        return self.stage in (Stage.AWAITING_LEADER, Stage.DECLINED)

    @property
    def is_for_leader(self) -> bool:
        """Whether the leader may see anything of it."""
        return self.leader_state is not LeaderState.NOT_TOLD and self.leader is not None

    @property
    def awaits_leader(self) -> bool:
        """Whether the leader still has something to answer."""
        told = self.leader_state in (LeaderState.TO_BE_ASKED, LeaderState.ASKED)
        return told and self.stage is not Stage.WITHDRAWN

    def _mailing(self, because: str) -> dict[str, Any]:
        if self.is_on_its_way:
            return {}
        return {"stage": Stage.MAILING, "mailing_because": because}

    def _declining(self, reason: str | None) -> dict[str, Any]:
        if self.level.goes_at_once or self.level.word != "standard":
            raise NotAtThisLevel
        if self.is_on_its_way:
            raise AlreadyOnItsWay
        if not (reason or "").strip():
            raise ReasonMissing
        return {"stage": Stage.DECLINED, "reason": (reason or "").strip()}

    def check_leader(self, actor: Actor) -> None:
        """Raises NotTheLeader unless this is the leader it was sent to."""
        ours = self.is_for_leader and self.leader is not None and self.leader.id == actor.id
        if not ours or actor.id == self.reporter_id or actor.tenant_id != self.tenant_id:
            raise NotTheLeader

    def check_reporter(self, actor: Actor) -> None:
        """Raises NotYours unless this is the person who reported it."""
        if (actor.id, actor.tenant_id) != (self.reporter_id, self.tenant_id):
            raise NotYours

    def _step(self, kind: str, *, at: datetime, by: str | None = None, **changes: Any) -> "Step":
        after = self.model_copy(update={**changes, "version": self.version + 1})
        return Step(before=self, after=after, events=(Event(kind=kind, at=at, by=by),))

    def _unchanged(self) -> "Step":
        return Step(before=self, after=self, events=())

    @classmethod
    def opened(
        cls,
        *,
        report_id: str,
        reference: str,
        level: LevelWord,
        reporter: Actor,
        leader: Person | None,
        leader_is_told: bool,
        at: datetime,
        answer_by: datetime | None = None,
    ) -> "Step":
        """The escalation of a new report, with what is due first."""
        at_once = level.goes_at_once or not leader_is_told
        escalation = cls(
            report_id=report_id,
            reference=reference,
            tenant_id=reporter.tenant_id,
            level=level,
            reporter_id=reporter.id,
            stage=Stage.MAILING if at_once else Stage.AWAITING_LEADER,
            leader_state=_first_state(leader, leader_is_told, reporter),
            leader=leader if leader_is_told else None,
            mailing_because=("urgent" if level.goes_at_once else "security-only")
            if at_once
            else None,
            answer_by=None if at_once else answer_by,
            version=1,
        )
        event = Event(kind="reported", at=at, by=reporter.id)
        return Step(before=None, after=escalation, events=(event,))


def _first_state(leader: Person | None, is_told: bool, reporter: Actor) -> LeaderState:
    if not is_told:
        return LeaderState.NOT_TOLD
    if leader is None or leader.id is None or leader.id == reporter.id:
        return LeaderState.TO_BE_FOUND
    return LeaderState.TO_BE_ASKED


class Step(Value):
    """One transition: the value before (None at the start), after, and what happened."""

    before: Escalation | None
    after: Escalation
    events: tuple[Event, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything happened at all."""
        return bool(self.events)
