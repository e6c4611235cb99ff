"""How much one message of Teams can carry, and what gives way on a card that says too much."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from cards.plain_text import button_paragraphs, text_paragraphs

MAX_MESSAGE_BYTES = 28 * 1024
"""Bytes of a whole message, as UTF-16: the smallest of the limits that Microsoft has published."""
TARGET_MESSAGE_BYTES = 20 * 1024
"""What a message stays below, unless the card by itself says more."""

_CUT = "…"
_LONGEST_LINES = (600, 300, 150, 75, 25)
_MOST_LINES = 100
_ENVELOPE = {
    "type": "message",
    "from": {"id": "i" * 64},
    "recipient": {"id": "i" * 160, "aadObjectId": "i" * 36},
    "conversation": {"id": "i" * 160, "tenantId": "i" * 36},
    "summary": "s" * 80,
}
"""The rest of the message, with ids of the longest kind."""


def message_bytes(card: Mapping[str, Any]) -> int:
    """What a message with this card weighs, in bytes."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    message = {**_ENVELOPE, "attachments": [attachment]}
    return len(json.dumps(message, ensure_ascii=False).encode("utf-16-le"))


def truncated_to_fit(
    draw: Callable[[str], dict[str, Any]], text: str, cut_short: str
) -> dict[str, Any]:
    """The card with this text; with its longest lines cut, and a word on it, if it must be."""
    shown = draw(text)
    for longest in _LONGEST_LINES:
        if message_bytes(shown) <= MAX_MESSAGE_BYTES:
            break
        shown = draw(f"{_shortened(text, longest)}\n{cut_short}")
    return shown


def _shortened(text: str, longest: int) -> str:
    lines = text.splitlines()[:_MOST_LINES]
    return "\n".join(line if len(line) <= longest else f"{line[:longest]}{_CUT}" for line in lines)


def fallback_text(card: Mapping[str, Any]) -> str:
    """The plain text of the card, without its last paragraphs if the message would get too large.

    Only clients that cannot draw the card show it, so it gives way before the card does.
    """
    said, ways = list(text_paragraphs(card)), list(button_paragraphs(card))
    text = "\n\n".join([*said, *ways])
    while said and message_bytes({**card, "fallbackText": text}) > TARGET_MESSAGE_BYTES:
        said.pop()
        text = "\n\n".join([*said, _CUT, *ways])
    return text
