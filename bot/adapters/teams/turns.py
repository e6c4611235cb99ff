"""Runs one turn: load, let the dialogs answer, keep, and only then speak."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import random
from typing import Any
from weakref import WeakValueDictionary

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.dialogs import DialogContext, DialogInstance, DialogSet, DialogState
from botbuilder.dialogs.memory import DialogStateManagerConfiguration

from bot.adapters.teams.entry import Answer
from bot.adapters.teams.inbound import Inbound, activity
from bot.adapters.teams.limits import LONGEST_TURN
from bot.adapters.teams.positions import SCHEMA, restored, written
from bot.adapters.teams.speaking import Speaker
from bot.ports import Address, Busy, Conflict, Conversations, Kept, NewTask, Tasks
from cards import actions
from cards.menu_cards import welcome_card
from cards.messages import first_name
from dialogs.conversation import hear
from dialogs.prompts import FormPrompt, QuestionPrompt
from dialogs.stages import (
    FormDialog,
    GuidanceDialog,
    PreviewDialog,
    SafetyDialog,
    TellDialog,
    TriageDialog,
)
from dialogs.talk import TALK, Heard, Services, Talk
from dialogs.taps import Taps

REMEMBERED = 30
"""How many activity ids a chat remembers, to tell a redelivery from a new message."""
STEP_ASIDE = 0.02
"""Seconds, at most, to let another host finish with the same chat, longer with each try."""
LONGEST_STEP = 0.2
"""Seconds; a host whose turns come one upon the other must not keep this one for ever."""
_NO_SCOPES = DialogStateManagerConfiguration()
_OWN = ("schema", "stack", "seen")

log = logging.getLogger(__name__)


def all_dialogs() -> DialogSet:
    """Every dialog under its id. Ids are kept in chats: never rename or reuse one."""
    # It wants somewhere to keep positions; ours come and go with each turn.
    dialogs = DialogSet(object())
    stages = (
        SafetyDialog(),
        TriageDialog(),
        GuidanceDialog(),
        FormDialog(),
        TellDialog(),
        PreviewDialog(),
    )
    for dialog in (QuestionPrompt("question"), FormPrompt("form_page"), *stages):
        dialogs.add(dialog)
    return dialogs


@dataclass
class Turns:
    """One person's turns one after the other; different people's side by side."""

    adapter: BotAdapter
    services: Services
    conversations: Conversations
    tasks: Tasks
    speaker: Speaker
    dialogs: DialogSet = field(default_factory=all_dialogs)
    _locks: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)
    _addresses: dict[tuple[str, str], Address] = field(default_factory=dict)

    async def __call__(self, inbound: Inbound) -> Answer | None:
        """Takes what came in. None means an invoke that is not ours."""
        lock = self._locks.setdefault(inbound.conversation_id, asyncio.Lock())
        try:
            async with asyncio.timeout(LONGEST_TURN), lock:
                return await self._take(inbound)
        except Busy:
            log.error("turn not kept", extra={"activity": inbound.activity_id})
            return await self.speaker.says_trouble(inbound, "trouble.not_kept", 503)
        except Exception as error:
            # Its text may quote a person: the class and the place are enough to find it.
            log.error("turn failed", extra=_facts(inbound, error), exc_info=error)
            return await self.speaker.says_trouble(inbound, "trouble.unexpected", 200)

    async def _take(self, inbound: Inbound) -> Answer | None:
        if not inbound.is_from_a_person and not (inbound.object_id and inbound.tenant_id):
            return Answer(200)
        if inbound.is_group:
            return await self._take_in_group(inbound)
        if inbound.is_removal:
            await self._turn(inbound, None)
            self._addresses.pop((inbound.object_id, inbound.tenant_id), None)
            await self.services.people.forget_address(inbound.actor)
            return Answer(200)
        if inbound.type == "invoke":
            return await self._execute(inbound)
        if inbound.type == "message" or _is_arrival(inbound):
            talk = await self._turn(inbound, _heard(inbound))
            await self.speaker.speak(inbound, talk)
        return Answer(200)

    async def _take_in_group(self, inbound: Inbound) -> Answer | None:
        """In a group nothing is asked and nothing is kept; the person is met in private."""
        if inbound.type == "invoke":
            return None
        if inbound.type == "message":
            person = inbound.actor
            payload = {**person.model_dump(), "name": first_name(inbound.person_name)}
            key = f"private:{inbound.activity_id}"
            await self.tasks.put([NewTask(key=key, kind="write_privately", payload=payload)])
            await self.speaker.say(inbound.address, "group.private")
        return Answer(200)

    async def _execute(self, inbound: Inbound) -> Answer | None:
        if inbound.name != "adaptiveCard/action":
            return None
        action = (inbound.value or {}).get("action")
        data = action.get("data") if isinstance(action, Mapping) else None
        heard = _pressed(data if isinstance(data, Mapping) else {})
        if heard is None:
            return self.speaker.invoked([], "refusal.unknown")
        talk = await self._turn(inbound, heard)
        return self.speaker.invoked(talk.shown, "refusal.unknown")

    async def _turn(self, inbound: Inbound, heard: Heard | None) -> Talk:
        """Runs it again whenever another host was first with the same chat; its time ends it."""
        aside = 0.0
        while (talk := await self._try(inbound, heard)) is None:
            aside = min(aside + STEP_ASIDE, LONGEST_STEP)
            await asyncio.sleep(aside * random())  # noqa: S311 - no secret
        return talk

    async def _try(self, inbound: Inbound, heard: Heard | None) -> Talk | None:
        """None if another host kept a turn of this chat meanwhile: then nothing of this is."""
        kept = await self.conversations.load(inbound.conversation_id, inbound.actor)
        document = dict(kept.document or {})
        talk = self._talk(inbound, heard or Heard(), kept, document)
        is_repeated = inbound.activity_id in document.get("seen", ())
        if is_repeated and inbound.type != "invoke":
            return talk
        stack = await self._run(inbound, heard, talk, kept, document)
        try:
            await self._keep(inbound, talk, kept, document, stack)
        except Conflict:
            return None
        return talk

    def _talk(
        self, inbound: Inbound, heard: Heard, kept: Kept, document: Mapping[str, Any]
    ) -> Talk:
        return Talk(
            services=self.services,
            actor=inbound.actor,
            name=inbound.person_name,
            heard=heard,
            draft=kept.draft,
            memory={key: value for key, value in document.items() if key not in _OWN},
        )

    async def _run(
        self,
        inbound: Inbound,
        heard: Heard | None,
        talk: Talk,
        kept: Kept,
        document: Mapping[str, Any],
    ) -> list[DialogInstance]:
        context = TurnContext(self.adapter, activity(inbound))
        context.turn_state[TALK] = talk
        # The SDK makes all its memory scopes in every turn unless it finds some; we use none.
        context.turn_state[_NO_SCOPES.__class__.__name__] = _NO_SCOPES
        stack = await restored(document, self.dialogs)
        talk.form_changed = stack is None
        dialog_context = DialogContext(self.dialogs, context, DialogState(stack or []))
        if _is_arrival(inbound):
            _welcome(talk)
        elif inbound.is_removal:
            talk.memory.pop("welcomed", None)
        elif heard is None:
            talk.say("refusal.unknown")
            await Taps(talk, dialog_context).where_we_are()
        else:
            await self._hear(dialog_context, talk, kept)
        return list(dialog_context.stack)

    async def _hear(self, dialog_context: DialogContext, talk: Talk, kept: Kept) -> None:
        try:
            await hear(dialog_context, talk)
        except (KeyError, AttributeError, TypeError, ValueError, AssertionError) as error:
            if kept.draft is None:
                raise
            # A position from another release. Its text may quote a person: log the class alone.
            log.error("kept position not understood", extra={"failure": type(error).__name__})
            talk.shown.clear()
            talk.draft, talk.form_changed = kept.draft, True
            taps = Taps(talk, dialog_context)
            taps.leave()
            await taps.answer()

    async def _keep(
        self,
        inbound: Inbound,
        talk: Talk,
        kept: Kept,
        document: Mapping[str, Any],
        stack: list[DialogInstance],
    ) -> None:
        actor, address = inbound.actor, inbound.address
        # Another host may have forgotten it since: whoever arrives is known anew.
        is_known = self._addresses.get((actor.id, actor.tenant_id)) == address
        is_known = is_known and not _is_arrival(inbound)
        seen = [*document.get("seen", ()), inbound.activity_id][-REMEMBERED:]
        await self.conversations.save(
            inbound.conversation_id,
            actor,
            kept,
            document={**talk.memory, "schema": SCHEMA, "stack": written(stack), "seen": seen},
            draft=talk.draft,
            tasks=talk.tasks,
            address=None if is_known else address,
        )
        self._addresses[actor.id, actor.tenant_id] = address


def _facts(inbound: Inbound, error: Exception) -> dict[str, str]:
    return {"activity": inbound.activity_id, "failure": type(error).__name__}


def _heard(inbound: Inbound) -> Heard | None:
    """Typed words, or a press; None for a press on something we never made."""
    if inbound.value is None:
        return Heard(text=inbound.text, has_files=inbound.has_files)
    return _pressed(inbound.value)


def _pressed(value: Mapping[str, Any]) -> Heard | None:
    parsed = actions.parse(value)
    return Heard(press=parsed[0], inputs=parsed[1]) if parsed else None


def _is_arrival(inbound: Inbound) -> bool:
    is_bot_added = inbound.bot_id in inbound.added_members
    is_person_added = inbound.member_id in inbound.added_members
    joined = inbound.type == "conversationUpdate" and (is_bot_added or is_person_added)
    return inbound.is_install or joined


def _welcome(talk: Talk) -> None:
    """Once for each chat, however many events announce the same arrival."""
    if not talk.memory.get("welcomed"):
        talk.memory["welcomed"] = True
        talk.show(welcome_card(talk.content, first_name(talk.name)))
