"""Where in its dialogs a chat is: kept as plain JSON, and read back only if it is understood."""

from collections.abc import Mapping, Sequence
from typing import Any

from botbuilder.dialogs import DialogInstance, DialogSet

SCHEMA = 1
"""Raised when kept positions can no longer be read; people then hear that the form changed."""


async def restored(document: Mapping[str, Any], dialogs: DialogSet) -> list[DialogInstance] | None:
    """The dialogs that are open; None if another release kept them."""
    if document.get("schema", SCHEMA) != SCHEMA:
        return None
    stack = []
    for kept in document.get("stack", ()):
        if "state" not in kept or not await dialogs.find(kept.get("id")):
            return None
        stack.append(DialogInstance(kept["id"], kept["state"]))
    return stack


def written(stack: Sequence[DialogInstance]) -> list[dict[str, Any]]:
    """What is kept of them."""
    return [{"id": instance.id, "state": instance.state} for instance in stack]
