"""The services outside, each call counted and timed on its way through."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people import Person
from bot.metrics.timing import timed
from bot.ports import (
    Address,
    Directory,
    Installer,
    Letter,
    Mail,
    MailboxEntry,
    Message,
    Messenger,
    Metrics,
    NonDeliveryReport,
)


@dataclass(frozen=True)
class CountedMail:
    """The mailbox the bot sends from."""

    mail: Mail
    counts: Metrics

    async def look_up(self, key: str) -> MailboxEntry:
        """What is there under this key."""
        with timed(self.counts.call_ended, "mail", "look_up"):
            return await self.mail.look_up(key)

    async def create_draft(self, letter: Letter) -> str:
        """Keeps a letter unsent."""
        with timed(self.counts.call_ended, "mail", "create_draft"):
            return await self.mail.create_draft(letter)

    async def send_draft(self, draft_id: str) -> None:
        """Hands a draft over."""
        with timed(self.counts.call_ended, "mail", "send_draft"):
            await self.mail.send_draft(draft_id)

    async def delete_draft(self, draft_id: str) -> None:
        """Drops a spare draft."""
        with timed(self.counts.call_ended, "mail", "delete_draft"):
            await self.mail.delete_draft(draft_id)

    async def has_left(self, key: str) -> bool:
        """Whether it stands among the sent items."""
        with timed(self.counts.call_ended, "mail", "has_left"):
            return await self.mail.has_left(key)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """What came back of the mails with that reference."""
        with timed(self.counts.call_ended, "mail", "returned"):
            return await self.mail.non_delivery_reports(reference)


@dataclass(frozen=True)
class CountedDirectory:
    """Who works here and who leads whom."""

    directory: Directory
    counts: Metrics

    async def leader_of(self, person_id: str) -> Person | None:
        """The people leader on record."""
        with timed(self.counts.call_ended, "directory", "leader_of"):
            return await self.directory.leader_of(person_id)

    async def find(self, words: str) -> Sequence[Person]:
        """People whom the words name."""
        with timed(self.counts.call_ended, "directory", "find"):
            return await self.directory.find(words)

    async def person(self, person_id: str) -> Person | None:
        """The person of that object id."""
        with timed(self.counts.call_ended, "directory", "person"):
            return await self.directory.person(person_id)

    async def is_away(self, person_id: str) -> bool:
        """Whether their mailbox answers that they are away."""
        with timed(self.counts.call_ended, "directory", "is_away"):
            return await self.directory.is_away(person_id)


@dataclass(frozen=True)
class CountedMessenger:
    """Writes into people's one-to-one chats."""

    messenger: Messenger
    counts: Metrics

    async def send(self, to: Address, message: Message) -> str:
        """Sends and returns the activity id."""
        with timed(self.counts.call_ended, "teams", "send"):
            return await self.messenger.send(to, message)

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces a message in place."""
        with timed(self.counts.call_ended, "teams", "update"):
            await self.messenger.update(to, activity_id, message)

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat with a person."""
        with timed(self.counts.call_ended, "teams", "open"):
            return await self.messenger.open(person_id, tenant_id, service_url)


@dataclass(frozen=True)
class CountedInstaller:
    """Adds the bot's app for people who do not have it."""

    installer: Installer
    counts: Metrics

    async def install(self, person_id: str) -> bool:
        """Adds it for one person; False if it was there already."""
        with timed(self.counts.call_ended, "installer", "install"):
            return await self.installer.install(person_id)
