"""Counters: added in the transaction of what they count, whoever else adds to them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.adapters.storage.counters import SqlCounters
from bot.adapters.storage.tables import counters
from bot.domain.insight import Count
from bot.domain.timers import RetentionTimers, week_of
from bot.ports import ChatState, Conflict, DraftChanged
from tests.adapters.storage.builders import REPORTER, START, SetClock, a_draft, a_submission
from tests.adapters.storage.conftest import Store

EMPTY = ChatState(document=None, version=0, draft=None, draft_version=0)
SENT, THREAT = Count("ended", "sent"), Count("situation", "threat")
WEEK = timedelta(weeks=1)


async def totals(store: Store) -> Mapping[tuple[str, str], int]:
    """All of it, whatever the week."""
    found = await SqlCounters(store.database).totals(week_of(store.clock()) + WEEK)
    return {(kind, key): number for (_, kind, key), number in found.items()}


async def save(store: Store, chat: str, *counts: Count) -> None:
    """A turn that counts something."""
    kept = await store.conversations.load(chat, REPORTER)
    draft = kept.draft
    await store.conversations.save(chat, REPORTER, kept, document={}, draft=draft, counts=counts)


async def test_a_turn_adds_one_each_time(store: Store) -> None:
    await save(store, "one", SENT, THREAT)
    await save(store, "two", SENT)

    assert await totals(store) == {("ended", "sent"): 2, ("situation", "threat"): 1}


async def test_turns_at_once_lose_none(store: Store, other: Store) -> None:
    hosts = [store, other] * 20

    await asyncio.gather(
        *(save(it, f"chat {number}", THREAT, SENT) for number, it in enumerate(hosts))
    )

    assert await totals(store) == {("ended", "sent"): 40, ("situation", "threat"): 40}


async def test_a_turn_that_is_not_saved_counts_nothing(store: Store) -> None:
    await save(store, "chat")

    with pytest.raises(Conflict):
        await store.conversations.save(
            "chat", REPORTER, EMPTY, document={}, draft=None, counts=[SENT]
        )

    assert await totals(store) == {}


async def test_a_report_is_counted_once_however_often_it_is_sent(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=a_draft())
    submission = replace(a_submission(), counts=(SENT,), draft_version=1)

    await store.reports.submit(submission)
    await store.reports.submit(submission)

    assert await totals(store) == {("ended", "sent"): 1}


async def test_a_report_that_was_stopped_meanwhile_is_not_counted_as_sent(store: Store) -> None:
    with pytest.raises(DraftChanged):
        await store.reports.submit(replace(a_submission(), counts=(SENT,), draft_version=1))

    assert await totals(store) == {}


async def test_a_draft_that_expires_is_counted_by_the_host_that_deletes_it(
    store: Store, other: Store
) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=a_draft())
    stopped = [Count("ended", "preview")]
    draft_id = a_draft().id

    early = await store.drafts.expire(draft_id, START - timedelta(hours=1), stopped)
    await asyncio.gather(*(it.drafts.expire(draft_id, START, stopped) for it in (store, other)))

    assert early == START
    assert await totals(store) == {("ended", "preview"): 1}


async def test_only_weeks_that_are_over_are_read(store: Store, clock: SetClock) -> None:
    await save(store, "one", SENT)
    clock.passes(WEEK)
    await save(store, "two", SENT)

    found = await SqlCounters(store.database).totals(week_of(clock()))

    assert found == {(week_of(START), "ended", "sent"): 1}


async def test_the_purge_takes_counters_of_weeks_that_are_long_over(
    store: Store, clock: SetClock
) -> None:
    await save(store, "one", SENT, THREAT)
    clock.passes(WEEK)
    await save(store, "two", SENT)
    clock.passes(WEEK)
    limits = RetentionTimers(
        tasks=WEEK, chats=WEEK, looked_up=WEEK, counters=timedelta(days=7)
    ).limits(clock())

    gone = await store.retention.purge(limits)

    weeks = await store.rows(select(counters.c.week))
    assert gone.counters == 2
    assert weeks == [(week_of(START + WEEK),)]
