"""Handler that reminds a person of an urgent draft."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.triage import assess
from bot.ports import Clock, Drafts, NewTask, Task, Tasks, Unreachable
from bot.services.messaging import CardRenderer, Messaging


@dataclass(frozen=True)
class RemindOfDraftTasks:
    """Reminds once, before an urgent draft is deleted. Sends nothing to anyone else."""

    tasks: Tasks
    drafts: Drafts
    chats: Messaging
    shows: CardRenderer
    content: Content
    clock: Clock

    async def remind_draft(self, task: Task) -> None:
        """Reminds the person; reschedules if the draft was changed since."""
        draft_id, timers = str(task.payload["draft_id"]), self.content.timers.draft
        kept = await self.drafts.get(draft_id)
        if kept is None:
            await self.tasks.finish(task)
            return
        draft, changed_at = kept
        due_at = changed_at + timers.reminded_after
        if due_at > self.clock():
            await self.tasks.finish(task, [draft_reminder(draft_id, due_at)])
            return
        if self._is_urgent(draft):
            message = self.shows.unsent(draft, changed_at + timers.deleted_after)
            with suppress(Unreachable):
                await self.chats.send(draft.reporter_actor, message, asks="unsent")
        await self.tasks.finish(task)

    def _is_urgent(self, draft: Draft) -> bool:
        return assess(self.content.catalogue, draft).level.goes_at_once


def draft_reminder(draft_id: str, due_at: datetime) -> NewTask:
    """The task that reminds a person of an urgent draft. Idempotent per due time."""
    key = f"draft:{draft_id}:remind:{due_at.isoformat()}"
    payload = {"draft_id": draft_id}
    return NewTask(key=key, kind="remind_draft", lane="care", due_at=due_at, payload=payload)
