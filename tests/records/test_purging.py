"""Retention by hand: looked at first, then done, and kept who had it done."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.adapters.storage.tables import audit, reports, tasks
from bot.domain.timers import Retention
from bot.ports import NewTask
from bot.records.purging import FOR_GOOD, Purging
from tests.adapters.storage.builders import REPORTER, START, a_report, a_submission
from tests.adapters.storage.conftest import Store

DAY = timedelta(days=1)
AUDITED = select(audit.c.by, audit.c.act, audit.c.reference)
A_WEEK = Retention(tasks=2 * DAY, reports=7 * DAY)
FOR_EVER = Retention(tasks=2 * DAY)


async def old_and_new(store: Store) -> None:
    """Ten days ago two reports were taken back and one was not; today one is taken back."""
    for number in range(4):
        await store.reports.submit(a_submission(a_report(f"report-{number}", f"DH-{number}")))
    await store.tasks.put([NewTask("old", "purge")])
    await finish_all(store)
    for number in (0, 1):
        await take_back(store, f"report-{number}")
    store.clock.passes(10 * DAY)
    await take_back(store, "report-3")
    await store.tasks.put([NewTask("new", "purge")])
    await finish_all(store)


async def take_back(store: Store, report_id: str) -> None:
    """The reporter changes their mind."""
    at = store.clock()
    await store.reports.change(report_id, lambda it: it.withdraw(by=REPORTER, at=at))
    await finish_all(store)


async def finish_all(store: Store) -> None:
    """Everything that is due is done."""
    for task in await store.tasks.claim("people", DAY, 100):
        await store.tasks.finish(task)


async def left(store: Store) -> list[str]:
    """The reports that are still there."""
    return [row[0] for row in await store.rows(select(reports.c.id).order_by(reports.c.id))]


async def test_looking_says_how_much_and_deletes_nothing(store: Store) -> None:
    await old_and_new(store)

    said = await Purging(store.database, A_WEEK, store.clock).look()

    assert said == [
        # Of the done tasks one belongs to no report and one to the report that was just ended.
        "To be deleted: 2 reports with all that belongs to them, and 2 other done tasks.",
        "Nothing was deleted: --apply does it.",
    ]
    assert len(await left(store)) == 4
    assert await store.rows(AUDITED) == []


async def test_applying_deletes_as_much_and_keeps_who_had_it_done(store: Store) -> None:
    await old_and_new(store)
    (before,) = (await store.rows(select(func.count()).select_from(tasks)))[0]

    (said,) = await Purging(store.database, A_WEEK, store.clock).apply(by="jo")

    # Each of the two: a report, an escalation, two events and a task.
    assert said == (
        "Deleted: 2 reports with all that belongs to them, and 2 other done tasks; 12 rows in all."
    )
    assert await left(store) == ["report-2", "report-3"]
    assert (await store.rows(select(func.count()).select_from(tasks)))[0] == (before - 4,)
    assert await store.rows(AUDITED) == [("jo", "purge", None)]


async def test_afterwards_there_is_nothing_left_to_delete(store: Store) -> None:
    await old_and_new(store)
    purging = Purging(store.database, A_WEEK, store.clock)
    await purging.apply(by="jo")

    assert (await purging.look())[0] == (
        "To be deleted: 0 reports with all that belongs to them, and 0 other done tasks."
    )


async def test_where_content_does_not_say_how_long_reports_stay_for_good(store: Store) -> None:
    await old_and_new(store)
    purging = Purging(store.database, FOR_EVER, store.clock)

    looked, applied = await purging.look(), await purging.apply(by="jo")

    assert looked[0] == applied[0] == FOR_GOOD
    assert len(await left(store)) == 4


async def test_what_was_noted_is_never_deleted(store: Store) -> None:
    purging = Purging(store.database, A_WEEK, store.clock)
    await purging.apply(by="jo")
    store.clock.now = START + 1000 * DAY

    await purging.apply(by="max")

    assert await store.rows(AUDITED) == [("jo", "purge", None), ("max", "purge", None)]
