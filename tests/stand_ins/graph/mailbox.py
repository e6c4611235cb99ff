"""A mailbox: drafts, what is on its way, and what was sent."""

import uuid
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from tests.stand_ins.graph.ledger import Enclosed, Ledger, LedgerMail
from tests.stand_ins.graph.messages import EmailAddress, MessageBody, MessageForm, Recipient
from tests.stand_ins.graph.refusals import Malformed, Refused

Folder = Literal["drafts", "outbox", "sentitems", "deleteditems"]
MOST_INLINE = int(2.9 * 1024 * 1024)


@dataclass
class Habits:
    """How Exchange behaves; tests change it while it runs."""

    delay: timedelta = timedelta(0)
    """How long after it was sent a mail comes to Sent Items."""
    on_its_way_in: Literal["drafts", "nowhere"] = "drafts"
    sends_twice: bool = True
    """Whether a second send of a draft on its way is a second mail; else the draft is gone."""
    lag: timedelta = timedelta(0)
    """How long after it came a message is found by a filter."""
    has_empty_pages: bool = False
    """Whether a list begins with an empty page that names the next one."""
    ids_change: bool = False
    """Whether even an immutable id changes when a message moves."""
    takes_filters: bool = True
    """Whether the Inbox takes the filters that are not documented for it."""
    keeps_deleted: bool = False
    """Whether a deleted draft stays, in Deleted Items, until it is deleted there as well."""


@dataclass
class Item:
    """One message in a mailbox."""

    message: MessageForm
    created_at: datetime
    folder: Folder = "drafts"
    files: list[Enclosed] = field(default_factory=list)
    sent_at: datetime | None = None
    moves_at: datetime | None = None
    immutable_id: str = field(default_factory=lambda: _new_id("AAkAL+/"))
    ordinary_id: str = field(default_factory=lambda: _new_id("AAMkA/+"))
    internet_id: str = field(default_factory=lambda: f"<{uuid.uuid4()}@example.org>")
    answers: str = ""
    """The internet id of the mail it replies to."""
    thread: str = field(default_factory=lambda: f"conversation {uuid.uuid4()}")

    @property
    def is_draft(self) -> bool:
        """As Graph says it, also while it is on its way."""
        return self.folder != "sentitems"

    def id(self, immutable: bool) -> str:
        """The id of that kind."""
        return self.immutable_id if immutable else self.ordinary_id

    def move(self, folder: Folder, habits: Habits) -> None:
        """Goes to another folder; its ordinary id does not come along."""
        self.folder, self.moves_at = folder, None
        self.ordinary_id = _new_id("AAMkA/+")
        if habits.ids_change:
            self.immutable_id = _new_id("AAkAL+/")


@dataclass
class Received:
    """One message in an Inbox, from whoever."""

    subject: str
    message_class: str
    received_at: datetime
    sender: str = ""
    id: str = field(default_factory=lambda: _new_id("AAkAL+/"))


@dataclass
class Mailbox:
    """The messages of one address."""

    address: str
    habits: Habits
    ledger: Ledger
    clock: Callable[[], datetime]
    items: list[Item] = field(default_factory=list)
    inbox: list[Received] = field(default_factory=list)

    def create(self, message: MessageForm) -> Item:
        """Keeps a draft."""
        enclosed = [Enclosed(a.name, a.content_type, a.content) for a in message.attachments]
        check_inline(enclosed)
        item = Item(message, self.clock(), files=enclosed)
        self.items.append(item)
        return item

    def reply(self, answered: Item) -> Item:
        """Keeps a draft that answers a mail, as Exchange begins it: to whoever that mail names."""
        asked = answered.message
        themselves = Recipient(emailAddress=EmailAddress(address=self.address))
        begun = MessageForm(
            subject=f"RE: {asked.subject}",
            body=MessageBody(contentType="html", content=f"<hr>{asked.body.content}"),
            toRecipients=asked.reply_to or (themselves,),
        )
        item = Item(begun, self.clock(), thread=answered.thread, answers=answered.internet_id)
        self.items.append(item)
        return item

    def find(self, item_id: str, immutable: bool) -> Item:
        """The message of that id that can be seen. Raises Refused."""
        for item in self.seen():
            if item.id(immutable) == item_id:
                return item
        raise Refused(404, "ErrorItemNotFound")

    def seen(self) -> list[Item]:
        """What can be seen now, newest first, whatever the folder."""
        self.settle(self.clock())
        hidden = self.habits.on_its_way_in == "nowhere"
        return [i for i in reversed(self.items) if not (hidden and i.moves_at is not None)]

    def send(self, item: Item) -> None:
        """Lets a draft leave. Raises Refused."""
        if item.folder == "sentitems" or (item.moves_at and not self.habits.sends_twice):
            raise Refused(404, "ErrorItemNotFound")
        if not item.message.everyone or not all("@" in to for to in item.message.everyone):
            raise Refused(400, "ErrorInvalidRecipients")
        now = self.clock()
        item.sent_at, item.moves_at = now, now + self.habits.delay
        self.ledger.write(self._mail(item, now))
        self.settle(now)

    def delete(self, item: Item) -> None:
        """Drops a message, perhaps only into Deleted Items."""
        if self.habits.keeps_deleted and item.folder != "deleteditems":
            item.move("deleteditems", self.habits)
        else:
            self.items.remove(item)

    def settle(self, until: datetime) -> None:
        """Moves what was sent to Sent Items, if its time has come by then."""
        for item in self.items:
            if item.moves_at is not None and item.moves_at <= until:
                item.move("sentitems", self.habits)

    def _mail(self, item: Item, now: datetime) -> LedgerMail:
        message = item.message
        property_id, key = next(iter(message.properties.items()), ("", ""))
        return LedgerMail(
            key=key,
            property_id=property_id,
            mailbox=self.address,
            draft_id=item.immutable_id,
            to=tuple(message.everyone),
            subject=message.subject,
            content_type=message.body.content_type,
            body=message.body.content,
            importance=message.importance,
            headers={header.name: header.value for header in message.internet_message_headers},
            attachments=tuple(item.files),
            sent_at=now,
            answers=item.answers,
            reply_to=tuple(it.email_address.address for it in message.reply_to),
            wants_receipt=message.is_delivery_receipt_requested,
        )


def check_inline(files: list[Enclosed]) -> None:
    """Raises Refused if files are too large to travel in one request."""
    if sum(len(file.content) for file in files) > MOST_INLINE:
        raise Malformed("attachments over 2.9 MB in one request", "ErrorMessageSizeExceeded")


def _new_id(start: str) -> str:
    return start + b64encode(uuid.uuid4().bytes).decode()
