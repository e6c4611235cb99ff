"""Ports of messages in one-to-one chats, and of the app's installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.domain.base import Value


class Address(Value):
    """Conversation reference of a person's one-to-one chat with the bot."""

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
    """A card or text, with a neutral summary for the notification."""

    summary: str
    card: Mapping[str, Any] | None = None
    text: str | None = None


class Messenger(Protocol):
    """Sends messages to one-to-one chats."""

    async def send(self, to: Address, message: Message) -> str:
        """Sends and returns the activity id. Raises any Failure."""
        ...

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces a message. Raises any Failure; Gone if it no longer exists."""
        ...

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat. Raises Unreachable if Teams refuses."""
        ...


class Installer(Protocol):
    """Installs the bot's app for people."""

    async def install(self, person_id: str) -> bool:
        """Installs it; False if it was installed. Raises Unreachable if not permitted, or Busy."""
        ...
