"""Chat addresses and cached look-ups expire without making people harder to reach."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from bot.adapters.storage.retention import (
    IdleConversations,
    OldDirectoryAnswers,
    RetentionRule,
    UnreachablePeople,
)
from bot.adapters.storage.tables import conversations, people
from bot.domain.people import Actor, KnownPerson, Person
from bot.ports import ChatState, Conflict, PurgeCounts
from tests.adapters.storage.builders import (
    LEADER,
    REPORTER,
    START,
    TENANT,
    SetClock,
    a_draft,
    an_address,
    limits,
)
from tests.adapters.storage.conftest import Store

DAY = timedelta(days=1)
LEA = KnownPerson(leader=Person(id=LEADER.id, name="Lea Example", email="lea@example.org"))
NOTHING = PurgeCounts()


async def says(store: Store, chat: str = "chat", draft: bool = False) -> None:
    """Aroha writes something."""
    kept = await store.conversations.load(chat, REPORTER)
    open_report = a_draft() if draft else None
    await store.conversations.save(
        chat, REPORTER, kept, document={"menu": []}, draft=open_report, address=an_address()
    )


async def taken(store: Store, kind: RetentionRule, keys: Sequence[object]) -> int:
    """How many rows the purge deletes."""
    async with store.database.write() as connection:
        return await kind.purge(connection, keys)


async def ids(store: Store) -> list[str]:
    """Ids of the people with stored data."""
    return [row[0] for row in await store.rows(select(people.c.id).order_by(people.c.id))]


# Chats


async def test_a_chat_in_which_nobody_writes_any_more_goes(store: Store, clock: SetClock) -> None:
    await says(store, "quiet")
    clock.passes(DAY)
    await says(store, "lively")

    gone = await store.retention.purge(limits(chats=START + DAY))

    assert gone == PurgeCounts(chats=1)
    assert await store.rows(select(conversations.c.key)) == [("lively",)]


async def test_a_draft_outlives_its_chat(store: Store) -> None:
    await says(store, draft=True)

    await store.retention.purge(limits(chats=START + DAY, looked_up=START + DAY))

    assert await store.conversations.load("chat", REPORTER) == ChatState(None, 0, a_draft(), 1)


async def test_a_chat_in_which_somebody_writes_meanwhile_stays(
    store: Store, clock: SetClock
) -> None:
    await says(store)
    clock.passes(DAY)
    kind = IdleConversations(START + DAY)
    found = await store.rows(kind.expired)

    await says(store)

    assert found == [("chat",)]
    assert await taken(store, kind, found) == 0
    assert (await store.conversations.load("chat", REPORTER)).version == 2


async def test_a_turn_whose_chat_goes_meanwhile_is_a_conflict_and_run_again(store: Store) -> None:
    await says(store)
    kept = await store.conversations.load("chat", REPORTER)
    await store.retention.purge(limits(chats=START + DAY))

    with pytest.raises(Conflict):
        await store.conversations.save("chat", REPORTER, kept, document={}, draft=None)

    await says(store)
    assert (await store.conversations.load("chat", REPORTER)).version == 1


# What was looked up


async def test_what_was_looked_up_goes_and_where_to_write_to_stays(store: Store) -> None:
    await says(store)
    await store.people.remember_known(REPORTER, LEA)

    gone = await store.retention.purge(limits(looked_up=START + DAY))

    assert gone == PurgeCounts(looked_up=1)
    assert await store.people.known(REPORTER) is None
    assert await store.people.address(REPORTER) == an_address()
    assert await store.retention.purge(limits(looked_up=START + DAY)) == NOTHING


async def test_what_was_looked_up_lately_stays(store: Store, clock: SetClock) -> None:
    await says(store)
    await store.people.remember_known(REPORTER, KnownPerson())
    clock.passes(DAY)
    await store.people.remember_known(REPORTER, LEA)

    assert await store.retention.purge(limits(looked_up=START + DAY)) == NOTHING
    assert await store.people.known(REPORTER) == LEA


async def test_who_fills_in_a_report_keeps_what_was_looked_up_for_it(store: Store) -> None:
    await says(store, draft=True)
    await store.people.remember_known(REPORTER, LEA)
    stranger = Actor(id=REPORTER.id, tenant_id="elsewhere")
    await store.people.remember_known(stranger, LEA)

    await store.retention.purge(limits(looked_up=START + DAY))

    assert await store.people.known(REPORTER) == LEA
    assert await store.people.known(stranger) is None


async def test_what_is_looked_up_meanwhile_stays(store: Store, clock: SetClock) -> None:
    await says(store)
    await store.people.remember_known(REPORTER, KnownPerson())
    clock.passes(DAY)
    kind = OldDirectoryAnswers(START + DAY)
    found = await store.rows(kind.expired)

    await store.people.remember_known(REPORTER, LEA)

    assert found == [(TENANT, REPORTER.id)]
    assert await taken(store, kind, found) == 0
    assert await store.people.known(REPORTER) == LEA


async def test_what_an_older_release_looked_up_without_a_time_goes(store: Store) -> None:
    await says(store)
    await store.people.remember_known(REPORTER, LEA)
    async with store.database.write() as connection:
        await connection.execute(update(people).values(known_at=None))

    assert await store.retention.purge(limits()) == PurgeCounts(looked_up=1)


async def test_what_was_added_goes_even_if_release_1_0_0_took_away_the_rest(store: Store) -> None:
    await says(store)
    orphan = {"known": None, "known_at": None, "known_additions": "{}"}
    async with store.database.write() as connection:
        await connection.execute(update(people).values(orphan))

    assert await store.retention.purge(limits()) == PurgeCounts(looked_up=1)

    assert await store.rows(select(people.c.known_additions)) == [(None,)]
    assert await store.retention.purge(limits()) == PurgeCounts()


# People


async def test_of_who_removed_the_app_nothing_stays(store: Store, clock: SetClock) -> None:
    await says(store)
    await store.people.remember_known(REPORTER, LEA)
    await store.people.forget_address(REPORTER)
    clock.passes(DAY)
    await store.people.remember_address(an_address(LEADER.id))

    recent = await store.retention.purge(limits(looked_up=START))
    later = await store.retention.purge(limits(looked_up=START + DAY))

    assert recent == NOTHING
    assert later == PurgeCounts(people=1)
    assert await ids(store) == [LEADER.id]


async def test_whoever_was_seen_last_stays_so_that_others_can_be_written_to(
    store: Store, clock: SetClock
) -> None:
    await store.people.remember_address(an_address(LEADER.id, "https://old.example.org"))
    clock.passes(DAY)
    await says(store)
    await store.people.remember_known(REPORTER, LEA)
    await store.people.forget_address(REPORTER)
    await store.people.forget_address(LEADER)
    served = await store.people.service_url(TENANT)

    gone = await store.retention.purge(limits(looked_up=START + 9 * DAY))

    assert gone == PurgeCounts(people=1, looked_up=1)
    assert await ids(store) == [REPORTER.id]
    assert await store.people.service_url(TENANT) == served == an_address().service_url


async def test_who_comes_back_meanwhile_stays(store: Store, clock: SetClock) -> None:
    await says(store)
    await store.people.forget_address(REPORTER)
    clock.passes(DAY)
    await store.people.remember_address(an_address(LEADER.id))
    kind = UnreachablePeople(START + DAY)
    found = await store.rows(kind.expired)

    await says(store)

    assert found == [(TENANT, REPORTER.id)]
    assert await taken(store, kind, found) == 0
    assert await store.people.address(REPORTER) == an_address()


async def test_who_can_be_written_to_stays_however_long_they_are_silent(
    store: Store, clock: SetClock
) -> None:
    await says(store)
    clock.passes(9999 * DAY)
    await store.people.remember_address(an_address(LEADER.id))

    await store.retention.purge(limits(looked_up=clock.now, chats=clock.now))

    assert await store.people.address(REPORTER) == an_address()


async def test_whoever_was_seen_last_is_another_in_each_tenant(
    store: Store, clock: SetClock
) -> None:
    await says(store)
    await store.people.forget_address(REPORTER)
    clock.passes(DAY)
    elsewhere = an_address(LEADER.id).model_copy(update={"tenant_id": "elsewhere"})
    await store.people.remember_address(elsewhere)

    assert await store.retention.purge(limits(looked_up=clock.now)) == NOTHING
    assert await store.people.service_url(TENANT) == an_address().service_url


async def test_many_people_go_in_small_batches(store: Store) -> None:
    async with store.database.write() as connection:
        await connection.execute(
            text("INSERT INTO people (tenant_id, id, known) VALUES (:tenant, :id, '{}')"),
            [{"tenant": TENANT, "id": f"person-{number:03}"} for number in range(120)],
        )

    assert await store.retention.purge(limits()) == PurgeCounts(people=120)
    assert await ids(store) == []
