"""Runs the nightly retention at once, or counts what it would delete."""

from dataclasses import asdict, dataclass

from bot.adapters.storage.admin import add_audit_line
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.retention import SqlRetention
from bot.domain.timers import RetentionTimers
from bot.ports import Clock, PurgeCounts

KEPT_FOREVER = "Reports are kept for good: timers.toml does not say how long to keep them."
KINDS = {
    "reports": "reports, each with all that belongs to it",
    "tasks": "other done tasks",
    "chats": "places in chats where nobody writes any more",
    "looked_up": "what the directory said of people (where to write to them stays)",
    "people": "people of whom nothing is needed any more",
    "counters": "counters of weeks long past",
}


@dataclass(frozen=True)
class Purge:
    """Both methods return lines to print."""

    database: Database
    retention: RetentionTimers
    clock: Clock

    async def preview(self) -> list[str]:
        """Counts what would be deleted."""
        counts = await SqlRetention(self.database).due(self.retention.limits(self.clock()))
        return [*self._lines("To be deleted:", counts), "Nothing was deleted: --apply does it."]

    async def apply(self, *, by: str) -> list[str]:
        """Deletes it, after an entry in the audit trail."""
        async with self.database.write() as connection:
            await add_audit_line(connection, self.database.backend, self.clock, by=by, act="purge")
        counts = await SqlRetention(self.database).purge(self.retention.limits(self.clock()))
        return self._lines("Deleted:", counts)

    def _lines(self, heading: str, counts: PurgeCounts) -> list[str]:
        kept_forever = [] if self.retention.reports else [KEPT_FOREVER]
        numbers = [f"- {KINDS[kind]}: {number}" for kind, number in asdict(counts).items()]
        return [*kept_forever, heading, *numbers]
