"""Answers that Teams did not take in their turn: they are shown within seconds, in order."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.sending.pacing import sending_as
from bot.adapters.teams.turns.transaction import TurnTransaction
from bot.ports import Conversations, Message, NewTask, People, Task, Tasks, Unreachable
from bot.services.handlers.ask_leader import actor_of
from bot.services.messaging import Messaging
from cards.actions import GoOn
from dialogs.turn import UserInput

KIND = "answer_again"
MOST = 500
"""Turns whose answers are remembered; of older ones the person is told where they are."""

log = logging.getLogger(__name__)


@dataclass
class LateReplies:
    """Messages in the order they are to be shown in, by the key of the task that shows them.

    In memory alone, because they may say what a person wrote, and a task keeps ids only.
    """

    _messages: OrderedDict[str, list[Message]] = field(default_factory=OrderedDict)

    def keep(self, key: str, messages: Sequence[Message]) -> None:
        """From now on these are to be shown."""
        self._messages[key] = list(messages)
        while len(self._messages) > MOST:
            self._messages.popitem(last=False)

    def of(self, key: str) -> list[Message] | None:
        """What is left to be shown; None if nobody here knows."""
        return self._messages.get(key)

    def drop(self, key: str) -> None:
        """Nothing of it is shown any more."""
        self._messages.pop(key, None)


def answer_again(inbound: Inbound) -> NewTask:
    """The task that shows what a turn had to say; once for each turn."""
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


def refresh(report_id: str, delivery_id: str) -> NewTask:
    """The task that brings the card of a report, for a turn that could not."""
    key = f"{report_id}:refresh_cards:{delivery_id}"
    return NewTask(key=key, kind="refresh_cards", report_id=report_id)


@dataclass(frozen=True)
class AnswerAgain:
    """The handler of that task."""

    kept: TurnTransaction
    conversations: Conversations
    people: People
    tasks: Tasks
    chats: Messaging
    unshown: LateReplies

    async def __call__(self, task: Task) -> None:
        """Shows what is left of an answer, unless the chat has gone on meanwhile."""
        if await self._has_gone_on(task):
            self.unshown.drop(task.key)
            await self.tasks.finish(task)
            return
        messages = self.unshown.of(task.key)
        if messages is None:
            messages = await self._where_they_are(task)
            self.unshown.keep(task.key, messages)
            messages = self.unshown.of(task.key) or []
        try:
            with sending_as():
                while messages:
                    await self.chats.send(actor_of(task), messages[0])
                    messages.pop(0)
        except Unreachable:
            log.warning("answer never shown", extra={"failure": "Unreachable"})
        self.unshown.drop(task.key)
        await self.tasks.finish(task)

    async def _has_gone_on(self, task: Task) -> bool:
        """Whether something else was said there since: its answer says where they are."""
        kept = await self.conversations.load(_chat_of(task), actor_of(task))
        newest = list((kept.document or {}).get("seen", ()))[-1:]
        return newest not in ([_turn_of(task)], [_again(task)])

    async def _where_they_are(self, task: Task) -> list[Message]:
        """The open question or the menu, where the answer itself went with another process."""
        address = await self.people.address(actor_of(task))
        if address is None or address.conversation_id != _chat_of(task):
            return []
        inbound = Inbound(
            type="message",
            conversation_id=address.conversation_id,
            member_id=address.member_id,
            activity_id=_again(task),
            object_id=address.person_id,
            tenant_id=address.tenant_id,
            person_name=str(task.payload["name"]),
            service_url=address.service_url,
            channel_id="msteams",
            bot_id=address.bot_id,
        )
        turn = await self.kept(inbound, UserInput(press=GoOn()))
        # The card of a report comes by the task that keeps it true.
        reports = {shown.status_of.report_id for shown in turn.replies if shown.status_of}
        await self.tasks.put([refresh(report_id, inbound.delivery_id) for report_id in reports])
        return [shown.message for shown in turn.replies if not shown.status_of]


def _chat_of(task: Task) -> str:
    return str(task.payload["conversation_id"])


def _turn_of(task: Task) -> str:
    return str(task.payload["delivery_id"])


def _again(task: Task) -> str:
    return f"{_turn_of(task)}:again"
