"""What an administrator does: export a report, change an escalation, each with an audit line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine.backend import DatabaseBackend
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.reports import load_escalation, save_escalation
from bot.adapters.storage.tables import (
    answer_links,
    audit,
    cards,
    escalations,
    events,
    load_with_additions,
    reports,
    tasks,
)
from bot.adapters.storage.tasks import enqueue
from bot.domain.escalation import Escalation, Transition
from bot.ports import Clock, NewTask


async def add_audit_line(
    connection: AsyncConnection,
    backend: DatabaseBackend,
    clock: Clock,
    *,
    by: str,
    act: str,
    reference: str | None = None,
) -> None:
    """Adds the line within the transaction that it reports."""
    line = {"by": by, "act": act, "reference": reference}
    await connection.execute(insert(audit).values(at=backend.now(clock), **line))


@dataclass(frozen=True)
class SqlAuditedReports:
    """Reports by reference. A change, its tasks and its audit line are one transaction."""

    database: Database
    follow_ups: Callable[[Transition], Sequence[NewTask]]
    clock: Clock

    async def get(self, reference: str) -> Escalation:
        """The escalation of a report. Raises NoSuchReport and BrokenDocument."""
        async with self.database.read() as connection:
            return await _escalation_of(connection, reference, locked=False)

    async def change(
        self, reference: str, transition: Callable[[Escalation], Transition], *, by: str, act: str
    ) -> Transition:
        """Applies it under the row lock, beside a running bot. A no-op adds no audit line.

        Raises NoSuchReport and BrokenDocument.
        """
        backend = self.database.backend
        async with self.database.write() as connection:
            step = transition(await _escalation_of(connection, reference, locked=True))
            if step.is_change:
                await save_escalation(connection, step)
                await enqueue(connection, backend, self.clock, self.follow_ups(step))
                await add_audit_line(
                    connection, backend, self.clock, by=by, act=act, reference=reference
                )
        return step


async def _escalation_of(
    connection: AsyncConnection, reference: str, *, locked: bool
) -> Escalation:
    wanted = select(reports.c.id).where(reports.c.reference == reference)
    report_id = (await connection.execute(wanted)).scalar_one_or_none()
    found = await load_escalation(connection, report_id, locked=locked) if report_id else None
    if found is None:
        raise NoSuchReport(reference)
    return found


RecordRow = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """One report and everything that belongs to it."""

    report: RecordRow
    escalation: RecordRow
    events: Sequence[RecordRow]
    tasks: Sequence[RecordRow]
    cards: Sequence[RecordRow]
    links: Sequence[RecordRow]
    """That a leader was sent a link to answer with; never the link itself."""


class NoSuchReport(LookupError):
    """No report has this reference, or it was deleted."""


@dataclass(frozen=True)
class SqlReportExport:
    """A report with all that belongs to it, for an official; each export adds an audit line."""

    database: Database
    clock: Clock

    async def export(self, reference: str, *, by: str) -> Record:
        """Reads one report. Raises NoSuchReport and BrokenDocument."""
        async with self.database.write() as connection:
            record = await _record_of(connection, reference)
            await add_audit_line(
                connection,
                self.database.backend,
                self.clock,
                by=by,
                act="export",
                reference=reference,
            )
        return record


async def _record_of(connection: AsyncConnection, reference: str) -> Record:
    # The row lock that every change takes, so that all tables show the same moment.
    wanted = (
        select(
            reports.c.id,
            reports.c.document,
            reports.c.additions,
            escalations.c.document.label("escalation"),
            escalations.c.additions.label("escalation_additions"),
        )
        .join_from(reports, escalations)
        .where(reports.c.reference == reference)
        .with_for_update(of=escalations)
    )
    row = (await connection.execute(wanted)).mappings().one_or_none()
    if row is None:
        raise NoSuchReport(reference)
    report_id = row["id"]
    return Record(
        report=load_with_additions(row["document"], f"report {report_id}", row["additions"]),
        escalation=load_with_additions(
            row["escalation"], f"escalation {report_id}", row["escalation_additions"]
        ),
        events=await _rows(
            connection,
            select(events.c.kind, events.c.at, events.c.by_id)
            .where(events.c.report_id == report_id)
            .order_by(events.c.id),
        ),
        tasks=await _rows(
            connection,
            select(
                tasks.c.kind,
                tasks.c.created_at,
                tasks.c.due_at,
                tasks.c.done_at,
                tasks.c.attempts,
                tasks.c.last_failure,
            )
            .where(tasks.c.report_id == report_id)
            .order_by(tasks.c.id),
        ),
        cards=await _rows(
            connection,
            select(cards.c.person_id, cards.c.role)
            .where(cards.c.report_id == report_id)
            .order_by(cards.c.role, cards.c.person_id),
        ),
        links=await _rows(
            connection,
            select(answer_links.c.leader_id, answer_links.c.expires_at, answer_links.c.used_at)
            .where(answer_links.c.report_id == report_id)
            .order_by(answer_links.c.leader_id),
        ),
    )


async def _rows(
    connection: AsyncConnection, query: Select[*tuple[Any, ...]]
) -> Sequence[RecordRow]:
    return [dict(row) for row in (await connection.execute(query)).mappings()]
