"""Runs the dialogs of a chat on one activity."""

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
from bot.domain.journey import Position, open_question
from bot.domain.typed.names import first_name
from cards.menu_cards import welcome_card
from dialogs.registry import all_dialogs
from dialogs.report.stages import stage_of
from dialogs.router import ActionRouter
from dialogs.turn import TURN, Turn, UserInput
from dialogs.typed_commands import handle_input

SCHEMA = 2
"""Incremented when another release would misread a stored stack; people are then told that the form
changed. Release 1.0.0 reads 1 only, and a draft of facts is at another question there."""


async def restore_stack(
    document: Mapping[str, Any], dialogs: DialogSet, position: Position | None
) -> list[DialogInstance] | None:
    """The dialog stack at this position of the draft.

    None if the stored stack does not fit it: another release saved it, or the content has changed
    since the question was asked. No other place checks this; any later error is a bug.
    """
    if document.get("schema", SCHEMA) != SCHEMA:
        return None
    stored = document.get("stack", ())
    if not stored or position is None:
        return []
    if not isinstance(stored, list) or not all(map(_is_instance, stored)):
        return None
    if stored[-1]["id"] != stage_of(position):
        return None
    if stored[0]["state"].get("asked") not in (None, open_question(position)):
        return None
    stack = []
    for instance in stored:
        dialog = await dialogs.find(instance["id"])
        if dialog is None or not _fits(instance["state"], isinstance(dialog, WaterfallDialog)):
            return None
        stack.append(DialogInstance(instance["id"], instance["state"]))
    return stack


def dump_stack(stack: Sequence[DialogInstance]) -> list[dict[str, Any]]:
    """The stored form of a dialog stack."""
    return [{"id": instance.id, "state": instance.state} for instance in stack]


def _is_instance(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    return isinstance(entry.get("id"), str) and isinstance(entry.get("state"), dict)


def _fits(state: Mapping[str, Any], is_waterfall: bool) -> bool:
    """Whether the SDK's waterfall, or our prompt, can resume from this state."""
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
        """Runs the turn; returns the dialog stack after it."""
        stack = await restore_stack(document, self.dialogs, turn.position)
        turn.form_changed = stack is None
        dialogs = DialogContext(
            self.dialogs, self._turn_context(inbound, turn), DialogState(stack or [])
        )
        if inbound.is_arrival:
            _welcome(turn)
        elif inbound.is_removal:
            turn.memory.pop("welcomed", None)
        elif user_input is None:
            turn.say("refusal.unknown")
            await ActionRouter(turn, dialogs).show_current()
        else:
            await handle_input(dialogs, turn)
        return list(dialogs.stack)

    def _turn_context(self, inbound: Inbound, turn: Turn) -> TurnContext:
        context = TurnContext(self.adapter, activity(inbound))
        context.turn_state[TURN] = turn
        # botbuilder-dialogs 4.17.1 builds all its memory scopes for every DialogContext unless it
        # finds a configuration here; no dialog of ours uses one
        # (https://github.com/microsoft/botbuilder-python/blob/main/libraries/botbuilder-dialogs/botbuilder/dialogs/memory/dialog_state_manager.py).
        context.turn_state[_NO_SCOPES.__class__.__name__] = _NO_SCOPES
        return context


def _welcome(turn: Turn) -> None:
    """Once per chat: several events may announce the same arrival."""
    if not turn.memory.get("welcomed"):
        turn.memory["welcomed"] = True
        turn.show_menu(welcome_card(turn.content, first_name(turn.name)))
