"""The author of an unsent urgent draft is reminded once, and nothing is sent for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.draft import Draft
from bot.domain.people import Actor
from bot.ports import Message, Unreachable
from bot.services.handlers.remind_of_draft import RemindOfDraftTasks, draft_reminder
from cards.gallery.samples import MAILBOX
from cards.messages import CardMessages
from tests.builders import NOON, a_draft, shipped
from tests.services.fakes import AClock, KeptTasks

REMINDED_AFTER = shipped().timers.draft.reminded_after


@dataclass
class OneDraft:
    """The stored draft, if any."""

    draft: Draft | None
    changed_at: datetime = NOON

    async def get(self, draft_id: str) -> tuple[Draft, datetime] | None:
        """The current draft."""
        return (self.draft, self.changed_at) if self.draft else None


@dataclass
class OneChat:
    """A messenger that records messages."""

    is_reachable: bool = True
    sent: list[tuple[Actor, Message]] = field(default_factory=list)

    async def send(self, actor: Actor, message: Message, *, asks: str) -> None:
        """Sends to the person's own chat."""
        if not self.is_reachable:
            raise Unreachable
        assert asks == "unsent"
        self.sent.append((actor, message))


@dataclass
class Later:
    """Advances the clock to the reminder."""

    drafts: OneDraft
    chat: OneChat = field(default_factory=OneChat)
    tasks: KeptTasks = field(default_factory=KeptTasks)

    async def comes(self) -> None:
        """Runs the task."""
        clock, chats, drafts = AClock(), self.chat, self.drafts
        clock.passes(REMINDED_AFTER)
        any_chats: Any = chats
        any_drafts: Any = drafts
        reminding = RemindOfDraftTasks(
            self.tasks,
            any_drafts,
            any_chats,
            CardMessages(shipped(), MAILBOX, clock),
            shipped(),
            clock,
        )
        due = draft_reminder("d1", NOON + REMINDED_AFTER)
        await self.tasks.put([due])
        await reminding.remind_draft(self.tasks.task(due.key))

    @property
    def waiting(self) -> Sequence[datetime | None]:
        """When the task is due next."""
        left = [key for key in self.tasks.put_once if key not in self.tasks.done]
        return [self.tasks.put_once[key].due_at for key in left]


@pytest.mark.parametrize("paused_at", [None, NOON])
async def test_a_threat_that_was_not_sent_is_reminded_of_once(paused_at: datetime | None) -> None:
    draft = a_draft("threat").replace(paused_at=paused_at)
    it = Later(OneDraft(draft))

    await it.comes()

    ((actor, message),) = it.chat.sent
    assert actor == draft.reporter_actor
    assert message.summary == shipped().texts("summary.card")
    assert it.waiting == []


async def test_an_emergency_without_a_situation_is_reminded_of_too() -> None:
    it = Later(OneDraft(a_draft(answers={"danger": ("yes",)})))

    await it.comes()

    assert len(it.chat.sent) == 1


async def test_what_is_not_urgent_goes_without_a_word() -> None:
    it = Later(OneDraft(a_draft("support-or-not-sure")))

    await it.comes()

    assert (it.chat.sent, it.waiting) == ([], [])


async def test_what_was_sent_or_deleted_is_not_reminded_of() -> None:
    it = Later(OneDraft(None))

    await it.comes()

    assert (it.chat.sent, it.waiting) == ([], [])


async def test_what_somebody_has_touched_since_is_looked_at_later() -> None:
    touched = NOON + timedelta(hours=5)
    it = Later(OneDraft(a_draft("threat"), changed_at=touched))

    await it.comes()

    assert it.chat.sent == []
    assert it.waiting == [touched + REMINDED_AFTER]


async def test_a_chat_that_is_closed_keeps_no_task_alive() -> None:
    it = Later(OneDraft(a_draft("threat")), chat=OneChat(is_reachable=False))

    await it.comes()

    assert it.waiting == []
