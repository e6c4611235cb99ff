"""The mailboxes of an organisation, and how Graph shows a message of theirs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.stand_ins.graph.form import WellFormed
from tests.stand_ins.graph.ledger import Ledger
from tests.stand_ins.graph.mailbox import Habits, Item, Mailbox, Received
from tests.stand_ins.graph.messages import Recipient

USUAL = frozenset(
    {
        "id",
        "createdDateTime",
        "lastModifiedDateTime",
        "receivedDateTime",
        "sentDateTime",
        "hasAttachments",
        "internetMessageId",
        "conversationId",
        "parentFolderId",
        "subject",
        "importance",
        "isDraft",
        "isRead",
        "body",
        "toRecipients",
        "ccRecipients",
        "bccRecipients",
        "replyTo",
    }
)
KNOWN = USUAL | {"internetMessageHeaders"}


@dataclass
class Mailboxes:
    """Each mailbox by the address it is asked for."""

    ledger: Ledger
    clock: Callable[[], datetime]
    habits: Habits = field(default_factory=Habits)
    by_address: dict[str, Mailbox] = field(default_factory=dict)

    def of(self, asked: WellFormed) -> Mailbox:
        """The mailbox of this request."""
        return self._at(asked["mailbox"])

    def receive(self, address: str, subject: str, message_class: str, sender: str) -> None:
        """Something comes into the Inbox of a mailbox."""
        self._at(address).inbox.append(Received(subject, message_class, self.clock(), sender))

    def _at(self, address: str) -> Mailbox:
        fresh = Mailbox(address.casefold(), self.habits, self.ledger, self.clock)
        return self.by_address.setdefault(address.casefold(), fresh)

    def item(self, asked: WellFormed) -> Item:
        """The message of this request. Raises Refused."""
        return self.of(asked).find(asked["message"], asked.wants_immutable_ids)

    def settle(self) -> None:
        """Everything that is on its way arrives in Sent Items."""
        for mailbox in self.by_address.values():
            mailbox.settle(datetime.max.replace(tzinfo=UTC))


def shown(item: Item, asked: WellFormed, select: Collection[str]) -> dict[str, Any]:
    """A message as an answer holds it: what was asked for, and always its id."""
    message = item.message
    # Exchange gives a draft a time of sending as well: when it was made.
    at = (item.sent_at if not item.is_draft else None) or item.created_at
    everything: dict[str, Any] = {
        "createdDateTime": _stamp(item.created_at),
        "lastModifiedDateTime": _stamp(at),
        "receivedDateTime": _stamp(at),
        "sentDateTime": _stamp(at),
        "hasAttachments": bool(item.files),
        "internetMessageId": item.internet_id,
        "conversationId": item.thread,
        "parentFolderId": item.folder,
        "subject": message.subject,
        "importance": message.importance,
        "isDraft": item.is_draft,
        "isRead": True,
        "body": message.body.model_dump(by_alias=True),
        "toRecipients": _recipients(message.to_recipients),
        "ccRecipients": _recipients(message.cc_recipients),
        "bccRecipients": _recipients(message.bcc_recipients),
        "replyTo": _recipients(message.reply_to),
        "internetMessageHeaders": [
            header.model_dump(by_alias=True) for header in message.internet_message_headers
        ],
    }
    chosen = {name: value for name, value in everything.items() if name in select}
    return {"@odata.etag": 'W/"1"', "id": item.id(asked.wants_immutable_ids), **chosen}


def _recipients(recipients: tuple[Recipient, ...]) -> list[dict[str, Any]]:
    return [recipient.model_dump(by_alias=True, exclude_none=True) for recipient in recipients]


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
