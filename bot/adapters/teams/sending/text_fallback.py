"""Resends a card that Teams rejects as plain text, and raises an alarm."""

from dataclasses import dataclass

from bot.ports import Address, Message, Messenger, NotSetUp, Rejected
from bot.services.worker.alarms import Alarms
from cards.plain_text import plain_text


@dataclass(frozen=True)
class TextFallbackMessenger:
    """Messenger with a text fallback; the text of a card can be answered by typing."""

    messenger: Messenger
    alarms: Alarms

    async def send(self, to: Address, message: Message) -> str:
        """Sends; as text if the card is rejected. Raises any Failure."""
        try:
            return await self.messenger.send(to, message)
        except NotSetUp:
            raise
        except Rejected:
            self._raise_alarm()
            if message.card is None:
                raise
            return await self.messenger.send(to, _as_text(message))

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces in place; with text if the card is rejected. Raises any Failure."""
        try:
            await self.messenger.update(to, activity_id, message)
        except NotSetUp:
            raise
        except Rejected:
            self._raise_alarm()
            if message.card is None:
                raise
            await self.messenger.update(to, activity_id, _as_text(message))

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat with a person. Raises any Failure."""
        try:
            return await self.messenger.open(person_id, tenant_id, service_url)
        except NotSetUp:
            raise
        except Rejected:
            self._raise_alarm()
            raise

    def _raise_alarm(self) -> None:
        self.alarms(kind="message", report=None, reason="Rejected")


def _as_text(message: Message) -> Message:
    return Message(summary=message.summary, text=plain_text(message.card or {}))
