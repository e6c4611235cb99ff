"""What an administrator says of a mail that is missing, kept with the fact that they said it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.audit import note
from bot.adapters.storage.database import Database
from bot.adapters.storage.records import NoSuchReport
from bot.adapters.storage.report_rows import load, save
from bot.adapters.storage.tables import reports
from bot.adapters.storage.tasks import keep
from bot.domain.escalation import Escalation, Transition
from bot.ports import Clock, NewTask


@dataclass(frozen=True)
class SqlReleases:
    """The change, what it makes due and the line on the audit trail are one transaction."""

    database: Database
    follow_ups: Callable[[Transition], Sequence[NewTask]]
    clock: Clock

    async def stands(self, reference: str) -> Escalation:
        """Where it stands. Raises NoSuchReport, and BrokenDocument."""
        async with self.database.read() as connection:
            return await _of(connection, reference, locked=False)

    async def release(
        self, reference: str, transition: Callable[[Escalation], Transition], *, by: str, act: str
    ) -> Transition:
        """Applies it under the report's lock, beside a bot at work. What is unchanged is not noted.

        Raises NoSuchReport, and BrokenDocument.
        """
        dialect = self.database.dialect
        async with self.database.write() as connection:
            step = transition(await _of(connection, reference, locked=True))
            if step.is_change:
                await save(connection, step)
                await keep(connection, dialect, self.clock, self.follow_ups(step))
                await note(connection, dialect, self.clock, by=by, act=act, reference=reference)
        return step


async def _of(connection: AsyncConnection, reference: str, *, locked: bool) -> Escalation:
    wanted = select(reports.c.id).where(reports.c.reference == reference)
    report_id = (await connection.execute(wanted)).scalar_one_or_none()
    found = await load(connection, report_id, locked=locked) if report_id else None
    if found is None:
        raise NoSuchReport(reference)
    return found
