"""Port of the purge."""

from dataclasses import dataclass
from typing import Protocol

from bot.domain.timers import Limits


@dataclass(frozen=True)
class PurgeCounts:
    """How much the purge deletes, by kind."""

    reports: int = 0
    """Each with everything that belongs to it."""
    tasks: int = 0
    """Finished, and of no report that is deleted anyway."""
    chats: int = 0
    looked_up: int = 0
    """People whose directory entry is deleted; the address of their chat stays."""
    people: int = 0
    """People of whom everything is deleted."""
    counters: int = 0
    """How often something happened in a week."""


class Retention(Protocol):
    """Deletes what is older than its limit."""

    async def purge(self, limits: Limits) -> PurgeCounts:
        """Deletes what is older than the limits. Nothing that a report on its way needs.

        A report has ended once its mail is confirmed or dealt with, or once it is withdrawn.
        """
        ...
