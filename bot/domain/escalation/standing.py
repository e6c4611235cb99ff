"""Where an escalation stands: what is kept of it, and what can be read off that."""

from datetime import datetime

from pydantic import Field

from bot.domain.errors import NotTheLeader, NotYours
from bot.domain.escalation.enums import (
    Addition,
    Decision,
    LeaderState,
    MailTrouble,
    OwnLeader,
    Stage,
    System,
)
from bot.domain.people import Actor, Person
from bot.domain.scenario import SINCE_1_1, LevelWord, Value

WAITS_FOR_THEM = (LeaderState.TO_BE_ASKED, LeaderState.ASKED)


class Standing(Value):
    """All that is kept of an escalation. Its transitions are beside it."""

    report_id: str
    reference: str
    tenant_id: str
    level: LevelWord
    reporter_id: str
    stage: Stage
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
        return self.decision is None and self.stage is not Stage.WITHDRAWN

    @property
    def is_on_its_way(self) -> bool:
        """Whether the mail is due or sent and cannot be called back."""
        return self.stage in (Stage.MAILING, Stage.SENT)

    @property
    def is_mail_missing(self) -> bool:
        """Whether the mail may have left and is not to be seen: a person has to say what is so."""
        return self.stage is Stage.MAILING and self.mail_trouble is MailTrouble.UNCONFIRMED

    @property
    def is_undelivered(self) -> bool:
        """Whether the mail that was sent last came back: it may not have reached Security."""
        if self.stage is not Stage.SENT or self.arrived_at or self.undelivered_at is None:
            return False
        return self.mail_copied_at is None or self.undelivered_at > self.mail_copied_at

    @property
    def is_up_to_a_person(self) -> bool:
        """Whether a person has to say what became of the mail."""
        return self.is_mail_missing or self.is_undelivered

    @property
    def can_be_sent_by_hand(self) -> bool:
        """Whether the reporter should not rely on the mail, and is told how to reach Security."""
        return self.mail_trouble is not None or self.is_undelivered

    @property
    def can_be_mailed_again(self) -> bool:
        """Whether a second copy may be made. A third never is."""
        return self.is_up_to_a_person and self.mail_copied_at is None

    @property
    def can_be_hurried(self) -> bool:
        """Whether the reporter may still send it without waiting, or take it back."""
        return self.stage in (Stage.AWAITING_LEADER, Stage.DECLINED)

    @property
    def is_for_leader(self) -> bool:
        """Whether the leader may see anything of it."""
        return self.leader_state is not LeaderState.NOT_TOLD and self.leader is not None

    @property
    def goes_round_own_leader(self) -> bool:
        """Whether the reporter's own leader hears nothing, whoever was named. In doubt, yes."""
        return self.own_leader in (OwnLeader.LEFT_OUT, None)

    @property
    def passes_over_own_leader(self) -> bool:
        """Whether the reporter's own leader never stands in for the one who is told."""
        return self.own_leader is not OwnLeader.MAY_HEAR

    @property
    def awaits_leader(self) -> bool:
        """Whether a leader or deputy still has something to answer."""
        return any(self.awaits(person.id) for person in self.holders)

    @property
    def may_still_be_reached(self) -> bool:
        """Whether a leader who could not be reached may still answer, if a card comes to them."""
        is_known = self.leader is not None and self.leader.id not in (None, *self.left_out)
        return is_known and self.leader_state is LeaderState.NOT_REACHED and self.is_open

    @property
    def holders(self) -> tuple[Person, ...]:
        """Who may see the leader's card: the leader, and the deputy if there is one."""
        told = self.leader if self.is_for_leader else None
        return tuple(person for person in (told, self.deputy) if person is not None)

    @property
    def decider(self) -> Person | None:
        """Who answered: the deputy, or else the leader. None as long as nobody has."""
        if self.decision is None:
            return None
        return next((it for it in self.holders if it.id == self.decided_by), self.leader)

    @property
    def needs_reminder(self) -> bool:
        """Whether somebody holds the card, has not answered, and the report waits for them."""
        asked = LeaderState.ASKED in (self.leader_state, self.deputy_state)
        is_new = self.reminded_at is None and self.decision is None
        return asked and is_new and self.stage is Stage.AWAITING_LEADER

    @property
    def was_asked_in_vain(self) -> bool:
        """Whether a leader was told, in one way or another, and nobody has answered."""
        leader_id = self.leader.id if self.leader else None
        may_hear = leader_id not in self.left_out or self.holds_card(leader_id)
        return self.is_for_leader and may_hear and self.decision is None

    def awaits(self, person_id: str | None) -> bool:
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

    def came_at(self, person_id: str) -> tuple[datetime, ...]:
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

    def left_out_with(self, own: Person | None, asked: Person | None) -> tuple[str, ...]:
        """Whom nothing may reach, now that the directory has said who leads the reporter.

        Who was left out before stays left out, even if somebody else leads the reporter by now.
        """
        if own is None or own.id is None or own.id in self.left_out:
            return self.left_out
        is_asked = asked is not None and asked.id == own.id
        if not self.passes_over_own_leader or (is_asked and not self.goes_round_own_leader):
            return self.left_out
        return (*self.left_out, own.id)

    def check_leader(self, actor: Actor) -> None:
        """Raises NotTheLeader unless it was sent to this leader or deputy."""
        is_theirs = actor.id in [person.id for person in self.holders]
        if not is_theirs or actor.id == self.reporter_id or actor.tenant_id != self.tenant_id:
            raise NotTheLeader

    def check_reporter(self, actor: Actor) -> None:
        """Raises NotYours unless this is the person who reported it."""
        if (actor.id, actor.tenant_id) != (self.reporter_id, self.tenant_id):
            raise NotYours
