"""The escalation: a report's way to Security. Each transition returns a new value or refuses.

awaiting leader ─ approved, handed back, not reached, deadline, reporter ─▶ mailing ⇄ sent
       └── declined with a reason ─ deadline, reporter ─▶ mailing
       └── withdrawn by the reporter, at any time before mailing
Urgent reports, and those for Security only, start at mailing. What was sent and cannot be seen
among the sent items is mailing again. Who cannot be reached, or has not seen an urgent report in
time, has a deputy.
"""

from datetime import datetime
from typing import Any

from bot.domain.people import Actor, Person
from bot.domain.refusals import (
    AlreadyAnswered,
    AlreadyOnItsWay,
    AlreadyWithdrawn,
    NotAtThisLevel,
    ReasonMissing,
)
from bot.domain.scenario import LevelWord, Value
from bot.domain.stages import Decision, Event, LeaderState, MailTrouble, Stage, System
from bot.domain.standing import WAITS_FOR_THEM, Standing

__all__ = [
    "Decision",
    "Escalation",
    "Event",
    "LeaderState",
    "MailTrouble",
    "Stage",
    "Step",
    "System",
]

_KNOWN_TO_FAIL = (MailTrouble.REFUSED, MailTrouble.UNCONFIRMED)
"""Says more than that it is late."""


class Escalation(Standing):
    """A report's way to Security."""

    def leader_found(self, leader: Person, *, at: datetime) -> "Step":
        """The person named as leader is known now: never the reporter, nor one left out."""
        if self.leader_state is not LeaderState.TO_BE_FOUND or self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        if leader.id in (self.reporter_id, *self.left_out):
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
        """No card can come to the leader: their deputy is asked, and without one it goes on."""
        if self.leader_state not in (LeaderState.TO_BE_FOUND, *WAITS_FOR_THEM):
            return self._unchanged()
        if self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        changes: dict[str, Any] = {"leader_state": LeaderState.NOT_REACHED}
        if self.deputy_state is None and self.leader and self.leader.id:
            changes["deputy_state"] = LeaderState.TO_BE_FOUND
        elif self.deputy_state in (None, LeaderState.NOT_REACHED):
            changes |= self._mailing("leader-not-reached")
        return self._step("leader-not-reached", at=at, **changes)

    def deputy_called(self, *, at: datetime) -> "Step":
        """The leader has not seen an urgent report in time."""
        is_unseen = self.leader_state in WAITS_FOR_THEM and self.decision is None
        if not is_unseen or self.deputy_state is not None or self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        return self._step("deputy-called", at=at, deputy_state=LeaderState.TO_BE_FOUND)

    def deputy_found(self, deputy: Person, *, at: datetime) -> "Step":
        """Somebody can stand in for the leader."""
        if self.deputy_state is not LeaderState.TO_BE_FOUND or not self.is_open:
            return self._unchanged()
        if not self.may_be_deputy(deputy):
            return self.deputy_not_reached(at=at)
        return self._step(
            "deputy-found", at=at, deputy=deputy, deputy_state=LeaderState.TO_BE_ASKED
        )

    def deputy_asked(self, *, at: datetime) -> "Step":
        """The card is in the deputy's chat."""
        if self.deputy_state is not LeaderState.TO_BE_ASKED:
            return self._unchanged()
        return self._step("deputy-asked", at=at, deputy_asked_at=at, deputy_state=LeaderState.ASKED)

    def deputy_not_reached(self, *, at: datetime) -> "Step":
        """Nobody can stand in: what waits for nobody goes to Security."""
        if self.deputy_state not in (LeaderState.TO_BE_FOUND, *WAITS_FOR_THEM):
            return self._unchanged()
        if not self.is_open:
            return self._unchanged()
        changes: dict[str, Any] = {"deputy_state": LeaderState.NOT_REACHED}
        if self.leader_state is LeaderState.NOT_REACHED:
            changes |= self._mailing("leader-not-reached")
        return self._step("deputy-not-reached", at=at, **changes)

    def reminded(self, *, at: datetime) -> "Step":
        """Whoever was asked has been reminded; it happens once."""
        if not self.needs_reminder:
            return self._unchanged()
        return self._step("leader-reminded", at=at, reminded_at=at)

    def deadline_passed(self, *, at: datetime) -> "Step":
        """Nobody answered in time, neither the leader nor, after a decline, the reporter."""
        if not self.can_be_hurried:
            return self._unchanged()
        return self._step("deadline-passed", at=at, **self._mailing("deadline"))

    def decide(
        self, decision: Decision, *, by: Actor, at: datetime, reason: str | None = None
    ) -> "Step":
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
        given: dict[str, Any] = {
            "decision": decision,
            "decided_at": at,
            "decided_by": by.id,
            "deputy_state" if self.is_deputy(by) else "leader_state": LeaderState.ANSWERED,
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
        return self._step("mailed", at=at, stage=Stage.SENT, sent_at=at, mail_trouble=None)

    def mail_troubled(self, trouble: MailTrouble, *, at: datetime) -> "Step":
        """The mail has not gone as it should; it stays due, and the reporter is told."""
        if self.stage is not Stage.MAILING or self.mail_trouble in (trouble, *_KNOWN_TO_FAIL):
            return self._unchanged()
        return self._step(f"mail-{trouble}", at=at, mail_trouble=trouble)

    def mail_unconfirmed(self, *, at: datetime) -> "Step":
        """It was accepted, and is not among the sent items: "sent" can no longer be said."""
        if self.stage is not Stage.SENT or self.confirmed_at is not None:
            return self._unchanged()
        trouble = MailTrouble.UNCONFIRMED
        return self._step(
            f"mail-{trouble}", at=at, stage=Stage.MAILING, sent_at=None, mail_trouble=trouble
        )

    def mail_confirmed(self, *, sent_at: datetime, at: datetime) -> "Step":
        """It stands among the sent items."""
        if self.confirmed_at is not None or not self.is_on_its_way:
            return self._unchanged()
        sent: dict[str, Any] = {"stage": Stage.SENT, "sent_at": self.sent_at or sent_at}
        return self._step("mail-confirmed", at=at, confirmed_at=at, mail_trouble=None, **sent)

    def tick(self, system: System, *, by: Actor, at: datetime) -> "Step":
        """The reporter has made the entry in Noggin or Kotahi. Raises NotYours."""
        self.check_reporter(by)
        if system in self.ticked:
            return self._unchanged()
        return self._step(f"ticked-{system}", at=at, by=by.id, ticked=(*self.ticked, system))

    def _handed_back_by_deputy(self, by: Actor, at: datetime) -> "Step":
        if self.deputy_state not in WAITS_FOR_THEM:
            return self._unchanged()
        changes: dict[str, Any] = {"deputy_state": LeaderState.NOT_REACHED}
        if self.leader_state is LeaderState.NOT_REACHED:
            changes |= self._mailing("handed-back")
        return self._step("deputy-not-me", at=at, by=by.id, **changes)

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
        remind_at: datetime | None = None,
        deputy_at: datetime | None = None,
        left_out: tuple[str, ...] = (),
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
            remind_at=None if at_once else remind_at,
            deputy_at=deputy_at if at_once and leader_is_told else None,
            left_out=left_out,
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
