"""Reports: taken once, changed under a lock, with what follows in the same transaction."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.adapters.storage.documents import BrokenDocument
from bot.adapters.storage.tables import drafts, escalations, events, reports, tasks
from bot.domain.escalation import Decision, Escalation, LeaderState, Stage, Step, System
from bot.domain.people import Actor, Person
from bot.domain.refusals import AlreadyOnItsWay, NotTheLeader
from bot.domain.scenario import Level
from bot.ports import Conflict, LeaseLost, NewTask, PlacedCard
from tests.adapters.storage.builders import (
    LEADER,
    LEASE,
    REPORTER,
    START,
    TENANT,
    SetClock,
    a_draft,
    a_report,
    a_submission,
    an_address,
)
from tests.adapters.storage.conftest import Store

MAIL = "report-1:send_mail"


def approving(escalation: Escalation) -> Step:
    """The leader approves."""
    return escalation.decide(Decision.APPROVE, by=LEADER, at=START)


def ticking(escalation: Escalation) -> Step:
    """The reporter has made the entry in Noggin."""
    return escalation.tick(System.NOGGIN, by=REPORTER, at=START)


async def keys(store: Store) -> list[str]:
    """Every task ever put."""
    return [key for (key,) in await store.rows(select(tasks.c.key).order_by(tasks.c.id))]


async def test_a_report_comes_back_as_it_was_taken(store: Store) -> None:
    submission = a_submission()

    await store.reports.submit(submission)

    assert await store.reports.get("report-1") == (submission.report, submission.escalation)


async def test_a_report_is_kept_with_its_event_and_its_tasks(store: Store) -> None:
    await store.reports.submit(a_submission())

    kept = await store.rows(select(events.c.kind, events.c.by_id, events.c.at, events.c.version))
    assert kept == [("reported", REPORTER.id, START, 1)]
    assert await keys(store) == ["report-1:ask_leader"]
    assert store.woken == 1


async def test_sending_takes_the_draft_away_and_no_other(store: Store) -> None:
    nothing = await store.conversations.load("chat", REPORTER)
    await store.conversations.save("chat", REPORTER, nothing, document={}, draft=a_draft())
    await store.reports.submit(a_submission(a_report("report-0", "DH-0000")))
    assert len(await store.rows(select(drafts))) == 1

    await store.reports.submit(a_submission())

    assert await store.rows(select(drafts)) == []


async def test_sending_twice_returns_what_is_there(store: Store) -> None:
    await store.reports.submit(a_submission())
    approved = await store.reports.change("report-1", approving)

    again = await store.reports.submit(a_submission())

    assert again == approved
    assert len(await store.rows(select(reports))) == 1
    assert await keys(store) == ["report-1:ask_leader", MAIL]


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


async def test_a_reference_that_another_report_has_is_a_conflict(store: Store) -> None:
    await store.reports.submit(a_submission())

    with pytest.raises(Conflict):
        await store.reports.submit(a_submission(a_report("report-2", "DH-0001")))

    assert len(await store.rows(select(escalations))) == 1


async def test_a_change_keeps_its_event_and_tasks_and_finishes_its_task(store: Store) -> None:
    await store.reports.submit(a_submission())
    task = await store.claim()

    after = await store.reports.change("report-1", approving, finishes=task)

    assert after.stage is Stage.MAILING
    assert (await store.reports.get("report-1"))[1] == after
    kinds = await store.rows(select(events.c.kind, events.c.version))
    assert kinds == [("reported", 1), ("leader-approve", 2)]
    assert await keys(store) == ["report-1:ask_leader", MAIL]
    left = await store.claim()
    assert left is not None
    assert left.key == MAIL


CHECK_IN = NewTask("report-1:check_in", "check_in", report_id="report-1")


async def test_what_else_is_due_is_kept_with_the_change(store: Store) -> None:
    await store.reports.submit(a_submission())
    await store.reports.change("report-1", ticking, then=[CHECK_IN])
    woken = store.woken

    await store.reports.change("report-1", ticking, then=[CHECK_IN])

    assert CHECK_IN.key in await keys(store)
    assert store.woken == woken + 1


async def test_what_else_is_due_is_dropped_with_a_change_that_is_refused(store: Store) -> None:
    await store.reports.submit(a_submission())

    with pytest.raises(NotTheLeader):
        await store.reports.change(
            "report-1",
            lambda it: it.decide(Decision.APPROVE, by=REPORTER, at=START),
            then=[CHECK_IN],
        )

    assert CHECK_IN.key not in await keys(store)


async def test_a_deputy_finds_what_awaits_them_and_not_what_awaits_the_leader(
    store: Store,
) -> None:
    deputy = Person(id="dee-1", name="Dee Example")
    for number, state in enumerate((LeaderState.ASKED, LeaderState.ANSWERED)):
        submission = a_submission(a_report(f"report-{number}", f"DH-{number}"))
        changes = {"deputy": deputy, "deputy_state": state}
        step = submission.step
        after = step.after.model_copy(update=changes)
        await store.reports.submit(
            replace(submission, step=step.model_copy(update={"after": after}))
        )

    theirs = await store.reports.awaiting(Actor(id="dee-1", tenant_id=TENANT))
    leaders = await store.reports.awaiting(LEADER)

    assert [report.id for report, _ in theirs] == ["report-0"]
    assert [report.id for report, _ in leaders] == ["report-0", "report-1"]
    assert await store.reports.awaiting(Actor(id="dee-1", tenant_id="elsewhere")) == []


async def test_a_transition_that_changes_nothing_only_finishes_its_task(store: Store) -> None:
    await store.reports.submit(a_submission())
    await store.reports.change("report-1", ticking)
    task = await store.claim()
    woken = store.woken

    await store.reports.change("report-1", ticking, finishes=task)

    assert len(await store.rows(select(events))) == 2
    assert store.woken == woken
    assert await store.claim() is None


async def test_a_transition_may_be_several_events(store: Store) -> None:
    await store.reports.submit(a_submission())

    def ticks_and_sends(escalation: Escalation) -> Step:
        ticked = ticking(escalation)
        sent = ticked.after.send_without_waiting(by=REPORTER, at=START)
        return Step(before=escalation, after=sent.after, events=(*ticked.events, *sent.events))

    await store.reports.change("report-1", ticks_and_sends)

    kinds = await store.rows(select(events.c.kind, events.c.version))
    assert kinds == [("reported", 1), ("ticked-noggin", 3), ("sent-without-waiting", 3)]


async def test_a_refusal_changes_nothing(store: Store) -> None:
    await store.reports.submit(a_submission())
    stranger = Actor(id="someone", tenant_id=TENANT)

    with pytest.raises(NotTheLeader):
        await store.reports.change(
            "report-1", lambda it: it.decide(Decision.APPROVE, by=stranger, at=START)
        )

    assert (await store.reports.get("report-1"))[1].stage is Stage.AWAITING_LEADER
    assert len(await store.rows(select(events))) == 1


async def test_an_unknown_report_is_a_lookup_error(store: Store) -> None:
    with pytest.raises(LookupError):
        await store.reports.change("report-9", approving)
    with pytest.raises(LookupError):
        await store.reports.get("report-9")


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
    assert (await store.reports.get("report-1"))[1].stage is Stage.SENT


async def test_who_lost_the_lease_changes_no_report(
    store: Store, other: Store, clock: SetClock
) -> None:
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))
    lost = await store.claim()
    clock.passes(LEASE)
    await other.claim()

    with pytest.raises(LeaseLost):
        await store.reports.change("report-1", lambda it: it.mailed(at=START), finishes=lost)

    assert (await store.reports.get("report-1"))[1].stage is Stage.MAILING
    assert len(await store.rows(select(events))) == 1


async def test_a_report_on_its_way_stays_there_when_its_reporter_is_late(store: Store) -> None:
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))

    with pytest.raises(AlreadyOnItsWay):
        await store.reports.change("report-1", lambda it: it.withdraw(by=REPORTER, at=START))

    assert await keys(store) == [MAIL]


async def test_a_person_finds_their_own_reports_newest_first(store: Store) -> None:
    older = a_report("older", "DH-1", submitted_at=START - timedelta(days=1))
    newer = a_report("newer", "DH-2")
    await store.reports.submit(a_submission(newer))
    await store.reports.submit(a_submission(older))

    mine = await store.reports.by_reporter(REPORTER)
    theirs = await store.reports.by_reporter(Actor(id=REPORTER.id, tenant_id="elsewhere"))

    assert [report.id for report, _ in mine] == ["newer", "older"]
    assert theirs == []


async def test_a_leader_finds_what_awaits_them_oldest_first(store: Store) -> None:
    older = a_report("older", "DH-1", submitted_at=START - timedelta(days=1))
    await store.reports.submit(a_submission(a_report("newer", "DH-2")))
    await store.reports.submit(a_submission(older))
    await store.reports.submit(a_submission(a_report("answered", "DH-3")))
    await store.reports.change("answered", approving)
    elsewhere = Actor(id="other-leader", tenant_id=TENANT)
    await store.reports.submit(a_submission(a_report("others", "DH-4"), leader=elsewhere))

    waiting = await store.reports.awaiting(LEADER)

    assert [report.id for report, _ in waiting] == ["older", "newer"]
    assert await store.reports.awaiting(Actor(id=LEADER.id, tenant_id="elsewhere")) == []


async def test_a_placed_card_is_found_and_replaced(store: Store) -> None:
    await store.reports.submit(a_submission())
    first = PlacedCard(REPORTER.id, "status", an_address(), "activity-1")
    second = PlacedCard(REPORTER.id, "status", an_address(service="https://new.example.org"), "2")

    await store.reports.place_card("report-1", first)
    assert await store.reports.placed_card("report-1", REPORTER.id, "status") == first
    await store.reports.place_card("report-1", second)

    assert await store.reports.placed_card("report-1", REPORTER.id, "status") == second
    assert await store.reports.placed_card("report-1", REPORTER.id, "leader") is None


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


async def test_a_broken_document_is_named_and_not_quoted(store: Store) -> None:
    await store.reports.submit(a_submission())
    async with store.database.write() as connection:
        await connection.execute(update(reports).values(document='{"secret": "marked"}'))

    with pytest.raises(BrokenDocument, match="report report-1 does not hold a Report") as broken:
        await store.reports.get("report-1")

    assert broken.value.__cause__ is broken.value.__context__ is None


async def test_a_task_put_by_hand_and_by_a_transition_is_one(store: Store) -> None:
    await store.reports.submit(a_submission())
    await store.tasks.put([NewTask(MAIL, "send_mail", report_id="report-1")])

    await store.reports.change("report-1", approving)

    assert await keys(store) == ["report-1:ask_leader", MAIL]
