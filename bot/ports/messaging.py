"""Writing into people's one-to-one chats."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.domain.base import Value


class Address(Value):
    """Where a person's one-to-one chat with the bot is."""

    person_id: str
    tenant_id: str
    service_url: str
    conversation_id: str
    bot_id: str
    """The bot's account id in that chat."""
    member_id: str
    """The person's account id in that chat."""


@dataclass(frozen=True)
class Message:
    """One thing to show: a card or a plain sentence, with a neutral summary for notifications."""

    summary: str
    card: Mapping[str, Any] | None = None
    text: str | None = None


class Messenger(Protocol):
    """Writes into people's one-to-one chats."""

    async def send(self, to: Address, message: Message) -> str:
        """Sends and returns the activity id. Raises any Failure."""
        ...

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces a message in place. Raises any Failure; Gone when it is no longer there."""
        ...

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat with a person. Raises Unreachable if Teams refuses."""
        ...


class Installer(Protocol):
    """Adds the bot's app for people who do not have it."""

    async def install(self, person_id: str) -> bool:
        """Does so; False if it was there already. Raises Unreachable if it may not, or Busy."""
        ...
