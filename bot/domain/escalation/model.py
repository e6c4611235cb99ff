"""The escalation of a report: an aggregate with all its transitions."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self, TypedDict, Unpack

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.errors import (
    AlreadyAnswered,
    AlreadyClosed,
    AlreadyOnItsWay,
    AlreadyWithdrawn,
    ClosedForGood,
    EnoughAdded,
    HandedOn,
    LinkOutdated,
    NobodyElse,
    NotAtThisLevel,
    NothingAsked,
    NotTheLeader,
    NotYours,
    ReasonMissing,
    TooLateToUndo,
    WhichNotMe,
)
from bot.domain.escalation.enums import (
    Addition,
    CheckIn,
    CheckInAnswer,
    CheckInAsked,
    Closing,
    Decision,
    EntryMade,
    EscalationStatus,
    Event,
    LeaderCare,
    LeaderState,
    LeaderTick,
    MailTrouble,
    Need,
    NeededFact,
    NotMe,
    OwnLeader,
    PassedOn,
    SecurityLink,
    System,
    Topic,
    Watcher,
    WatcherRole,
)
from bot.domain.people import Actor, Person
from bot.domain.report import Report
from bot.domain.scenario import Level, LevelWord
from bot.domain.timers import Timers

STILL_TO_ANSWER = (LeaderState.TO_BE_ASKED, LeaderState.ASKED)

UNDO_FOR = timedelta(minutes=1)
"""How long "Not me" can be taken back. Nobody else is asked meanwhile."""

MOST_ADDED = 20
"""Additions to one report; each is a mail that a person has to read."""
RING_ONCE_WITHIN = timedelta(hours=1)
"""How long a request to be rung counts as made: the same request within it is no other."""

_OUTRANKED_BY = {
    MailTrouble.LATE: (MailTrouble.REFUSED, MailTrouble.UNCONFIRMED),
    MailTrouble.REFUSED: (MailTrouble.UNCONFIRMED,),
    MailTrouble.UNCONFIRMED: (),
}
"""The troubles that each one does not replace: that the mail may have left outranks the others."""


_SAYS_NO_LEADER = ("handed-back", "leader-not-reached", "security-only")
"""Why a report was mailed, if the first mail says that no leader is with the reporter."""

_REOPENS: tuple[Topic, ...] = ("where", "ring", "more", "again")
"""What is new to Security. That somebody is safe, or took the report back, is not."""


class EscalationChanges(TypedDict, total=False):
    """The fields that a transition may replace, typed for mypy."""

    level: Level
    stage: EscalationStatus
    leader_state: LeaderState
    leader: Person | None
    deputy_state: LeaderState | None
    deputy: Person | None
    left_out: tuple[str, ...]
    named: Person | None
    passed_on: tuple[PassedOn, ...]
    hands_on_at: datetime | None
    chosen: Person | None
    line_moved_at: datetime | None
    line_ended_at: datetime | None
    asked_at: datetime | None
    deputy_asked_at: datetime | None
    remind_at: datetime | None
    reminded_at: datetime | None
    deputy_at: datetime | None
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
    answer_by: datetime | None
    ticked: tuple[System, ...]
    entries: tuple[EntryMade, ...]
    added: tuple[Addition, ...]
    known: Report | None
    said_safe: bool
    received_at: datetime | None
    needs: tuple[Need, ...]
    closings: tuple[Closing, ...]
    helped_at: datetime | None
    check_in: CheckIn | None
    leader_care: tuple[LeaderCare, ...]
    watcher: Watcher | None
    version: int


class Escalation(Value):
    """A report's way to Security. The fields are stored; properties are derived from them.

    A transition returns the escalation after it and the events, or raises a Refusal. One that
    changes nothing has no events, so a repeated press or task is a no-op.
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
    """None until a deputy is needed."""
    deputy: Person | None = None
    """The next in line, who is asked in the place of those before them."""
    left_out: tuple[str, ...] = ()
    """Ids of those who must hear nothing by the reporter's choice, as far as they are known."""
    own_leader: OwnLeader | None = Field(None, json_schema_extra=SINCE_1_1)
    """The rule behind left_out, applied to the directory's answer before anyone is told.

    None: written by release 1.0.0, which stored the ids only.
    """
    named: Person | None = Field(None, json_schema_extra=SINCE_1_1)
    """The person named by a reporter who excludes their own leader.

    Until the directory shows that the two differ, `leader` holds the name only, so that no card or
    mail can reach them. If they are the same person, no leader is told.
    """
    passed_on: tuple[PassedOn, ...] = Field((), json_schema_extra=SINCE_1_1)
    """Who said "Not me", and deputies whom no card reached, oldest first.

    A leader among them stays the `leader` too, as not reached: so a release before reads it.
    """
    hands_on_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """Until when the last "Not me" can be taken back. Only then the next in line is looked for."""
    chosen: Person | None = Field(None, json_schema_extra=SINCE_1_1)
    """The person outside the line whom the reporter named once it had ended."""
    line_moved_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When a deputy was last called for, looked for, found or asked."""
    line_ended_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When nobody was left to ask, or at a level that does not wait nobody had seen it in time."""
    asked_at: datetime | None = None
    """When the card was delivered to the leader's chat."""
    deputy_asked_at: datetime | None = None
    remind_at: datetime | None = None
    """When the reminder is due. None for a report that does not wait."""
    reminded_at: datetime | None = None
    deputy_at: datetime | None = None
    """When a deputy is looked for if the leader has not seen an urgent report."""
    decision: Decision | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    """Entra object id of the leader or deputy."""
    reason: str | None = None
    """Why the leader declined; shown to the reporter only."""
    mailing_because: str | None = None
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    """When the mail was found in Sent Items."""
    mail_trouble: MailTrouble | None = None
    mail_copied_at: datetime | None = None
    """When an administrator requested a second copy. Happens once."""
    undelivered_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When a non-delivery report about the mail was found. Anyone can forge one."""
    arrived_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When an administrator, or Security by a link in it, confirmed the mail: the only proofs."""
    answer_by: datetime | None = None
    """The deadline: it is then mailed without an answer. None for a report that does not wait."""
    ticked: tuple[System, ...] = ()
    """The registers that have their entry. Of one without its part in `entries`, written by release
    1.1.0, it is known only that the reporter made it."""
    entries: tuple[EntryMade, ...] = Field((), json_schema_extra=SINCE_1_1)
    added: tuple[Addition, ...] = Field((), json_schema_extra=SINCE_1_1)
    """Oldest first."""
    said_safe: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Whether the reporter left the 111 screen as safe, each time that it was shown."""
    known: Report | None = Field(None, json_schema_extra=SINCE_1_1)
    """The report with the facts that were added; None if there are none."""
    received_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When Security first answered by a link."""
    needs: tuple[Need, ...] = Field((), json_schema_extra=SINCE_1_1)
    """Oldest first."""
    closings: tuple[Closing, ...] = Field((), json_schema_extra=SINCE_1_1)
    """Oldest first. It is closed if the last one was not undone."""
    helped_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When the reporter said whether this helped. What they said is counted, and not kept here."""
    check_in: CheckIn | None = Field(None, json_schema_extra=SINCE_1_1)
    """None: the reporter never wished for one."""
    leader_care: tuple[LeaderCare, ...] = Field((), json_schema_extra=SINCE_1_1)
    """One for each leader; each is for that leader alone."""
    watcher: Watcher | None = Field(None, json_schema_extra=SINCE_1_1)
    """None: the reporter looks, or nobody does."""
    version: int = 0

    # Opening

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
        said_safe: bool = False,
    ) -> "Transition":
        """The escalation of a new report, with the events that opened it."""
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
            leader_state=_first_leader_state(
                None if is_checked_first else leader, leader_is_told, reporter
            ),
            # Without id and address nobody can be asked or written to by mistake.
            leader=Person(name=told.name) if told and is_checked_first else told,
            named=told if is_checked_first else None,
            mailing_because=_reason_to_mail_now(level) if at_once else None,
            answer_by=None if at_once else answer_by,
            remind_at=None if at_once else remind_at,
            deputy_at=deputy_at if at_once and leader_is_told else None,
            left_out=left_out,
            own_leader=own_leader,
            said_safe=said_safe,
            version=1,
        )
        event = Event(kind="reported", at=at, by=reporter.id)
        return Transition(before=None, after=escalation, events=(event,))

    # Reading: the report

    @property
    def is_open(self) -> bool:
        """Whether a decision is still wanted."""
        return self.decision is None and not self.was_taken_back

    @property
    def is_withdrawn(self) -> bool:
        """Whether the reporter took it back before it was sent."""
        return self.stage is EscalationStatus.WITHDRAWN

    @property
    def taken_back_at(self) -> datetime | None:
        """When the reporter took it back after it was sent, which Security is told; or None."""
        return next((it.at for it in self.added if it.about == "withdrawn"), None)

    @property
    def was_taken_back(self) -> bool:
        """Whether the reporter took it back, before or after it was sent."""
        return self.is_withdrawn or self.taken_back_at is not None

    @property
    def may_be_taken_back(self) -> bool:
        """Whether its mail has left, so that taking it back is something to tell Security."""
        is_settled = not (self.is_mail_in_doubt or self.is_closed or self.was_taken_back)
        return self.stage is EscalationStatus.SENT and is_settled

    @property
    def asks_whether_it_helped(self) -> bool:
        """Whether it is over, and the reporter was not asked yet whether this helped."""
        is_over = self.is_closed or (self.was_taken_back and not self.may_be_in_danger)
        return is_over and self.helped_at is None and not self.asked_for

    @property
    def is_pending(self) -> bool:
        """Whether the reporter can still withdraw it or send it without waiting."""
        return self.stage in (EscalationStatus.AWAITING_LEADER, EscalationStatus.DECLINED)

    @property
    def is_on_its_way(self) -> bool:
        """Whether the mail is due or sent and can no longer be withdrawn."""
        return self.stage in (EscalationStatus.MAILING, EscalationStatus.SENT)

    def check_reporter(self, actor: Actor) -> None:
        """Raises NotYours unless this is the reporter."""
        if (actor.id, actor.tenant_id) != (self.reporter_id, self.tenant_id):
            raise NotYours

    # Reading: leader and deputy

    @property
    def is_for_leader(self) -> bool:
        """Whether the leader may see anything of it."""
        return self.leader_state is not LeaderState.NOT_TOLD and self.leader is not None

    @property
    def card_recipients(self) -> tuple[Person, ...]:
        """Who may see the leader's card and answer; never one who said "Not me".

        A deputy whom no card seemed to reach may hold it all the same.
        """
        told = self.leader if self.is_for_leader else None
        missed = (it.person for it in self.passed_on if not it.was_said)
        return tuple(
            person
            for person in (told, *missed, self.deputy)
            if person is not None and self.not_me_of(person.id) is None
        )

    @property
    def card_holders(self) -> tuple[Person, ...]:
        """Whose card is kept true: those who may answer, and those who said "Not me"."""
        return (*self.card_recipients, *(it.person for it in self.passed_on if it.was_said))

    @property
    def decider(self) -> Person | None:
        """Who decided, the deputy or else the leader; None without a decision."""
        if self.decision is None:
            return None
        return next((it for it in self.card_recipients if it.id == self.decided_by), self.leader)

    @property
    def is_unanswered(self) -> bool:
        """Whether a leader may know of it by card or mail, and no one has decided."""
        leader_id = self.leader.id if self.leader else None
        may_hear = leader_id not in self.left_out or self.holds_card(leader_id)
        has_said = self.not_me_of(leader_id) is not None
        return self.is_for_leader and may_hear and not has_said and self.decision is None

    @property
    def is_waiting_for_leader(self) -> bool:
        """Whether a leader or deputy still has to answer."""
        return any(self.is_waiting_for(person.id) for person in self.card_recipients)

    def is_waiting_for(self, person_id: str | None) -> bool:
        """Whether this leader or deputy still has to answer or to be asked.

        One who is left out by now, because they lead the reporter since, is not asked any more.
        """
        if not self.is_open or person_id is None:
            return False
        if person_id in self.left_out and not self.holds_card(person_id):
            return False
        if self.deputy is not None and person_id == self.deputy.id:
            return self.deputy_state in STILL_TO_ANSWER
        is_theirs = self.leader is not None and person_id == self.leader.id
        return is_theirs and self.leader_state in STILL_TO_ANSWER

    def holds_card(self, person_id: str | None) -> bool:
        """Whether the card was delivered to this leader or deputy."""
        is_deputys = self.deputy is not None and person_id == self.deputy.id
        return (self.deputy_asked_at if is_deputys else self.asked_at) is not None

    def notified_at(self, person_id: str) -> tuple[datetime, ...]:
        """When the card and its reminder were delivered to this leader or deputy."""
        is_deputys = self.deputy is not None and person_id == self.deputy.id
        asked_at = self.deputy_asked_at if is_deputys else self.asked_at
        return tuple(at for at in (asked_at, self.reminded_at) if at is not None)

    @property
    def may_be_declined(self) -> bool:
        """Whether a leader may answer that no report is needed: at standard, while it waits."""
        return self.level is Level.STANDARD and self.stage is EscalationStatus.AWAITING_LEADER

    @property
    def needs_reminder(self) -> bool:
        """Whether a recipient has the card, has not answered, and the report waits for them."""
        asked = LeaderState.ASKED in (self.leader_state, self.deputy_state)
        is_new = self.reminded_at is None and self.decision is None
        return asked and is_new and self.stage is EscalationStatus.AWAITING_LEADER

    @property
    def can_still_be_reached(self) -> bool:
        """Whether a leader who could not be reached may still answer once a card reaches them."""
        if self.leader is None or self.not_me_of(self.leader.id) is not None:
            return False
        is_known = self.leader.id not in (None, *self.left_out)
        return is_known and self.leader_state is LeaderState.NOT_REACHED and self.is_open

    def is_deputy(self, actor: Actor) -> bool:
        """Whether this is the deputy."""
        return self.deputy is not None and actor.id == self.deputy.id

    def may_be_deputy(self, person: Person) -> bool:
        """Whether this person may be asked as the next in line: nobody is asked twice."""
        asked = [it.person.id for it in self.passed_on]
        asked += [it.id for it in (self.leader, self.deputy) if it]
        return person.id not in (None, self.reporter_id, *self.left_out, *asked)

    def check_leader(self, actor: Actor) -> None:
        """Raises NotTheLeader unless they were asked, HandedOn if they said "Not me"."""
        is_theirs = actor.id in [person.id for person in self.card_recipients]
        is_here = actor.id != self.reporter_id and actor.tenant_id == self.tenant_id
        if is_here and self.not_me_of(actor.id):
            raise HandedOn
        if not is_theirs or not is_here:
            raise NotTheLeader

    def check_card(self, actor: Actor) -> None:
        """Raises NotTheLeader unless they were asked. Who said "Not me" sees only that on it."""
        with suppress(HandedOn):
            self.check_leader(actor)

    def check_may_hand_on(self, actor: Actor) -> None:
        """Raises NotTheLeader, HandedOn, AlreadyAnswered, AlreadyWithdrawn."""
        self.check_leader(actor)
        if self.decision is not None:
            raise AlreadyAnswered
        if self.was_taken_back:
            raise AlreadyWithdrawn
        if actor.id not in [person.id for person in (self.leader, self.deputy) if person]:
            raise HandedOn  # somebody else was asked before they could be reached

    # Reading: the line

    def not_me_of(self, person_id: str | None) -> PassedOn | None:
        """When this person said "Not me", and which; None if they did not."""
        return next(
            (it for it in self.passed_on if it.was_said and it.person.id == person_id), None
        )

    def may_take_back(self, person_id: str | None) -> bool:
        """Whether nobody else was asked yet because of this person's "Not me"."""
        said = self.not_me_of(person_id)
        if said is None or self.hands_on_at is None or not self.is_open:
            return False
        return self.deputy is None if said.began_search else True

    @property
    def last_in_line(self) -> Person | None:
        """The person above whom the next in line is looked for."""
        return self.passed_on[-1].person if self.passed_on else self.leader

    @property
    def starts_at_own_leader(self) -> bool:
        """Whether the reporter's own leader comes next: who was asked leads somebody else."""
        return bool(self.passed_on) and self.passed_on[-1].why == "leads-others"

    @property
    def to_be_checked(self) -> Person | None:
        """The person whom the reporter named since, until it is known that they may hear of it."""
        return self.chosen if self.chosen and self.may_be_deputy(self.chosen) else None

    @property
    def ends_with_last(self) -> bool:
        """Whether nobody is asked after the last, because the reporter named them alone."""
        return self.chosen is not None and self.to_be_checked is None

    @property
    def is_without_leader(self) -> bool:
        """Whether nobody was left to ask, and nobody has answered since."""
        return self.line_ended_at is not None and self.is_open

    @property
    def says_no_leader(self) -> bool:
        """Whether what Security was told last of the line is that no leader is with them."""
        told = next((it.about for it in self.added[::-1] if it.is_of_line), None)
        return told == "no-leader" if told else self.mailing_because in _SAYS_NO_LEADER

    @property
    def may_name_another(self) -> bool:
        """Whether the reporter may name somebody outside the line: no leader is with them."""
        is_overdue = self.mailing_because == "deadline" and self.is_for_leader
        is_sought = self.deputy_state in (LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED)
        return self.is_without_leader or (is_overdue and self.is_open and not is_sought)

    # Reading: the entries in the registers

    @property
    def entering_leader(self) -> Person | None:
        """The leader or deputy who makes the entries, as told; without one the reporter does."""
        if self.decision is not None:
            took_it_on = self.decision in (Decision.APPROVE, Decision.ACKNOWLEDGE)
            return self.decider if took_it_on else None
        if self.is_without_leader:
            return None
        if self.deputy is not None and self.deputy_state is LeaderState.ASKED:
            return self.deputy
        is_asked = self.is_for_leader and self.leader_state is LeaderState.ASKED
        return self.leader if is_asked else None

    @property
    def may_get_entering_leader(self) -> bool:
        """Whether a leader is still looked for or on the way to being asked."""
        on_the_way = (LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED)
        is_sought = self.leader_state in on_the_way or self.deputy_state in on_the_way
        return is_sought and self.is_open and self.entering_leader is None

    def entry(self, system: System) -> EntryMade | None:
        """The entry in this register; None if there is none, or nobody noted when it was made."""
        return next((it for it in self.entries if it.system is system), None)

    # Reading: who is left out

    @property
    def excludes_own_leader(self) -> bool:
        """Whether the reporter's own leader must hear nothing, even if named. Unknown means yes."""
        return self.own_leader in (OwnLeader.LEFT_OUT, None)

    @property
    def bars_own_leader_as_deputy(self) -> bool:
        """Whether the reporter's own leader may never stand in for the leader who is told."""
        return self.own_leader is not OwnLeader.MAY_HEAR

    def left_out_including(self, own: Person | None, asked: Person | None) -> tuple[str, ...]:
        """Who must hear nothing, given the reporter's own leader as the directory has it.

        One who was left out stays left out, even if another leads the reporter by now.
        """
        if own is None or own.id is None or own.id in self.left_out:
            return self.left_out
        is_asked = asked is not None and asked.id == own.id
        if not self.bars_own_leader_as_deputy or (is_asked and not self.excludes_own_leader):
            return self.left_out
        return (*self.left_out, own.id)

    # Reading: the mail

    @property
    def is_mail_missing(self) -> bool:
        """Whether the mail may have left but is not in Sent Items: only a person can tell."""
        return (
            self.stage is EscalationStatus.MAILING and self.mail_trouble is MailTrouble.UNCONFIRMED
        )

    @property
    def is_undelivered(self) -> bool:
        """Whether the mail that was sent last bounced: it may not have reached Security."""
        if (
            self.stage is not EscalationStatus.SENT
            or self.arrived_at
            or self.undelivered_at is None
        ):
            return False
        return self.mail_copied_at is None or self.undelivered_at > self.mail_copied_at

    @property
    def needs_manual_check(self) -> bool:
        """Whether a person has to find out what became of the mail."""
        return self.is_mail_missing or self.is_undelivered

    @property
    def is_mail_in_doubt(self) -> bool:
        """Whether the reporter should not rely on the mail and is told how to reach Security."""
        is_in_trouble = self.mail_trouble is not None or self.is_undelivered
        return is_in_trouble and not self.was_taken_back

    @property
    def can_be_mailed_again(self) -> bool:
        """Whether a second copy may be made. There is never a third."""
        return self.needs_manual_check and self.mail_copied_at is None

    # Reading: additions

    @property
    def may_be_in_danger(self) -> bool:
        """An emergency whose reporter has not said that they are safe: nothing else is asked."""
        is_safe = self.said_safe or self.safe_at is not None
        return self.level is Level.EMERGENCY and not is_safe

    @property
    def safe_at(self) -> datetime | None:
        """When the reporter said that they are safe; None if not, or if danger came after that."""
        last = next((it for it in self.added[::-1] if it.about == "safe" or it.in_danger), None)
        return last.at if last and last.about == "safe" else None

    @property
    def rung_at(self) -> datetime | None:
        """When the reporter last asked to be rung."""
        return next((it.at for it in self.added[::-1] if it.about == "ring"), None)

    @property
    def holds_follow_ups(self) -> bool:
        """Whether a follow-up mail would reach Security before the report's own."""
        is_sending = self.stage is EscalationStatus.MAILING and self.sent_at is None
        # A mail that was refused or is missing may need a person: what is added does not wait for
        # that, and in an emergency not for one that is late.
        waits_for = (None,) if self.level is Level.EMERGENCY else (None, MailTrouble.LATE)
        return self.is_pending or (is_sending and self.mail_trouble in waits_for)

    @property
    def drops_follow_ups(self) -> bool:
        """Whether it was taken back before anything left for Security."""
        return self.is_withdrawn and self.mailing_because is None

    def as_known(self, report: Report) -> Report:
        """The report with what was added since, at its present level."""
        known = self.known or report
        return (
            known if known.level is self.level else known.model_copy(update={"level": self.level})
        )

    def addition(self, addition_id: str) -> Addition | None:
        """The addition with this id, or None."""
        return next((it for it in self.added if it.id == addition_id), None)

    @property
    def late_additions(self) -> tuple[Addition, ...]:
        """What the reporter told Security and the mail service does not take.

        None while the reporter is told of the report's own mail, with all there is to send by hand.
        """
        if self.is_mail_in_doubt or self.was_taken_back:
            return ()
        late = (it for it in self.added if it.late_at and it.sent_at is None)
        return tuple(it for it in late if not it.is_of_line)

    @property
    def returned_additions(self) -> tuple[Addition, ...]:
        """What the reporter told came back, unless Security has answered since."""
        answered_at = self.last_answer_at
        if self.is_mail_in_doubt or self.was_taken_back:
            return ()
        returned = (it for it in self.added if it.returned_at and not it.is_of_line)
        return tuple(
            it
            for it in returned
            if it.returned_at and (answered_at is None or answered_at < it.returned_at)
        )

    @property
    def is_addition_in_doubt(self) -> bool:
        """Whether the reporter should not rely on a follow-up mail, and is told so."""
        return bool(self.late_additions or self.returned_additions)

    @property
    def has_sent_late_addition(self) -> bool:
        """Whether a follow-up mail that was late has gone, and none is in doubt."""
        was_late = any(it.late_at and it.sent_at and not it.is_of_line for it in self.added)
        return was_late and not (self.is_addition_in_doubt or self.is_mail_in_doubt)

    # Reading: Security's answers

    @property
    def closing(self) -> Closing | None:
        """The last time that Security closed it; None if never."""
        return self.closings[-1] if self.closings else None

    @property
    def is_closed(self) -> bool:
        """Whether Security has closed it, and nobody opened it again."""
        return self.closing is not None and self.closing.reopened_at is None

    @property
    def was_reopened(self) -> bool:
        """Whether it is open again after Security closed it."""
        return self.closing is not None and not self.is_closed

    @property
    def last_answer_at(self) -> datetime | None:
        """When Security last answered by a link; None if never."""
        answers = [*(it.at for it in self.needs), *(it.at for it in self.closings)]
        return max([*answers, *([self.received_at] if self.received_at else [])], default=None)

    @property
    def unanswered_since(self) -> datetime | None:
        """When the last mail left, if Security has answered none since; else None."""
        sent = [it.sent_at for it in self.added if it.sent_at]
        last = max([*sent, *([self.sent_at] if self.sent_at else [])], default=None)
        is_answered = last and self.last_answer_at and last <= self.last_answer_at
        return None if is_answered else last

    @property
    def is_with_security(self) -> bool:
        """Whether Security says that they have it, and the mail with the report is not in doubt."""
        return self.received_at is not None and not self.is_mail_in_doubt

    @property
    def asked_for(self) -> tuple[NeededFact, ...]:
        """What Security still waits for, each once.

        Nothing that was asked before the report was closed or taken back.
        """
        if self.is_closed or self.is_withdrawn:
            return ()
        ends = [self.closing.at if self.closing else None, self.taken_back_at]
        since = max((at for at in ends if at is not None), default=None)
        missing = (
            it for need in self.needs if since is None or need.at > since for it in need.missing
        )
        return tuple(dict.fromkeys(missing))

    def may_be_reopened(self, at: datetime) -> bool:
        """Whether it is closed, and may still be opened again."""
        return self.closing is not None and self.is_closed and at < self.closing.until

    def may_be_closed_by(self, link: SecurityLink) -> bool:
        """Whether this link may close it: not if it was opened again since the mail was written.

        The link that opened it again may.
        """
        if self.is_closed:
            return False
        if self.closing is None or self.closing.reopened_at is None:
            return True
        return link.id == self.closing.reopened_by or link.written_at > self.closing.reopened_at

    # The leader or the deputy answers

    def decide(
        self, decision: Decision, *, by: Actor, at: datetime, reason: str | None = None
    ) -> "Transition":
        """The leader or the deputy answers.

        From urgent on an approval counts as an acknowledgement. Raises NotTheLeader, HandedOn,
        AlreadyAnswered, AlreadyOnItsWay, AlreadyWithdrawn, NotAtThisLevel, ReasonMissing,
        WhichNotMe.
        """
        self.check_leader(by)
        if self.decision is decision:
            return self._unchanged()
        if decision is Decision.APPROVE and self.level.goes_at_once:
            decision = Decision.ACKNOWLEDGE  # the mail did not wait, so there is nothing to approve
        if self.decision is decision:
            return self._unchanged()
        if self.decision is not None:
            raise AlreadyAnswered
        if self.was_taken_back:
            raise AlreadyWithdrawn
        changes = self._changes_with(decision, reason)
        changes |= {"decision": decision, "decided_at": at, "decided_by": by.id}
        changes |= self._changes_of_the_one_who_answered(by, at)
        if decision is not Decision.DECLINE and self.says_no_leader and not self.is_closed:
            changes |= self._noted_of_line("leader", at)
        return self._transition(f"leader-{decision}", at=at, by=by.id, **changes)

    def _changes_of_the_one_who_answered(self, by: Actor, at: datetime) -> EscalationChanges:
        """Where one who was passed over answers, they are the deputy; the deputy stays a reader."""
        if self.is_deputy(by):
            return {"deputy_state": LeaderState.ANSWERED}
        passed = next((it for it in self.passed_on if it.person.id == by.id), None)
        if passed is None:
            return {"leader_state": LeaderState.ANSWERED}
        others = tuple(it for it in self.passed_on if it is not passed)
        changes: EscalationChanges = {"passed_on": (*others, *self._missed_deputy(at))}
        changes["deputy"] = passed.person
        changes |= {"deputy_state": LeaderState.ANSWERED, "deputy_asked_at": passed.asked_at}
        return changes

    def _changes_with(self, decision: Decision, reason: str | None) -> EscalationChanges:
        """The changes that come with this decision."""
        match decision:
            case Decision.APPROVE:
                return self._changes_to_mail("approved")
            case Decision.NOT_ME:
                raise WhichNotMe
            case Decision.DECLINE:
                return self._changes_on_decline(reason)
            case Decision.ACKNOWLEDGE:
                if self.stage is EscalationStatus.AWAITING_LEADER:
                    raise NotAtThisLevel
                return {}

    def _changes_on_decline(self, reason: str | None) -> EscalationChanges:
        if self.level is not Level.STANDARD:
            raise NotAtThisLevel
        if self.is_on_its_way:
            raise AlreadyOnItsWay
        said = (reason or "").strip()
        if not said:
            raise ReasonMissing
        return {"stage": EscalationStatus.DECLINED, "reason": said}

    # "Not me"

    def hand_on(self, why: NotMe, *, by: Actor, at: datetime) -> "Transition":
        """The leader or the deputy says "Not me": in a minute the next in line is looked for.

        Raises NotTheLeader, HandedOn, AlreadyAnswered, AlreadyWithdrawn.
        """
        if by.tenant_id == self.tenant_id and self.not_me_of(by.id):
            return self._unchanged()
        self.check_may_hand_on(by)
        person = next(it for it in self.card_recipients if it.id == by.id)
        is_deputys = self.is_deputy(by)
        is_alone = is_deputys or self.deputy_state in (None, LeaderState.NOT_REACHED)
        said = PassedOn(
            person=person,
            why=why,
            at=at,
            asked_at=self.deputy_asked_at if is_deputys else self.asked_at,
            began_search=is_alone,
        )
        changes: EscalationChanges = {"hands_on_at": at + UNDO_FOR}
        if is_alone:
            changes |= self._changes_to_look_on(
                at, *(() if is_deputys else self._missed_deputy(at))
            )
        if not is_deputys:
            changes["leader_state"] = LeaderState.NOT_REACHED
        changes["passed_on"] = (*changes.get("passed_on", self.passed_on), said)
        return self._transition("handed-on", at=at, by=by.id, **changes)

    def take_back(self, *, by: Actor, at: datetime) -> "Transition":
        """Undoes "Not me", before anybody else is asked. Raises NotTheLeader, TooLateToUndo."""
        said = self.not_me_of(by.id)
        if said is None or by.tenant_id != self.tenant_id:
            self.check_leader(by)
            return self._unchanged()
        if not self.may_take_back(by.id) or at >= said.at + UNDO_FOR:
            raise TooLateToUndo
        others = tuple(it for it in self.passed_on if it is not said)
        changes: EscalationChanges = {"passed_on": others}
        if not any(it.was_said and at < it.at + UNDO_FOR for it in others):
            changes["hands_on_at"] = None
        if self.leader is None or self.leader.id != by.id:
            changes |= {"deputy": said.person, "deputy_asked_at": said.asked_at}
            changes["deputy_state"] = LeaderState.ASKED
        else:
            changes["leader_state"] = LeaderState.ASKED  # they have it, by card or by mail
            if said.began_search:
                had_deputy = bool(others) or self.line_ended_at is not None
                changes["deputy_state"] = LeaderState.NOT_REACHED if had_deputy else None
        return self._transition("handing-on-undone", at=at, by=by.id, **changes)

    def handing_on_settled(self, *, at: datetime) -> "Transition":
        """The minute is over, and nobody has to be looked for."""
        is_over = self.hands_on_at is not None and at >= self.hands_on_at
        if not is_over or (self.is_open and self.deputy_state is LeaderState.LOOKUP_PENDING):
            return self._unchanged()
        return self._transition("handing-on-settled", at=at, hands_on_at=None)

    # The reporter acts, or time passes

    def send_without_waiting(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter sends it now. Raises NotYours, AlreadyWithdrawn."""
        self.check_reporter(by)
        if self.is_withdrawn:
            raise AlreadyWithdrawn
        if self.is_on_its_way:
            return self._unchanged()
        return self._transition(
            "sent-without-waiting", at=at, by=by.id, **self._changes_to_mail("reporter")
        )

    def withdraw(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter withdraws it. Raises NotYours, AlreadyOnItsWay."""
        self.check_reporter(by)
        if self.is_withdrawn:
            return self._unchanged()
        if self.is_on_its_way:
            raise AlreadyOnItsWay
        return self._transition("withdrawn", at=at, by=by.id, stage=EscalationStatus.WITHDRAWN)

    def withdraw_sent(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter takes it back though its mail has left: Security is told by a follow-up.

        Raises NotYours, AlreadyOnItsWay while it is not clear what became of the mail.
        """
        self.check_reporter(by)
        if self.was_taken_back or self.is_closed:
            return self._unchanged()
        if not self.may_be_taken_back:
            raise AlreadyOnItsWay
        taken_back = Addition(id="withdrawn", kind="where", topic="withdrawn", at=at)
        return self._transition("taken-back", at=at, by=by.id, **self._noted(taken_back))

    def say_whether_it_helped(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter was asked whether this helped, once; the answer is not kept with it.

        Raises NotYours.
        """
        self.check_reporter(by)
        if not self.asks_whether_it_helped:
            return self._unchanged()
        return self._transition("helped-said", at=at, by=by.id, helped_at=at)

    def tick(
        self, system: System, *, by: Actor, at: datetime, number: str = "", as_leader: bool = False
    ) -> "Transition":
        """The reporter, or a leader who was asked, has made the entry in Noggin or Kotahi.

        Raises NotYours; of a leader NotTheLeader, AlreadyWithdrawn.
        """
        if as_leader:
            self.check_leader(by)
        else:
            self.check_reporter(by)
        if system in self.ticked:
            return self._unchanged()
        if as_leader and self.was_taken_back:
            raise AlreadyWithdrawn
        leader = next((it for it in self.card_recipients if it.id == by.id), None)
        made = EntryMade(system=system, at=at, by=leader if as_leader else None, number=number)
        return self._transition(
            f"ticked-{system}",
            at=at,
            by=by.id,
            ticked=(*self.ticked, system),
            entries=(*self.entries, made),
        )

    def deadline_passed(self, *, at: datetime) -> "Transition":
        """The leader, or after a decline the reporter, has not answered in time: mail it."""
        if not self.is_pending:
            return self._unchanged()
        return self._transition("deadline-passed", at=at, **self._changes_to_mail("deadline"))

    def reminded(self, *, at: datetime) -> "Transition":
        """The recipients of the card were reminded. Happens once."""
        if not self.needs_reminder:
            return self._unchanged()
        return self._transition("leader-reminded", at=at, reminded_at=at)

    # Leader and deputy are looked up and asked

    def leader_found(
        self, leader: Person, *, at: datetime, own: Person | None = None
    ) -> "Transition":
        """The directory has the named leader; the reporter or one left out is not asked.

        `own` is the reporter's own leader, where the reporter excludes them.
        """
        if self.leader_state is not LeaderState.LOOKUP_PENDING or self.was_taken_back:
            return self._unchanged()
        left_out = self.left_out_including(own, leader)
        if leader.id in left_out and self.bars_own_leader_as_deputy:
            return self._excluded_leader_named(leader, left_out, at)
        if leader.id in (self.reporter_id, *left_out):
            return self.leader_not_reached(at=at)
        return self._transition(
            "leader-found",
            at=at,
            leader=leader,
            leader_state=LeaderState.TO_BE_ASKED,
            left_out=left_out,
            named=None,
            line_ended_at=None,
        )

    def _excluded_leader_named(
        self, named: Person, left_out: tuple[str, ...], at: datetime
    ) -> "Transition":
        """The reporter named the leader they exclude: it goes to Security only."""
        changes = self._changes_at_end_of_line("security-only", at)
        changes |= {"leader": None, "leader_state": LeaderState.NOT_TOLD}
        changes |= {"named": named, "left_out": left_out}
        return self._transition("leader-left-out", at=at, **changes)

    def leader_asked(self, *, at: datetime) -> "Transition":
        """The card is in the leader's chat, perhaps after others were asked too."""
        if self.leader_state is not LeaderState.TO_BE_ASKED and not self.can_still_be_reached:
            return self._unchanged()
        return self._transition("leader-asked", at=at, asked_at=at, leader_state=LeaderState.ASKED)

    def leader_not_reached(self, *, at: datetime) -> "Transition":
        """No card can reach the leader: look for a deputy, or without one mail it."""
        if self.leader_state not in (LeaderState.LOOKUP_PENDING, *STILL_TO_ANSWER):
            return self._unchanged()
        if self.was_taken_back:
            return self._unchanged()
        changes: EscalationChanges = {"leader_state": LeaderState.NOT_REACHED}
        if self.deputy_state is None and self.leader and self.leader.id:
            changes |= self._changes_to_look_on(at)
        elif self.deputy_state in (None, LeaderState.NOT_REACHED):
            changes |= self._changes_at_end_of_line("leader-not-reached", at)
        return self._transition("leader-not-reached", at=at, **changes)

    def deputy_called(self, *, at: datetime) -> "Transition":
        """The leader has not seen an urgent report in time: look for a deputy."""
        is_unseen = self.leader_state in STILL_TO_ANSWER and self.decision is None
        if not is_unseen or self.deputy_state is not None or not self.is_open:
            return self._unchanged()
        return self._transition("deputy-called", at=at, **self._changes_to_look_on(at))

    def deputy_found(
        self, deputy: Person, *, at: datetime, own: Person | None = None
    ) -> "Transition":
        """The directory has the next in line. `own` as in leader_found."""
        if not self._is_next_wanted(at):
            return self._unchanged()
        left_out = self.left_out_including(own, self.leader)
        if not self.may_be_deputy(deputy) or deputy.id in left_out:
            return self.deputy_not_reached(at=at, own=own)
        return self._transition(
            "deputy-found",
            at=at,
            deputy=deputy,
            deputy_state=LeaderState.TO_BE_ASKED,
            deputy_asked_at=None,
            hands_on_at=None,
            line_moved_at=at,
            line_ended_at=None,
            left_out=left_out,
        )

    def deputy_asked(self, *, at: datetime, deputy_id: str | None = None) -> "Transition":
        """The card is in the deputy's chat; with an id, in theirs."""
        if self.deputy_state is not LeaderState.TO_BE_ASKED or not self._has_deputy(deputy_id):
            return self._unchanged()
        return self._transition(
            "deputy-asked",
            at=at,
            deputy_asked_at=at,
            deputy_state=LeaderState.ASKED,
            line_moved_at=at,
        )

    def deputy_not_reached(
        self, *, at: datetime, own: Person | None = None, deputy_id: str | None = None
    ) -> "Transition":
        """No card can reach the deputy: look on. Or there is nobody: the line ends."""
        if not self._has_deputy(deputy_id):
            return self._unchanged()
        if self.deputy_state in STILL_TO_ANSWER and self.is_open:
            changes = self._changes_to_look_on(at, *self._missed_deputy(at))
        elif self._is_next_wanted(at):
            changes = {"deputy_state": LeaderState.NOT_REACHED, "hands_on_at": None}
            # Below urgent the report goes on waiting for a leader who holds the card.
            if self.level.goes_at_once or self.leader_state not in STILL_TO_ANSWER:
                was_said = bool(self.passed_on) and self.passed_on[-1].was_said
                because = "handed-back" if was_said else "leader-not-reached"
                changes |= self._changes_at_end_of_line(because, at)
        else:
            return self._unchanged()
        changes["left_out"] = self.left_out_including(own, self.leader)
        return self._transition("deputy-not-reached", at=at, **changes)

    def unseen(self, moved_at: datetime | None, *, at: datetime) -> "Transition":
        """Nobody has seen an urgent report, and the line has not moved since then.

        Whoever was asked may still answer, and whoever is looked for is still asked.
        """
        is_over = self.line_moved_at == moved_at and self.level.goes_at_once
        is_told = self.leader_state is not LeaderState.NOT_TOLD or self.line_moved_at is not None
        if not (is_over and is_told and self.is_open) or self.line_ended_at is not None:
            return self._unchanged()
        changes = self._changes_at_end_of_line("leader-not-reached", at)
        return self._transition("line-unseen", at=at, **changes)

    def name_another(self, person: Person, *, by: Actor, at: datetime) -> "Transition":
        """The reporter names somebody outside the line, who is asked once they may hear of it.

        Raises NotYours, AlreadyWithdrawn, AlreadyAnswered, NobodyElse.
        """
        self.check_reporter(by)
        if self.is_withdrawn:
            raise AlreadyWithdrawn
        if self.decision is not None:
            raise AlreadyAnswered
        if self.chosen is not None and self.chosen.id == person.id:
            return self._unchanged()
        if not self.may_name_another or not self.may_be_deputy(person):
            raise NobodyElse
        changes = self._changes_to_look_on(at, *self._missed_deputy(at))
        changes |= {"chosen": person, "line_ended_at": None}
        return self._transition("another-named", at=at, by=by.id, **changes)

    def _has_deputy(self, deputy_id: str | None) -> bool:
        """Whether this is the deputy; any is, if no id is given."""
        return deputy_id is None or (self.deputy is not None and self.deputy.id == deputy_id)

    def _is_next_wanted(self, at: datetime) -> bool:
        """Whether the next in line is looked for, and no "Not me" can be taken back any more."""
        is_settled = self.hands_on_at is None or at >= self.hands_on_at
        return self.deputy_state is LeaderState.LOOKUP_PENDING and self.is_open and is_settled

    def _missed_deputy(self, at: datetime) -> tuple[PassedOn, ...]:
        """The deputy as one whom no card reached; they may answer all the same."""
        if self.deputy is None:
            return ()
        return (
            PassedOn(person=self.deputy, why="not-reached", at=at, asked_at=self.deputy_asked_at),
        )

    def _changes_to_look_on(self, at: datetime, *passed: PassedOn) -> EscalationChanges:
        """The next in line is to be looked for, after these."""
        return {
            "deputy": None,
            "deputy_state": LeaderState.LOOKUP_PENDING,
            "deputy_asked_at": None,
            "passed_on": (*self.passed_on, *passed),
            "line_moved_at": at,
        }

    def _changes_at_end_of_line(self, because: str, at: datetime) -> EscalationChanges:
        """Nobody is left to ask. The first mail says so if it has not left, a follow-up if it has.

        Never both: nothing is added to what the first mail says already.
        """
        changes: EscalationChanges = {"line_ended_at": self.line_ended_at or at}
        if not self.is_on_its_way:
            return changes | self._changes_to_mail(because)
        if self.says_no_leader:
            return changes
        return changes | self._noted_of_line("no-leader", at)

    def _noted_of_line(self, topic: Topic, at: datetime) -> EscalationChanges:
        """The change that tells Security whether a leader is with the reporter."""
        number = sum(it.about == topic for it in self.added) + 1
        addition_id = topic if number == 1 else f"{topic}-{number}"
        return self._noted(Addition(id=addition_id, kind="where", topic=topic, at=at))

    # The mail is sent, confirmed, or lost

    def _changes_to_mail(self, because: str) -> EscalationChanges:
        """Due for Security, unless it is on its way already."""
        if self.is_on_its_way:
            return {}
        return {"stage": EscalationStatus.MAILING, "mailing_because": because}

    def mailed(
        self, *, at: datetime, is_copy: bool = False, with_added: tuple[str, ...] = ()
    ) -> "Transition":
        """The mail service accepted the mail, or the second copy if one was requested since.

        `with_added`: the additions that this mail holds, so that no follow-up is sent of them.
        """
        is_wanted = is_copy == (self.mail_copied_at is not None)
        if self.stage is not EscalationStatus.MAILING or not is_wanted:
            return self._unchanged()
        return self._transition(
            "mailed",
            at=at,
            stage=EscalationStatus.SENT,
            sent_at=at,
            mail_trouble=None,
            added=self._with_sent(with_added, at),
        )

    def _with_sent(self, ids: tuple[str, ...], at: datetime) -> tuple[Addition, ...]:
        """The additions, these of them sent."""
        return tuple(
            it.model_copy(update={"sent_at": at}) if it.id in ids and it.sent_at is None else it
            for it in self.added
        )

    def mail_troubled(self, trouble: MailTrouble, *, at: datetime) -> "Transition":
        """The mail is late or refused; it stays due, and the reporter is told."""
        if self.stage is not EscalationStatus.MAILING or self.mail_trouble in (
            trouble,
            *_OUTRANKED_BY[trouble],
        ):
            return self._unchanged()
        return self._transition(f"mail-{trouble}", at=at, mail_trouble=trouble)

    def mail_unconfirmed(self, *, at: datetime) -> "Transition":
        """Accepted, but not in Sent Items: no longer shown as sent."""
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
        """The mail is in Sent Items."""
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
        """A non-delivery report about the mail was found: sent, but undelivered."""
        if (
            self.stage is not EscalationStatus.SENT
            or self.is_undelivered
            or self.arrived_at is not None
        ):
            return self._unchanged()
        return self._transition("mail-undelivered", at=at, undelivered_at=at)

    def mail_arrived(self, *, at: datetime) -> "Transition":
        """An administrator found that Security has the missing or undelivered mail or mails."""
        if not self.needs_manual_check and not self.returned_additions:
            return self._unchanged()
        changes: EscalationChanges = {}
        if self.needs_manual_check:
            changes |= self._changes_on_arrival(at)
        has_come = {"returned_at": None}
        changes["added"] = tuple(it.model_copy(update=has_come) for it in self.added)
        return self._transition("mail-arrived", at=at, **changes)

    def _changes_on_arrival(self, at: datetime) -> EscalationChanges:
        return {
            "stage": EscalationStatus.SENT,
            "sent_at": self.sent_at or at,
            "confirmed_at": self.confirmed_at or at,
            "arrived_at": at,
            "mail_trouble": None,
        }

    def mail_copy_requested(self, *, at: datetime) -> "Transition":
        """An administrator requests a second copy of a missing or undelivered mail."""
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

    # Additions after Send

    def add(
        self,
        addition: Addition,
        *,
        by: Actor,
        known: Report | None = None,
        timers: Timers | None = None,
    ) -> "Transition":
        """The reporter adds something for Security; `known` is the report with its facts.

        It goes with the report's mail while that is not written, else as a mail of its own. A
        raised level acts at once, by these timers, and nothing lowers it. Something new opens a
        closed report again, while that is possible. Idempotent by id and content: anything else
        under the same id is another addition. Raises NotYours, AlreadyWithdrawn, EnoughAdded.
        """
        self.check_reporter(by)
        same = [it for it in self.added if it.id.partition(".")[0] == addition.id]
        if any(_says_the_same(it, addition) for it in same):
            return self._unchanged()
        if same:
            addition = addition.model_copy(update={"id": f"{addition.id}.{len(same) + 1}"})
        if self.is_withdrawn:
            raise AlreadyWithdrawn
        if len(self.added) >= MOST_ADDED:
            raise EnoughAdded
        level, at = known.level if known else self.level, addition.at
        if level > self.level:
            addition = addition.model_copy(update={"raised_from": self.level})
        changes = self._noted(addition)
        changes["needs"] = tuple(need.with_answer(addition) for need in self.needs)
        if known is not None:
            changes |= {"known": known, "said_safe": bool(known.told and known.told.says_safe)}
        if addition.about in _REOPENS and self.may_be_reopened(at):
            changes |= self._changes_on_reopening(at)
        if level > self.level:
            changes |= self._changes_on_raise(level, at, timers)
        return self._transition(f"added-{addition.about}", at=at, by=by.id, **changes)

    def say_safe(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter is safe now; once, until danger is mentioned again. Raises as `add`."""
        said = [it for it in self.added if it.about == "safe"]
        if self.safe_at is not None:
            self.check_reporter(by)
            return self._unchanged()
        addition_id = f"safe-{len(said) + 1}" if said else "safe"
        return self.add(Addition(id=addition_id, kind="safe", at=at), by=by)

    def ask_to_be_rung(
        self, addition: Addition, *, by: Actor, known: Report | None = None
    ) -> "Transition":
        """The reporter asks to be rung; the same request within an hour is no other.

        Raises as `add`.
        """
        asked = [it for it in self.added if it.about == "ring"]
        is_recent = any(
            addition.at - it.at < RING_ONCE_WITHIN and _says_the_same(it, addition) for it in asked
        )
        if is_recent:
            self.check_reporter(by)
            return self._unchanged()
        return self.add(addition, by=by, known=known)

    def _changes_on_raise(
        self, level: Level, at: datetime, timers: Timers | None
    ) -> EscalationChanges:
        """What a higher level changes at once: the mail, the deadline, and who is asked again."""
        changes: EscalationChanges = {"level": level, **self._changes_to_ask_again(at)}
        if level.goes_at_once:
            changes |= self._changes_to_mail("urgent")
            if timers is not None and self.leader_state is not LeaderState.NOT_TOLD:
                changes["deputy_at"] = at + timers.leader.deputy_after
        elif self.is_pending:
            changes["stage"] = EscalationStatus.AWAITING_LEADER
            changes |= self._changes_to_deadline(level, at, timers)
        return changes

    def _changes_to_deadline(
        self, level: Level, at: datetime, timers: Timers | None
    ) -> EscalationChanges:
        """The deadline of a higher level, unless the one that stands is earlier."""
        if timers is None or self.answer_by is None:
            return {}
        answer_by = timers.answer_by(level, at)
        if self.answer_by <= answer_by:
            return {}
        return {"answer_by": answer_by, "remind_at": timers.remind_at(level, at, answer_by)}

    def _changes_to_ask_again(self, at: datetime) -> EscalationChanges:
        """Whoever answered or was asked before it was this urgent is asked once more.

        Not those who handed it on.
        """
        if self.decision is Decision.NOT_ME:
            return {}
        changes: EscalationChanges = {"decision": None, "decided_at": None, "decided_by": None}
        changes["reason"] = None
        has_card = (LeaderState.ASKED, LeaderState.ANSWERED)
        if self.leader_state in has_card:
            changes["leader_state"] = LeaderState.TO_BE_ASKED
        if self.deputy_state in has_card:
            changes |= {"deputy_state": LeaderState.TO_BE_ASKED, "line_moved_at": at}
        if self.decision is not None and self.line_ended_at is not None:
            # Somebody answered after the end: the line ends anew if nobody sees this in time.
            changes |= {"line_ended_at": None, "line_moved_at": at}
        return changes

    def _noted(self, addition: Addition) -> EscalationChanges:
        """The change that tells Security something in a follow-up mail. Idempotent by id."""
        if self.addition(addition.id) is not None:
            return {}
        return {"added": (*self.added, addition)}

    def addition_mailed(self, addition_id: str, *, at: datetime) -> "Transition":
        """The mail service accepted the mail about this addition."""
        found = self.addition(addition_id)
        if found is None or found.sent_at is not None:
            return self._unchanged()
        return self._transition("addition-mailed", at=at, added=self._with_sent((addition_id,), at))

    def addition_late(self, addition_id: str, *, at: datetime) -> "Transition":
        """The mail about this addition is late or refused; it stays due, the reporter is told."""
        found = self.addition(addition_id)
        if found is None or found.sent_at is not None or found.late_at is not None:
            return self._unchanged()
        return self._transition("addition-late", at=at, added=self._with(found, late_at=at))

    def addition_returned(self, addition_id: str, *, at: datetime) -> "Transition":
        """The mail about this addition came back."""
        found = self.addition(addition_id)
        if found is None or found.sent_at is None or found.returned_at is not None:
            return self._unchanged()
        return self._transition("addition-returned", at=at, added=self._with(found, returned_at=at))

    def _with(self, addition: Addition, **changes: datetime) -> tuple[Addition, ...]:
        changed = addition.model_copy(update=changes)
        return tuple(changed if it is addition else it for it in self.added)

    # Security answers

    def received(self, link: SecurityLink, *, at: datetime) -> "Transition":
        """Security has received it."""
        changes = self._changes_on_answer(link, at)
        if not changes:
            return self._unchanged()
        return self._transition("security-received", at=at, **changes)

    def more_needed(
        self, facts: tuple[NeededFact, ...], link: SecurityLink, *, at: datetime
    ) -> "Transition":
        """Security asks the reporter for these facts, once by each link.

        Raises NothingAsked, AlreadyWithdrawn, AlreadyClosed.
        """
        if any(need.id == link.id for need in self.needs):
            return self._unchanged()
        if not facts:
            raise NothingAsked
        if self.is_withdrawn:
            raise AlreadyWithdrawn
        if self.is_closed:
            raise AlreadyClosed
        changes = self._changes_on_answer(link, at)
        changes["needs"] = (*self.needs, Need(id=link.id, at=at, facts=facts))
        return self._transition("security-needs-more", at=at, **changes)

    def closed(self, link: SecurityLink, *, at: datetime, reopens_for: timedelta) -> "Transition":
        """Security closes it. Raises LinkOutdated."""
        if self.is_closed:
            return self._unchanged()
        if not self.may_be_closed_by(link):
            raise LinkOutdated
        changes = self._changes_on_answer(link, at)
        closing = Closing(id=link.id, at=at, until=at + reopens_for)
        changes["closings"] = (*self.closings, closing)
        return self._transition("security-closed", at=at, **changes)

    def reopened(self, link: SecurityLink, *, at: datetime) -> "Transition":
        """Security opens it again. Raises ClosedForGood."""
        if not self.is_closed:
            return self._unchanged()
        if not self.may_be_reopened(at):
            raise ClosedForGood
        return self._transition(
            "security-reopened", at=at, **self._changes_on_reopening(at, by=link.id)
        )

    def _changes_on_answer(self, link: SecurityLink, at: datetime) -> EscalationChanges:
        """Whatever they answer, they have it."""
        changes: EscalationChanges = {}
        if self.received_at is None:
            changes["received_at"] = at
        if link.is_in_report and self.is_on_its_way and self.arrived_at is None:
            changes |= self._changes_on_arrival(at)
        return changes

    def _changes_on_reopening(self, at: datetime, *, by: str | None = None) -> EscalationChanges:
        *earlier, last = self.closings
        opened = last.model_copy(update={"reopened_at": at, "reopened_by": by})
        return {"closings": (*earlier, opened)}

    # The days and weeks after

    @property
    def may_check_in(self) -> bool:
        """Whether a check-in can be wished for: none is due, and not all were sent."""
        if self.was_taken_back or self.check_in is None:
            return not self.was_taken_back
        left = len(self.check_in.due) > len(self.check_in.asked)
        return left and self.check_in.stopped_at is not None

    @property
    def supporting_leader(self) -> Person | None:
        """The leader or deputy who approved or acknowledged it: they support the reporter."""
        return self.entering_leader if self.decision is not None else None

    def care_of(self, leader_id: str | None) -> LeaderCare:
        """What this leader ticked for themselves."""
        found = (it for it in self.leader_care if it.by == leader_id)
        return next(found, LeaderCare(by=leader_id or ""))

    def start_check_in(self, due: tuple[datetime, ...], *, by: Actor, at: datetime) -> "Transition":
        """The reporter wishes to be asked at these times; what was sent counts.

        Raises NotYours, AlreadyWithdrawn.
        """
        self.check_reporter(by)
        if self.was_taken_back:
            raise AlreadyWithdrawn
        if not self.may_check_in:
            return self._unchanged()
        asked = self.check_in.asked if self.check_in else ()
        times = (*(it.at for it in asked), *due[len(asked) :])
        wished = CheckIn(opted_in_at=at, due=times, asked=asked)
        return self._transition("check-in-started", at=at, by=by.id, check_in=wished)

    def stop_check_in(self, *, by: Actor, at: datetime) -> "Transition":
        """The reporter does not wish to be asked any more. Raises NotYours."""
        self.check_reporter(by)
        if self.check_in is None or self.check_in.stopped_at is not None:
            return self._unchanged()
        stopped = self.check_in.model_copy(update={"stopped_at": at})
        return self._transition("check-in-stopped", at=at, by=by.id, check_in=stopped)

    def check_in_asked(self, number: int, *, at: datetime) -> "Transition":
        """The check-in of this number was sent; one before it that never was is left out."""
        wished = self.check_in
        if wished is None or wished.next_at is None or len(wished.asked) >= number:
            return self._unchanged()
        missing = number - len(wished.asked)
        asked = (*wished.asked, *(CheckInAsked(at=at) for _ in range(missing)))
        after = wished.model_copy(update={"asked": asked[: len(wished.due)]})
        return self._transition("check-in-asked", at=at, check_in=after)

    def answer_check_in(
        self, number: int, answer: CheckInAnswer, *, by: Actor, at: datetime
    ) -> "Transition":
        """The reporter answers a check-in; one that was never sent is not answered.

        Raises NotYours.
        """
        self.check_reporter(by)
        asked = list(self.check_in.asked) if self.check_in else []
        if self.check_in is None or not 0 < number <= len(asked):
            return self._unchanged()
        if asked[number - 1].answer == answer:
            return self._unchanged()
        asked[number - 1] = asked[number - 1].model_copy(update={"answer": answer})
        answered = self.check_in.model_copy(update={"asked": tuple(asked)})
        return self._transition("check-in-answered", at=at, by=by.id, check_in=answered)

    def leader_prompted(self, leader_id: str, *, at: datetime) -> "Transition":
        """The leader was asked, for themselves, how it is going."""
        care = self.care_of(leader_id)
        prompted = care.model_copy(update={"prompted": (*care.prompted, at)})
        return self._with_care("leader-prompted", prompted, at=at)

    def keep_ticks(self, ticks: tuple[LeaderTick, ...], *, by: Actor, at: datetime) -> "Transition":
        """The leader ticks something for themselves. Raises NotTheLeader."""
        self._check_supporting(by)
        care = self.care_of(by.id)
        if care.ticks == ticks:
            return self._unchanged()
        kept = care.model_copy(update={"ticks": ticks})
        return self._with_care("leader-ticked", kept, at=at, by=by.id)

    def stop_prompts(self, *, by: Actor, at: datetime) -> "Transition":
        """The leader does not wish to be asked any more. Raises NotTheLeader."""
        self._check_supporting(by)
        care = self.care_of(by.id)
        if care.stopped_at is not None:
            return self._unchanged()
        stopped = care.model_copy(update={"stopped_at": at})
        return self._with_care("leader-prompts-stopped", stopped, at=at, by=by.id)

    def _check_supporting(self, actor: Actor) -> None:
        """Raises NotTheLeader unless they hold the card and took it on."""
        self.check_leader(actor)
        if self.supporting_leader is None or self.supporting_leader.id != actor.id:
            raise NotTheLeader

    def _with_care(
        self, kind: str, care: LeaderCare, *, at: datetime, by: str | None = None
    ) -> "Transition":
        others = tuple(it for it in self.leader_care if it.by != care.by)
        return self._transition(kind, at=at, by=by, leader_care=(*others, care))

    def name_watcher(self, role: WatcherRole | None, *, by: Actor, at: datetime) -> "Transition":
        """The reporter says who looks from now on; None: they look themselves again.

        Raises NotYours, AlreadyWithdrawn.
        """
        self.check_reporter(by)
        if self.is_withdrawn:
            raise AlreadyWithdrawn
        if (self.watcher.role if self.watcher else None) == role:
            return self._unchanged()
        watcher = Watcher(role=role, at=at) if role else None
        return self._transition("watcher-named", at=at, by=by.id, watcher=watcher)

    # What every transition is made with

    def replace(self, **changes: Unpack[EscalationChanges]) -> Self:
        """A copy with these fields replaced; mypy and the model refuse unknown ones."""
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


@dataclass(frozen=True)
class Transition:
    """A change of an escalation, with its events. `before` is None for a new one."""

    before: Escalation | None
    after: Escalation
    events: tuple[Event, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything changed."""
        return bool(self.events)


def _says_the_same(one: Addition, other: Addition) -> bool:
    return (one.words, one.lines, one.in_danger) == (other.words, other.lines, other.in_danger)


def _reason_to_mail_now(level: LevelWord) -> str:
    return "urgent" if level.goes_at_once else "security-only"


def _first_leader_state(leader: Person | None, is_told: bool, reporter: Actor) -> LeaderState:
    if not is_told:
        return LeaderState.NOT_TOLD
    if leader is None or leader.id is None or leader.id == reporter.id:
        return LeaderState.LOOKUP_PENDING
    return LeaderState.TO_BE_ASKED
