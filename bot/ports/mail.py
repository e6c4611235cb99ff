"""Mail, one call at a time: what is sure about it is kept by whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    """One file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One mail, as it will leave."""

    key: str
    """Marks this letter in the mailbox, so that it can be found again; one mail for each key."""
    reference: str
    """What people call the report: in the subject, and in an x- header."""
    to: str
    subject: str
    text: str
    html: str
    is_urgent: bool
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class MailboxEntry:
    """What the sending mailbox holds under a key. It may lag behind what was done last."""

    sent_at: datetime | None = None
    """When it left; None if no sent item is seen."""
    drafts: tuple[str, ...] = ()
    """The ids of unsent drafts, oldest first."""


@dataclass(frozen=True)
class NonDeliveryReport:
    """A report in the sending mailbox that a mail was not delivered. Anybody can forge one."""

    subject: str
    """Of the report: the mail's own, after a word such as "Undeliverable"."""
    received_at: datetime


class Mail(Protocol):
    """The mailbox the bot sends from. Each call may raise any Failure."""

    async def look_up(self, key: str) -> MailboxEntry:
        """What is there under this key, in any folder."""
        ...

    async def create_draft(self, letter: Letter) -> str:
        """Keeps a letter unsent under its key and returns the draft's id. Nothing leaves."""
        ...

    async def send_draft(self, draft_id: str) -> None:
        """Hands a draft over; returns when the mail service has accepted it.

        Raises Unclear whenever it may have left, Gone when no such draft is there. Busy, Rejected
        and NotSetUp are raised only when it is certain that nothing left.
        """
        ...

    async def delete_draft(self, draft_id: str) -> None:
        """Drops a spare draft; one that is gone already is fine."""
        ...

    async def has_left(self, key: str) -> bool:
        """Whether it stands among the sent items."""
        ...

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """The non-delivery reports in the Inbox about mails with that reference in the subject."""
        ...
