"""Sends a turn's replies after its state is committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
    ChatWindow,
    Failure,
    Message,
    Messenger,
    PlacedCard,
    Rejected,
    Reports,
    Tasks,
    Unclear,
    Unreachable,
    Windows,
)
from bot.services.handlers.ask_leader import ROLE as LEADER
from bot.services.messaging import Messaging
from cards.actions import AddToReport, GoOn, Press, Prompted, StopReport, Withdraw
from cards.elements import Card
from cards.messages import CardMessages, with_banner
from cards.report.prompts import LeftOver, left_anew, left_by_turn
from dialogs.turn import Reply, Turn

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
ERROR_TYPE = "application/vnd.microsoft.error"
RETRY_DELAY = 0.5
"""Seconds before the one retry of a message that Teams did not accept."""
MAX_RETRY_DELAY = 3.0
"""Seconds, whatever Retry-After says: the person is waiting in the chat."""
MAX_SEND_TIME = 6.0
"""Seconds after which a turn no longer retries."""
MAX_UPDATE_TIME = 3.0
"""Seconds after which a new card comes, because the update of the living card takes too long."""
MOST_ANSWERED = 40
"""Answered cards of a draft that are kept true; more than a journey has steps."""
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
    windows: Windows

    async def send_all(self, inbound: Inbound, turn: Turn) -> None:
        """Moves the living card on, or sends the replies in order; the rest goes to a task.

        Where the update fails, or something was said after the card, a new card comes, and the one
        before is reduced to its question and answer.
        """
        unsent, shown = list(turn.replies), _Shown(_after_input(inbound, turn))
        until = asyncio.get_running_loop().time() + MAX_SEND_TIME
        try:
            with sending_as(_priority_of(turn)):
                if await self._is_moved_on(inbound, turn, shown):
                    unsent.clear()
                while unsent and await self._try_to_send(inbound, turn, unsent[0], shown, until):
                    unsent.pop(0)
        except asyncio.CancelledError:
            # The turn timed out, or the bot is stopping.
            await self._send_later(inbound, unsent)
            raise
        await self._send_later(inbound, unsent)
        with suppress(Failure):  # a card that keeps its buttons does no harm
            await self._note(inbound, turn, shown, until)

    async def note_said(self, inbound: Inbound) -> None:
        """Notes a message whose id is not known, so that the next card is a new one."""
        await self.windows.message_sent(inbound.conversation_id, "")

    async def send_text(self, to: Address, key: str) -> None:
        """Sends a text of the content to any chat; a failure is only logged."""
        text = self.messages.content.texts(key)
        try:
            await self.messenger.send(to, Message(summary=text, text=text))
        except Failure as failure:
            log.warning("answer not shown", extra={"failure": type(failure).__name__})

    async def report_trouble(
        self,
        inbound: Inbound,
        key: str,
        status: int,
        help_card: Card | None = None,
        press: Press | None = None,
    ) -> InvokeResponse:
        """Says what went wrong and where to get help, on a card if there is one for it.

        In the place of a card stands the press that was made on it, to be made again. Needs no
        storage.
        """
        content = self.messages.content
        eap = content.contacts.line("eap")
        text = content.texts(key, eap=eap, security=self.security_mailbox)
        if inbound.is_refresh:  # which nobody pressed: the card stays as it is
            failed = {"code": "ServiceUnavailable", "message": text}
            return InvokeResponse(
                200, {"statusCode": 500, "type": ERROR_TYPE, "value": failed}, key
            )
        if inbound.type == "invoke":
            card = help_card or self.messages.notice(text, press).card
            body = {"statusCode": 200, "type": CARD_TYPE, "value": card}
            return InvokeResponse(200, body, trouble=key)
        if help_card is not None:
            await self.send_help(inbound, help_card)
        elif inbound.is_from_a_person:
            with suppress(Failure):
                await self.messenger.send(inbound.address, Message(summary=text, text=text))
        return InvokeResponse(status, trouble=key)

    async def send_help(self, inbound: Inbound, card: Card) -> None:
        """Sends a card that needs no storage, before everything else that waits to be sent."""
        summary = self.messages.content.texts("summary.card")
        with suppress(Failure), sending_as(Priority.URGENT):
            await self.messenger.send(inbound.address, Message(summary, card=card))

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

    async def _is_moved_on(self, inbound: Inbound, turn: Turn, shown: "_Shown") -> bool:
        """Whether the turn's card took the place of the card that was pressed."""
        place = turn.moved_card or await self._pressed_status_card(turn)
        if not place:
            return False
        *said, reply = turn.replies
        text = " ".join(it.message.text or "" for it in said)
        message, status = reply.message, reply.status_of
        if text and message.card:
            # What is new comes first: an edit is not announced.
            message = replace(message, card=with_banner(text, message.card))
        try:
            if status is None:
                await self._update(inbound, place, message)
            else:
                async with self.chats.locks.of(status.report_id):
                    await self.reports.mark_card_stale(status.report_id, turn.actor.id, "status")
                    await self._update(inbound, place, message)
                    await self._remember(inbound, turn.actor, status, place)
        except (Failure, TimeoutError) as failure:
            log.warning("card not moved on", extra={"failure": type(failure).__name__})
            return False
        shown.put(place, reply)
        return True

    async def _update(self, inbound: Inbound, card_id: str, message: Message) -> None:
        async with asyncio.timeout(MAX_UPDATE_TIME):
            await self.messenger.update(inbound.address, card_id, message)

    async def _pressed_status_card(self, turn: Turn) -> str:
        """Id of the status card, if it was pressed and is the newest message; else empty."""
        pressed, replies = turn.pressed_card, turn.replies
        status = replies[-1].status_of if replies else None
        is_newest = turn.has_living_cards and pressed and pressed == turn.window.newest
        if not is_newest or status is None or any(it.message.card for it in replies[:-1]):
            return ""
        # The client that shows a prompt there still would draw the status late, too.
        if isinstance(turn.user_input.press, Prompted | GoOn | StopReport):
            return ""
        placed = await self.reports.placed_card(status.report_id, turn.actor.id, "status")
        return pressed if placed and placed.activity_id == pressed else ""

    async def _try_to_send(
        self, inbound: Inbound, turn: Turn, reply: Reply, shown: "_Shown", until: float
    ) -> bool:
        """Whether the reply is done with: sent, or no retry would help."""
        if reply.status_of is None:
            try:
                activity_id = await self._send(inbound, reply, until)
                if activity_id != turn.pressed_card:
                    shown.put(activity_id, reply)
                await self._place_reply(inbound, reply, activity_id)
            except Failure as failure:
                log.warning("answer not shown", extra={"failure": type(failure).__name__})
                return isinstance(failure, Unreachable | Rejected)
            return True
        try:
            async with self.chats.locks.of(reply.status_of.report_id):
                await self._send_status_card(
                    inbound, turn.actor, reply, reply.status_of, shown, until
                )
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
        shown: "_Shown",
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
        shown.put(activity_id, reply)
        if activity_id:
            await self._place(inbound, actor, escalation, activity_id)

    async def _remember(
        self, inbound: Inbound, actor: Actor, escalation: Escalation, activity_id: str
    ) -> None:
        """Stores where the status card is; it is shown already, so a failure is only logged."""
        try:
            await self._place(inbound, actor, escalation, activity_id)
        except Failure as failure:
            log.warning("card not remembered", extra={"failure": type(failure).__name__})

    async def _place(
        self, inbound: Inbound, actor: Actor, escalation: Escalation, activity_id: str
    ) -> None:
        card = PlacedCard(actor.id, "status", inbound.address, activity_id)
        await self.chats.place(escalation.report_id, card)
        _, now = await self.reports.get(escalation.report_id)
        if now.version != escalation.version:
            await self._refresh(escalation.report_id, f"{inbound.delivery_id} {activity_id}")

    async def place_executed(self, inbound: Inbound, turn: Turn) -> None:
        """Remembers where the approval card is that an Execute put in place of another card."""
        for reply in turn.replies:
            if inbound.reply_to_id and not inbound.is_refresh:
                await self._place_reply(inbound, reply, inbound.reply_to_id)

    async def _place_reply(self, inbound: Inbound, reply: Reply, activity_id: str) -> None:
        """Remembers a card about a report; it is shown already, so a failure is only logged."""
        if not reply.role or not activity_id:
            return
        placed = PlacedCard(inbound.actor.id, reply.role, inbound.address, activity_id)
        try:
            async with asyncio.timeout(MAX_UPDATE_TIME):
                if not await self._is_placed(inbound, reply, activity_id):
                    await self.chats.place(reply.report_id, placed)
        except (Failure, TimeoutError) as failure:
            log.warning("card not remembered", extra={"failure": type(failure).__name__})

    async def _is_placed(self, inbound: Inbound, reply: Reply, activity_id: str) -> bool:
        known = await self.reports.placed_card(reply.report_id, inbound.actor.id, reply.role)
        return known is not None and known.activity_id == activity_id

    async def _send(self, inbound: Inbound, reply: Reply, until: float) -> str:
        to, message, pressed = inbound.address, reply.message, inbound.reply_to_id
        is_same_card = reply.role == LEADER and pressed and inbound.type == "message"
        if is_same_card:
            is_same_card = await self._is_placed(inbound, reply, pressed or "")
        if (reply.replaces or is_same_card) and pressed:
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

    async def _note(self, inbound: Inbound, turn: Turn, shown: "_Shown", until: float) -> None:
        """Stores what the chat shows now, then keeps the cards above it true.

        The card before loses its buttons, and an answer that was changed is said as it is.
        """
        before, after = turn.window, shown.window
        if before.open_card == after.open_card and turn.has_closed_card and not shown.moved:
            after = after.model_copy(update={"open_card": "", "open_kind": ""})
        left = {before.open_card: before.open_kind} if after.open_card != before.open_card else {}
        if turn.is_answered and turn.pressed_card:
            left.setdefault(turn.pressed_card, "")  # a crash may have left it unknown
        if _is_done_once(turn.user_input.press):
            left.setdefault(turn.pressed_card, "addition")  # beside an open question
        content, began, draft = turn.content, turn.began, turn.draft
        over = {
            card_id: left_by_turn(content, left[card_id], began, draft, is_sent=turn.is_sent)
            for card_id in left.keys() - {"", after.open_card, shown.moved}
        }
        answered: dict[str, str] = {}
        if began is not None and draft is not None and began.id == draft.id:
            answered = dict(before.answered)
            for card_id, step in before.answered.items():
                if (again := left_anew(content, step, began, draft)) is not None:
                    over.setdefault(card_id, again)
        lists = {name: it for name, it in after.lists.items() if not turn.is_sent}
        for card_id in before.lists.values():
            if card_id not in lists.values():
                # A newer list came, or a report that this one lacks.
                over.setdefault(card_id, LeftOver("list", content.texts("living.moved")))
        answered |= {card_id: it.step for card_id, it in over.items() if it.step}
        for card_id, kind in before.unreduced.items():
            if card_id != after.open_card:
                over.setdefault(card_id, LeftOver(kind, content.texts("living.moved")))
        known = dict(list(answered.items())[-MOST_ANSWERED:])
        after = after.model_copy(update={"answered": known, "lists": lists, "unreduced": {}})
        if after != before:
            await self.windows.put_window(inbound.conversation_id, after)
        unreduced = {}
        for card_id, it in over.items():
            is_in_time = asyncio.get_running_loop().time() < until
            if not (is_in_time and await self._is_reduced(inbound, card_id, it)):
                unreduced[card_id] = it.kind
        if unreduced:
            after = after.model_copy(update={"unreduced": unreduced})
            await self.windows.put_window(inbound.conversation_id, after)

    async def _is_reduced(self, inbound: Inbound, card_id: str, left: LeftOver) -> bool:
        """Replaces a card that was answered, or goes on below, by one line without buttons.

        Whether that is done with: replaced, or no retry would help.
        """
        message = self.messages.left(left.kind, left.line)
        try:
            with sending_as(Priority.WORKER):
                await self._update(inbound, card_id, message)
        except (Busy, Unclear, TimeoutError):
            return False
        except Failure:
            return True
        return True

    async def _send_later(self, inbound: Inbound, unsent: Sequence[Reply]) -> None:
        """Leaves replies to the worker; a status card is rendered again then."""
        for reply in unsent:
            if reply.status_of:
                await self._refresh(reply.status_of.report_id, inbound.delivery_id)
        if replies := [reply for reply in unsent if not reply.status_of]:
            task = late_replies_task(inbound)
            self.late.put(task.key, replies)
            await self.tasks.put([task])

    async def _refresh(self, report_id: str, token: str) -> None:
        await self.tasks.put([refresh_cards_task(report_id, token)])


@dataclass
class _Shown:
    """What the chat shows by now, reply by reply."""

    window: ChatWindow
    moved: str = ""
    """Id of the card that was updated in place."""

    def put(self, activity_id: str, reply: Reply) -> None:
        """This reply is in the chat."""
        if activity_id == self.window.open_card:
            self.moved = activity_id
            opened = {"open_card": activity_id if reply.asks else "", "open_kind": reply.asks}
        else:
            opened = {"open_card": activity_id, "open_kind": reply.asks} if reply.asks else {}
        if reply.lists:
            lists = {**self.window.lists, reply.lists: activity_id}
            self.window = self.window.model_copy(update={"lists": lists})
        self.window = self.window.model_copy(update={"newest": activity_id, **opened})


def _after_input(inbound: Inbound, turn: Turn) -> ChatWindow:
    """What the chat shows once the person has typed; a press shows nothing."""
    if inbound.type != "message" or turn.user_input.press is not None:
        return turn.window
    return turn.window.model_copy(update={"newest": inbound.activity_id})


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


def _is_done_once(press: Press | None) -> bool:
    """Whether the card that was pressed has nothing more to ask."""
    return isinstance(press, AddToReport) or (isinstance(press, Withdraw) and press.sure == "yes")


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
