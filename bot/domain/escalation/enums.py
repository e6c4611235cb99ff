"""States, decisions, additions and events of an escalation. Their values are stored."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.report import Line


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


Topic = Literal["where", "safe", "ring", "more", "no-leader", "withdrawn", "again"]
"""What a follow-up mail to Security is about; by topic.

where: where they are, and a number. safe: they are safe now. ring: please ring me. more: further
facts. no-leader: no leader is with them. withdrawn: taken back. again: it happened again.
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

    @property
    def about(self) -> Topic:
        """What the mail is about."""
        return self.topic or self.kind


class Event(Value):
    """An entry of the audit trail: what, when, by whom. Ids only, no free text."""

    kind: str
    at: datetime
    by: str | None = None
    """Entra object id; None when the bot itself did it."""
