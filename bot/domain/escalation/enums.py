"""States, decisions, additions, Security's answers and events. Their values are stored."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.people import Person
from bot.domain.report import TELEPHONE, Line
from bot.domain.scenario import LevelWord


class EscalationStatus(StrEnum):
    """The state of the report on its way; the drawing is in the package's docstring."""

    AWAITING_LEADER = "awaiting-leader"
    DECLINED = "declined"
    MAILING = "mailing"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class LeaderState(StrEnum):
    """How far a people leader or deputy was looked up, asked and heard."""

    NOT_TOLD = "not-told"
    """The reporter's choice: nothing about the report may reach them."""
    LOOKUP_PENDING = "to-be-found"
    TO_BE_ASKED = "to-be-asked"
    ASKED = "asked"
    ANSWERED = "answered"
    NOT_REACHED = "not-reached"


class OwnLeader(StrEnum):
    """The reporter's rule for their own people leader, applied once the directory names them."""

    MAY_HEAR = "may-hear"
    """They are told. A later leader of the reporter may be their deputy."""
    ONLY_IF_NAMED = "only-if-named"
    """Another leader was named. Their own leader is told only if they are that person."""
    LEFT_OUT = "left-out"
    """They hear nothing, even if the reporter named them."""


class Decision(StrEnum):
    """The answer of a people leader or deputy."""

    APPROVE = "approve"
    DECLINE = "decline"
    ACKNOWLEDGE = "acknowledge"
    NOT_ME = "not-me"


NotMe = Literal["leads-others", "cannot"]
"""Which "Not me" a leader means: I lead somebody else, or I can't right now."""


class PassedOn(Value):
    """Who said "Not me", or a deputy whom no card reached: the next in line is asked after them."""

    person: Person
    why: NotMe | Literal["not-reached"]
    at: datetime
    asked_at: datetime | None = None
    """When the card was delivered to them."""
    began_search: bool = True
    """Whether the next in line is looked for because of it; not if somebody was asked already."""

    @property
    def was_said(self) -> bool:
        """Whether they said "Not me" themselves."""
        return self.why != "not-reached"


class MailTrouble(StrEnum):
    """Why the reporter should not rely on the mail alone. The mail stays due."""

    LATE = "late"
    """The mail service has not accepted it for longer than it should take."""
    REFUSED = "refused"
    """The mail service refused it; an administrator has to act."""
    UNCONFIRMED = "unconfirmed"
    """It may have left, and is not in Sent Items."""


class System(StrEnum):
    """The registers that get an entry made by hand."""

    NOGGIN = "noggin"
    KOTAHI = "kotahi"


class EntryMade(Value):
    """An entry in a register, as whoever made it ticked it off."""

    system: System
    at: datetime
    by: Person | None = None
    """The leader or deputy; None: the reporter."""
    number: str = ""
    """The number that the register gave it, if they told it."""


Topic = Literal["where", "safe", "ring", "more", "no-leader", "leader", "withdrawn", "again"]
"""What a follow-up mail to Security is about; by topic.

where: where they are, and a number. safe: they are safe now. ring: please ring me. more: further
facts. no-leader: no leader is with them. leader: one is, after all. withdrawn: taken back. again:
it happened again.
"""


