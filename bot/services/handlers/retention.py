"""Handlers that delete: drafts when they expire, everything else at night."""

import logging
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from bot.domain.journey import ended
from bot.domain.scenario import Catalogue
from bot.domain.timers import NEW_ZEALAND, Timers
from bot.ports import Clock, Drafts, Failure, NewTask, Retention, Task, Tasks
from bot.services.handlers.remind_of_draft import draft_reminder
from bot.services.messaging import CardRenderer, Messaging

AT_NIGHT = time(3, 30)
"""A quiet hour, after the time at which New Zealand's clocks change."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RetentionTasks:
    """Deletes what is older than its limit; a method for each kind of task."""

    tasks: Tasks
    drafts: Drafts
    retention: Retention
    timers: Timers
    clock: Clock
    chats: Messaging
    shows: CardRenderer
    catalogue: Catalogue

    async def expire_draft(self, task: Task) -> None:
        """Deletes an expired draft and says so on its card; reschedules if it was changed."""
        draft_id, lives = str(task.payload["draft_id"]), self.timers.draft.deleted_after
        kept = await self.drafts.get(draft_id)
        counts = ended(self.catalogue, kept[0]) if kept else ()
        changed_at = await self.drafts.expire(draft_id, self.clock() - lives, counts)
        if changed_at is None:
            if kept is not None:
                with suppress(Failure):  # a press on that card says the same
                    await self.chats.shut_open_card(kept[0].reporter_actor, self.shows.expired)
            await self.tasks.finish(task)
        else:
            reminded_at = changed_at + self.timers.draft.reminded_after
            following = [expiry(draft_id, changed_at + lives)]
            await self.tasks.finish(task, [*following, draft_reminder(draft_id, reminded_at)])

    async def purge(self, task: Task) -> None:
        """Deletes what is older than content's limits, and enqueues the next night's purge."""
        now = self.clock()
        outlived = await self.retention.purge(self.timers.retention.limits(now))
        log.info("what was kept long enough is deleted", extra=asdict(outlived))
        await self.tasks.finish(task, [next_purge(now)])


def expiry(draft_id: str, due_at: datetime) -> NewTask:
    """The task that deletes an unfinished draft. Idempotent per due time."""
    key = f"draft:{draft_id}:expire:{due_at.isoformat()}"
    return NewTask(key=key, kind="expire_draft", due_at=due_at, payload={"draft_id": draft_id})


def next_purge(now: datetime) -> NewTask:
    """Task for tonight's purge. Idempotent per day."""
    local = now.astimezone(NEW_ZEALAND)
    night = datetime.combine(local.date() + timedelta(days=1), AT_NIGHT, NEW_ZEALAND)
    return NewTask(key=f"purge:{night.date()}", kind="purge", due_at=night)
