"""Runs a turn on what is kept of its chat, and keeps what comes of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import random
from typing import Any

from botbuilder.dialogs import DialogInstance

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.turns.dialog_runner import SCHEMA, DialogRunner, written
from bot.adapters.teams.turns.input import is_arrival, is_refresh
from bot.domain.people import Actor
from bot.ports import Address, ChatState, Conflict, Conversations, DraftChanged
from dialogs.turn import Services, Turn, UserInput

REMEMBERED = 30
"""How many activity ids a chat remembers, to tell a redelivery from a new message."""
STEP_ASIDE = 0.02
"""Seconds, at most, to let another host finish with the same chat, longer with each try."""
LONGEST_STEP = 0.2
"""Seconds; a host whose turns come one upon the other must not keep this one for ever."""
_OWN = ("schema", "stack", "seen")


@dataclass
class TurnTransaction:
    """One turn from load to save; of what several hosts do at once with one chat, none is lost."""

    run: DialogRunner
    services: Services
    conversations: Conversations
    _addresses: dict[tuple[str, str], Address] = field(default_factory=dict)

    async def __call__(self, inbound: Inbound, user_input: UserInput | None) -> Turn:
        """Runs it again whenever another host was first with the same chat; its time ends it."""
        aside = 0.0
        while (turn := await self._try(inbound, user_input)) is None:
            aside = min(aside + STEP_ASIDE, LONGEST_STEP)
            await asyncio.sleep(aside * random())  # noqa: S311 - no secret
        return turn

    def forget_address(self, actor: Actor) -> None:
        """The next turn keeps the address anew, whatever it is."""
        self._addresses.pop((actor.id, actor.tenant_id), None)

    async def _try(self, inbound: Inbound, user_input: UserInput | None) -> Turn | None:
        """None if another host kept a turn of this chat meanwhile: then nothing of this is."""
        kept = await self.conversations.load(inbound.conversation_id, inbound.actor)
        document = dict(kept.document or {})
        turn = self._turn(inbound, user_input or UserInput(), kept, document)
        is_repeated = inbound.delivery_id in document.get("seen", ())
        if is_repeated and inbound.type != "invoke":
            return turn
        try:
            stack = await self.run(inbound, user_input, turn, document)
        except DraftChanged:
            return None
        if is_refresh(inbound):
            return turn
        try:
            await self._keep(inbound, turn, kept, document, stack)
        except Conflict:
            return None
        return turn

    def _turn(
        self, inbound: Inbound, user_input: UserInput, kept: ChatState, document: Mapping[str, Any]
    ) -> Turn:
        return Turn(
            services=self.services,
            actor=inbound.actor,
            name=inbound.person_name,
            user_input=user_input,
            draft=kept.draft,
            draft_version=kept.draft_version or None,
            memory={key: value for key, value in document.items() if key not in _OWN},
        )

    async def _keep(
        self,
        inbound: Inbound,
        turn: Turn,
        kept: ChatState,
        document: Mapping[str, Any],
        stack: list[DialogInstance],
    ) -> None:
        actor, address = inbound.actor, inbound.address
        # Another host may have forgotten it since: whoever arrives is known anew.
        is_known = self._addresses.get((actor.id, actor.tenant_id)) == address
        is_known = is_known and not is_arrival(inbound)
        seen = [*document.get("seen", ()), inbound.delivery_id][-REMEMBERED:]
        await self.conversations.save(
            inbound.conversation_id,
            actor,
            kept,
            document={**turn.memory, "schema": SCHEMA, "stack": written(stack), "seen": seen},
            draft=turn.draft,
            tasks=turn.tasks,
            address=None if is_known else address,
            is_sent=turn.is_sent,
        )
        self._addresses[actor.id, actor.tenant_id] = address
