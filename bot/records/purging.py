"""Retention by hand: what the bot deletes every night, at once."""

from dataclasses import dataclass
from datetime import datetime

from bot.adapters.storage.audit import note
from bot.adapters.storage.database import Database
from bot.adapters.storage.retention import SqlRetention
from bot.domain.timers import Retention
from bot.ports import Clock

FOR_GOOD = "Reports are kept for good: timers.toml does not say how long to keep them."


@dataclass(frozen=True)
class Purging:
    """What it found or did, in sentences."""

    database: Database
    kept: Retention
    clock: Clock

    async def look(self) -> list[str]:
        """How much would go; nothing does."""
        found = await self._found()
        return [
            *self._for_good(),
            f"To be deleted: {found}.",
            "Nothing was deleted: --apply does it.",
        ]

    async def apply(self, *, by: str) -> list[str]:
        """Deletes it, once it is on the audit trail that somebody had it deleted."""
        found = await self._found()
        async with self.database.write() as connection:
            await note(connection, self.database.dialect, self.clock, by=by, act="purge")
        done_before, closed_before = self._limits()
        rows = await SqlRetention(self.database).purge(
            done_before=done_before, closed_before=closed_before
        )
        return [*self._for_good(), f"Deleted: {found}; {rows} rows in all."]

    async def _found(self) -> str:
        done_before, closed_before = self._limits()
        reports, tasks = await SqlRetention(self.database).due(
            done_before=done_before, closed_before=closed_before
        )
        return f"{reports} reports with all that belongs to them, and {tasks} other done tasks"

    def _limits(self) -> tuple[datetime, datetime | None]:
        now, reports = self.clock(), self.kept.reports
        return now - self.kept.tasks, now - reports if reports else None

    def _for_good(self) -> list[str]:
        return [] if self.kept.reports else [FOR_GOOD]
