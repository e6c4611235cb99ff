"""Answer links: one per report and leader, single use, one key for all hosts."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.adapters.storage.answer_links import SqlAnswerLinks
from bot.adapters.storage.tables import answer_links, signing_keys
from bot.domain.escalation import Escalation, Transition
from bot.domain.people import Actor
from tests.adapters.storage.builders import (
    LEADER,
    REPORTER,
    START,
    TENANT,
    a_submission,
    limits,
)
from tests.adapters.storage.conftest import Store

DAY = timedelta(days=1)


def links(store: Store) -> SqlAnswerLinks:
    """As this process sees them."""
    return SqlAnswerLinks(store.database, store.clock)


async def test_a_link_is_found_as_it_was_made(store: Store) -> None:
    await store.reports.submit(a_submission())

    made = await links(store).make("report-1", LEADER, expires_at=START + DAY)

    assert (made.report_id, made.leader, made.used_at) == ("report-1", LEADER, None)
    assert made.expires_at == START + DAY
    assert await links(store).find(made.id) == made
    assert await links(store).find("0" * 32) is None
    assert await links(store).ids() == {made.id}


async def test_making_it_again_lets_the_same_link_live_longer(store: Store, other: Store) -> None:
    await store.reports.submit(a_submission())
    first = await links(store).make("report-1", LEADER, expires_at=START + DAY)

    again = await links(other).make("report-1", LEADER, expires_at=START + 2 * DAY)

    assert (again.id, again.expires_at) == (first.id, START + 2 * DAY)
    assert await links(store).find(first.id) == again


async def test_another_leader_of_the_report_has_another_link(store: Store) -> None:
    await store.reports.submit(a_submission())
    somebody = Actor(id="dee-1", tenant_id=TENANT)

    one = await links(store).make("report-1", LEADER, expires_at=START + DAY)
    two = await links(store).make("report-1", somebody, expires_at=START + DAY)

    assert one.id != two.id


async def test_a_used_link_stays_used(store: Store) -> None:
    await store.reports.submit(a_submission())
    link = await links(store).make("report-1", LEADER, expires_at=START + DAY)

    await links(store).use_up(link.id, at=START)
    await links(store).use_up(link.id, at=START + DAY)
    again = await links(store).make("report-1", LEADER, expires_at=START + 2 * DAY)

    assert (again.used_at, again.expires_at) == (START, START + DAY)


async def test_hosts_that_ask_for_the_key_at_once_get_the_same(store: Store, other: Store) -> None:
    keys = await asyncio.gather(*(links(it).key() for it in (store, other) * 3))

    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert len(await store.rows(select(signing_keys.c.name))) == 1


async def test_links_go_with_their_report(store: Store) -> None:
    def withdrawing(escalation: Escalation) -> Transition:
        return escalation.withdraw(by=REPORTER, at=START)

    await store.reports.submit(a_submission())
    await links(store).make("report-1", LEADER, expires_at=START + DAY)
    await store.reports.change("report-1", withdrawing)
    task = await store.claim()
    assert task is not None
    await store.tasks.finish(task)

    await store.retention.purge(limits(reports=START + DAY))

    assert await store.rows(select(answer_links.c.id)) == []
