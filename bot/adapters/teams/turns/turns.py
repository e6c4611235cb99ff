"""Takes what came in: one turn at a time in each chat, kept first and spoken then."""

import asyncio
import logging
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.limits import LONGEST_TURN
from bot.adapters.teams.receiving.routes import InvokeResponse
from bot.adapters.teams.turns.input import executed_in, heard_in, is_arrival, is_refresh
from bot.adapters.teams.turns.replies import Speaker
from bot.adapters.teams.turns.transaction import TurnTransaction
from bot.domain.typed.names import first_name
from bot.ports import Busy, NewTask, People, Tasks
from cards import actions
from cards.elements import Card
from dialogs.pages.without_storage import help_without_storage

log = logging.getLogger(__name__)


@dataclass
class Turns:
    """One person's turns one after the other; different people's side by side."""

    kept: TurnTransaction
    people: People
    tasks: Tasks
    speaker: Speaker
    _locks: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)

    async def __call__(self, inbound: Inbound) -> InvokeResponse | None:
        """Takes what came in. None means an invoke that is not ours."""
        lock = self._locks.setdefault(inbound.conversation_id, asyncio.Lock())
        try:
            async with asyncio.timeout(LONGEST_TURN), lock:
                return await self._take(inbound)
        except Busy:
            log.error("turn not kept", extra={"activity": inbound.activity_id})
            shown = self._help(inbound)
            return await self.speaker.says_trouble(inbound, "trouble.not_kept", 503, shown)
        except Exception as error:
            # Its text may quote a person: the class and the place are enough to find it.
            log.error("turn failed", extra=_facts(inbound, error), exc_info=error)
            return await self.speaker.says_trouble(inbound, "trouble.unexpected", 200)

    def _help(self, inbound: Inbound) -> Card | None:
        """What can be shown without storage. Nobody is kept from support by a database."""
        user_input = heard_in(inbound) if inbound.type == "message" else None
        messages, mailbox = self.speaker.messages, self.speaker.security_mailbox
        return help_without_storage(messages.content, user_input, mailbox) if user_input else None

    async def _take(self, inbound: Inbound) -> InvokeResponse | None:
        if not inbound.is_from_a_person and not (inbound.object_id and inbound.tenant_id):
            return InvokeResponse(200)
        if inbound.is_group:
            return await self._take_in_group(inbound)
        if inbound.is_removal:
            await self.kept(inbound, None)
            self.kept.forget_address(inbound.actor)
            await self.people.forget_address(inbound.actor)
            return InvokeResponse(200)
        if inbound.type == "invoke":
            return await self._execute(inbound)
        if inbound.type == "message" or inbound.is_change or is_arrival(inbound):
            turn = await self.kept(inbound, heard_in(inbound))
            await self.speaker.speak(inbound, turn)
        return InvokeResponse(200)

    async def _take_in_group(self, inbound: Inbound) -> InvokeResponse | None:
        """In a group nothing is asked and nothing is kept; the person is met in private."""
        if inbound.type == "invoke":
            return None
        if inbound.type == "message" or inbound.is_change:
            person = inbound.actor
            payload = {**person.model_dump(), "name": first_name(inbound.person_name)}
            key = f"private:{inbound.delivery_id}"
            await self.tasks.put([NewTask(key=key, kind="write_privately", payload=payload)])
            if not inbound.is_deletion:  # whoever takes something back wants no answer to it there
                await self.speaker.say(inbound.address, "group.private")
        return InvokeResponse(200)

    async def _execute(self, inbound: Inbound) -> InvokeResponse | None:
        if inbound.name != "adaptiveCard/action":
            return None
        user_input = executed_in(inbound)
        if user_input is None or (
            is_refresh(inbound) and not isinstance(user_input.press, actions.Look)
        ):
            return self.speaker.invoked([], "refusal.unknown")
        turn = await self.kept(inbound, user_input)
        return self.speaker.invoked(turn.replies, "refusal.unknown")


def _facts(inbound: Inbound, error: Exception) -> dict[str, str]:
    return {"activity": inbound.activity_id, "failure": type(error).__name__}
