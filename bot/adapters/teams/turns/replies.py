"""Shows what a turn had to say, once it is kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.routes import InvokeResponse
from bot.adapters.teams.sending.pacing import Priority, sending_as
from bot.adapters.teams.turns.late_replies import LateReplies, answer_again, refresh
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

CARD_REPLY = "application/vnd.microsoft.card.adaptive"
BREATH = 0.5
"""Seconds before the one second try of a message that Teams did not take."""
LONGEST_BREATH = 3.0
"""Seconds, however many Teams asks for: somebody sits in front of the chat and waits."""
LONGEST_SPEECH = 6.0
"""Seconds after which nothing is asked of Teams again in the same turn."""
Taken = TypeVar("Taken")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Speaker:
    """Sends a turn's messages in order. What could not be sent loses nothing that was kept."""

    messenger: Messenger
    reports: Reports
    tasks: Tasks
    messages: CardMessages
    security_mailbox: str
    chats: Messaging
    unshown: LateReplies

    async def speak(self, inbound: Inbound, turn: Turn) -> None:
        """Shows all of it in the chat it came from, in order; what Teams does not take, later."""
        unshown = list(turn.replies)
        until = asyncio.get_running_loop().time() + LONGEST_SPEECH
        try:
            with sending_as(_priority_of(turn)):
                while unshown and await self._show_or_log(inbound, turn.actor, unshown[0], until):
                    unshown.pop(0)
        except asyncio.CancelledError:
            # The turn took too long, or the bot is stopping.
            await self._show_all_later(inbound, unshown)
            raise
        await self._show_all_later(inbound, unshown)

    async def say(self, to: Address, key: str) -> None:
        """One sentence into any chat."""
        text = self.messages.content.texts(key)
        try:
            await self.messenger.send(to, Message(summary=text, text=text))
        except Failure as failure:
            log.warning("answer not shown", extra={"failure": type(failure).__name__})

    async def says_trouble(
        self, inbound: Inbound, key: str, status: int, help_card: Card | None = None
    ) -> InvokeResponse:
        """Help that needs no storage: what went wrong, 111, EAP, Security's address, and a card."""
        content = self.messages.content
        eap = content.contacts.line("eap")
        text = content.texts(key, eap=eap, security=self.security_mailbox)
        if inbound.type == "invoke":
            card = self.messages.notice(text).card
            body = {"statusCode": 200, "type": CARD_REPLY, "value": card}
            return InvokeResponse(200, body, trouble=key)
        if inbound.is_from_a_person:
            with suppress(Failure):
                await self.messenger.send(inbound.address, Message(summary=text, text=text))
                if help_card is not None:
                    summary = content.texts("summary.card")
                    await self.messenger.send(inbound.address, Message(summary, card=help_card))
        return InvokeResponse(status, trouble=key)

    def invoked(self, shown: Sequence[Reply], otherwise: str) -> InvokeResponse:
        """The card that takes the place of the one whose button was executed."""
        card = next((it.message.card for it in shown if it.message.card), None)
        text = " ".join(it.message.text for it in shown if it.message.text)
        if card is None:
            card = self.messages.notice(text or self.messages.content.texts(otherwise)).card
        elif text:
            card = with_banner(text, card)
        return InvokeResponse(200, {"statusCode": 200, "type": CARD_REPLY, "value": card})

    async def _show_or_log(
        self, inbound: Inbound, actor: Actor, shown: Reply, until: float
    ) -> bool:
        """Whether nothing more is to be done for it."""
        if shown.status_of is None:
            try:
                await self._send(inbound, shown, until)
            except Failure as failure:
                log.warning("answer not shown", extra={"failure": type(failure).__name__})
                # No other try helps where the bot is blocked, or the message itself is at fault.
                return isinstance(failure, Unreachable | Rejected)
            return True
        try:
            async with self.chats.locks.of(shown.status_of.report_id):
                await self._show_status(inbound, actor, shown, shown.status_of, until)
        except Failure as failure:
            # What the turn was about is kept all the same.
            log.warning("card not remembered", extra={"failure": type(failure).__name__})
        return True

    async def _show_status(
        self, inbound: Inbound, actor: Actor, shown: Reply, shows: Escalation, until: float
    ) -> None:
        """A card that takes the place of the one before. Until it is placed, none is known.

        Whoever dies or hears nothing in between leaves a card that cannot be found again; the
        next refresh then brings one more, so that the newest card is never the forgotten one, and
        tells the one before that it is outdated.
        """
        await self.reports.mark_card_stale(shows.report_id, actor.id, "status")
        activity_id = await self._send_or_later(inbound, shown, until)
        if not activity_id:
            return
        card = PlacedCard(actor.id, "status", inbound.address, activity_id)
        await self.chats.place(shows.report_id, card)
        _, now = await self.reports.get(shows.report_id)
        if now.version != shows.version:
            await self._refresh(shows.report_id, activity_id)

    async def _send_or_later(self, inbound: Inbound, shown: Reply, until: float) -> str:
        """Its activity id, or nothing if it could not be sent."""
        try:
            return await self._send(inbound, shown, until)
        except Failure as failure:
            log.warning("answer not shown", extra={"failure": type(failure).__name__})
            await self._show_later(shown, inbound.delivery_id)
            return ""

    async def _send(self, inbound: Inbound, shown: Reply, until: float) -> str:
        to, message, pressed = inbound.address, shown.message, inbound.reply_to_id
        if shown.replaces and pressed:
            try:
                await _again(lambda: self.messenger.update(to, pressed, message), until, tries=1)
            except Busy:
                raise
            except Failure:
                return await _again(lambda: self.messenger.send(to, message), until)
            return pressed
        return await _again(lambda: self.messenger.send(to, message), until)

    async def _show_all_later(self, inbound: Inbound, unshown: Sequence[Reply]) -> None:
        """Answers and cards matter after the turn too: the worker brings them."""
        for shown in unshown:
            await self._show_later(shown, inbound.delivery_id)
        if messages := [shown.message for shown in unshown if not shown.status_of]:
            task = answer_again(inbound)
            self.unshown.keep(task.key, messages)
            await self.tasks.put([task])

    async def _show_later(self, shown: Reply, token: str) -> None:
        """A status card is drawn anew."""
        if shown.status_of:
            await self._refresh(shown.status_of.report_id, token)

    async def _refresh(self, report_id: str, token: str) -> None:
        await self.tasks.put([refresh(report_id, token)])


