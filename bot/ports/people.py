"""Ports of stored people, conversation state and drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pydantic import Field

from bot.domain.base import Value
from bot.domain.draft import Draft
from bot.domain.insight import Count
from bot.domain.people import Actor, KnownPerson
from bot.ports.messaging import Address
from bot.ports.tasks import NewTask


class People(Protocol):
    """Addresses of people's chats, and the directory's entries of them."""

    async def address(self, actor: Actor) -> Address | None:
        """The address of this person's chat; None if they never wrote to the bot."""
        ...

    async def remember_address(self, address: Address) -> None:
        """Upserts the address of a person's chat."""
        ...

    async def forget_address(self, actor: Actor) -> None:
        """Deletes the address: the bot was removed."""
        ...

    async def service_url(self, tenant_id: str) -> str | None:
        """The service URL last seen in a tenant."""
        ...

    async def known(self, actor: Actor) -> KnownPerson | None:
        """The directory's entry of this person; None if it was not looked up yet."""
        ...

    async def remember_known(self, actor: Actor, known: KnownPerson) -> None:
        """Upserts the directory's entry."""
        ...


class Drafts(Protocol):
    """Drafts, at most one per person."""

    async def get(self, draft_id: str) -> tuple[Draft, datetime] | None:
        """A draft and when it was last changed, or None."""
        ...

    async def expire(
        self, draft_id: str, unchanged_since: datetime, counts: Sequence[Count] = ()
    ) -> datetime | None:
        """Deletes a draft unchanged since then; else returns when it was changed. None: deleted.

        The counts are added only if this call deleted it.
        """
        ...


class ChatWindow(Value):
    """What a chat shows, as far as it is known: message ids and kinds of cards, no words."""

    newest: str = ""
    """Id of the newest message, the bot's or the person's; empty if unknown."""
    open_card: str = ""
    """Id of the one card that asks the person something; empty if none does."""
    open_kind: str = ""
    """What that card is, such as "question"; see `Asks` in dialogs/turn.py."""
    answered: Mapping[str, str] = Field(default_factory=dict)
    """Ids of messages that say an answer of the draft, oldest first, each with its step."""
    lists: Mapping[str, str] = Field(default_factory=dict)
    """By name, the id of the newest card that lists reports, such as "my-reports"."""
    unreduced: Mapping[str, str] = Field(default_factory=dict)
    """Ids of cards that are over and keep their buttons, for Teams was busy; each with its kind."""


@dataclass(frozen=True)
class ChatState:
    """What a turn starts from: conversation state and draft, each with its version."""

    document: Mapping[str, Any] | None
    version: int
    draft: Draft | None
    draft_version: int
    window: ChatWindow = field(default_factory=ChatWindow)


class Conversations(Protocol):
    """Conversation state and drafts, saved together."""

    async def load(self, conversation_id: str, actor: Actor) -> ChatState:
        """The stored state of this chat and person."""
        ...

    async def save(
        self,
        conversation_id: str,
        actor: Actor,
        loaded: ChatState,
        *,
        document: Mapping[str, Any],
        draft: Draft | None,
        tasks: Sequence[NewTask] = (),
        address: Address | None = None,
        is_sent: bool = False,
        counts: Sequence[Count] = (),
    ) -> None:
        """Saves everything in one transaction. Raises Conflict if a version changed since load.

        A draft that `is_sent` was deleted by its report, in a transaction of its own.
        """
        ...


class Windows(Protocol):
    """What each chat shows: stored after a message was sent, when its id is known.

    A hint for where the next card belongs. A crash before it is stored leaves at worst a card that
    keeps its buttons; a press on it is answered like any press on an old card.
    """

    async def put_window(self, conversation_id: str, window: ChatWindow) -> None:
        """Stores it after a turn; the last writer wins."""
        ...

    async def window(self, conversation_id: str) -> ChatWindow:
        """What is stored of this chat."""
        ...

    async def message_sent(
        self, conversation_id: str, activity_id: str, open_kind: str = ""
    ) -> ChatWindow:
        """Notes a message sent outside a turn, as the open card if it has a kind.

        Returns the window before.
        """
        ...

    async def card_closed(self, conversation_id: str) -> ChatWindow:
        """Notes that no card is open any more. Returns the window before."""
        ...
