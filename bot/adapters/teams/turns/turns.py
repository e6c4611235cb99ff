"""Handles incoming activities, serialised per conversation; state is committed before replies are
sent."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from bot.adapters.teams.receiving.activity import Inbound, parse_object
from bot.adapters.teams.receiving.message_text import read_message
from bot.adapters.teams.receiving.routes import TURN_TIMEOUT, InvokeResponse
from bot.adapters.teams.turns.replies import ReplySender
from bot.adapters.teams.turns.transaction import StorageWait, TurnTransaction
from bot.domain.typed.names import first_name
from bot.ports import Busy, NewTask, People, Tasks
from cards import actions
from dialogs.pages.without_storage import HelpCard, help_without_storage
from dialogs.turn import UserInput

HELP_AFTER = 0.7
"""Seconds that storage may be silent before help that needs none is given to whoever asked for it,
so that it is there within a second (`python -m tests.outage_times`). With 100 people at once on two
busy cores no turn waited so long for storage (`python -m tests.bench`)."""
OUTAGE_AFTER = 4.0
"""Seconds before anybody else is told that nothing can be kept: a slow database may take it yet."""
NOT_KEPT = "trouble.not_kept"

log = logging.getLogger(__name__)


@dataclass
class Turns:
    """Entry point of a turn: one at a time in a conversation, conversations in parallel."""

    transaction: TurnTransaction
    people: People
    tasks: Tasks
    replies: ReplySender
    _going_on: "set[asyncio.Task[InvokeResponse | None]]" = field(default_factory=set)
    """Turns whose press was answered already, while storage may still take it."""
    _unnoted: set[str] = field(default_factory=set)
    """Chats in which something was said while it could not be noted."""
    _locks: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)

    async def __call__(self, inbound: Inbound) -> InvokeResponse | None:
        """Handles one activity. None means an invoke that is not ours.

        Where storage is silent, help comes meanwhile, and the turn goes on: a slow database may
        still take what was said, and then its replies follow.
        """
        wait = StorageWait()
        turn = asyncio.create_task(self._within_limits(inbound, wait))
        helped = False
        try:
            patience = self._patience_with_press(inbound)
            if inbound.type == "invoke" and await self._is_silent(turn, wait, patience):
                self._goes_on(inbound, turn)
                return await self._not_kept(inbound, helped=False)
            if help_card := await self._help_meanwhile(inbound, turn, wait):
                helped = True
                log.warning("helped while storage is silent", extra={"kind": help_card.kind})
                self._unnoted.add(inbound.conversation_id)
                await self.replies.send_help(inbound, help_card.card)
            return await turn
        except Busy:
            log.error("turn not kept", extra={"activity": inbound.activity_id})
            return await self._not_kept(inbound, helped=helped)
        except Exception as error:
            # Not str(error): its text may quote a person.
            log.error("turn failed", extra=_facts(inbound, error), exc_info=error)
            if isinstance(error, TimeoutError) and wait.is_waiting:
                return await self._not_kept(inbound, helped=helped)
            self._unnoted.add(inbound.conversation_id)
            return await self.replies.report_trouble(inbound, "trouble.unexpected", 200)
        finally:
            if not turn.done() and turn not in self._going_on:  # the bot is stopping
                turn.cancel()
                await asyncio.wait({turn})

    async def _within_limits(self, inbound: Inbound, wait: StorageWait) -> InvokeResponse | None:
        """One turn at a time in a chat, for so long at most."""
        lock = self._locks.setdefault(inbound.conversation_id, asyncio.Lock())
        async with asyncio.timeout(TURN_TIMEOUT):
            with wait.of():
                await lock.acquire()
            try:
                if inbound.conversation_id in self._unnoted:
                    with wait.of():
                        await self.replies.note_said(inbound)
                    self._unnoted.discard(inbound.conversation_id)
                return await self._handle(inbound, wait)
            finally:
                lock.release()

    async def _help_meanwhile(
        self, inbound: Inbound, turn: "asyncio.Task[InvokeResponse | None]", wait: StorageWait
    ) -> HelpCard | None:
        """The help to give because storage is silent; None once the turn has ended without."""
        if inbound.type == "invoke" or (await asyncio.wait({turn}, timeout=HELP_AFTER))[0]:
            return None
        if (found := self._help(inbound)) is None:
            return None
        patience = OUTAGE_AFTER if found.kind == "other" else HELP_AFTER
        return found if await self._is_silent(turn, wait, patience) else None

    def _patience_with_press(self, inbound: Inbound) -> float:
        """Longer while the turn before in this chat goes on: that may only be slow to be shown."""
        before = self._locks.get(inbound.conversation_id)
        is_slow = before is not None and before.locked()
        is_known_to_hang = inbound.conversation_id in self._unnoted
        return OUTAGE_AFTER if is_slow and not is_known_to_hang else HELP_AFTER

    async def _is_silent(
        self, turn: "asyncio.Task[InvokeResponse | None]", wait: StorageWait, patience: float
    ) -> bool:
        """Whether storage is silent for so long; not once the turn has ended."""
        while wait.seconds < patience:
            if (await asyncio.wait({turn}, timeout=patience - wait.seconds))[0]:
                return False
        return True

    def _goes_on(self, inbound: Inbound, turn: "asyncio.Task[InvokeResponse | None]") -> None:
        """Lets a turn end whose press is answered now: what it keeps, the worker shows."""

        def ended(task: "asyncio.Task[InvokeResponse | None]") -> None:
            self._going_on.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("turn not kept", extra=_facts(inbound, error))

        self._going_on.add(turn)
        turn.add_done_callback(ended)

    async def ends(self) -> None:
        """The bot is stopping: what could not be kept by now is given up."""
        for turn in (going_on := set(self._going_on)):
            turn.cancel()
        if going_on:
            await asyncio.wait(going_on)

    async def _not_kept(self, inbound: Inbound, *, helped: bool) -> InvokeResponse:
        """Says that nothing can be kept just now, with help that needs no storage; once."""
        self._unnoted.add(inbound.conversation_id)
        if helped:
            return InvokeResponse(503, trouble=NOT_KEPT)
        found = self._help(inbound)
        card = found.card if found else None
        press = None
        if inbound.type == "invoke" and (executed := _read_execute(inbound)):
            press = executed.press
        return await self.replies.report_trouble(inbound, NOT_KEPT, 503, card, press)

    def _help(self, inbound: Inbound) -> HelpCard | None:
        """What can be answered without storage. In a group nothing is asked or told."""
        user_input = None
        if inbound.type == "invoke":
            user_input = _read_execute(inbound) if not inbound.is_refresh else None
        elif inbound.is_from_a_person and not inbound.is_group and not inbound.is_deletion:
            user_input = _read_input(inbound)
        if user_input is None:
            return None
        messages, mailbox = self.replies.messages, self.replies.security_mailbox
        found = help_without_storage(messages.content, user_input, mailbox)
        # The answer to an Execute takes the place of its card: only 111 may do that.
        return found if found.kind == "danger" or inbound.type != "invoke" else None

    async def _handle(self, inbound: Inbound, wait: StorageWait) -> InvokeResponse | None:
        if not inbound.is_from_a_person and not (inbound.object_id and inbound.tenant_id):
            return InvokeResponse(200)
        if inbound.is_group:
            return await self._handle_in_group(inbound)
        if inbound.is_removal:
            await self.transaction(inbound, None, wait)
            self.transaction.forget_address(inbound.actor)
            await self.people.forget_address(inbound.actor)
            return InvokeResponse(200)
        if inbound.type == "invoke":
            return await self._execute(inbound, wait)
        if inbound.type == "message" or inbound.is_change or inbound.is_arrival:
            turn = await self.transaction(inbound, _read_input(inbound), wait)
            if inbound.conversation_id in self._unnoted:
                # Help was given meanwhile: what follows comes below it.
                turn.window = turn.window.model_copy(update={"newest": ""})
            await self.replies.send_all(inbound, turn)
        return InvokeResponse(200)

    async def _handle_in_group(self, inbound: Inbound) -> InvokeResponse | None:
        """Nothing is asked or stored in a group; the bot writes to the person in private."""
        if inbound.type == "invoke":
            return None
        if inbound.type == "message" or inbound.is_change:
            person = inbound.actor
            payload = {**person.model_dump(), "name": first_name(inbound.person_name)}
            key = f"private:{inbound.delivery_id}"
            await self.tasks.put([NewTask(key=key, kind="write_privately", payload=payload)])
            if not inbound.is_deletion:  # nobody expects a reply to a deletion
                await self.replies.send_text(inbound.address, "group.private")
        return InvokeResponse(200)

    async def _execute(self, inbound: Inbound, wait: StorageWait) -> InvokeResponse | None:
        if inbound.name != "adaptiveCard/action":
            return None
        user_input = _read_execute(inbound)
        if user_input is None or (
            inbound.is_refresh and not isinstance(user_input.press, actions.Look)
        ):
            return self.replies.invoke_response([], "refusal.unknown")
        turn = await self.transaction(inbound, user_input, wait)
        await self.replies.place_executed(inbound, turn)
        return self.replies.invoke_response(turn.replies, "refusal.unknown")


def _read_input(inbound: Inbound) -> UserInput | None:
    """Text or card action of an activity; None if the action is not ours."""
    if inbound.is_deletion:
        return UserInput(message_id=inbound.activity_id, change="deleted")
    value = None if inbound.is_change else inbound.value
    if value is not None and actions.has_our_keys(value):
        return _read_press(value)
    sent = read_message(inbound.text, inbound.attachments, inbound.entities, inbound.bot_id)
    if value is not None and not sent.words.strip():
        return None
    return UserInput(
        text=sent.words,
        message_id=inbound.activity_id,
        change="edited" if inbound.is_change else None,
        change_id=inbound.delivery_id if inbound.is_change else "",
        has_files=sent.has_files,
        is_forwarded=sent.is_forwarded,
    )


def _read_execute(inbound: Inbound) -> UserInput | None:
    """The press of an Action.Execute, whose response replaces its card; None if it is not ours."""
    action = (inbound.value or {}).get("action")
    data = action.get("data") if isinstance(action, Mapping) else None
    return _read_press(parse_object(data) or {})


def _read_press(value: Mapping[str, Any]) -> UserInput | None:
    parsed = actions.parse_press(value)
    return UserInput(press=parsed[0], inputs=parsed[1]) if parsed else None


def _facts(inbound: Inbound, error: BaseException) -> dict[str, str]:
    return {"activity": inbound.activity_id, "failure": type(error).__name__}
