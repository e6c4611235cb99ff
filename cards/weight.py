"""How much one message of Teams can carry, and what gives way on a card that says too much."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cards.twin import twin_blocks

HEAVIEST = 28 * 1024
"""Bytes of a whole message, as UTF-16: the smallest of the limits that Microsoft has published."""
ORDINARY = 20 * 1024
"""What a message with everyday content stays below."""

_CUT = "…"
_ENVELOPE = {
    "type": "message",
    "from": {"id": "i" * 64},
    "recipient": {"id": "i" * 160, "aadObjectId": "i" * 36},
    "conversation": {"id": "i" * 160, "tenantId": "i" * 36},
    "summary": "s" * 80,
}
"""The rest of the message, with ids of the longest kind."""


def weight(card: Mapping[str, Any]) -> int:
    """What a message with this card weighs, in bytes."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    message = {**_ENVELOPE, "attachments": [attachment]}
    return len(json.dumps(message, ensure_ascii=False).encode("utf-16-le"))


def fallback_text(card: Mapping[str, Any]) -> str:
    """The text twin; on a card that would get too heavy, without its longest paragraphs.

    Only clients that cannot draw the card show it, so it gives way before the card does.
    """
    blocks = list(twin_blocks(card))
    while _is_too_heavy(card, blocks) and any(len(block) > len(_CUT) for block in blocks):
        longest = max(range(len(blocks)), key=lambda place: len(blocks[place]))
        blocks[longest] = _CUT
    return "\n\n".join(blocks)


def _is_too_heavy(card: Mapping[str, Any], blocks: Sequence[str]) -> bool:
    return weight({**card, "fallbackText": "\n\n".join(blocks)}) > HEAVIEST
