"""Links from which somebody may answer once, and the key that signs them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.people import Actor


@dataclass(frozen=True)
class AnswerLink:
    """What is kept of a link: whom it is for and about what, never the link itself."""

    id: str
    """Random; a link cannot be made from it without the key."""
    report_id: str
    leader: Actor
    expires_at: datetime
    used_at: datetime | None = None


class Links(Protocol):
    """The links that were made. Each call may raise Busy."""

    async def make(self, report_id: str, leader: Actor, *, expires_at: datetime) -> AnswerLink:
        """The one link of this report and leader; unless it is used up, it lives until then."""
        ...

    async def find(self, link_id: str) -> AnswerLink | None:
        """A link that was made, or None."""
        ...

    async def ids(self) -> frozenset[str]:
        """The ids of all links that were made."""
        ...

    async def use_up(self, link_id: str, *, at: datetime) -> None:
        """It was answered from; a second time changes nothing."""
        ...

    async def key(self) -> bytes:
        """The key of all hosts that share the database; made when first asked for."""
        ...
