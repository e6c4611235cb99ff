"""A missing mail is settled once, while the bot runs, with an entry in the audit trail."""

import asyncio

import pytest
from sqlalchemy import select

from bot.adapters.storage import admin
from bot.adapters.storage.admin import NoSuchReport, SqlAuditedReports, SqlReportExport
from bot.adapters.storage.tables import audit, events, tasks
from bot.admin.release import (
    CAME_BACK,
    CONFIRMED,
    COPIED,
    FOLLOW_UP_CAME_BACK,
    MISSING,
    STATUS_TEXT,
    MailRelease,
    NotMissing,
)
from bot.domain.escalation import Addition, EscalationStatus, MailTrouble
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.services.reports.follow_ups import FollowUps
from tests.adapters.storage.builders import START, a_report, a_submission
from tests.adapters.storage.conftest import Store
from tests.builders import shipped

AUDITED = select(audit.c.by, audit.c.act, audit.c.reference)
SECOND_COPIES = select(tasks.c.key).where(tasks.c.kind == "send_copy")
ENDS = select(events.c.kind).order_by(events.c.id.desc()).limit(1)


async def missing(store: Store) -> MailRelease:
    """An urgent mail may have left, and is not to be seen."""
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))
    await store.reports.change(
        "report-1", lambda it: it.mail_troubled(MailTrouble.UNCONFIRMED, at=START)
    )
    return releasing(store)


def releasing(store: Store) -> MailRelease:
    follow_ups = FollowUps(shipped().timers)
    return MailRelease(SqlAuditedReports(store.database, follow_ups, store.clock), store.clock)


async def test_a_look_changes_nothing(store: Store) -> None:
    it = await missing(store)
    before = await store.reports.get("report-1")

    said = await it.status("DH-0001")

    assert said[0] == MISSING
    assert [line.partition(":")[0] for line in said[1:3]] == ["--arrived", "--again"]
    assert await store.reports.get("report-1") == before
    assert await store.rows(AUDITED) == []


async def test_that_it_arrived_is_kept_with_who_said_so(store: Store) -> None:
    it = await missing(store)

    await it.arrived("DH-0001", by="jo")

    _, escalation = await store.reports.get("report-1")
    assert escalation.stage is EscalationStatus.SENT
    assert await store.rows(AUDITED) == [("jo", "release --arrived", "DH-0001")]
    assert await store.rows(ENDS) == [("mail-arrived",)]


async def test_said_twice_at_once_it_is_sent_again_once(store: Store, other: Store) -> None:
    first, second = await missing(store), releasing(other)

    said = await asyncio.gather(
        first.again("DH-0001", by="jo"), second.again("DH-0001", by="sam"), return_exceptions=True
    )

    assert sorted(isinstance(it, NotMissing) for it in said) == [False, True]
    assert len(await store.rows(AUDITED)) == 1
    assert await store.rows(SECOND_COPIES) == [("report-1:send_copy",)]


async def test_what_is_not_kept_on_the_trail_does_not_happen(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await missing(store)
    before = await store.reports.get("report-1")

    async def fails(*_: object, **__: object) -> None:
        raise LookupError

    monkeypatch.setattr(admin, "add_audit_line", fails)
    with pytest.raises(LookupError):
        await it.again("DH-0001", by="jo")

    assert await store.reports.get("report-1") == before
    assert await store.rows(SECOND_COPIES) == []


async def test_a_third_mail_is_refused_and_that_it_arrived_is_not(store: Store) -> None:
    it = await missing(store)
    await it.again("DH-0001", by="jo")
    await store.reports.change(
        "report-1", lambda it: it.mail_troubled(MailTrouble.UNCONFIRMED, at=START)
    )

    with pytest.raises(NotMissing, match="a third is never made"):
        await it.again("DH-0001", by="jo")

    assert COPIED in await it.status("DH-0001")
    await it.arrived("DH-0001", by="jo")
    assert len(await store.rows(AUDITED)) == 2


async def came_back(store: Store) -> MailRelease:
    """An urgent mail was sent, and a report says that it was not delivered."""
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))
    await store.reports.change("report-1", lambda it: it.mailed(at=START))
    await store.reports.change("report-1", lambda it: it.mail_came_back(at=START))
    return releasing(store)


async def test_of_a_mail_that_came_back_a_person_may_say_the_same(store: Store) -> None:
    it = await came_back(store)

    said = await it.status("DH-0001")

    assert said[0] == CAME_BACK
    assert [line.partition(":")[0] for line in said[1:3]] == ["--arrived", "--again"]


async def test_a_mail_that_came_back_goes_again_in_a_lane_that_release_1_0_0_leaves_alone(
    store: Store,
) -> None:
    it = await came_back(store)

    await it.again("DH-0001", by="jo")

    kinds = select(tasks.c.kind, tasks.c.lane).where(tasks.c.kind.in_(["send_again", "send_copy"]))
    assert await store.rows(kinds) == [("send_again", "care")]
    _, escalation = await store.reports.get("report-1")
    assert not escalation.is_undelivered


async def test_a_mail_that_came_back_and_arrived_all_the_same_is_settled(store: Store) -> None:
    it = await came_back(store)

    await it.arrived("DH-0001", by="jo")

    assert await it.status("DH-0001") == [CONFIRMED, "There is nothing to release."]
    _, escalation = await store.reports.get("report-1")
    assert not escalation.is_undelivered


async def test_what_is_exported_says_that_it_came_back(store: Store) -> None:
    await came_back(store)

    record = await SqlReportExport(store.database, store.clock).export("DH-0001", by="jo")

    assert record.escalation["undelivered_at"] is not None
    assert record.events[-1]["kind"] == "mail-undelivered"


@pytest.mark.parametrize("answer", ["arrived", "again"])
async def test_a_mail_that_waits_for_its_leader_is_left_alone(store: Store, answer: str) -> None:
    await store.reports.submit(a_submission())
    it = releasing(store)

    with pytest.raises(NotMissing, match=STATUS_TEXT[EscalationStatus.AWAITING_LEADER]):
        await getattr(it, answer)("DH-0001", by="jo")

    assert await it.status("DH-0001") == [
        STATUS_TEXT[EscalationStatus.AWAITING_LEADER],
        "There is nothing to release.",
    ]
    assert await store.rows(AUDITED) == []


@pytest.mark.parametrize("answer", ["arrived", "again"])
async def test_a_reference_that_nobody_has_is_refused(store: Store, answer: str) -> None:
    with pytest.raises(NoSuchReport):
        await getattr(releasing(store), answer)("DH-9999", by="jo")


async def test_what_was_added_and_came_back_is_settled_once_security_has_it(store: Store) -> None:
    it = await came_back(store)
    await it.arrived("DH-0001", by="jo")
    said = Addition(id="a", kind="safe", at=START)
    _, before = await store.reports.get("report-1")
    reporter = Actor(id=before.reporter_id, tenant_id=before.tenant_id)
    await store.reports.change("report-1", lambda kept: kept.add(said, by=reporter))
    await store.reports.change("report-1", lambda kept: kept.addition_mailed("a", at=START))
    nothing = await it.status("DH-0001")
    await store.reports.change("report-1", lambda kept: kept.addition_returned("a", at=START))
    doubted = await it.status("DH-0001")

    await it.arrived("DH-0001", by="jo")

    _, after = await store.reports.get("report-1")
    assert nothing[0] == CONFIRMED
    assert doubted[0] == FOLLOW_UP_CAME_BACK
    assert not after.is_addition_in_doubt
    with pytest.raises(NotMissing):
        await it.arrived("DH-0001", by="jo")
