"""Sends messages to people's chats and updates the cards placed there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation, System
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
    Windows,
)

NEWS_ROLE = "news:"
"""Start of the role of a card with news; the name of the news follows."""
ENTRIES_ROLE = "entries"
"""The role of the reminder of entries, of reporter and leader alike."""
CHECK_IN_ROLE = "check-in"
"""The role of the question how the reporter is going."""
PROMPT_ROLE = "prompt"
"""The role of the question what the leader has done."""
CHAT_MAY_COME = timedelta(seconds=15)
"""How long Teams may take to open a chat after the app was installed."""


def entry_role(system: System) -> str:
    """The role of the card with the text for this register."""
    return f"entry:{system.value}"


class CardRenderer(Protocol):
    """Renders the messages that the worker sends."""

    def leader(self, report: Report, escalation: Escalation, reader_id: str) -> Message: ...
    def reminder(self, report: Report, escalation: Escalation) -> Message: ...
    def over(
        self, role: str, report: Report, escalation: Escalation, reader_id: str
    ) -> Message | None: ...
    def status(self, report: Report, escalation: Escalation) -> Message: ...
    def undelivered(self, report: Report, escalation: Escalation) -> Message: ...
    def declined(self, report: Report, escalation: Escalation) -> Message: ...
    def news(self, name: str, report: Report, escalation: Escalation) -> Message: ...
    def entry_reminder(
        self, report: Report, escalation: Escalation, *, for_leader: bool
    ) -> Message: ...
    def check_in(self, report: Report, number: int) -> Message: ...
    def leader_prompt(self, report: Report, escalation: Escalation, reader_id: str) -> Message: ...
    def unsent(self, draft: Draft, deleted_at: datetime) -> Message: ...
    def expired(self, kind: str) -> Message: ...
    def caught_up(self, *, has_reported: bool, is_waited_for: bool) -> Message: ...
    def welcome(self, name: str) -> Message: ...
    def my_reports(self, reports: Sequence[tuple[Report, Escalation]]) -> Message: ...
    def waiting(self, reports: Sequence[tuple[Report, Escalation]]) -> Message: ...


class CardLocks:
    """A lock per report, so that this process sends one card about it at a time.

    Of the cards that several hosts send at once, all but one are updated to say they are outdated.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, report_id: str) -> asyncio.Lock:
        """To be held from before a card is sent until its place is stored."""
        return self._locks.setdefault(report_id, asyncio.Lock())


