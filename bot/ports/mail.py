"""Port of the sending mailbox. The caller stores how far a mail has come between the calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    """A file attached to a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A mail, ready to be sent."""

    key: str
    """Idempotency key: stored with the mail in the mailbox, to look it up by."""
    reference: str
    """The report's reference, in the subject and in an x- header."""
    to: str
    subject: str
    text: str
    html: str
    is_urgent: bool
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    """Where a reply goes; None for the mailbox that sends it."""
    in_reply_to: str | None = None
    """The key of the mail whose thread it continues, if that is sent by then. Without attachments.

    Else it is a mail of its own: what is new must not wait for the first mail.
    """
    wants_receipt: bool = False
    """Whether the mail service is asked to report its delivery."""
    additions: tuple[str, ...] = ()
    """Ids of the additions to the report that it holds."""


@dataclass(frozen=True)
class MailboxEntry:
    """What the sending mailbox has under a key. It may lag behind the last call."""

    sent_at: datetime | None = None
    """When it was sent; None if there is no sent item."""
    drafts: tuple[str, ...] = ()
    """The ids of unsent drafts, oldest first."""


@dataclass(frozen=True)
class NonDeliveryReport:
    """A non-delivery report in the sending mailbox. Anyone can forge one."""

    subject: str
    """The mail's own subject after a word such as "Undeliverable"."""
    received_at: datetime


class Mail(Protocol):
    """The mailbox the bot sends from. Each call may raise any Failure."""

    async def look_up(self, key: str) -> MailboxEntry:
        """The sent item and drafts with this key, in any folder."""
        ...

    async def create_draft(self, letter: Letter) -> str:
        """Creates a draft with the letter's key and returns its id. Sends nothing."""
        ...

    async def send_draft(self, draft_id: str) -> None:
        """Sends a draft; returns once the mail service has accepted it.

        Raises Unclear whenever it may have been sent, Gone if there is no such draft. Raises Busy,
        Rejected and NotSetUp only if it was certainly not sent.
        """
        ...

    async def delete_draft(self, draft_id: str) -> None:
        """Deletes a spare draft. Idempotent."""
        ...

    async def has_left(self, key: str) -> bool:
        """Whether the mail is in Sent Items."""
        ...

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """Non-delivery reports in the Inbox about mails with this reference in the subject."""
        ...
