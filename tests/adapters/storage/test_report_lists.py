"""The reports a person, a leader and a deputy find."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.escalation import LeaderState
from bot.domain.people import Actor, Person
from tests.adapters.storage.builders import (
    LEADER,
    REPORTER,
    START,
    TENANT,
    a_report,
    a_submission,
)
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.transitions import approving


async def test_a_deputy_finds_what_awaits_them_and_not_what_awaits_the_leader(
    store: Store,
) -> None:
    deputy = Person(id="dee-1", name="Dee Example")
    for number, state in enumerate((LeaderState.ASKED, LeaderState.ANSWERED)):
        submission = a_submission(a_report(f"report-{number}", f"DH-{number}"))
        changes = {"deputy": deputy, "deputy_state": state}
        step = submission.transition
        after = step.after.model_copy(update=changes)
        await store.reports.submit(replace(submission, transition=replace(step, after=after)))

    theirs = await store.reports.awaiting(Actor(id="dee-1", tenant_id=TENANT))
    leaders = await store.reports.awaiting(LEADER)

    assert [report.id for report, _ in theirs] == ["report-0"]
    assert [report.id for report, _ in leaders] == ["report-0", "report-1"]
    assert await store.reports.awaiting(Actor(id="dee-1", tenant_id="elsewhere")) == []


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
