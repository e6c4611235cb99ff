"""Reports that wait for their people leaders, as many as wished, written in one go."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.clock import utc_now
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.reports import SqlReports
from bot.adapters.storage.tables import cards, escalations, events, reports, tasks
from bot.adapters.storage.tasks import SqlTasks
from bot.domain.draft import TellWhom
from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.ports import Address, PlacedCard
from bot.ports.tasks import QUEUES
from bot.services.reports.follow_ups import FollowUps
from bot.services.reports.use_cases import SubmitReport
from bot.services.worker.worker import LEASE
from tests.builders import a_person, shipped
from tests.services.drafts import a_full_draft


async def is_empty(url: str) -> bool:
    """Whether the database holds no report; its tables are made if need be."""
    database = await Database.open(url)
    async with database.read() as connection:
        first = (await connection.execute(select(reports.c.id).limit(1))).first()
    await database.close()
    return first is None


async def fill(url: str, how_many: int) -> int:
    """Writes them into an empty database; how many tasks then wait."""
    database = await Database.open(url)
    report = await _one(database)
    async with database.write() as connection:
        for table, is_its in _all_of(report).items():
            found = (await connection.execute(select(table).where(is_its))).mappings().all()
            numbers = range(1, how_many)
            copies = [row for number in numbers for row in _copies(found, report, number)]
            if copies:
                await connection.execute(insert(table), copies)
        waiting = await _waiting(connection)
    await database.close()
    return waiting


def _all_of(report: Report) -> Mapping[Table, ColumnElement[bool]]:
    """Where each table keeps what belongs to a report; rows that others refer to come first."""
    others = (escalations, events, cards, tasks)
    return {reports: reports.c.id == report.id} | {
        table: table.c.report_id == report.id for table in others
    }


async def _one(database: Database) -> Report:
    """The way of the bot itself until the leader has the card."""
    kept = SqlReports(database, FollowUps(shipped().timers), utc_now, _nobody)
    leader = TellWhom(kind="leader", leader=a_person("lea"))
    draft = a_full_draft("impersonation", tell_whom=leader, answers={"danger": ("no",)})
    named = draft.model_copy(update={"id": uuid.uuid4().hex, "reference": "OH-2026-SEED"})
    report, escalation = await SubmitReport(kept, SqlPeople(database, utc_now), shipped(), utc_now)(
        named
    )
    await kept.change(report.id, partial(Escalation.leader_asked, at=utc_now()))
    for person_id, role in ((escalation.reporter_id, "status"), ("lea", "leader")):
        address = Address(
            person_id=person_id,
            tenant_id=report.tenant_id,
            service_url="https://teams.example.org",
            conversation_id=f"chat-of-{person_id}",
            bot_id="28:bot",
            member_id=f"29:{person_id}",
        )
        await kept.place_card(report.id, PlacedCard(person_id, role, address, uuid.uuid4().hex))
    work = SqlTasks(database, utc_now, _nobody)
    for queue in QUEUES:
        for task in await work.claim(queue, LEASE, 100):
            await work.finish(task)
    return report


def _copies(rows: Sequence[RowMapping], report: Report, number: int) -> Iterator[Mapping[str, Any]]:
    names = {report.id: f"{number:032x}", report.reference: f"OH-2026-{number:05}"}
    for row in rows:
        renamed = {key: _renamed(value, names) for key, value in row.items()}
        # A number that the database gave is given anew.
        yield {key: value for key, value in renamed.items() if (key, type(value)) != ("id", int)}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for old, new in names.items():
            value = value.replace(old, new)
    return value


async def _waiting(connection: AsyncConnection) -> int:
    waits = select(func.count()).select_from(tasks).where(tasks.c.done_at.is_(None))
    return int((await connection.execute(waits)).scalar_one())


def _nobody() -> None:
    """No worker is there yet."""
