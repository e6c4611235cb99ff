"""Replies that Teams did not accept during their turn; a task sends them soon, in order."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.sending.pacing import sending_as
from bot.adapters.teams.turns.transaction import TurnTransaction
from bot.ports import Conversations, NewTask, People, Task, Tasks, Unreachable
from bot.services.handlers.ask_leader import actor_of
from bot.services.messaging import Messaging
from cards.actions import GoOn
from dialogs.turn import Reply, UserInput

KIND = "answer_again"
MAX_TURNS = 500
"""Turns whose replies are remembered; for an older one the open question is sent instead."""

log = logging.getLogger(__name__)


@dataclass
class LateReplies:
    """Unsent replies in order, by the key of their task.

    In memory only: they may quote a person, and a stored task has nothing but ids.
    """

    _replies: OrderedDict[str, list[Reply]] = field(default_factory=OrderedDict)

    def put(self, key: str, replies: Sequence[Reply]) -> None:
        """Replaces the replies of a key; the oldest key beyond the maximum is dropped."""
        self._replies[key] = list(replies)
        while len(self._replies) > MAX_TURNS:
            self._replies.popitem(last=False)

    def get(self, key: str) -> list[Reply] | None:
        """The unsent replies, to be removed as they are sent; None for an unknown key."""
        return self._replies.get(key)

    def discard(self, key: str) -> None:
        """Idempotent."""
        self._replies.pop(key, None)


def late_replies_task(inbound: Inbound) -> NewTask:
    """The task that sends a turn's late replies. Idempotent per turn."""
    return NewTask(
        key=f"answer:{inbound.conversation_id}:{inbound.delivery_id}",
        kind=KIND,
        payload={
            **inbound.actor.model_dump(),
            "conversation_id": inbound.conversation_id,
            "delivery_id": inbound.delivery_id,
            "name": inbound.person_name,
        },
        lane="care",
    )


def refresh_cards_task(report_id: str, delivery_id: str) -> NewTask:
    """The task that refreshes a report's cards, for a turn that could not. Idempotent per turn."""
    key = f"{report_id}:refresh_cards:{delivery_id}"
    return NewTask(key=key, kind="refresh_cards", report_id=report_id)


@dataclass(frozen=True)
class SendLateReplies:
    """Handler of `late_replies_task`."""

    transaction: TurnTransaction
    conversations: Conversations
    people: People
    tasks: Tasks
    chats: Messaging
    late: LateReplies

    async def __call__(self, task: Task) -> None:
        """Sends the remaining replies, unless a later turn has made them obsolete."""
        if await self._is_obsolete(task):
            self.late.discard(task.key)
            await self.tasks.finish(task)
            return
        replies = self.late.get(task.key)
        if replies is None:
            replies = await self._open_question(task)
            self.late.put(task.key, replies)
            replies = self.late.get(task.key) or []
        try:
            with sending_as():
                while replies:
                    asks = replies[0].asks
                    await self.chats.send(actor_of(task), replies[0].message, asks=asks)
                    replies.pop(0)
        except Unreachable:
            log.warning("answer never shown", extra={"failure": "Unreachable"})
        self.late.discard(task.key)
        await self.tasks.finish(task)

    async def _is_obsolete(self, task: Task) -> bool:
        """Whether a later turn was handled in the chat: its replies show the open question."""
        stored = await self.conversations.load(_conversation_id(task), actor_of(task))
        newest = list((stored.document or {}).get("seen", ()))[-1:]
        return newest not in ([_delivery_id(task)], [_resent_id(task)])

    async def _open_question(self, task: Task) -> list[Reply]:
        """The open question or the menu, if the replies were in the memory of another process."""
        address = await self.people.address(actor_of(task))
        if address is None or address.conversation_id != _conversation_id(task):
            return []
        inbound = Inbound(
            type="message",
            conversation_id=address.conversation_id,
            member_id=address.member_id,
            activity_id=_resent_id(task),
            object_id=address.person_id,
            tenant_id=address.tenant_id,
            person_name=str(task.payload["name"]),
            service_url=address.service_url,
            channel_id="msteams",
            bot_id=address.bot_id,
        )
        turn = await self.transaction(inbound, UserInput(press=GoOn()))
        # Status cards are sent by the task that also keeps them up to date.
        reports = {reply.status_of.report_id for reply in turn.replies if reply.status_of}
        await self.tasks.put(
            [refresh_cards_task(report_id, inbound.delivery_id) for report_id in reports]
        )
        return [reply for reply in turn.replies if not reply.status_of]


def _conversation_id(task: Task) -> str:
    return str(task.payload["conversation_id"])


def _delivery_id(task: Task) -> str:
    return str(task.payload["delivery_id"])


def _resent_id(task: Task) -> str:
    return f"{_delivery_id(task)}:again"
