"""Two hosts on one database: concurrent actions have one effect."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import drafts, events, reports, tasks
from bot.domain.escalation import Decision, Escalation, Transition
from bot.domain.scenario import Level
from bot.ports import ChatState, Conflict
from tests.adapters.storage.builders import (
    LEADER,
    REPORTER,
    START,
    SetClock,
    a_draft,
    a_report,
    a_submission,
)
from tests.adapters.storage.conftest import Store

ROUNDS = 25
EACH = 25
"""Presses on each host: fifty in all."""


@pytest.fixture
async def hosts(database_url: str, clock: SetClock) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes with separate connections."""
    one, two = await Database.open(database_url), await Database.open(database_url)
    yield Store(one, clock), Store(two, clock)
    await one.close()
    await two.close()


def pressing(hosts: tuple[Store, Store]) -> list[Store]:
    """The hosts that take fifty presses, by turns."""
    return [host for _ in range(EACH) for host in hosts]


def approving(escalation: Escalation) -> Transition:
    """The leader approves."""
    return escalation.decide(Decision.APPROVE, by=LEADER, at=START)


def hurrying(escalation: Escalation) -> Transition:
    """The reporter sends it without waiting."""
    return escalation.send_without_waiting(by=REPORTER, at=START)


def withdrawing(escalation: Escalation) -> Transition:
    """The reporter takes it back."""
    return escalation.withdraw(by=REPORTER, at=START)


async def take_turn(host: Store, kept: ChatState, said: str, *, writes_draft: bool = False) -> None:
    """One host's turn in the chat, from what it had loaded."""
    document = {"seen": [*(kept.document or {}).get("seen", ()), said]}
    draft = a_draft(words=said) if writes_draft else None
    await host.conversations.save("chat", REPORTER, kept, document=document, draft=draft)


@pytest.mark.parametrize("writes_draft", [True, False])
async def test_of_two_turns_at_once_in_one_chat_one_wins_every_time(
    hosts: tuple[Store, Store], writes_draft: bool
) -> None:
    won = []
    for number in range(ROUNDS):
        kept = [await host.conversations.load("chat", REPORTER) for host in hosts]
        turns = [
            take_turn(host, start, f"{number}-{name}", writes_draft=writes_draft)
            for host, start, name in zip(hosts, kept, "ab", strict=True)
        ]
        outcomes = await asyncio.gather(*turns, return_exceptions=True)
        assert sorted(map(str, map(type, outcomes))) == sorted(map(str, (type(None), Conflict)))
        won.append(f"{number}-{'ab'[outcomes.index(None)]}")

    at_the_end = await hosts[0].conversations.load("chat", REPORTER)
    assert at_the_end.document == {"seen": won}
    assert at_the_end.version == ROUNDS
    assert at_the_end.draft_version == (ROUNDS if writes_draft else 0)


async def test_a_redelivered_activity_is_seen_on_the_other_host(
    hosts: tuple[Store, Store],
) -> None:
    one, two = hosts
    await take_turn(one, await one.conversations.load("chat", REPORTER), "activity-1")

    kept = await two.conversations.load("chat", REPORTER)

    assert kept.document == {"seen": ["activity-1"]}


async def test_two_chats_of_one_person_keep_one_draft(hosts: tuple[Store, Store]) -> None:
    nothing = ChatState(document=None, version=0, draft=None, draft_version=0)

    outcomes = await asyncio.gather(
        *(
            host.conversations.save(
                f"chat-{number}", REPORTER, nothing, document={}, draft=a_draft(f"draft-{number}")
            )
            for number, host in enumerate(pressing(hosts))
        ),
        return_exceptions=True,
    )

    assert outcomes.count(None) == 1
    assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
    assert len(await hosts[0].rows(select(drafts.c.id))) == 1


async def test_fifty_presses_of_send_are_one_report_and_one_mail(
    hosts: tuple[Store, Store],
) -> None:
    urgent = a_submission(a_report(level=Level.URGENT))

    answers = await asyncio.gather(*(host.reports.submit(urgent) for host in pressing(hosts)))

    assert answers == [urgent.escalation] * len(answers)
    for table in (reports, events, tasks):
        assert await hosts[0].rows(select(func.count()).select_from(table)) == [(1,)]


async def test_fifty_presses_of_approve_are_one_decision(hosts: tuple[Store, Store]) -> None:
    await hosts[0].reports.submit(a_submission())

    answers = await asyncio.gather(
        *(host.reports.change("report-1", approving) for host in pressing(hosts))
    )

    assert {answer.version for answer in answers} == {2}
    assert await hosts[0].rows(select(func.count()).select_from(events)) == [(2,)]
    mails = select(func.count()).where(tasks.c.kind == "send_mail")
    assert await hosts[0].rows(mails) == [(1,)]


async def test_approve_and_send_without_waiting_at_once_are_one_mail(
    hosts: tuple[Store, Store],
) -> None:
    await hosts[0].reports.submit(a_submission())

    await asyncio.gather(
        *(
            host.reports.change("report-1", change)
            for host in pressing(hosts)
            for change in (approving, hurrying)
        )
    )

    mails = select(func.count()).where(tasks.c.kind == "send_mail")
    assert await hosts[0].rows(mails) == [(1,)]


async def test_fifty_of_two_that_exclude_each_other_end_one_way(
    hosts: tuple[Store, Store],
) -> None:
    await hosts[0].reports.submit(a_submission())

    outcomes = await asyncio.gather(
        *(
            host.reports.change("report-1", change)
            for host in pressing(hosts)
            for change in (hurrying, withdrawing)
        ),
        return_exceptions=True,
    )

    _, escalation = await hosts[0].reports.get("report-1")
    kept = [outcome for outcome in outcomes if isinstance(outcome, Escalation)]
    assert {(it.stage, it.version) for it in kept} == {(escalation.stage, 2)}
    assert len(kept) == len(outcomes) // 2
    assert await hosts[0].rows(select(func.count()).select_from(events)) == [(2,)]


async def test_a_task_that_two_hosts_put_is_claimed_once(hosts: tuple[Store, Store]) -> None:
    await hosts[0].reports.submit(a_submission(a_report(level=Level.URGENT)))

    claims = await asyncio.gather(
        *(host.tasks.claim("people", timedelta(minutes=1), 5) for host in pressing(hosts))
    )

    assert len([task for claim in claims for task in claim]) == 1
