"""The escalation of a report: an aggregate with all its transitions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypedDict, Unpack

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.errors import (
    AlreadyAnswered,
    AlreadyOnItsWay,
    AlreadyWithdrawn,
    EnoughAdded,
    NotAtThisLevel,
    NotOnItsWay,
    NotTheLeader,
    NotYours,
    ReasonMissing,
)
from bot.domain.escalation.enums import (
    Addition,
    Decision,
    EscalationStatus,
    Event,
    LeaderState,
    MailTrouble,
    OwnLeader,
    System,
)
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level, LevelWord

WAITS_FOR_THEM = (LeaderState.TO_BE_ASKED, LeaderState.ASKED)

MOST_ADDED = 20
"""To one report; each is a mail that somebody has to read."""

_SAYS_MORE = {
    MailTrouble.LATE: (MailTrouble.REFUSED, MailTrouble.UNCONFIRMED),
    MailTrouble.REFUSED: (MailTrouble.UNCONFIRMED,),
    MailTrouble.UNCONFIRMED: (),
}
"""What each trouble does not take the place of: that it may have left stays longest."""


class EscalationChanges(TypedDict, total=False):
    """The fields a transition may replace, with their types, so that mypy refuses any other."""

    stage: EscalationStatus
    leader_state: LeaderState
    leader: Person | None
    deputy_state: LeaderState | None
    deputy: Person | None
    left_out: tuple[str, ...]
    named: Person | None
    asked_at: datetime | None
    deputy_asked_at: datetime | None
    reminded_at: datetime | None
    decision: Decision | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    mailing_because: str | None
    sent_at: datetime | None
    confirmed_at: datetime | None
    mail_trouble: MailTrouble | None
    mail_copied_at: datetime | None
    undelivered_at: datetime | None
    arrived_at: datetime | None
    ticked: tuple[System, ...]
    added: tuple[Addition, ...]
    version: int


class Escalation(Value):
    """A report's way to Security: its stored fields, what follows from them, and its transitions.

    Each transition returns a new value, or the same where nothing changes, or raises a refusal.
    """

    report_id: str
    reference: str
    tenant_id: str
    level: LevelWord
    reporter_id: str
    stage: EscalationStatus
    leader_state: LeaderState
    leader: Person | None = None
    deputy_state: LeaderState | None = None
    """None as long as nobody had to stand in for the leader."""
    deputy: Person | None = None
    left_out: tuple[str, ...] = ()
    """Whom the reporter did not want to be told, as far as it is known who that is."""
    own_leader: OwnLeader | None = Field(None, json_schema_extra=SINCE_1_1)
    """The rule behind that: the directory is asked who it is before anybody is told.

    None: kept by a release that kept the ids alone.
    """
    named: Person | None = Field(None, json_schema_extra=SINCE_1_1)
    """Whom the reporter named while going round their own leader.

    They are the leader here, without id and address, until it is known that they are not the one
    who is left out. If they are, nobody is told.
    """
    asked_at: datetime | None = None
    """When the card came into the leader's chat."""
    deputy_asked_at: datetime | None = None
    remind_at: datetime | None = None
    """When whoever was asked is reminded. None for what never waits."""
    reminded_at: datetime | None = None
    deputy_at: datetime | None = None
    """When a deputy is told of an urgent report that its leader has not seen."""
    decision: Decision | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    """Entra object id of the leader or deputy."""
    reason: str | None = None
    """Why the leader thinks no report is needed; shown to the reporter alone."""
    mailing_because: str | None = None
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    """When it was seen among the sent items."""
    mail_trouble: MailTrouble | None = None
    mail_copied_at: datetime | None = None
    """When an administrator had it made once more, as a possible second copy. Only once."""
    undelivered_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When a non-delivery report about the mail was found. Anybody can forge one."""
    arrived_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When an administrator said that Security has it: the one proof that there is."""
    answer_by: datetime | None = None
    """When it goes to Security even if nobody has answered. None for what never waits."""
    ticked: tuple[System, ...] = ()
    added: tuple[Addition, ...] = Field((), json_schema_extra=SINCE_1_1)
    """What the reporter told Security after Send, oldest first."""
    version: int = 0

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
        own_leader: OwnLeader = OwnLeader.MAY_HEAR,
    ) -> "Transition":
        """The escalation of a new report, with what is due first."""
        told = leader if leader_is_told else None
        is_checked_first = told is not None and own_leader is OwnLeader.LEFT_OUT
        at_once = level.goes_at_once or not leader_is_told
        escalation = cls(
            report_id=report_id,
            reference=reference,
            tenant_id=reporter.tenant_id,
            level=level,
            reporter_id=reporter.id,
            stage=EscalationStatus.MAILING if at_once else EscalationStatus.AWAITING_LEADER,
            leader_state=_first_state(
                None if is_checked_first else leader, leader_is_told, reporter
            ),
            # Without id and address nobody can be asked or written to by mistake.
            leader=Person(name=told.name) if told and is_checked_first else told,
            named=told if is_checked_first else None,
            mailing_because=_why_at_once(level) if at_once else None,
            answer_by=None if at_once else answer_by,
            remind_at=None if at_once else remind_at,
            deputy_at=deputy_at if at_once and leader_is_told else None,
            left_out=left_out,
            own_leader=own_leader,
            version=1,
        )
        event = Event(kind="reported", at=at, by=reporter.id)
        return Transition(before=None, after=escalation, events=(event,))

    @property
    def safe_at(self) -> datetime | None:
        """When the reporter said that they are safe now; None if they have not."""
        return next((it.at for it in self.added if it.kind == "safe"), None)

    def addition(self, addition_id: str) -> Addition | None:
        """What was added under that id, or None."""
        return next((it for it in self.added if it.id == addition_id), None)

    @property
    def is_open(self) -> bool:
        """Whether an answer is still wanted."""
        return self.decision is None and self.stage is not EscalationStatus.WITHDRAWN

    @property
    def is_on_its_way(self) -> bool:
        """Whether the mail is due or sent and cannot be called back."""
        return self.stage in (EscalationStatus.MAILING, EscalationStatus.SENT)

    @property
    def is_mail_missing(self) -> bool:
        """Whether the mail may have left and is not to be seen: a person has to say what is so."""
        return (
            self.stage is EscalationStatus.MAILING and self.mail_trouble is MailTrouble.UNCONFIRMED
        )

    @property
    def is_undelivered(self) -> bool:
        """Whether the mail that was sent last came back: it may not have reached Security."""
        if (
            self.stage is not EscalationStatus.SENT
            or self.arrived_at
            or self.undelivered_at is None
        ):
            return False
        return self.mail_copied_at is None or self.undelivered_at > self.mail_copied_at

    @property
    def needs_manual_check(self) -> bool:
        """Whether a person has to say what became of the mail."""
        return self.is_mail_missing or self.is_undelivered

    @property
    def is_mail_in_doubt(self) -> bool:
        """Whether the reporter should not rely on the mail, and is told how to reach Security."""
        return self.mail_trouble is not None or self.is_undelivered

    @property
    def can_be_mailed_again(self) -> bool:
        """Whether a second copy may be made. A third never is."""
        return self.needs_manual_check and self.mail_copied_at is None

    @property
    def is_pending(self) -> bool:
        """Whether the reporter may still send it without waiting, or take it back."""
        return self.stage in (EscalationStatus.AWAITING_LEADER, EscalationStatus.DECLINED)

    @property
    def is_for_leader(self) -> bool:
        """Whether the leader may see anything of it."""
        return self.leader_state is not LeaderState.NOT_TOLD and self.leader is not None

    @property
    def excludes_own_leader(self) -> bool:
        """Whether the reporter's own leader hears nothing, whoever was named. In doubt, yes."""
        return self.own_leader in (OwnLeader.LEFT_OUT, None)

    @property
    def bars_own_leader_as_deputy(self) -> bool:
        """Whether the reporter's own leader never stands in for the one who is told."""
        return self.own_leader is not OwnLeader.MAY_HEAR

    @property
    def is_waiting_for_leader(self) -> bool:
        """Whether a leader or deputy still has something to answer."""
        return any(self.is_waiting_for(person.id) for person in self.card_recipients)

    @property
    def can_still_be_reached(self) -> bool:
        """Whether a leader who could not be reached may still answer, if a card comes to them."""
        is_known = self.leader is not None and self.leader.id not in (None, *self.left_out)
        return is_known and self.leader_state is LeaderState.NOT_REACHED and self.is_open

    @property
    def card_recipients(self) -> tuple[Person, ...]:
        """Who may see the leader's card: the leader, and the deputy if there is one."""
        told = self.leader if self.is_for_leader else None
        return tuple(person for person in (told, self.deputy) if person is not None)

    @property
    def decider(self) -> Person | None:
        """Who answered: the deputy, or else the leader. None as long as nobody has."""
        if self.decision is None:
            return None
        return next((it for it in self.card_recipients if it.id == self.decided_by), self.leader)

    @property
    def needs_reminder(self) -> bool:
        """Whether somebody holds the card, has not answered, and the report waits for them."""
        asked = LeaderState.ASKED in (self.leader_state, self.deputy_state)
        is_new = self.reminded_at is None and self.decision is None
        return asked and is_new and self.stage is EscalationStatus.AWAITING_LEADER

    @property
    def is_unanswered(self) -> bool:
        """Whether a leader was told, in one way or another, and nobody has answered."""
        leader_id = self.leader.id if self.leader else None
        may_hear = leader_id not in self.left_out or self.holds_card(leader_id)
        return self.is_for_leader and may_hear and self.decision is None

    def is_waiting_for(self, person_id: str | None) -> bool:
        """Whether this leader or deputy still has something to answer, or is still to be asked.

        Who is left out by now, because they lead the reporter since, is not asked any more.
        """
        if not self.is_open or person_id is None:
            return False
        if person_id in self.left_out and not self.holds_card(person_id):
            return False
        if self.deputy is not None and person_id == self.deputy.id:
            return self.deputy_state in WAITS_FOR_THEM
        is_theirs = self.leader is not None and person_id == self.leader.id
        return is_theirs and self.leader_state in WAITS_FOR_THEM

    def holds_card(self, person_id: str | None) -> bool:
        """Whether the card has come to this leader or deputy."""
        is_deputys = self.deputy is not None and person_id == self.deputy.id
        return (self.deputy_asked_at if is_deputys else self.asked_at) is not None

    def notified_at(self, person_id: str) -> tuple[datetime, ...]:
        """When cards about it came into this leader's or deputy's chat."""
        is_deputys = self.deputy is not None and person_id == self.deputy.id
        asked_at = self.deputy_asked_at if is_deputys else self.asked_at
        return tuple(at for at in (asked_at, self.reminded_at) if at is not None)

    def is_deputy(self, actor: Actor) -> bool:
        """Whether this is who stands in for the leader."""
        return self.deputy is not None and actor.id == self.deputy.id

    def may_be_deputy(self, person: Person) -> bool:
        """Whether this person may stand in: not the leader, the reporter or one left out."""
        leader_id = self.leader.id if self.leader else None
        return person.id is not None and person.id not in (
            leader_id,
            self.reporter_id,
            *self.left_out,
        )

    def left_out_including(self, own: Person | None, asked: Person | None) -> tuple[str, ...]:
        """Whom nothing may reach, now that the directory has said who leads the reporter.

        Who was left out before stays left out, even if somebody else leads the reporter by now.
        """
        if own is None or own.id is None or own.id in self.left_out:
            return self.left_out
        is_asked = asked is not None and asked.id == own.id
        if not self.bars_own_leader_as_deputy or (is_asked and not self.excludes_own_leader):
            return self.left_out
        return (*self.left_out, own.id)

    def check_leader(self, actor: Actor) -> None:
        """Raises NotTheLeader unless it was sent to this leader or deputy."""
        is_theirs = actor.id in [person.id for person in self.card_recipients]
        if not is_theirs or actor.id == self.reporter_id or actor.tenant_id != self.tenant_id:
            raise NotTheLeader

    def check_reporter(self, actor: Actor) -> None:
        """Raises NotYours unless this is the person who reported it."""
        if (actor.id, actor.tenant_id) != (self.reporter_id, self.tenant_id):
            raise NotYours

    def decide(
        self, decision: Decision, *, by: Actor, at: datetime, reason: str | None = None
    ) -> "Transition":
        """The answer of the leader or the deputy. Raises NotTheLeader, AlreadyAnswered,
        AlreadyOnItsWay, AlreadyWithdrawn, NotAtThisLevel, ReasonMissing."""
        self.check_leader(by)
        if self.decision is decision:
            return self._unchanged()
        if self.decision is not None:
            raise AlreadyAnswered
        if self.stage is EscalationStatus.WITHDRAWN:
            raise AlreadyWithdrawn
        if decision is Decision.NOT_ME and self.is_deputy(by):
            return self._handed_back_by_deputy(by, at)
        changes = self._following(decision, reason)
        changes |= {"decision": decision, "decided_at": at, "decided_by": by.id}
        if self.is_deputy(by):
            changes["deputy_state"] = LeaderState.ANSWERED
        else:
            changes["leader_state"] = LeaderState.ANSWERED
        return self._transition(f"leader-{decision}", at=at, by=by.id, **changes)

    def deadline_passed(self, *, at: datetime) -> "Transition":
        """Nobody answered in time, neither the leader nor, after a decline, the reporter."""
        if not self.is_pending:
            return self._unchanged()
        return self._transition("deadline-passed", at=at, **self._mailing("deadline"))

    def send_without_waiting(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter sends it now. Raises NotYours, AlreadyWithdrawn."""
        self.check_reporter(by)
        if self.stage is EscalationStatus.WITHDRAWN:
            raise AlreadyWithdrawn
        if self.is_on_its_way:
            return self._unchanged()
        return self._transition(
            "sent-without-waiting", at=at, by=by.id, **self._mailing("reporter")
        )

    def withdraw(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter takes it back. Raises NotYours, AlreadyOnItsWay."""
        self.check_reporter(by)
        if self.stage is EscalationStatus.WITHDRAWN:
            return self._unchanged()
        if self.is_on_its_way:
            raise AlreadyOnItsWay
        return self._transition("withdrawn", at=at, by=by.id, stage=EscalationStatus.WITHDRAWN)

    def tick(self, system: System, *, by: Actor, at: datetime) -> "Transition":
        """The reporter has made the entry in Noggin or Kotahi. Raises NotYours."""
        self.check_reporter(by)
        if system in self.ticked:
            return self._unchanged()
        return self._transition(f"ticked-{system}", at=at, by=by.id, ticked=(*self.ticked, system))

    def leader_found(
        self, leader: Person, *, at: datetime, own: Person | None = None
    ) -> "Transition":
        """The person named as leader is known now: never the reporter, nor one left out.

        And who leads the reporter, where the reporter goes round them.
        """
        if (
            self.leader_state is not LeaderState.LOOKUP_PENDING
            or self.stage is EscalationStatus.WITHDRAWN
        ):
            return self._unchanged()
        left_out = self.left_out_including(own, leader)
        if leader.id in left_out and self.bars_own_leader_as_deputy:
            return self._named_who_is_left_out(leader, left_out, at)
        if leader.id in (self.reporter_id, *left_out):
            return self.leader_not_reached(at=at)
        return self._transition(
            "leader-found",
            at=at,
            leader=leader,
            leader_state=LeaderState.TO_BE_ASKED,
            left_out=left_out,
            named=None,
        )

    def leader_asked(self, *, at: datetime) -> "Transition":
        """The card is in the leader's chat, perhaps after others were asked too."""
        if self.leader_state is not LeaderState.TO_BE_ASKED and not self.can_still_be_reached:
            return self._unchanged()
        return self._transition("leader-asked", at=at, asked_at=at, leader_state=LeaderState.ASKED)

    def leader_not_reached(self, *, at: datetime) -> "Transition":
        """No card can come to the leader: their deputy is asked, and without one it goes on."""
        if self.leader_state not in (LeaderState.LOOKUP_PENDING, *WAITS_FOR_THEM):
            return self._unchanged()
        if self.stage is EscalationStatus.WITHDRAWN:
            return self._unchanged()
        changes: EscalationChanges = {"leader_state": LeaderState.NOT_REACHED}
        if self.deputy_state is None and self.leader and self.leader.id:
            changes["deputy_state"] = LeaderState.LOOKUP_PENDING
        elif self.deputy_state in (None, LeaderState.NOT_REACHED):
            changes |= self._mailing("leader-not-reached")
        return self._transition("leader-not-reached", at=at, **changes)

    def deputy_called(self, *, at: datetime) -> "Transition":
        """The leader has not seen an urgent report in time."""
        is_unseen = self.leader_state in WAITS_FOR_THEM and self.decision is None
        if (
            not is_unseen
            or self.deputy_state is not None
            or self.stage is EscalationStatus.WITHDRAWN
        ):
            return self._unchanged()
        return self._transition("deputy-called", at=at, deputy_state=LeaderState.LOOKUP_PENDING)

    def deputy_found(
        self, deputy: Person, *, at: datetime, own: Person | None = None
    ) -> "Transition":
        """Somebody can stand in for the leader; and who leads the reporter, if that matters."""
        if self.deputy_state is not LeaderState.LOOKUP_PENDING or not self.is_open:
            return self._unchanged()
        left_out = self.left_out_including(own, self.leader)
        if not self.may_be_deputy(deputy) or deputy.id in left_out:
            return self.deputy_not_reached(at=at)
        return self._transition(
            "deputy-found",
            at=at,
            deputy=deputy,
            deputy_state=LeaderState.TO_BE_ASKED,
            left_out=left_out,
        )

    def deputy_asked(self, *, at: datetime) -> "Transition":
        """The card is in the deputy's chat."""
        if self.deputy_state is not LeaderState.TO_BE_ASKED:
            return self._unchanged()
        return self._transition(
            "deputy-asked", at=at, deputy_asked_at=at, deputy_state=LeaderState.ASKED
        )

    def deputy_not_reached(self, *, at: datetime, own: Person | None = None) -> "Transition":
        """Nobody can stand in: what waits for nobody goes to Security."""
        if self.deputy_state not in (LeaderState.LOOKUP_PENDING, *WAITS_FOR_THEM):
            return self._unchanged()
        if not self.is_open:
            return self._unchanged()
        changes = self._without_deputy("leader-not-reached")
        changes["left_out"] = self.left_out_including(own, self.leader)
        return self._transition("deputy-not-reached", at=at, **changes)

    def reminded(self, *, at: datetime) -> "Transition":
        """Whoever was asked has been reminded; it happens once."""
        if not self.needs_reminder:
            return self._unchanged()
        return self._transition("leader-reminded", at=at, reminded_at=at)

    def mailed(self, *, at: datetime, is_copy: bool = False) -> "Transition":
        """The mail service accepted the mail, or the second copy if that is wanted by now."""
        is_wanted = is_copy == (self.mail_copied_at is not None)
        if self.stage is not EscalationStatus.MAILING or not is_wanted:
            return self._unchanged()
        return self._transition(
            "mailed", at=at, stage=EscalationStatus.SENT, sent_at=at, mail_trouble=None
        )

    def mail_troubled(self, trouble: MailTrouble, *, at: datetime) -> "Transition":
        """The mail has not gone as it should; it stays due, and the reporter is told."""
        if self.stage is not EscalationStatus.MAILING or self.mail_trouble in (
            trouble,
            *_SAYS_MORE[trouble],
        ):
            return self._unchanged()
        return self._transition(f"mail-{trouble}", at=at, mail_trouble=trouble)

    def mail_unconfirmed(self, *, at: datetime) -> "Transition":
        """It was accepted, and is not among the sent items: "sent" can no longer be said."""
        if (
            self.stage is not EscalationStatus.SENT
            or self.confirmed_at is not None
            or self.is_undelivered
        ):
            return self._unchanged()
        trouble = MailTrouble.UNCONFIRMED
        return self._transition(
            f"mail-{trouble}",
            at=at,
            stage=EscalationStatus.MAILING,
            sent_at=None,
            mail_trouble=trouble,
        )

    def mail_confirmed(self, *, sent_at: datetime, at: datetime) -> "Transition":
        """It stands among the sent items."""
        if self.confirmed_at is not None or not self.is_on_its_way:
            return self._unchanged()
        return self._transition(
            "mail-confirmed",
            at=at,
            stage=EscalationStatus.SENT,
            sent_at=self.sent_at or sent_at,
            confirmed_at=at,
            mail_trouble=None,
        )

    def mail_came_back(self, *, at: datetime) -> "Transition":
        """A non-delivery report about it was found: "sent" alone can no longer be said."""
        if (
            self.stage is not EscalationStatus.SENT
            or self.is_undelivered
            or self.arrived_at is not None
        ):
            return self._unchanged()
        return self._transition("mail-undelivered", at=at, undelivered_at=at)

    def mail_arrived(self, *, at: datetime) -> "Transition":
        """Security has the mail that is missing here or came back, as somebody found out."""
        if not self.needs_manual_check:
            return self._unchanged()
        return self._transition(
            "mail-arrived",
            at=at,
            stage=EscalationStatus.SENT,
            sent_at=self.sent_at or at,
            confirmed_at=self.confirmed_at or at,
            arrived_at=at,
            mail_trouble=None,
        )

    def mail_copy_requested(self, *, at: datetime) -> "Transition":
        """The mail that is missing or came back is made once more, whatever became of the first."""
        if not self.can_be_mailed_again:
            return self._unchanged()
        return self._transition(
            "mail-again",
            at=at,
            stage=EscalationStatus.MAILING,
            sent_at=None,
            confirmed_at=None,
            mail_trouble=None,
            mail_copied_at=at,
        )

    def add(self, addition: Addition, *, by: Actor) -> "Transition":
        """Idempotent by its id and words: other words under the same id are another addition.

        Raises NotYours, AlreadyWithdrawn, NotOnItsWay, EnoughAdded.
        """
        self.check_reporter(by)
        same = [it for it in self.added if it.id.partition(".")[0] == addition.id]
        if any(it.words == addition.words for it in same):
            return self._unchanged()
        if same:
            addition = addition.model_copy(update={"id": f"{addition.id}.{len(same) + 1}"})
        if self.stage is EscalationStatus.WITHDRAWN:
            raise AlreadyWithdrawn
        if not self.is_on_its_way:
            raise NotOnItsWay
        if len(self.added) >= MOST_ADDED:
            raise EnoughAdded
        return self._transition(
            f"added-{addition.kind}", at=addition.at, by=by.id, added=(*self.added, addition)
        )

    def addition_mailed(self, addition_id: str, *, at: datetime) -> "Transition":
        """The mail service has accepted the mail about it."""
        found = self.addition(addition_id)
        if found is None or found.sent_at is not None:
            return self._unchanged()
        sent = found.model_copy(update={"sent_at": at})
        added = tuple(sent if it.id == addition_id else it for it in self.added)
        return self._transition("addition-mailed", at=at, added=added)

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
                if self.stage is EscalationStatus.AWAITING_LEADER:
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
        return {"stage": EscalationStatus.DECLINED, "reason": said}

    def _handed_back_by_deputy(self, by: Actor, at: datetime) -> "Transition":
        if self.deputy_state not in WAITS_FOR_THEM:
            return self._unchanged()
        changes = self._without_deputy("handed-back")
        return self._transition("deputy-not-me", at=at, by=by.id, **changes)

    def _named_who_is_left_out(
        self, named: Person, left_out: tuple[str, ...], at: datetime
    ) -> "Transition":
        """Named was the very leader whom the reporter goes round: it is for Security only."""
        changes = self._mailing("security-only")
        changes |= {"leader": None, "leader_state": LeaderState.NOT_TOLD}
        changes |= {"named": named, "left_out": left_out}
        return self._transition("leader-left-out", at=at, **changes)

    def replace(self, **changes: Unpack[EscalationChanges]) -> Self:
        """A copy with these fields changed; mypy and the model refuse any that does not exist."""
        return self.model_copy(update=dict(changes))

    def _transition(
        self,
        kind: str,
        *,
        at: datetime,
        by: str | None = None,
        **changes: Unpack[EscalationChanges],
    ) -> "Transition":
        after = self.replace(**changes).replace(version=self.version + 1)
        return Transition(before=self, after=after, events=(Event(kind=kind, at=at, by=by),))

    def _unchanged(self) -> "Transition":
        return Transition(before=self, after=self, events=())

    def _mailing(self, because: str) -> EscalationChanges:
        """On to Security, unless it is on its way there already."""
        if self.is_on_its_way:
            return {}
        return {"stage": EscalationStatus.MAILING, "mailing_because": because}

    def _without_deputy(self, because: str) -> EscalationChanges:
        """Nobody stands in; where the leader could not be reached either, it waits for nobody."""
        changes: EscalationChanges = {"deputy_state": LeaderState.NOT_REACHED}
        if self.leader_state is LeaderState.NOT_REACHED:
            changes |= self._mailing(because)
        return changes


@dataclass(frozen=True)
class Transition:
    """One change of an escalation, with its events. `before` is None for a new one."""

    before: Escalation | None
    after: Escalation
    events: tuple[Event, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything happened at all."""
        return bool(self.events)


def _why_at_once(level: LevelWord) -> str:
    return "urgent" if level.goes_at_once else "security-only"


def _first_state(leader: Person | None, is_told: bool, reporter: Actor) -> LeaderState:
    if not is_told:
        return LeaderState.NOT_TOLD
    if leader is None or leader.id is None or leader.id == reporter.id:
        return LeaderState.LOOKUP_PENDING
    return LeaderState.TO_BE_ASKED
