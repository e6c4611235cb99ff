"""People's one-to-one chats with the bot: messages go in, and cards that stay are replaced."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import (
    Address,
    Busy,
    Failure,
    Gone,
    Installer,
    Message,
    Messenger,
    NotSetUp,
    Outage,
    People,
    PlacedCard,
    Rejected,
    Reports,
    Unclear,
    Unreachable,
)

CHAT_MAY_COME = timedelta(seconds=15)
"""How long Teams may take to know of an app that was just added."""


class CardRenderer(Protocol):
    """Draws what the worker sends."""

    def leader(self, report: Report, escalation: Escalation, reader_id: str) -> Message: ...
    def reminder(self, report: Report, escalation: Escalation) -> Message: ...
    def status(self, report: Report, escalation: Escalation) -> Message: ...
    def undelivered(self, report: Report, escalation: Escalation) -> Message: ...
    def declined(self, report: Report, escalation: Escalation) -> Message: ...
    def unsent(self, draft: Draft, deleted_at: datetime) -> Message: ...
    def caught_up(self, *, has_reported: bool, is_waited_for: bool) -> Message: ...
    def welcome(self, name: str) -> Message: ...


class CardLocks:
    """One card about a report is sent at a time, so that nobody is sent two at once.

    Only within this process; of two that two hosts send, all but one are told they are outdated.
    """

    def __init__(self) -> None:
        self._held: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, report_id: str) -> asyncio.Lock:
        """Held from before a card is sent until it is known where it is."""
        return self._held.setdefault(report_id, asyncio.Lock())


@dataclass(frozen=True)
class Messaging:
    """Writes to people, wherever their chat is, and remembers where each card is.

    The worker replaces every card about a report on each change. Teams never asks for one anew by
    itself; a person can, on a copy that was forgotten.
    """

    reports: Reports
    people: People
    messenger: Messenger
    outdated: Message
    """What a card says once a newer one is kept up to date in its place."""
    installer: Installer | None = None
    locks: CardLocks = field(default_factory=CardLocks)

    async def send(self, actor: Actor, message: Message) -> tuple[Address, str]:
        """Into the person's own chat. Raises Unreachable, and any Failure but Gone."""
        for _ in range(2):
            address = await self._address(actor)
            try:
                return address, await self.messenger.send(address, message)
            except Gone:
                await self.people.forget_address(actor)  # it is opened anew
        raise Unreachable

    async def show(
        self, actor: Actor, role: str, report_id: str, message: Message, *, anew: bool = False
    ) -> None:
        """Makes this person's card say this, in place if they have one. Raises Unreachable.

        Anew: another card comes where it is not clear whether the one in place was replaced.
        """
        async with self.locks.of(report_id):
            await self._show(actor, role, report_id, message, anew)

    async def _show(
        self, actor: Actor, role: str, report_id: str, message: Message, anew: bool
    ) -> None:
        card = await self.reports.placed_card(report_id, actor.id, role)
        while card is not None and await self._says(card, message, anew):
            now = await self.reports.placed_card(report_id, actor.id, role)
            if now == card:
                return
            # Another host told it that it is outdated, and this may have come after.
            await self._retire(card)
            card = now
        address, activity_id = await self.send(actor, message)
        placed = PlacedCard(actor.id, role, address=address, activity_id=activity_id)
        await self.place(report_id, placed)

    async def place(self, report_id: str, card: PlacedCard) -> None:
        """From now on this copy is kept up to date; an older one says that it is not."""
        if former := await self.reports.place_card(report_id, card):
            await self._retire(former)

    async def holds(self, actor: Actor, role: str, report_id: str) -> bool:
        """Whether this person has such a card, and it is known where."""
        return await self.reports.placed_card(report_id, actor.id, role) is not None

    async def _says(self, card: PlacedCard, message: Message, anew: bool) -> bool:
        """Whether the card could be replaced; if not, a new one says what is true."""
        try:
            await self.messenger.update(card.address, card.activity_id, message)
        except (NotSetUp, Outage):
            raise
        except (Gone, Rejected):
            return False
        except Unclear:
            if anew:
                return False
            raise
        return True

    async def _retire(self, card: PlacedCard) -> None:
        with suppress(Failure):
            await self.messenger.update(card.address, card.activity_id, self.outdated)

    async def _address(self, actor: Actor) -> Address:
        if known := await self.people.address(actor):
            return known
        service_url = await self.people.service_url(actor.tenant_id)
        if service_url is None:
            raise Unreachable
        address = await self._open(actor, service_url)
        await self.people.remember_address(address)
        return address

    async def _open(self, actor: Actor, service_url: str) -> Address:
        """Opens the chat; for somebody without the app, once more after adding it."""
        try:
            return await self.messenger.open(actor.id, actor.tenant_id, service_url)
        except (Unreachable, Gone):
            if self.installer is None:
                raise Unreachable from None
        is_new = await self.installer.install(actor.id)
        try:
            return await self.messenger.open(actor.id, actor.tenant_id, service_url)
        except (Unreachable, Gone):
            # Tried again, it is there already: so this happens once for each time it is added.
            raise (Busy(CHAT_MAY_COME) if is_new else Unreachable()) from None
