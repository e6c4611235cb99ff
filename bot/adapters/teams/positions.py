"""Where in its dialogs a chat is: kept as plain JSON, and read back only if it is understood."""

from collections.abc import Mapping, Sequence
from typing import Any

from botbuilder.dialogs import DialogInstance, DialogSet, WaterfallDialog

from bot.domain.journey import Position, open_question
from dialogs.stage import stage_of

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
