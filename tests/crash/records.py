"""What the database holds, read from outside while hosts may be at work on it."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import NullPool, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.adapters.storage.tables import escalations, events, reports, tasks
from bot.domain.base import join_additions

SOON = timedelta(minutes=1)
"""Timers that are further away are not waited for."""
FOR_A_DAY = ("watch_returns", "watch_follow_up")
"""What looks again and again for a day, and changes nothing unless something went wrong."""


@dataclass(frozen=True)
class Kept:
    """One report as the database has it."""

    id: str
    reference: str
    reporter_id: str
    stage: str
    version: int
    events: tuple[str, ...]
    """The kinds, in order."""
    versions: tuple[int, ...]
    """The escalation's version that each of these events made."""
    added: Mapping[str, str] = field(default_factory=dict)
    """What Security is told after Send, by id, in words where a person said it."""


@dataclass(frozen=True)
class Waiting:
    """A task that is not done."""

    id: int
    key: str
    kind: str
    lease: str | None
    due_at: datetime
    attempts: int
    last_failure: str | None

    @property
    def is_near(self) -> bool:
        """Whether it is being done, was tried in vain, or is due soon."""
        if self.lease or self.attempts:
            return True
        return self.kind not in FOR_A_DAY and self.due_at < datetime.now(UTC) + SOON


@dataclass(frozen=True)
class Records:
    """A database, by its address."""

    url: str

    async def reports(self) -> Sequence[Kept]:
        """Every report with its history, oldest first."""
        joined = reports.join(escalations, reports.c.id == escalations.c.report_id)
        columns = (reports.c.id, reports.c.reference, reports.c.reporter_id)
        state = (escalations.c.stage, escalations.c.version)
        stored = (escalations.c.document, escalations.c.additions)
        both = (
            select(*columns, *state, *stored).select_from(joined).order_by(reports.c.submitted_at)
        )
        async with self._open() as connection:
            rows = (await connection.execute(both)).all()
            history = (await connection.execute(select(events).order_by(events.c.id))).all()
        by_report: dict[str, list[Row[tuple[object, ...]]]] = {}
        for event in history:
            by_report.setdefault(event.report_id, []).append(event)
        return [
            Kept(
                *row[:5],
                added=_added(row.document, row.additions),
                events=tuple(str(it.kind) for it in by_report.get(row.id, ())),
                versions=tuple(int(it.version) for it in by_report.get(row.id, ())),
            )
            for row in rows
        ]

    async def waiting(self) -> Sequence[Waiting]:
        """Every task that is not done."""
        columns = ("id", "key", "kind", "lease", "due_at", "attempts", "last_failure")
        undone = select(*(tasks.c[name] for name in columns)).where(tasks.c.done_at.is_(None))
        async with self._open() as connection:
            return [Waiting(**row._mapping) for row in await connection.execute(undone)]

    async def near(self) -> Sequence[Waiting]:
        """Those tasks that somebody should be doing by now, or soon."""
        return [task for task in await self.waiting() if task.is_near]

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[AsyncConnection]:
        engine = create_async_engine(self.url, poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                yield connection
        finally:
            await engine.dispose()


def _added(document: str, additions: str | None) -> Mapping[str, str]:
    whole = join_additions(json.loads(document), json.loads(additions or "{}"))
    return {
        str(it["id"]): str(it["words"] or "".join(line["value"] for line in it["lines"]))
        for it in whole.get("added", ())
    }
