"""Shows what a turn had to say, once it is kept."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.adapters.teams.entry import Answer
from bot.adapters.teams.inbound import Inbound
from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.ports import (
    Address,
    Busy,
    Failure,
    Message,
    Messenger,
    NewTask,
    PlacedCard,
    Reports,
    Tasks,
    Unclear,
)
from bot.services.chats import Chats
from cards.messages import CardMessages, led_by
from dialogs.talk import Shown, Talk

CARD_REPLY = "application/vnd.microsoft.card.adaptive"
BREATH = 0.5
"""Seconds before the one second try of a message that Teams did not take."""
LONGEST_BREATH = 3.0
"""Seconds, however many Teams asks for: somebody sits in front of the chat and waits."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Speaker:
    """Sends a turn's messages in order. What could not be sent loses nothing that was kept."""

    messenger: Messenger
    reports: Reports
    tasks: Tasks
    messages: CardMessages
    security_mailbox: str
    chats: Chats

    async def speak(self, inbound: Inbound, talk: Talk) -> None:
        """Shows all of it in the chat it came from."""
        unshown = list(talk.shown)
        try:
            while unshown:
                await self._show_or_log(inbound, talk.actor, unshown[0])
                unshown.pop(0)
        except asyncio.CancelledError:
            # The turn took too long, or the bot is stopping.
            for shown in unshown:
                await self._show_later(shown, inbound.delivery_id)
            raise

    async def say(self, to: Address, key: str) -> None:
        """One sentence into any chat."""
        text = self.messages.content.texts(key)
        try:
            await self.messenger.send(to, Message(summary=text, text=text))
        except Failure as failure:
            log.warning("answer not shown", extra={"failure": type(failure).__name__})

    async def says_trouble(self, inbound: Inbound, key: str, status: int) -> Answer:
        """Help that needs no storage: what went wrong, 111, EAP, Security's address."""
        content = self.messages.content
        eap = content.contacts.line("eap")
        text = content.texts(key, eap=eap, security=self.security_mailbox)
        if inbound.type == "invoke":
            card = self.messages.notice(text).card
            body = {"statusCode": 200, "type": CARD_REPLY, "value": card}
            return Answer(200, body, trouble=key)
        if inbound.is_from_a_person:
            with suppress(Failure):
                await self.messenger.send(inbound.address, Message(summary=text, text=text))
        return Answer(status, trouble=key)

    def invoked(self, shown: Sequence[Shown], otherwise: str) -> Answer:
        """The card that takes the place of the one whose button was executed."""
        card = next((it.message.card for it in shown if it.message.card), None)
        text = " ".join(it.message.text for it in shown if it.message.text)
        if card is None:
            card = self.messages.notice(text or self.messages.content.texts(otherwise)).card
        elif text:
            card = led_by(text, card)
        return Answer(200, {"statusCode": 200, "type": CARD_REPLY, "value": card})

    async def _show_or_log(self, inbound: Inbound, actor: Actor, shown: Shown) -> None:
        try:
            await self._show(inbound, actor, shown)
        except Failure as failure:
            # What the turn was about is kept all the same.
            log.warning("card not remembered", extra={"failure": type(failure).__name__})

    async def _show(self, inbound: Inbound, actor: Actor, shown: Shown) -> None:
        if shown.status_of is None:
            await self._send_or_later(inbound, shown)
            return
        async with self.chats.locks.of(shown.status_of.report_id):
            await self._show_status(inbound, actor, shown, shown.status_of)

    async def _show_status(
        self, inbound: Inbound, actor: Actor, shown: Shown, shows: Escalation
    ) -> None:
        """A card that takes the place of the one before. Until it is placed, none is known.

        Whoever dies or hears nothing in between leaves a card that cannot be found again; the
        next refresh then brings one more, so that the newest card is never the forgotten one, and
        tells the one before that it is outdated.
        """
        await self.reports.lift_card(shows.report_id, actor.id, "status")
        activity_id = await self._send_or_later(inbound, shown)
        if not activity_id:
            return
        card = PlacedCard(actor.id, "status", inbound.address, activity_id)
        await self.chats.place(shows.report_id, card)
        _, now = await self.reports.get(shows.report_id)
        if now.version != shows.version:
            await self._refresh(shows.report_id, activity_id)

    async def _send_or_later(self, inbound: Inbound, shown: Shown) -> str:
        """Its activity id, or nothing if it could not be sent."""
        try:
            return await self._send(inbound, shown)
        except Failure as failure:
            log.warning("answer not shown", extra={"failure": type(failure).__name__})
            await self._show_later(shown, inbound.delivery_id)
            return ""

    async def _send(self, inbound: Inbound, shown: Shown) -> str:
        pressed = inbound.reply_to_id
        if shown.replaces and pressed:
            try:
                await self.messenger.update(inbound.address, pressed, shown.message)
            except Failure:
                return await self._send_new(inbound.address, shown.message)
            return pressed
        return await self._send_new(inbound.address, shown.message)

    async def _send_new(self, to: Address, message: Message) -> str:
        try:
            return await self.messenger.send(to, message)
        except (Busy, Unclear) as failure:
            # Perhaps it arrived. A question seen twice does no harm, one never seen may.
            await asyncio.sleep(breath_after(failure))
            return await self.messenger.send(to, message)

    async def _show_later(self, shown: Shown, token: str) -> None:
        """A status card matters after the turn too: the worker brings it."""
        if shown.status_of:
            await self._refresh(shown.status_of.report_id, token)

    async def _refresh(self, report_id: str, token: str) -> None:
        key = f"{report_id}:refresh_cards:{token}"
        await self.tasks.put([NewTask(key=key, kind="refresh_cards", report_id=report_id)])


def breath_after(failure: Busy | Unclear) -> float:
    """How many seconds to leave Teams alone before the second try."""
    asked_for = failure.retry_after.total_seconds() if failure.retry_after else 0.0
    return min(max(asked_for, BREATH), LONGEST_BREATH)
