"""The purge deletes expired rows, every night."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draft import Draft
from bot.domain.insight import Count
from bot.domain.journey import ended
from bot.domain.timers import NEW_ZEALAND, Limits, RetentionTimers, Timers
from bot.ports import Message, PurgeCounts
from bot.services.handlers.registry import handlers_of
from bot.services.handlers.retention import AT_NIGHT, RetentionTasks, expiry, next_purge
from bot.services.messaging import Messaging
from tests.builders import NOON, a_draft, shipped
from tests.services.chats_and_people import FakeMessenger, KnownPeople, Words
from tests.services.fakes import AClock, KeptReports, KeptTasks

DAY = timedelta(days=1)


@dataclass
class KeptDrafts:
    """When each draft was last changed."""

    changed: dict[str, datetime] = field(default_factory=dict)
    counted: list[Count] = field(default_factory=list)

    async def get(self, draft_id: str) -> tuple[Draft, datetime] | None:
        """The current draft."""
        return (a_draft(), self.changed[draft_id]) if draft_id in self.changed else None

    async def expire(
        self, draft_id: str, unchanged_since: datetime, counts: Sequence[Count] = ()
    ) -> datetime | None:
        """Deletes unless it changed meanwhile."""
        changed_at = self.changed.get(draft_id)
        if changed_at is not None and changed_at <= unchanged_since:
            del self.changed[draft_id]
            self.counted += counts
            return None
        return changed_at


@dataclass
class Purged:
    """A store that records its deletes."""

    asked: list[Limits] = field(default_factory=list)

    async def purge(self, limits: Limits) -> PurgeCounts:
        """Reports a number of deleted rows of each kind."""
        self.asked.append(limits)
        return PurgeCounts(reports=1, tasks=2, chats=3, looked_up=4, people=5)


@dataclass
class Night:
    """The tasks that delete."""

    tasks: KeptTasks
    drafts: KeptDrafts
    purged: Purged
    clock: AClock
    clearing: RetentionTasks

    async def does(self, key: str) -> None:
        """One attempt."""
        task = self.tasks.task(key)
        await handlers_of(self.clearing)[task.kind](task)

    @property
    def waiting(self) -> Sequence[str]:
        """Keys of the open tasks."""
        return [key for key in self.tasks.put_once if key not in self.tasks.done]


def night(timers: Timers | None = None) -> Night:
    clock, tasks = AClock(), KeptTasks()
    drafts, purged = KeptDrafts(), Purged()
    chats = Messaging(KeptReports(tasks), KnownPeople(), FakeMessenger(), Message("outdated"))
    content = shipped()
    clearing = RetentionTasks(
        tasks, drafts, purged, timers or content.timers, clock, chats, Words(), content.catalogue
    )
    return Night(tasks, drafts, purged, clock, clearing)


# Drafts


async def test_a_draft_nobody_touched_for_a_day_goes() -> None:
    it = night()
    it.drafts.changed["d1"] = NOON
    await it.tasks.put([expiry("d1", NOON + DAY)])
    it.clock.passes(DAY)

    await it.does(f"draft:d1:expire:{(NOON + DAY).isoformat()}")

    assert (it.drafts.changed, it.waiting) == ({}, [])
    assert it.drafts.counted == list(ended(shipped().catalogue, a_draft()))


async def test_a_draft_somebody_touched_is_looked_at_a_day_later() -> None:
    it = night()
    touched = NOON + timedelta(hours=5)
    it.drafts.changed["d1"] = touched
    await it.tasks.put([expiry("d1", NOON + DAY)])
    it.clock.passes(DAY)

    await it.does(f"draft:d1:expire:{(NOON + DAY).isoformat()}")

    due_at = {it.tasks.put_once[key].kind: it.tasks.put_once[key].due_at for key in it.waiting}
    reminded_after = shipped().timers.draft.reminded_after
    assert due_at == {"expire_draft": touched + DAY, "remind_draft": touched + reminded_after}
    assert it.drafts.changed == {"d1": touched}
    assert it.drafts.counted == []


async def test_a_draft_that_was_sent_is_not_looked_for_again() -> None:
    it = night()
    await it.tasks.put([expiry("d1", NOON + DAY)])

    await it.does(f"draft:d1:expire:{(NOON + DAY).isoformat()}")

    assert it.waiting == []


# The purge


async def test_the_purge_takes_what_is_old_and_comes_again_the_next_night() -> None:
    it = night()
    await it.tasks.put([next_purge(NOON - DAY)])

    await it.does("purge:2026-11-23")

    assert it.purged.asked == [
        Limits(
            tasks=NOON - 30 * DAY,
            reports=None,
            chats=NOON - 30 * DAY,
            looked_up=NOON - 30 * DAY,
            counters=NOON - 400 * DAY,
        )
    ]
    assert it.waiting == ["purge:2026-11-24"]


async def test_reports_go_only_once_the_content_owner_has_decided() -> None:
    timers = shipped().timers
    kept = timers.retention.model_copy(update={"reports": timedelta(days=365)})
    it = night(timers.model_copy(update={"retention": kept}))
    await it.tasks.put([next_purge(NOON - DAY)])

    await it.does("purge:2026-11-23")

    assert [limits.reports for limits in it.purged.asked] == [NOON - 365 * DAY]


async def test_each_kind_has_a_time_of_its_own() -> None:
    timers = shipped().timers
    kinds = ("tasks", "reports", "chats", "looked_up", "counters")
    days = {kind: number * DAY for number, kind in enumerate(kinds, 1)}
    it = night(timers.model_copy(update={"retention": RetentionTimers.model_validate(days)}))
    await it.tasks.put([next_purge(NOON - DAY)])

    await it.does("purge:2026-11-23")

    (limits,) = it.purged.asked
    assert limits.model_dump() == {name: NOON - kept for name, kept in days.items()}


async def test_the_log_says_how_much_went(caplog: pytest.LogCaptureFixture) -> None:
    it = night()
    await it.tasks.put([next_purge(NOON - DAY)])

    with caplog.at_level(logging.INFO, "bot"):
        await it.does("purge:2026-11-23")

    (line,) = caplog.records
    said = vars(line)
    assert [said[kind] for kind in ("reports", "tasks", "chats", "looked_up", "people")] == [
        *range(1, 6)
    ]


async def test_the_purge_goes_on_for_a_year_of_nights_each_once() -> None:
    it = night()
    await it.tasks.put([next_purge(NOON)])
    nights = []

    for _ in range(366):
        (key,) = it.waiting
        due_at = it.tasks.put_once[key].due_at
        assert due_at is not None
        it.clock.now = due_at.astimezone(UTC)
        await it.does(key)
        nights.append(due_at.astimezone(NEW_ZEALAND))

    assert [one.date() for one in nights] == [date(2026, 11, 24) + n * DAY for n in range(366)]
    assert {one.time() for one in nights} == {time(3, 30)}


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 9, 27), 23),  # clocks go forward at two
        (date(2027, 4, 4), 25),  # clocks go back at three
        (date(2026, 11, 24), 24),
    ],
)
def test_a_night_in_which_the_clocks_change_has_one_purge_at_half_past_three(
    day: date, hours: int
) -> None:
    before = datetime.combine(day - DAY, AT_NIGHT, NEW_ZEALAND)

    due_at = next_purge(before.astimezone(UTC)).due_at

    assert due_at is not None
    assert due_at.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=hours)
    assert due_at.astimezone(UTC).astimezone(NEW_ZEALAND).time() == AT_NIGHT


def test_hosts_that_start_on_the_same_day_put_one_purge() -> None:
    assert next_purge(NOON) == next_purge(NOON + timedelta(hours=5))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_purge_is_always_ahead_and_never_far(now: datetime) -> None:
    due_at = next_purge(now).due_at

    assert due_at is not None
    assert timedelta(0) < due_at.astimezone(UTC) - now <= timedelta(hours=29)
