"""Export of a whole report, and the audit trail of it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.adapters.storage.admin import NoSuchReport, SqlReportExport
from bot.adapters.storage.answer_links import SqlAnswerLinks
from bot.adapters.storage.tables import BrokenDocument, audit, reports
from bot.admin.export import record_json
from bot.domain.report import Report
from bot.domain.scenario import Level
from bot.ports import PlacedCard
from tests.adapters.storage.builders import (
    LEADER,
    REPORTER,
    START,
    a_report,
    a_submission,
    an_address,
)
from tests.adapters.storage.conftest import Store

AUDITED = select(audit.c.at, audit.c.by, audit.c.act, audit.c.reference).order_by(audit.c.id)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def records(store: Store) -> SqlReportExport:
    """The records of the store."""
    return SqlReportExport(store.database, store.clock)


async def two_reports(store: Store) -> None:
    """An urgent one that was mailed, and another that nobody asks for."""
    await store.reports.submit(a_submission(a_report("report-1", "DH-0001", Level.URGENT)))
    await store.reports.submit(a_submission(a_report("report-2", "DH-0002")))
    card = PlacedCard(LEADER.id, "leader", an_address(LEADER.id), "activity")
    await store.reports.place_card("report-1", card)
    links = SqlAnswerLinks(store.database, store.clock)
    link = await links.make("report-1", LEADER, expires_at=START + 3 * MINUTE)
    await links.use_up(link.id, at=START + 2 * MINUTE)
    store.clock.passes(MINUTE)
    (task, *_) = await store.tasks.claim("people", MINUTE, 1)
    await store.reports.change(
        "report-1", lambda it: it.mailed(at=START + MINUTE), finishes=task, then=[]
    )


async def test_what_this_release_does_not_know_is_in_it_too(
    store: Store, records: SqlReportExport
) -> None:
    await two_reports(store)
    document = json.dumps({**a_report().model_dump(mode="json"), "newer": 1})
    added = json.dumps({"": {"to": "report-1", "fields": {"newest": 2}}})
    async with store.database.write() as connection:
        await connection.execute(
            update(reports)
            .where(reports.c.id == "report-1")
            .values(document=document, additions=added)
        )

    record = await records.export("DH-0001", by="jo")

    assert (record.report["newer"], record.report["newest"]) == (1, 2)


async def test_all_that_is_kept_of_a_report_is_in_it(
    store: Store, records: SqlReportExport
) -> None:
    await two_reports(store)

    record = await records.export("DH-0001", by="jo")

    assert Report.model_validate(record.report) == a_report("report-1", "DH-0001", Level.URGENT)
    assert (record.escalation["report_id"], record.escalation["stage"]) == ("report-1", "sent")
    assert record.events == [
        {"kind": "reported", "at": START, "by_id": REPORTER.id},
        {"kind": "mailed", "at": START + MINUTE, "by_id": None},
    ]
    assert [(task["kind"], task["attempts"], task["done_at"]) for task in record.tasks] == [
        ("send_mail", 1, START + MINUTE),
        ("ask_leader", 0, None),
    ]
    assert all("payload" not in task for task in record.tasks)
    assert record.cards == [{"person_id": LEADER.id, "role": "leader"}]
    assert record.links == [
        {"leader_id": LEADER.id, "expires_at": START + 3 * MINUTE, "used_at": START + 2 * MINUTE}
    ]


async def test_it_is_kept_who_asked_for_which_report_and_when(
    store: Store, records: SqlReportExport
) -> None:
    await two_reports(store)

    await records.export("DH-0001", by="jo")
    store.clock.passes(MINUTE)
    await records.export("DH-0002", by="max")

    assert await store.rows(AUDITED) == [
        (START + MINUTE, "jo", "export", "DH-0001"),
        (START + 2 * MINUTE, "max", "export", "DH-0002"),
    ]


async def test_what_is_not_there_is_not_handed_out(store: Store, records: SqlReportExport) -> None:
    await two_reports(store)

    with pytest.raises(NoSuchReport):
        await records.export("DH-0003", by="jo")

    assert await store.rows(AUDITED) == []


async def test_a_broken_row_is_named_and_not_quoted(store: Store, records: SqlReportExport) -> None:
    await two_reports(store)
    async with store.database.write() as connection:
        await connection.execute(update(reports).values(document="it said kūmara"))

    with pytest.raises(BrokenDocument, match="report report-1") as refused:
        await records.export("DH-0001", by="jo")

    assert "kūmara" not in str(refused.getrepr(chain=True, style="short", showlocals=False))


async def test_the_text_is_json_with_its_macrons_and_times(
    store: Store, records: SqlReportExport
) -> None:
    await two_reports(store)

    text = record_json(await records.export("DH-0001", by="jo"), by="jo", at=START)

    found = json.loads(text)
    assert list(found) == [
        "exported_at",
        "exported_by",
        "report",
        "escalation",
        "events",
        "tasks",
        "cards",
        "links",
    ]
    assert (found["exported_at"], found["exported_by"]) == (START.isoformat(), "jo")
    assert found["events"][0]["at"] == START.isoformat()
    assert "it said kūmara" in text
