"""The words an escalation's state is made of."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.base import Value


class EscalationStatus(StrEnum):
    """Where the escalation stands."""

    AWAITING_LEADER = "awaiting-leader"
    DECLINED = "declined"
    MAILING = "mailing"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class LeaderState(StrEnum):
    """What a people leader, or their deputy, has to do with it so far."""

    NOT_TOLD = "not-told"
    """By the reporter's choice. Nothing about the report may reach them."""
    LOOKUP_PENDING = "to-be-found"
    TO_BE_ASKED = "to-be-asked"
    ASKED = "asked"
    ANSWERED = "answered"
    NOT_REACHED = "not-reached"


class OwnLeader(StrEnum):
    """What the reporter decided about their own people leader, whoever that turns out to be."""

    MAY_HEAR = "may-hear"
    """They are the one who is told; whoever leads the reporter later may stand in for them."""
    ONLY_IF_NAMED = "only-if-named"
    """Somebody was named. If it is their own leader, they hear it as that; else not at all."""
    LEFT_OUT = "left-out"
    """The reporter goes round them: they hear nothing, even where the reporter named them."""


class Decision(StrEnum):
    """What a people leader can answer."""

    APPROVE = "approve"
    DECLINE = "decline"
    ACKNOWLEDGE = "acknowledge"
    NOT_ME = "not-me"


class MailTrouble(StrEnum):
    """Why the reporter should not rely on the mail alone, while it stays due."""

    LATE = "late"
    """The mail service has not accepted it for longer than it should take."""
    REFUSED = "refused"
    """The mail service said no; somebody has to put something right."""
    UNCONFIRMED = "unconfirmed"
    """It may have left, and cannot be seen among what was sent."""


class System(StrEnum):
    """The registers that get an entry by hand."""

    NOGGIN = "noggin"
    KOTAHI = "kotahi"


class Addition(Value):
    """Something the reporter told Security after Send."""

    id: str
    kind: Literal["where", "safe"]
    """Where they are and a number to ring, or that they are safe now."""
    at: datetime
    words: str = ""
    sent_at: datetime | None = None
    """When the mail service accepted the mail about it."""


class Event(Value):
    """One thing that happened: who, what, when. Ids, never words."""

    kind: str
    at: datetime
    by: str | None = None
    """Entra object id; None when the bot itself did it."""
