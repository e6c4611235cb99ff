"""Port of one-time answer links and the key that signs them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.people import Actor


@dataclass(frozen=True)
class AnswerLink:
    """The stored part of a link; the link itself is not stored."""

    id: str
    """Random; without the key no link can be made from it."""
    report_id: str
    leader: Actor
    expires_at: datetime
    used_at: datetime | None = None


class Links(Protocol):
    """Stored answer links. Each call may raise Busy."""

    async def make(self, report_id: str, leader: Actor, *, expires_at: datetime) -> AnswerLink:
        """Upserts the one link of this report and leader; an unused one gets the new expiry."""
        ...

    async def find(self, link_id: str) -> AnswerLink | None:
        """The link with this id, or None."""
        ...

    async def ids(self) -> frozenset[str]:
        """The ids of all links."""
        ...

    async def use_up(self, link_id: str, *, at: datetime) -> None:
        """Marks the link as used. Idempotent."""
        ...

    async def key(self) -> bytes:
        """The signing key, shared by all hosts of the database; created on first use."""
        ...
