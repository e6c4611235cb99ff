"""Lets the dialogs of a chat answer what came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.dialogs import (
    DialogContext,
    DialogInstance,
    DialogSet,
    DialogState,
    WaterfallDialog,
)
from botbuilder.dialogs.memory import DialogStateManagerConfiguration

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.sdk.activity import activity
from bot.adapters.teams.turns.input import is_arrival
from bot.domain.journey import Position, open_question
from bot.domain.typed.names import first_name
from cards.menu_cards import welcome_card
from dialogs.registry import all_dialogs
from dialogs.report.stages import stage_of
from dialogs.router import ActionRouter
from dialogs.turn import TURN, Turn, UserInput
from dialogs.typed_commands import hear

SCHEMA = 1
"""Raised when kept positions can no longer be read; people then hear that the form changed."""


async def restored(
    document: Mapping[str, Any], dialogs: DialogSet, position: Position | None
) -> list[DialogInstance] | None:
    """The dialogs that are open at this position of the draft.

    None if what is kept does not fit it: another release kept it, or the content has changed since
    the question was asked. This is the one place that says so; any later error is a fault of ours.
    """
    if document.get("schema", SCHEMA) != SCHEMA:
        return None
    kept = document.get("stack", ())
    if not kept or position is None:
        return []
    if not isinstance(kept, list) or not all(map(_is_instance, kept)):
        return None
    if kept[-1]["id"] != stage_of(position):
        return None
    if kept[0]["state"].get("asked") not in (None, open_question(position)):
        return None
    stack = []
    for instance in kept:
        dialog = await dialogs.find(instance["id"])
        if dialog is None or not _fits(instance["state"], isinstance(dialog, WaterfallDialog)):
            return None
        stack.append(DialogInstance(instance["id"], instance["state"]))
    return stack


def written(stack: Sequence[DialogInstance]) -> list[dict[str, Any]]:
    """What is kept of them."""
    return [{"id": instance.id, "state": instance.state} for instance in stack]


def _is_instance(kept: object) -> bool:
    if not isinstance(kept, dict):
        return False
    return isinstance(kept.get("id"), str) and isinstance(kept.get("state"), dict)


def _fits(state: Mapping[str, Any], is_waterfall: bool) -> bool:
    """Whether the SDK, or our prompt, can go on from this state."""
    if not is_waterfall:
        return isinstance(state.get("nonce"), str)
    is_at_a_step = state.get("stepIndex") in range(2) and isinstance(state.get("values"), dict)
    return is_at_a_step and {"options", "instanceId"} <= set(state)


_NO_SCOPES = DialogStateManagerConfiguration()


@dataclass(frozen=True)
class DialogRunner:
    """Goes on from where the chat was. The outcome is in the turn and not saved yet."""

    adapter: BotAdapter
    dialogs: DialogSet = field(default_factory=all_dialogs)

    async def __call__(
        self,
        inbound: Inbound,
        user_input: UserInput | None,
        turn: Turn,
        document: Mapping[str, Any],
    ) -> list[DialogInstance]:
        """Where the chat is in its dialogs then."""
        stack = await restored(document, self.dialogs, turn.position)
        turn.form_changed = stack is None
        dialogs = DialogContext(
            self.dialogs, self._turn_context(inbound, turn), DialogState(stack or [])
        )
        if is_arrival(inbound):
            _welcome(turn)
        elif inbound.is_removal:
            turn.memory.pop("welcomed", None)
        elif user_input is None:
            turn.say("refusal.unknown")
            await ActionRouter(turn, dialogs).where_we_are()
        else:
            await hear(dialogs, turn)
        return list(dialogs.stack)

    def _turn_context(self, inbound: Inbound, turn: Turn) -> TurnContext:
        context = TurnContext(self.adapter, activity(inbound))
        context.turn_state[TURN] = turn
        # The SDK makes all its memory scopes in every turn unless it finds some; we use none.
        context.turn_state[_NO_SCOPES.__class__.__name__] = _NO_SCOPES
        return context


def _welcome(turn: Turn) -> None:
    """Once for each chat, however many events announce the same arrival."""
    if not turn.memory.get("welcomed"):
        turn.memory["welcomed"] = True
        turn.show(welcome_card(turn.content, first_name(turn.name)))
