"""Reports: inserted idempotently, changed under a lock, tasks in the same transaction."""

import pytest
from sqlalchemy import select, update

from bot.adapters.storage.tables import BrokenDocument, drafts, escalations, events, reports
from bot.domain.errors import AlreadyOnItsWay, NotTheLeader, UnknownReport
from bot.domain.escalation import Decision, Escalation, EscalationStatus, Transition
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.ports import Conflict, NewTask
from tests.adapters.storage.builders import REPORTER, START, TENANT, a_draft, a_report, a_submission
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.transitions import MAIL, approving, keys, ticking


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


async def test_a_reference_that_another_report_has_is_a_conflict(store: Store) -> None:
    await store.reports.submit(a_submission())

    with pytest.raises(Conflict):
        await store.reports.submit(a_submission(a_report("report-2", "DH-0001")))

    assert len(await store.rows(select(escalations))) == 1


async def test_a_change_keeps_its_event_and_tasks_and_finishes_its_task(store: Store) -> None:
    await store.reports.submit(a_submission())
    task = await store.claim()

    after = await store.reports.change("report-1", approving, finishes=task)

    assert after.stage is EscalationStatus.MAILING
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

    def ticks_and_sends(escalation: Escalation) -> Transition:
        ticked = ticking(escalation)
        sent = ticked.after.send_without_waiting(by=REPORTER, at=START)
        return Transition(
            before=escalation, after=sent.after, events=(*ticked.events, *sent.events)
        )

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

    assert (await store.reports.get("report-1"))[1].stage is EscalationStatus.AWAITING_LEADER
    assert len(await store.rows(select(events))) == 1


async def test_an_unknown_report_is_refused(store: Store) -> None:
    with pytest.raises(UnknownReport):
        await store.reports.change("report-9", approving)
    with pytest.raises(UnknownReport):
        await store.reports.get("report-9")


async def test_a_report_on_its_way_stays_there_when_its_reporter_is_late(store: Store) -> None:
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))

    with pytest.raises(AlreadyOnItsWay):
        await store.reports.change("report-1", lambda it: it.withdraw(by=REPORTER, at=START))

    assert await keys(store) == [MAIL]


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
