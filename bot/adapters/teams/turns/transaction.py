"""One turn as a transaction: loads the chat's state, runs the dialogs, saves the outcome."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import random
from typing import Any

from botbuilder.dialogs import DialogInstance

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.turns.dialog_runner import SCHEMA, DialogRunner, dump_stack
from bot.domain.insight import Count
from bot.domain.journey import counts_of_turn
from bot.domain.people import Actor
from bot.ports import Address, ChatState, Conflict, Conversations, DraftChanged
from cards.actions import GoOn, Prompted, StartReport, StopReport
from dialogs.turn import Services, Turn, UserInput

MAX_SEEN = 30
"""Activity ids stored per chat, to recognise a redelivery."""
CONFLICT_BACKOFF = 0.02
"""Seconds of random backoff after a conflict, growing with each attempt."""
MAX_BACKOFF = 0.2
"""Seconds that one backoff is at most, so that a busy other host cannot starve this one."""
DOUBLE_CLICK = timedelta(seconds=2)
"""Within this the same press on the card that it moved on is the second half of a double click."""
_GOES_ON = Prompted | GoOn | StopReport | StartReport
"""Presses that move a card on within a report."""
_RESERVED = ("schema", "stack", "seen")
_MOVED = "moved"
"""Key in the memory of a chat: the press that moved its living card on last, and when."""


@dataclass
class StorageWait:
    """How long a turn has been waiting for storage, or for the turn before it in its chat."""

    now: Callable[[], float] = time.monotonic
    _since: float | None = None

    @property
    def seconds(self) -> float:
        """Zero while it waits for nothing. A wait that was cut off goes on."""
        return 0.0 if self._since is None else self.now() - self._since

    @property
    def is_waiting(self) -> bool:
        """Whether it waits, or waited when it was cut off."""
        return self._since is not None

    @contextmanager
    def of(self) -> Iterator[None]:
        """The block waits for storage."""
        self._since = self.now()
        try:
            yield
        except Exception:
            self._since = None
            raise
        self._since = None


@dataclass
class TurnTransaction:
    """Retries the turn on an optimistic-lock conflict with another host."""

    run: DialogRunner
    services: Services
    conversations: Conversations
    has_living_cards: bool = True
    _addresses: dict[tuple[str, str], Address] = field(default_factory=dict)

    async def __call__(
        self, inbound: Inbound, user_input: UserInput | None, wait: StorageWait | None = None
    ) -> Turn:
        """Retries until it is saved; the turn's timeout ends it."""
        backoff, wait = 0.0, wait or StorageWait()
        while (turn := await self._attempt(inbound, user_input, wait)) is None:
            backoff = min(backoff + CONFLICT_BACKOFF, MAX_BACKOFF)
            await asyncio.sleep(backoff * random())  # noqa: S311 - no secret
        return turn

    def forget_address(self, actor: Actor) -> None:
        """Makes the next turn save the person's address even if it is unchanged."""
        self._addresses.pop((actor.id, actor.tenant_id), None)

    async def _attempt(
        self, inbound: Inbound, user_input: UserInput | None, wait: StorageWait
    ) -> Turn | None:
        """None after a conflict: then nothing was saved."""
        with wait.of():
            stored = await self.conversations.load(inbound.conversation_id, inbound.actor)
        document = dict(stored.document or {})
        turn = self._turn(inbound, user_input or UserInput(), stored, document)
        is_repeated = inbound.delivery_id in document.get("seen", ())
        if inbound.type != "invoke" and (is_repeated or self._is_double_click(turn)):
            return turn
        try:
            stack = await self.run(inbound, user_input, turn, document)
        except DraftChanged:
            return None
        if inbound.is_refresh:
            return turn
        if turn.moved_card and isinstance(turn.user_input.press, _GOES_ON):
            turn.memory[_MOVED] = [_mark_of(turn), self.services.clock().isoformat()]
        try:
            with wait.of():
                await self._save(inbound, turn, stored, document, stack)
        except Conflict:
            return None
        return turn

    def _counted(self, turn: Turn) -> Sequence[Count]:
        """What became of the draft in this turn; Send is counted with its report."""
        if turn.is_sent or (turn.began is None) is (turn.draft is None):
            return ()
        now, catalogue = self.services.clock(), self.services.content.catalogue
        return counts_of_turn(catalogue, turn.began, turn.draft, now)

    def _turn(
        self,
        inbound: Inbound,
        user_input: UserInput,
        stored: ChatState,
        document: Mapping[str, Any],
    ) -> Turn:
        return Turn(
            services=self.services,
            actor=inbound.actor,
            name=inbound.person_name,
            user_input=user_input,
            draft=stored.draft,
            draft_version=stored.draft_version or None,
            memory={key: value for key, value in document.items() if key not in _RESERVED},
            window=stored.window,
            pressed_card=_pressed_card(inbound, user_input),
            has_living_cards=self.has_living_cards,
        )

    def _is_double_click(self, turn: Turn) -> bool:
        """Whether this press was just answered by the card that it was made on.

        It has a message of its own, so it is no redelivery. It must not count as a press on an old
        card, and what it says is on that card already.
        """
        mark, at = turn.memory.get(_MOVED) or ("", "")
        if not turn.pressed_card or mark != _mark_of(turn):
            return False
        return self.services.clock() - datetime.fromisoformat(at) < DOUBLE_CLICK

    async def _save(
        self,
        inbound: Inbound,
        turn: Turn,
        stored: ChatState,
        document: Mapping[str, Any],
        stack: list[DialogInstance],
    ) -> None:
        actor, address = inbound.actor, inbound.address
        # On arrival the address is always saved: another host may have deleted it meanwhile.
        is_known = self._addresses.get((actor.id, actor.tenant_id)) == address
        is_known = is_known and not inbound.is_arrival
        seen = [*document.get("seen", ()), inbound.delivery_id][-MAX_SEEN:]
        await self.conversations.save(
            inbound.conversation_id,
            actor,
            stored,
            document={**turn.memory, "schema": SCHEMA, "stack": dump_stack(stack), "seen": seen},
            draft=turn.draft,
            tasks=turn.tasks,
            address=None if is_known else address,
            is_sent=turn.is_sent,
            counts=[*turn.counts, *self._counted(turn)],
        )
        self._addresses[actor.id, actor.tenant_id] = address


def _pressed_card(inbound: Inbound, user_input: UserInput) -> str:
    """Id of the message whose Submit was pressed. An Execute replaces its card by its answer."""
    is_submit = inbound.type == "message" and user_input.press is not None
    return (inbound.reply_to_id or "") if is_submit else ""


def _mark_of(turn: Turn) -> str:
    """Tells a press from others: its card and its button, and eight bits of what is in its inputs.

    More bits would say something about what was typed.
    """
    press, inputs = turn.user_input.press, sorted(turn.user_input.inputs.items())
    pressed = f"{turn.pressed_card} {press.model_dump_json() if press else ''}"
    typed = sha256(repr(inputs).encode("utf-8", "replace")).hexdigest()[:2]
    return sha256(pressed.encode()).hexdigest()[:16] + typed
