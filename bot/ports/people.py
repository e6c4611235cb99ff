"""What we know of people, where they are in their chats, and what they have begun."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.draft import Draft
from bot.domain.people import Actor, KnownPerson
from bot.ports.messaging import Address
from bot.ports.tasks import NewTask


class People(Protocol):
    """What we know of people from the directory and from their own activities."""

    async def address(self, actor: Actor) -> Address | None:
        """Where to write to this person, or None if they never spoke to the bot."""
        ...

    async def remember_address(self, address: Address) -> None:
        """Keeps the newest address of a person."""
        ...

    async def forget_address(self, actor: Actor) -> None:
        """Drops it: the bot was removed."""
        ...

    async def service_url(self, tenant_id: str) -> str | None:
        """The service address last seen in a tenant."""
        ...

    async def known(self, actor: Actor) -> KnownPerson | None:
        """What the directory said of this person; None if it was not asked yet."""
        ...

    async def remember_known(self, actor: Actor, known: KnownPerson) -> None:
        """Keeps the answer of the directory."""
        ...


class Drafts(Protocol):
    """Unfinished reports, one a person."""

    async def get(self, draft_id: str) -> tuple[Draft, datetime] | None:
        """A draft, and when it was last changed; None if it is gone."""
        ...

    async def expire(self, draft_id: str, unchanged_since: datetime) -> datetime | None:
        """Deletes a draft untouched since then; else the time it was last changed. None: gone."""
        ...


@dataclass(frozen=True)
class ChatState:
    """What a turn starts from: the chat's document and the person's draft, with versions."""

    document: Mapping[str, Any] | None
    version: int
    draft: Draft | None
    draft_version: int


class Conversations(Protocol):
    """Positions in chats, and drafts, kept together."""

    async def load(self, conversation_id: str, actor: Actor) -> ChatState:
        """What is kept for this chat and person."""
        ...

    async def save(
        self,
        conversation_id: str,
        actor: Actor,
        kept: ChatState,
        *,
        document: Mapping[str, Any],
        draft: Draft | None,
        tasks: Sequence[NewTask] = (),
        address: Address | None = None,
        is_sent: bool = False,
    ) -> None:
        """Keeps all of it in one transaction. Raises Conflict if anything changed since load.

        A draft that `is_sent` was taken away by its report, in a transaction of its own.
        """
        ...
