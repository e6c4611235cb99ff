"""A mail service that fails on order, and what its mails say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from bot.adapters.local.outbox import Outbox
from bot.ports import Busy, Letter, MailboxEntry, NonDeliveryReport


@dataclass
class FailingOutbox:
    """The outbox, after as many failures as were ordered."""

    outbox: Outbox
    is_unplugged: bool = False
    """Nothing reaches the mail service."""
    fails: list[Exception] = field(default_factory=list)
    """What the next hand-overs of a draft end in, before anything leaves."""
    fails_afterwards: list[Exception] = field(default_factory=list)
    """The mail leaves, and the answer is lost all the same."""
    asked: list[str] = field(default_factory=list)
    """Each draft it was to send."""
    came_back: list[NonDeliveryReport] = field(default_factory=list)
    """The non-delivery reports about its mails."""
    written: list[str] = field(default_factory=list)
    """The key of each letter it was to keep as a draft."""

    async def look_up(self, key: str) -> MailboxEntry:
        """What is in the outbox and beside it."""
        self._reached()
        return await self.outbox.look_up(key)

    async def create_draft(self, letter: Letter) -> str:
        """As the outbox does."""
        self._reached()
        self.written.append(letter.key)
        return await self.outbox.create_draft(letter)

    async def send_draft(self, draft_id: str) -> None:
        """As the outbox does, or not."""
        self._reached()
        self.asked.append(draft_id)
        if self.fails:
            raise self.fails.pop(0)
        await self.outbox.send_draft(draft_id)
        if self.fails_afterwards:
            raise self.fails_afterwards.pop(0)

    async def delete_draft(self, draft_id: str) -> None:
        """As the outbox does."""
        self._reached()
        await self.outbox.delete_draft(draft_id)

    async def has_left(self, key: str) -> bool:
        """Whether it is in the outbox."""
        self._reached()
        return await self.outbox.has_left(key)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """What a test says has come back."""
        self._reached()
        return [it for it in self.came_back if reference in it.subject]

    def _reached(self) -> None:
        if self.is_unplugged:
            raise Busy


def text_of(message: EmailMessage) -> str:
    """The text part of a mail."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