class Addition(Value):
    """What Security is told after Send, in a follow-up mail of its own."""

    id: str
    kind: Literal["where", "safe"]
    """What release 1.1.0 takes it for; use `about`."""
    at: datetime
    words: str = ""
    sent_at: datetime | None = None
    """When the mail service accepted the mail about it."""
    topic: Topic | None = Field(None, json_schema_extra=SINCE_1_1)
    """None where the kind says it all."""
    lines: tuple[Line, ...] = Field((), json_schema_extra=SINCE_1_1)
    """The facts that came with it, with their readers."""
    raised_from: LevelWord | None = Field(None, json_schema_extra=SINCE_1_1)
    """The level before, if this raised it."""
    in_danger: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Whether danger was mentioned with it, and not that they are safe now."""
    late_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When the mail about it had not been accepted for too long; it stays due."""
    returned_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When a non-delivery report about the mail about it was found. Anyone can forge one."""

    @property
    def about(self) -> Topic:
        """What the mail is about."""
        return self.topic or self.kind

    @property
    def is_of_line(self) -> bool:
        """Whether it tells of the line of leaders, and not of what the reporter said."""
        return self.about in ("no-leader", "leader")

    @property
    def is_all_facts(self) -> bool:
        """Whether a mail with the report that is written later says it among its facts."""
        return self.about in ("more", "leader")


class SecurityAnswer(StrEnum):
    """What Security answers by a link."""

    RECEIVED = "received"
    NEEDS_MORE = "needs-more"
    CLOSED = "closed"


class SecurityLink(Value):
    """The link in a mail by which Security answers."""

    id: str
    """The same whenever the mail is written. No link can be made from it."""
    written_at: datetime
    is_in_report: bool
    """Whether it stands in the mail with the report, so that an answer proves that this arrived."""


NeededFact = Literal["time", "number", "place", "link"]
"""What Security may ask the reporter for."""

ANSWERED_BY: Mapping[NeededFact, tuple[str, ...]] = {
    "time": ("seen_at", "posted_at"),
    "number": ("number", "where_now"),
    "place": ("where_now",),
    "link": ("link", "link_if_safe"),
}
"""The facts that give Security what it asks for; where they are may hold one of the two only."""


_LETTER = re.compile(r"[^\W\d_]")
_IN_WORDS = "more_words"
"""The fact with whatever else the reporter typed."""


_WHERE = "where_now"


def _said_of_where(addition: Addition) -> set[NeededFact]:
    """Whether where they are, as they typed it, is a place, a number, or both."""
    said = [line.value for line in addition.lines if line.field == _WHERE]
    said += [addition.words] if addition.about == "where" else []
    places = (TELEPHONE.sub("", words) for words in said)
    found: set[NeededFact] = set()
    found |= {"number"} if any(map(TELEPHONE.search, said)) else set()
    found |= {"place"} if any(map(_LETTER.search, places)) else set()
    return found


class Need(Value):
    """What Security asked the reporter for from one link."""

    id: str
    """Of the link."""
    at: datetime
    facts: tuple[NeededFact, ...]
    given: tuple[NeededFact, ...] = ()
    given_at: datetime | None = None
    """When the reporter last gave some of it."""

    @property
    def missing(self) -> tuple[NeededFact, ...]:
        """What the reporter has not given yet."""
        return tuple(fact for fact in self.facts if fact not in self.given)

    def with_answer(self, addition: Addition) -> Self:
        """After an addition: typed words give all that is missing, a fact what it is about."""
        fields = {line.field for line in addition.lines} - {_WHERE}
        said_of_where = _said_of_where(addition)
        says_all = addition.about == "more" and (bool(addition.words) or _IN_WORDS in fields)
        given = tuple(
            fact
            for fact in self.missing
            if says_all or fact in said_of_where or fields.intersection(ANSWERED_BY[fact])
        )
        if not given:
            return self
        return self.model_copy(update={"given": (*self.given, *given), "given_at": addition.at})


class Closing(Value):
    """Security closed the report, and it may have been opened again since."""

    id: str
    """Of the link that closed it."""
    at: datetime
    until: datetime
    """Until when it may be opened again, by the rule at that time."""
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    """The link that opened it; None if the reporter did, by adding something."""


CheckInAnswer = Literal["better", "same", "worse", "unsafe"]
"""How the reporter says they are going."""


class CheckInAsked(Value):
    """One check-in that was sent, and the answer if there is one."""

    at: datetime
    answer: CheckInAnswer | None = None


class CheckIn(Value):
    """The reporter wishes to be asked how they are going. Nobody else hears of it."""

    opted_in_at: datetime
    due: tuple[datetime, ...]
    """When each is sent, by the rule at that time: never more than these."""
    asked: tuple[CheckInAsked, ...] = ()
    stopped_at: datetime | None = None

    @property
    def next_at(self) -> datetime | None:
        """When the next one is due; None if none is left or the reporter stopped."""
        left = self.due[len(self.asked) :]
        return left[0] if left and self.stopped_at is None else None

    @property
    def is_unanswered(self) -> bool:
        """Whether the last one that was sent waits for an answer."""
        return bool(self.asked) and self.asked[-1].answer is None and self.stopped_at is None


LeaderTick = Literal["talked", "work", "eap"]
"""What a leader has done: talked, work made safer, EAP offered."""


class LeaderCare(Value):
    """What a leader ticked for themselves. No one else is shown it."""

    by: str
    """Entra object id of the leader or deputy."""
    prompted: tuple[datetime, ...] = ()
    ticks: tuple[LeaderTick, ...] = ()
    stopped_at: datetime | None = None
    """When they no longer wished to be asked."""


WatcherRole = Literal["leader", "colleague", "advisor"]
"""Who looks instead of the reporter, by role: never a friend's private phone."""


class Watcher(Value):
    """Who looks at the content from now on, so that the reporter does not have to."""

    role: WatcherRole
    at: datetime


class Event(Value):
    """An entry of the audit trail: what, when, by whom. Ids only, no free text."""

    kind: str
    at: datetime
    by: str | None = None
    """Entra object id; None when the bot itself did it."""
