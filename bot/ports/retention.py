"""What is no longer kept once its time is over."""

from dataclasses import dataclass
from typing import Protocol

from bot.domain.timers import Limits


@dataclass(frozen=True)
class PurgeCounts:
    """How much has been kept long enough, by kind."""

    reports: int = 0
    """Each with all that belongs to it."""
    tasks: int = 0
    """Done, and of no report that goes anyway."""
    chats: int = 0
    looked_up: int = 0
    """People of whom only where to write to them stays."""
    people: int = 0
    """Those of whom nothing stays."""


class Retention(Protocol):
    """Takes away what has been kept long enough."""

    async def purge(self, limits: Limits) -> PurgeCounts:
        """Deletes it; how much it was. What a report on its way needs is never touched.

        A report ends when its mail has left and been seen to, or when it was taken back.
        """
        ...