async def _again(ask: Callable[[], Awaitable[Taken]], until: float, tries: int = 2) -> Taken:
    """What Teams does not take is asked once more, and as often as it names a time meanwhile."""
    while True:
        try:
            return await ask()
        except (Busy, Unclear) as failure:
            # Perhaps it arrived. A question seen twice does no harm, one never seen may.
            breath = breath_after(failure)
            names_a_time = isinstance(failure, Busy) and failure.retry_after is not None
            tries -= 0 if names_a_time and breath > 0 else 1
            if tries <= 0 or asyncio.get_running_loop().time() + breath > until:
                raise
            await asyncio.sleep(breath)


def _priority_of(turn: Turn) -> Priority:
    """Whoever may be in danger comes before everybody else."""
    levels = [shown.status_of.level for shown in turn.replies if shown.status_of]
    if turn.draft is not None:
        levels.append(assess(turn.content.catalogue, turn.draft).level)
    is_pressing = any(level.goes_at_once for level in levels)
    return Priority.URGENT if is_pressing or "crisis" in turn.memory else Priority.REPLY


def breath_after(failure: Busy | Unclear) -> float:
    """How many seconds to leave Teams alone before the second try."""
    asked_for = failure.retry_after.total_seconds() if failure.retry_after else 0.0
    return min(max(asked_for, BREATH), LONGEST_BREATH)
