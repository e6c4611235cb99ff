"""Sends a turn's replies after its state is committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.routes import InvokeResponse
from bot.adapters.teams.sending.pacing import Priority, sending_as
from bot.adapters.teams.turns.late_replies import LateReplies, late_replies_task, refresh_cards_task
from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.triage import assess
from bot.ports import (
    Address,
    Busy,
    Failure,
    Message,
    Messenger,
    PlacedCard,
    Rejected,
    Reports,
    Tasks,
    Unclear,
    Unreachable,
)
from bot.services.messaging import Messaging
from cards.elements import Card
from cards.messages import CardMessages, with_banner
from dialogs.turn import Reply, Turn

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
RETRY_DELAY = 0.5
"""Seconds before the one retry of a message that Teams did not accept."""
MAX_RETRY_DELAY = 3.0
"""Seconds, whatever Retry-After says: the person is waiting in the chat."""
MAX_SEND_TIME = 6.0
"""Seconds after which a turn no longer retries."""
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReplySender:
    """Sends replies in order; one that Teams does not accept during the turn is left to a task."""

    messenger: Messenger
    reports: Reports
    tasks: Tasks
    messages: CardMessages
    security_mailbox: str
    chats: Messaging
    late: LateReplies

    async def send_all(self, inbound: Inbound, turn: Turn) -> None:
        """Sends the turn's replies to its chat, in order; the rest goes to a task."""
        unsent = list(turn.replies)
        until = asyncio.get_running_loop().time() + MAX_SEND_TIME
        try:
            with sending_as(_priority_of(turn)):
                while unsent and await self._try_to_send(inbound, turn.actor, unsent[0], until):
                    unsent.pop(0)
        except asyncio.CancelledError:
            # The turn timed out, or the bot is stopping.
            await self._send_later(inbound, unsent)
            raise
        await self._send_later(inbound, unsent)

    async def send_text(self, to: Address, key: str) -> None:
        """Sends a text of the content to any chat; a failure is only logged."""
        text = self.messages.content.texts(key)
        try:
            await self.messenger.send(to, Message(summary=text, text=text))
        except Failure as failure:
            log.warning("answer not shown", extra={"failure": type(failure).__name__})

    async def report_trouble(
        self, inbound: Inbound, key: str, status: int, help_card: Card | None = None
    ) -> InvokeResponse:
        """Says what went wrong and where to get help; needs no storage."""
        content = self.messages.content
        eap = content.contacts.line("eap")
        text = content.texts(key, eap=eap, security=self.security_mailbox)
        if inbound.type == "invoke":
            card = self.messages.notice(text).card
            body = {"statusCode": 200, "type": CARD_TYPE, "value": card}
            return InvokeResponse(200, body, trouble=key)
        if inbound.is_from_a_person:
            with suppress(Failure):
                await self.messenger.send(inbound.address, Message(summary=text, text=text))
                if help_card is not None:
                    summary = content.texts("summary.card")
                    await self.messenger.send(inbound.address, Message(summary, card=help_card))
        return InvokeResponse(status, trouble=key)

    def invoke_response(self, replies: Sequence[Reply], otherwise: str) -> InvokeResponse:
        """The card that replaces the one whose button was pressed; `otherwise` is a text key.

        https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
        """
        card = next((reply.message.card for reply in replies if reply.message.card), None)
        text = " ".join(reply.message.text for reply in replies if reply.message.text)
        if card is None:
            card = self.messages.notice(text or self.messages.content.texts(otherwise)).card
        elif text:
            card = with_banner(text, card)
        return InvokeResponse(200, {"statusCode": 200, "type": CARD_TYPE, "value": card})

    async def _try_to_send(
        self, inbound: Inbound, actor: Actor, reply: Reply, until: float
    ) -> bool:
        """Whether the reply is done with: sent, or no retry would help."""
        if reply.status_of is None:
            try:
                await self._send(inbound, reply, until)
            except Failure as failure:
                log.warning("answer not shown", extra={"failure": type(failure).__name__})
                return isinstance(failure, Unreachable | Rejected)
            return True
        try:
            async with self.chats.locks.of(reply.status_of.report_id):
                await self._send_status_card(inbound, actor, reply, reply.status_of, until)
        except Failure as failure:
            # The turn itself is committed all the same.
            log.warning("card not remembered", extra={"failure": type(failure).__name__})
        return True

    async def _send_status_card(
        self,
        inbound: Inbound,
        actor: Actor,
        reply: Reply,
        escalation: Escalation,
        until: float,
    ) -> None:
        """Sends the status card that supersedes the one before.

        The stored location is marked stale first. A crash before the new one is stored leaves a
        card that nothing points to; the next refresh then sends another, so that the newest card is
        always the stored one, and marks the one before as outdated.
        """
        await self.reports.mark_card_stale(escalation.report_id, actor.id, "status")
        try:
            activity_id = await self._send(inbound, reply, until)
        except Failure as failure:
            log.warning("answer not shown", extra={"failure": type(failure).__name__})
            await self._refresh(escalation.report_id, inbound.delivery_id)
            return
        if not activity_id:
            return
        card = PlacedCard(actor.id, "status", inbound.address, activity_id)
        await self.chats.place(escalation.report_id, card)
        _, now = await self.reports.get(escalation.report_id)
        if now.version != escalation.version:
            await self._refresh(escalation.report_id, activity_id)

    async def _send(self, inbound: Inbound, reply: Reply, until: float) -> str:
        to, message, pressed = inbound.address, reply.message, inbound.reply_to_id
        if reply.replaces and pressed:
            try:
                await _with_retry(
                    lambda: self.messenger.update(to, pressed, message), until, tries=1
                )
            except Busy:
                raise
            except Failure:
                return await _with_retry(lambda: self.messenger.send(to, message), until)
            return pressed
        return await _with_retry(lambda: self.messenger.send(to, message), until)

    async def _send_later(self, inbound: Inbound, unsent: Sequence[Reply]) -> None:
        """Leaves replies to the worker; a status card is rendered again then."""
        for reply in unsent:
            if reply.status_of:
                await self._refresh(reply.status_of.report_id, inbound.delivery_id)
        if messages := [reply.message for reply in unsent if not reply.status_of]:
            task = late_replies_task(inbound)
            self.late.put(task.key, messages)
            await self.tasks.put([task])

    async def _refresh(self, report_id: str, token: str) -> None:
        await self.tasks.put([refresh_cards_task(report_id, token)])