@dataclass(frozen=True)
class Messaging:
    """Sends to a person's chat, opened if need be, and stores where each card is.

    The worker updates every placed card of a report on each change. Teams does not refresh them by
    itself; a person can, on a copy whose place is not stored.
    """

    reports: Reports
    people: People
    messenger: Messenger
    outdated: Message
    """Replaces a card once a newer one is updated in its place."""
    installer: Installer | None = None
    windows: Windows | None = None
    """None where no chat is kept, so that no card is a living one."""
    left: Callable[[str], Message] | None = None
    """Replaces an open card of this kind once a newer one asks in its place."""
    locks: CardLocks = field(default_factory=CardLocks)

    async def send(self, actor: Actor, message: Message, *, asks: str = "") -> tuple[Address, str]:
        """Sends to the person's chat. Raises Unreachable, and any Failure but Gone.

        A message that `asks` is the open card of the chat from now on.
        """
        for _ in range(2):
            address = await self._address(actor)
            try:
                activity_id = await self.messenger.send(address, message)
            except Gone:
                await self.people.forget_address(actor)  # the next attempt opens the chat again
            else:
                await self._note(address, activity_id, asks)
                return address, activity_id
        raise Unreachable

    async def _note(self, address: Address, activity_id: str, asks: str) -> None:
        """Notes that something was said, so that no card above it moves on in place."""
        if self.windows is None or not activity_id:
            return
        # The message is sent: a failure here must not send it twice.
        with suppress(Failure):
            before = await self.windows.message_sent(address.conversation_id, activity_id, asks)
            if asks and before.open_card and self.left:
                left = self.left(before.open_kind)
                await self.messenger.update(address, before.open_card, left)

    async def show(
        self, actor: Actor, role: str, report_id: str, message: Message, *, anew: bool = False
    ) -> None:
        """Updates this person's card, or sends one. Raises Unreachable, and any Failure but Gone.

        `anew` sends another card if it is unclear whether the placed one was updated.
        """
        async with self.locks.of(report_id):
            await self._show(actor, role, report_id, message, anew)

    async def _show(
        self, actor: Actor, role: str, report_id: str, message: Message, anew: bool
    ) -> None:
        card = await self.reports.placed_card(report_id, actor.id, role)
        while card is not None and await self._update(card, message, anew):
            current = await self.reports.placed_card(report_id, actor.id, role)
            if current == card:
                return
            # Another host has replaced this card, and its update may have come before ours.
            await self._retire(card)
            card = current
        address, activity_id = await self.send(actor, message)
        placed = PlacedCard(actor.id, role, address=address, activity_id=activity_id)
        await self.place(report_id, placed)

    async def place(self, report_id: str, card: PlacedCard) -> None:
        """Stores this card as the one to update, and marks the one it replaces as outdated."""
        if former := await self.reports.place_card(report_id, card):
            await self._retire(former)

    async def tell(self, actor: Actor, role: str, report_id: str, message: Message) -> None:
        """Sends a card about a report, to be shut once what it says is over.

        Raises Unreachable, and any Failure but Gone.
        """
        address, activity_id = await self.send(actor, message)
        with suppress(Failure):  # the message is sent, and must not be sent again
            await self.place(report_id, PlacedCard(actor.id, role, address, activity_id))

    async def replace_news(self, report_id: str, role: str) -> None:
        """Marks other news about the report as outdated, once this news is told."""
        with suppress(Failure):  # the message is sent, and must not be sent again
            for card in await self.reports.placed_cards(report_id):
                if card.role.startswith(NEWS_ROLE) and card.role != role:
                    await self.shut(report_id, card, self.outdated)

    async def redraw(self, card: PlacedCard, message: Message) -> None:
        """Updates a placed card that is no longer needed if it is gone. Raises other Failures."""
        with suppress(Gone, Rejected, Unreachable):
            await self.messenger.update(card.address, card.activity_id, message)

    async def redraw_list(
        self, actor: Actor, name: str, draw: Callable[[], Awaitable[Message]]
    ) -> None:
        """Draws this person's list of reports anew, if one is in their chat.

        Raises any Failure but Gone.
        """
        address = await self.people.address(actor)
        if address is None or self.windows is None:
            return
        shown = await self.windows.window(address.conversation_id)
        if card_id := shown.lists.get(name):
            with suppress(Gone, Rejected, Unreachable):
                await self.messenger.update(address, card_id, await draw())

    async def shut(self, report_id: str, card: PlacedCard, message: Message) -> None:
        """Says on the card that it is over, and forgets it. Raises any Failure but Gone."""
        with suppress(Gone, Rejected, Unreachable):
            await self.messenger.update(card.address, card.activity_id, message)
        await self.reports.mark_card_stale(report_id, card.person_id, card.role)

    async def shut_open_card(self, actor: Actor, over: Callable[[str], Message]) -> None:
        """Says on the open card of the person's chat that it is over; `over` takes its kind."""
        address = await self.people.address(actor)
        if address is None or self.windows is None:
            return
        before = await self.windows.card_closed(address.conversation_id)
        if before.open_card:
            message = over(before.open_kind)
            await self.messenger.update(address, before.open_card, message)

    async def holds(self, actor: Actor, role: str, report_id: str) -> bool:
        """Whether this person has a placed card with this role."""
        return await self.reports.placed_card(report_id, actor.id, role) is not None

    async def _update(self, card: PlacedCard, message: Message, anew: bool) -> bool:
        """Whether the card was updated; if not, a new one is to be sent."""
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
        """Opens the chat, if need be after installing the app."""
        try:
            return await self.messenger.open(actor.id, actor.tenant_id, service_url)
        except (Unreachable, Gone):
            if self.installer is None:
                raise Unreachable from None
        is_new = await self.installer.install(actor.id)
        try:
            return await self.messenger.open(actor.id, actor.tenant_id, service_url)
        except (Unreachable, Gone):
            # Busy once only: at the next attempt the app is installed already.
            raise (Busy(CHAT_MAY_COME) if is_new else Unreachable()) from None
