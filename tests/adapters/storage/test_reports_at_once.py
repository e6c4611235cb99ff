"""Concurrent changes and crashes: each change of a report is applied once."""

import asyncio

import pytest
from sqlalchemy import select

from bot.adapters.storage.tables import events, reports
from bot.domain.escalation import Decision, EscalationStatus, System
from bot.domain.scenario import Level
from bot.ports import Conflict, LeaseLost
from tests.adapters.storage.builders import LEASE, REPORTER, START, SetClock, a_report, a_submission
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.transitions import MAIL, approving, keys, ticking


async def test_twenty_presses_of_send_are_one_report_and_one_mail(
    store: Store, other: Store
) -> None:
    urgent = a_submission(a_report(level=Level.URGENT))

    answers = await asyncio.gather(
        *(each.reports.submit(urgent) for _ in range(10) for each in (store, other))
    )

    assert answers == [urgent.escalation] * 20
    assert len(await store.rows(select(reports))) == 1
    assert len(await store.rows(select(events))) == 1
    assert await keys(store) == [MAIL]


async def test_two_changes_at_once_are_both_applied(store: Store, other: Store) -> None:
    await store.reports.submit(a_submission())

    await asyncio.gather(
        store.reports.change("report-1", approving), other.reports.change("report-1", ticking)
    )

    _, escalation = await store.reports.get("report-1")
    assert escalation.decision is Decision.APPROVE
    assert escalation.ticked == (System.NOGGIN,)
    assert escalation.version == 3


async def test_of_two_that_exclude_each_other_one_is_refused(store: Store, other: Store) -> None:
    await store.reports.submit(a_submission())

    outcomes = await asyncio.gather(
        store.reports.change("report-1", approving),
        other.reports.change("report-1", lambda it: it.withdraw(by=REPORTER, at=START)),
        return_exceptions=True,
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(refused) == 1
    assert len(await store.rows(select(events))) == 2


async def test_a_change_from_a_stale_value_is_a_conflict(store: Store) -> None:
    submission = a_submission()
    await store.reports.submit(submission)
    await store.reports.change("report-1", ticking)

    with pytest.raises(Conflict):
        await store.reports.change("report-1", lambda it: approving(submission.escalation))

    assert (await store.reports.get("report-1"))[1].decision is None


async def test_a_crash_after_the_effect_and_before_the_finish_runs_the_task_again(
    store: Store, other: Store, clock: SetClock
) -> None:
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))
    await store.claim()
    clock.passes(LEASE)

    again = await other.claim()
    await other.reports.change("report-1", lambda it: it.mailed(at=START), finishes=again)

    assert again is not None
    assert again.attempts == 2
    assert (await store.reports.get("report-1"))[1].stage is EscalationStatus.SENT


async def test_who_lost_the_lease_changes_no_report(
    store: Store, other: Store, clock: SetClock
) -> None:
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))
    lost = await store.claim()
    clock.passes(LEASE)
    await other.claim()

    with pytest.raises(LeaseLost):
        await store.reports.change("report-1", lambda it: it.mailed(at=START), finishes=lost)

    assert (await store.reports.get("report-1"))[1].stage is EscalationStatus.MAILING
    assert len(await store.rows(select(events))) == 1


async def test_tasks_of_a_change_that_failed_to_be_kept_are_not_put(store: Store) -> None:
    await store.reports.submit(a_submission())
    gone = await store.claim()
    assert gone is not None
    await store.tasks.finish(gone)
    woken = store.woken

    with pytest.raises(LeaseLost):
        await store.reports.change("report-1", approving, finishes=gone)

    assert MAIL not in await keys(store)
    assert store.woken == woken