async def _with_retry(send: Callable[[], Awaitable[T]], until: float, tries: int = 2) -> T:
    """Retries once after Busy or Unclear; a Busy with a Retry-After does not count."""
    while True:
        try:
            return await send()
        except (Busy, Unclear) as failure:
            # After Unclear it may have arrived: a question reply twice does less harm than none.
            delay = retry_delay(failure)
            has_retry_after = isinstance(failure, Busy) and failure.retry_after is not None
            tries -= 0 if has_retry_after and delay > 0 else 1
            if tries <= 0 or asyncio.get_running_loop().time() + delay > until:
                raise
            await asyncio.sleep(delay)


def _priority_of(turn: Turn) -> Priority:
    """Urgent for a person who may be in danger."""
    levels = [reply.status_of.level for reply in turn.replies if reply.status_of]
    if turn.draft is not None:
        levels.append(assess(turn.content.catalogue, turn.draft).level)
    is_urgent = any(level.goes_at_once for level in levels)
    return Priority.URGENT if is_urgent or "crisis" in turn.memory else Priority.REPLY


def retry_delay(failure: Busy | Unclear) -> float:
    """Seconds before the retry."""
    requested = failure.retry_after.total_seconds() if failure.retry_after else 0.0
    return min(max(requested, RETRY_DELAY), MAX_RETRY_DELAY)
