"""Retention by hand: a preview, the purge, and the audit trail of it."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.adapters.storage.tables import audit, conversations, people, reports, tasks
from bot.admin.purge import KEPT_FOREVER, Purge
from bot.domain.people import Actor, KnownPerson
from bot.domain.timers import RetentionTimers
from bot.ports import NewTask
from bot.ports.tasks import QUEUES
from tests.adapters.storage.builders import (
    LEADER,
    REPORTER,
    START,
    TENANT,
    a_report,
    a_submission,
    an_address,
)
from tests.adapters.storage.conftest import Store

DAY = timedelta(days=1)
AUDITED = select(audit.c.by, audit.c.act, audit.c.reference)
DAYS = {"tasks": 2 * DAY, "chats": 3 * DAY, "looked_up": 4 * DAY}
A_WEEK = RetentionTimers.model_validate({**DAYS, "reports": 7 * DAY})
FOR_EVER = RetentionTimers.model_validate(DAYS)
GONE = Actor(id="gone-1", tenant_id=TENANT)


async def old_and_new(store: Store) -> None:
    """Ten days ago two reports were taken back, and two people wrote, of whom one is gone.

    One report was not taken back. Today one is, and somebody else writes.
    """
    for number in range(4):
        await store.reports.submit(a_submission(a_report(f"report-{number}", f"DH-{number}")))
    await store.tasks.put([NewTask("old", "purge")])
    await finish_all(store)
    for number in (0, 1):
        await take_back(store, f"report-{number}")
    await writes(store, REPORTER)
    await writes(store, GONE)
    await store.people.forget_address(GONE)
    store.clock.passes(10 * DAY)
    await writes(store, LEADER)
    await take_back(store, "report-3")
    await store.tasks.put([NewTask("new", "purge")])
    await finish_all(store)


async def writes(store: Store, actor: Actor) -> None:
    """Somebody has a place in a chat, and the directory is asked about them."""
    kept = await store.conversations.load(f"chat-of-{actor.id}", actor)
    address = an_address(actor.id)
    await store.conversations.save(
        address.conversation_id, actor, kept, document={}, draft=None, address=address
    )
    await store.people.remember_known(actor, KnownPerson())


async def take_back(store: Store, report_id: str) -> None:
    """The reporter changes their mind."""
    at = store.clock()
    await store.reports.change(report_id, lambda it: it.withdraw(by=REPORTER, at=at))
    await finish_all(store)


async def finish_all(store: Store) -> None:
    """Everything that is due is done."""
    for queue in QUEUES:
        for task in await store.tasks.claim(queue, DAY, 100):
            await store.tasks.finish(task)


async def left(store: Store) -> list[str]:
    """The reports that are still there."""
    return [row[0] for row in await store.rows(select(reports.c.id).order_by(reports.c.id))]


def lines(
    reports: int, tasks: int, chats: int, looked_up: int, people: int, counters: int = 0
) -> list[str]:
    """How much of each kind."""
    return [
        f"- reports, each with all that belongs to it: {reports}",
        f"- other done tasks: {tasks}",
        f"- places in chats where nobody writes any more: {chats}",
        f"- what the directory said of people (where to write to them stays): {looked_up}",
        f"- people of whom nothing is needed any more: {people}",
        f"- counters of weeks long past: {counters}",
    ]


async def test_looking_says_how_much_and_deletes_nothing(store: Store) -> None:
    await old_and_new(store)

    said = await Purge(store.database, A_WEEK, store.clock).preview()

    # Of the done tasks one belongs to no report and one to the report that was just ended.
    assert said == [
        "To be deleted:",
        *lines(2, 2, 2, 1, 1),
        "Nothing was deleted: --apply does it.",
    ]
    assert len(await left(store)) == 4
    assert len(await store.rows(select(conversations.c.key))) == 3
    assert len(await store.rows(select(people.c.known).where(people.c.known.is_not(None)))) == 3
    assert await store.rows(AUDITED) == []


async def test_applying_deletes_as_much_and_keeps_who_had_it_done(store: Store) -> None:
    await old_and_new(store)
    (before,) = (await store.rows(select(func.count()).select_from(tasks)))[0]

    said = await Purge(store.database, A_WEEK, store.clock).apply(by="jo")

    assert said == ["Deleted:", *lines(2, 2, 2, 1, 1)]
    assert await left(store) == ["report-2", "report-3"]
    assert (await store.rows(select(func.count()).select_from(tasks)))[0] == (before - 4,)
    assert await store.rows(AUDITED) == [("jo", "purge", None)]


async def test_afterwards_there_is_nothing_left_to_delete(store: Store) -> None:
    await old_and_new(store)
    purge = Purge(store.database, A_WEEK, store.clock)
    await purge.apply(by="jo")

    assert (await purge.preview())[1:-1] == lines(0, 0, 0, 0, 0)


async def test_where_content_does_not_say_how_long_reports_stay_for_good(store: Store) -> None:
    await old_and_new(store)
    purge = Purge(store.database, FOR_EVER, store.clock)

    looked, applied = await purge.preview(), await purge.apply(by="jo")

    assert looked[:2] == [KEPT_FOREVER, "To be deleted:"]
    assert applied[:2] == [KEPT_FOREVER, "Deleted:"]
    assert len(await left(store)) == 4


async def test_what_was_noted_is_never_deleted(store: Store) -> None:
    purge = Purge(store.database, A_WEEK, store.clock)
    await purge.apply(by="jo")
    store.clock.now = START + 1000 * DAY

    await purge.apply(by="max")

    assert await store.rows(AUDITED) == [("jo", "purge", None), ("max", "purge", None)]
