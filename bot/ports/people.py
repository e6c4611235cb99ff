"""Ports of stored people, conversation state and drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.draft import Draft
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

    async def expire(self, draft_id: str, unchanged_since: datetime) -> datetime | None:
        """Deletes a draft unchanged since then; else returns when it was changed. None: deleted."""
        ...


@dataclass(frozen=True)
class ChatState:
    """What a turn starts from: conversation state and draft, each with its version."""

    document: Mapping[str, Any] | None
    version: int
    draft: Draft | None
    draft_version: int


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
    ) -> None:
        """Saves everything in one transaction. Raises Conflict if a version changed since load.

        A draft that `is_sent` was deleted by its report, in a transaction of its own.
        """
        ...
