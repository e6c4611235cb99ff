"""Retention by hand: what the bot deletes every night, at once."""

from dataclasses import asdict, dataclass

from bot.adapters.storage.admin import note
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.retention import SqlRetention
from bot.domain.timers import RetentionTimers
from bot.ports import Clock, PurgeCounts

FOR_GOOD = "Reports are kept for good: timers.toml does not say how long to keep them."
KINDS = {
    "reports": "reports, each with all that belongs to it",
    "tasks": "other done tasks",
    "chats": "places in chats where nobody writes any more",
    "looked_up": "what the directory said of people (where to write to them stays)",
    "people": "people of whom nothing is needed any more",
}


@dataclass(frozen=True)
class Purging:
    """What it found or did, line by line."""

    database: Database
    kept: RetentionTimers
    clock: Clock

    async def look(self) -> list[str]:
        """How much would go; nothing does."""
        found = await SqlRetention(self.database).due(self.kept.limits(self.clock()))
        return [*self._said("To be deleted:", found), "Nothing was deleted: --apply does it."]

    async def apply(self, *, by: str) -> list[str]:
        """Deletes it, once it is on the audit trail that somebody had it deleted."""
        async with self.database.write() as connection:
            await note(connection, self.database.backend, self.clock, by=by, act="purge")
        gone = await SqlRetention(self.database).purge(self.kept.limits(self.clock()))
        return self._said("Deleted:", gone)

    def _said(self, heading: str, outlived: PurgeCounts) -> list[str]:
        for_good = [] if self.kept.reports else [FOR_GOOD]
        numbers = [f"- {KINDS[kind]}: {number}" for kind, number in asdict(outlived).items()]
        return [*for_good, heading, *numbers]
