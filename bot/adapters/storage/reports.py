"""Reports, their escalations and events, and the location of each card."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    UnaryExpression,
    bindparam,
    delete,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.counters import add_counts
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import (
    cards,
    drafts,
    dump_value,
    escalations,
    events,
    load_value,
    reports,
)
from bot.adapters.storage.tasks import enqueue, mark_done
from bot.domain.errors import UnknownReport
from bot.domain.escalation import Escalation, Transition
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import (
    Address,
    Clock,
    Conflict,
    DraftChanged,
    NewTask,
    PlacedCard,
    SentDraft,
    Submission,
    Task,
)

REPORT_WITH_ESCALATION = select(
    reports.c.id,
    reports.c.document,
    reports.c.additions,
    escalations.c.document,
    escalations.c.additions,
).join_from(reports, escalations)
"""The columns that `report_and_escalation` reads."""


def report_and_escalation(row: Sequence[str]) -> tuple[Report, Escalation]:
    """A report, with what was added to it, and its escalation from one row."""
    report_id, report, added, escalation, added_since = row
    sent = load_value(Report, report, f"report {report_id}", added)
    its = load_value(Escalation, escalation, f"escalation {report_id}", added_since)
    return its.as_known(sent), its


def report_row(report: Report) -> dict[str, Any]:
    """The columns of a report."""
    document, additions = dump_value(report)
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


async def load_escalation(
    connection: AsyncConnection, report_id: str, *, locked: bool = False
) -> Escalation | None:
    """The escalation of a report, with a row lock if `locked`; None for an unknown id."""
    columns = select(escalations.c.document, escalations.c.additions)
    wanted = columns.where(escalations.c.report_id == report_id)
    found = await connection.execute(wanted.with_for_update() if locked else wanted)
    row = found.one_or_none()
    if row is None:
        return None
    return load_value(Escalation, row.document, f"escalation {report_id}", row.additions)


async def save_escalation(connection: AsyncConnection, step: Transition) -> None:
    """Inserts an escalation, or updates the version it came from. Raises Conflict."""
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
    document, additions = dump_value(escalation)
    return {
        "stage": escalation.stage.value,
        "leader_id": escalation.leader.id if escalation.leader else None,
        "deputy_id": escalation.deputy.id if escalation.deputy else None,
        "awaits_leader": escalation.is_waiting_for_leader,
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


async def _take(connection: AsyncConnection, sent: SentDraft, *, may_be_gone: bool = False) -> None:
    """Deletes the draft that is sent. Raises DraftChanged unless it is the one that was read."""
    taken = delete(drafts).where(drafts.c.id == sent.id)
    if sent.version is not None:
        taken = taken.where(drafts.c.version == sent.version)
    is_gone = (await connection.execute(taken)).rowcount == 0
    if is_gone and sent.version is not None and not may_be_gone:
        raise DraftChanged


_STALE = "?"
"""Prefix of the activity id of a stale card. No activity id of Teams begins like this."""
_same_card = (
    cards.c.report_id == bindparam("at_id"),
    cards.c.person_id == bindparam("at_person"),
    cards.c.role == bindparam("at_role"),
)
_STORED_CARD = select(cards.c.address, cards.c.activity_id).where(*_same_card)
_MARK_STALE = (
    update(cards)
    .where(*_same_card, ~cards.c.activity_id.startswith(_STALE))
    .values(activity_id=literal(_STALE) + cards.c.activity_id)
)


def _at(report_id: str, person_id: str, role: str) -> Mapping[str, str]:
    return {"at_id": report_id, "at_person": person_id, "at_role": role}


def _card(report_id: str, person_id: str, role: str, text: str, activity_id: str) -> PlacedCard:
    address = load_value(Address, text, f"card of report {report_id}")
    return PlacedCard(person_id, role, address, activity_id.removeprefix(_STALE))


_REPORT = REPORT_WITH_ESCALATION.where(reports.c.id == bindparam("at_id"))
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
        """Inserts a report once and deletes its draft. A second time returns what is stored.

        Raises Conflict when another report has the same reference, DraftChanged when the draft is
        not the one that was read.
        """
        report = submission.report
        once = self.database.backend.insert(reports).on_conflict_do_nothing()
        async with self.database.write() as connection:
            if (await connection.execute(once, report_row(report))).rowcount == 0:
                if stored := await load_escalation(connection, report.id):
                    return stored
                raise Conflict
            new = await self._save(connection, submission.transition)
            await _take(connection, SentDraft(report.id, submission.draft_version))
            await add_counts(connection, self.database.backend, self.clock, submission.counts)
        self._wake_for(new)
        return submission.transition.after

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Transition],
        *,
        finishes: Task | None = None,
        then: Sequence[NewTask] = (),
        sends: SentDraft | None = None,
    ) -> Escalation:
        """Applies a pure transition under the row lock and saves its events and tasks.

        All in one transaction, with the task that this finishes, the tasks in `then` and the draft
        that it sends. Raises UnknownReport, LeaseLost, DraftChanged and what the transition raises;
        then nothing is changed.
        """
        new = then
        async with self.database.write() as connection:
            before = await load_escalation(connection, report_id, locked=True)
            if before is None:
                raise UnknownReport
            step = transition(before)
            if step.is_change:
                new = [*await self._save(connection, step), *then]
            if finishes is not None:
                await mark_done(connection, self.database.backend, self.clock, finishes)
            await enqueue(connection, self.database.backend, self.clock, then)
            if sends is not None:
                await _take(connection, sends, may_be_gone=not step.is_change)
        self._wake_for(new)
        return step.after

    async def get(self, report_id: str) -> tuple[Report, Escalation]:
        """A report, with what was added to it, and its escalation. Raises UnknownReport."""
        row = await self.database.first(_REPORT, {"at_id": report_id})
        if row is None:
            raise UnknownReport
        return report_and_escalation(row)

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
        # Of leader and deputy, one may have answered and the other not.
        return [
            (report, escalation)
            for report, escalation in found
            if escalation.is_waiting_for(leader.id)
        ]

    async def led_by(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """Escalations of which this leader or deputy may see the card, newest first."""
        found = await self._find(
            _newest,
            or_(escalations.c.leader_id == leader.id, escalations.c.deputy_id == leader.id),
            reports.c.tenant_id == leader.tenant_id,
        )
        return [
            (report, escalation)
            for report, escalation in found
            if leader.id in [person.id for person in escalation.card_recipients]
        ]

    async def mark_card_stale(self, report_id: str, person_id: str, role: str) -> None:
        """Marks the stored card location as stale; `place_card` still returns it."""
        if await self.placed_card(report_id, person_id, role):
            async with self.database.write() as connection:
                await connection.execute(_MARK_STALE, _at(report_id, person_id, role))

    async def place_card(self, report_id: str, card: PlacedCard) -> PlacedCard | None:
        """Stores the location of a card, and returns the one that it replaces, stale or not."""
        key = {"report_id": report_id, "person_id": card.person_id, "role": card.role}
        address, _ = dump_value(card.address)
        location = {"activity_id": card.activity_id, "address": address}
        # A row to lock: without it, two hosts that place the first card do not see each other's.
        empty = self.database.backend.insert(cards).values(**key, activity_id="", address="")
        at = _at(report_id, card.person_id, card.role)
        async with self.database.write() as connection:
            await connection.execute(empty.on_conflict_do_nothing())
            row = (await connection.execute(_STORED_CARD.with_for_update(), at)).first()
            await connection.execute(update(cards).where(*_same_card).values(**location), at)
        if row is None or row.activity_id.removeprefix(_STALE) in ("", card.activity_id):
            return None
        return _card(report_id, card.person_id, card.role, *row)

    async def placed_cards(self, report_id: str) -> Sequence[PlacedCard]:
        """The location of every card about the report that is not stale."""
        wanted = select(cards.c.person_id, cards.c.role, cards.c.address, cards.c.activity_id)
        async with self.database.read() as connection:
            rows = await connection.execute(wanted.where(cards.c.report_id == report_id))
            return [_card(report_id, *row) for row in rows if row[3][:1] not in ("", _STALE)]

    async def placed_card(self, report_id: str, person_id: str, role: str) -> PlacedCard | None:
        """The location of that card; None if there is none or it is stale."""
        row = await self.database.first(_STORED_CARD, _at(report_id, person_id, role))
        if row is None or row[1][:1] in ("", _STALE):
            return None
        return _card(report_id, person_id, role, *row)

    async def _find(
        self, order: UnaryExpression[object], *conditions: ColumnElement[bool]
    ) -> Sequence[tuple[Report, Escalation]]:
        async with self.database.read() as connection:
            found = await connection.execute(
                REPORT_WITH_ESCALATION.where(*conditions).order_by(order)
            )
            return [report_and_escalation(row) for row in found]

    async def _save(self, connection: AsyncConnection, step: Transition) -> Sequence[NewTask]:
        new = self.follow_ups(step)
        await save_escalation(connection, step)
        await enqueue(connection, self.database.backend, self.clock, new)
        return new

    def _wake_for(self, new: Sequence[NewTask]) -> None:
        if new:
            self.wake()
