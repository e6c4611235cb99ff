"""Lets the dialogs of a chat answer what came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.dialogs import DialogContext, DialogInstance, DialogSet, DialogState
from botbuilder.dialogs.memory import DialogStateManagerConfiguration

from bot.adapters.teams.hearing import is_arrival
from bot.adapters.teams.positions import restored
from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.sdk_activity import activity
from bot.domain.typed.names import first_name
from cards.menu_cards import welcome_card
from dialogs.all_dialogs import all_dialogs
from dialogs.conversation import hear
from dialogs.talk import TALK, Heard, Talk
from dialogs.taps import Taps

_NO_SCOPES = DialogStateManagerConfiguration()


@dataclass(frozen=True)
class RunDialogs:
    """Goes on from where the chat was. What comes of it is in the talk, and kept nowhere yet."""

    adapter: BotAdapter
    dialogs: DialogSet = field(default_factory=all_dialogs)

    async def __call__(
        self, inbound: Inbound, heard: Heard | None, talk: Talk, document: Mapping[str, Any]
    ) -> list[DialogInstance]:
        """Where the chat is in its dialogs then."""
        stack = await restored(document, self.dialogs, talk.position)
        talk.form_changed = stack is None
        dialogs = DialogContext(self.dialogs, self._turn(inbound, talk), DialogState(stack or []))
        if is_arrival(inbound):
            _welcome(talk)
        elif inbound.is_removal:
            talk.memory.pop("welcomed", None)
        elif heard is None:
            talk.say("refusal.unknown")
            await Taps(talk, dialogs).where_we_are()
        else:
            await hear(dialogs, talk)
        return list(dialogs.stack)

    def _turn(self, inbound: Inbound, talk: Talk) -> TurnContext:
        context = TurnContext(self.adapter, activity(inbound))
        context.turn_state[TALK] = talk
        # The SDK makes all its memory scopes in every turn unless it finds some; we use none.
        context.turn_state[_NO_SCOPES.__class__.__name__] = _NO_SCOPES
        return context


def _welcome(talk: Talk) -> None:
    """Once for each chat, however many events announce the same arrival."""
    if not talk.memory.get("welcomed"):
        talk.memory["welcomed"] = True
        talk.show(welcome_card(talk.content, first_name(talk.name)))
