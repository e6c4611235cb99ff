"""Reports, their escalations and events, and the cards that show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, UnaryExpression, bindparam, delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage import card_places
from bot.adapters.storage.database import Database
from bot.adapters.storage.report_rows import both, from_both, load, report_row, save
from bot.adapters.storage.tables import drafts, escalations, reports
from bot.adapters.storage.tasks import keep, mark_done
from bot.domain.errors import UnknownReport
from bot.domain.escalation import Escalation, Transition
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import Clock, Conflict, DraftChanged, NewTask, PlacedCard, Submission, Task

_ONE = both.where(reports.c.id == bindparam("at_id"))
_oldest = reports.c.submitted_at.asc()
_newest = reports.c.submitted_at.desc()


@dataclass(frozen=True)
class SqlReports:
    """Each change and the tasks that follow from it are one transaction."""

    database: Database
    follow_ups: Callable[[Transition], Sequence[NewTask]]
    clock: Clock
    wake: Callable[[], None]

    async def submit(self, submission: Submission) -> Escalation:
        """Keeps a report once and drops its draft. A second time returns what is there.

        Raises Conflict when another report has the same reference, DraftChanged when the draft is
        not the one that was read.
        """
        report, version = submission.report, submission.draft_version
        taken = delete(drafts).where(drafts.c.id == report.id)
        if version is not None:
            taken = taken.where(drafts.c.version == version)
        once = self.database.dialect.insert(reports).on_conflict_do_nothing()
        async with self.database.write() as connection:
            if (await connection.execute(once, report_row(report))).rowcount == 0:
                if kept := await load(connection, report.id):
                    return kept
                raise Conflict
            new = await self._keep(connection, submission.step)
            if (await connection.execute(taken)).rowcount == 0 and version is not None:
                raise DraftChanged
        self._wake_for(new)
        return submission.step.after

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Transition],
        *,
        finishes: Task | None = None,
        then: Sequence[NewTask] = (),
    ) -> Escalation:
        """Applies a pure transition under the row's lock and keeps its events and tasks.

        All in one transaction, with the task it finishes and what else is then due. Raises
        UnknownReport, LeaseLost and what the transition raises; then nothing is changed.
        """
        new = then
        async with self.database.write() as connection:
            before = await load(connection, report_id, locked=True)
            if before is None:
                raise UnknownReport
            step = transition(before)
            if step.is_change:
                new = [*await self._keep(connection, step), *then]
            if finishes is not None:
                await mark_done(connection, self.database.dialect, self.clock, finishes)
            await keep(connection, self.database.dialect, self.clock, then)
        self._wake_for(new)
        return step.after

    async def get(self, report_id: str) -> tuple[Report, Escalation]:
        """A report and its escalation. Raises UnknownReport."""
        row = await self.database.first(_ONE, {"at_id": report_id})
        if row is None:
            raise UnknownReport
        return from_both(row)

    async def by_reporter(self, actor: Actor) -> Sequence[tuple[Report, Escalation]]:
        """A person's own reports, newest first."""
        return await self._find(
            _newest, reports.c.tenant_id == actor.tenant_id, reports.c.reporter_id == actor.id
        )

    async def awaiting(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """Escalations this leader or deputy has not answered, oldest first."""
        found = await self._find(
            _oldest,
            or_(escalations.c.leader_id == leader.id, escalations.c.deputy_id == leader.id),
            escalations.c.awaits_leader.is_(True),
            reports.c.tenant_id == leader.tenant_id,
        )
        # One of the two may have answered, and the other not.
        return [
            (report, escalation) for report, escalation in found if escalation.awaits(leader.id)
        ]

    async def lift_card(self, report_id: str, person_id: str, role: str) -> None:
        """A newer card is about to be sent: until it is placed, nobody's card is known."""
        await card_places.lift(self.database, report_id, person_id, role)

    async def place_card(self, report_id: str, card: PlacedCard) -> PlacedCard | None:
        """Remembers where a card is, and hands back the copy whose place it takes."""
        return await card_places.exchange(self.database, report_id, card)

    async def placed_card(self, report_id: str, person_id: str, role: str) -> PlacedCard | None:
        """Where that card is, or None."""
        return await card_places.known(self.database, report_id, person_id, role)

    async def _find(
        self, order: UnaryExpression[object], *conditions: ColumnElement[bool]
    ) -> Sequence[tuple[Report, Escalation]]:
        async with self.database.read() as connection:
            found = await connection.execute(both.where(*conditions).order_by(order))
            return [from_both(row) for row in found]

    async def _keep(self, connection: AsyncConnection, step: Transition) -> Sequence[NewTask]:
        new = self.follow_ups(step)
        await save(connection, step)
        await keep(connection, self.database.dialect, self.clock, new)
        return new

    def _wake_for(self, new: Sequence[NewTask]) -> None:
        if new:
            self.wake()
