"""A report and its escalation as rows, and back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.documents import from_value, to_value
from bot.adapters.storage.tables import escalations, events, reports
from bot.domain.escalation import Escalation, Transition
from bot.domain.report import Report
from bot.ports import Conflict

both = select(
    reports.c.id,
    reports.c.document,
    reports.c.additions,
    escalations.c.document,
    escalations.c.additions,
).join_from(reports, escalations)
"""What a report and its escalation are read from."""


def from_both(row: Sequence[str]) -> tuple[Report, Escalation]:
    """A report and its escalation from one row."""
    report_id, report, added, escalation, added_since = row
    return (
        to_value(Report, report, f"report {report_id}", added),
        to_value(Escalation, escalation, f"escalation {report_id}", added_since),
    )


def report_row(report: Report) -> dict[str, Any]:
    """The columns of a report."""
    document, additions = from_value(report)
    return {
        "id": report.id,
        "reference": report.reference,
        "tenant_id": report.tenant_id,
        "reporter_id": report.reporter.id,
        "submitted_at": report.submitted_at,
        "level": report.level.word,
        "document": document,
        "additions": additions,
    }


async def load(
    connection: AsyncConnection, report_id: str, *, locked: bool = False
) -> Escalation | None:
    """The escalation of a report, under its row's lock if wished; None for an unknown id."""
    columns = select(escalations.c.document, escalations.c.additions)
    wanted = columns.where(escalations.c.report_id == report_id)
    found = await connection.execute(wanted.with_for_update() if locked else wanted)
    row = found.one_or_none()
    if row is None:
        return None
    return to_value(Escalation, row.document, f"escalation {report_id}", row.additions)


async def save(connection: AsyncConnection, step: Transition) -> None:
    """Writes an escalation over the version it came from, or anew. Raises Conflict."""
    after, row = step.after, _escalation_row(step.after)
    if step.before is None:
        await connection.execute(insert(escalations), {"report_id": after.report_id, **row})
    else:
        same = escalations.c.report_id == after.report_id
        same &= escalations.c.version == step.before.version
        if (await connection.execute(update(escalations).where(same), row)).rowcount == 0:
            raise Conflict
    await connection.execute(insert(events), _event_rows(step))


def _escalation_row(escalation: Escalation) -> dict[str, Any]:
    document, additions = from_value(escalation)
    return {
        "stage": escalation.stage.value,
        "leader_id": escalation.leader.id if escalation.leader else None,
        "deputy_id": escalation.deputy.id if escalation.deputy else None,
        "awaits_leader": escalation.awaits_leader,
        "level": escalation.level.word,
        "document": document,
        "additions": additions,
        "version": escalation.version,
    }


def _event_rows(step: Transition) -> Sequence[dict[str, Any]]:
    return [
        {
            "report_id": step.after.report_id,
            "kind": event.kind,
            "by_id": event.by,
            "at": event.at,
            "version": step.after.version,
        }
        for event in step.events
    ]
