"""Size limits of a Teams message, and how cards that exceed them are shortened."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from cards.plain_text import button_paragraphs, text_paragraphs

MAX_MESSAGE_BYTES = 28 * 1024
"""Of a whole message in UTF-16. Microsoft publishes limits of 28 KB and more; this is the lowest:
https://learn.microsoft.com/en-us/connectors/teams/
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages"""
TARGET_MESSAGE_BYTES = 20 * 1024
"""The plain text is shortened to keep a message below it; the card itself may exceed it."""

_ELLIPSIS = "…"
_LINE_LIMITS = (600, 300, 150, 75, 25)
_MAX_LINES = 100
_ENVELOPE = {
    "type": "message",
    "from": {"id": "i" * 64},
    "recipient": {"id": "i" * 160, "aadObjectId": "i" * 36},
    "conversation": {"id": "i" * 160, "tenantId": "i" * 36},
    "summary": "s" * 80,
}
"""The rest of the message, with ids of the maximum length."""


def message_bytes(card: Mapping[str, Any]) -> int:
    """Size of a message with this card, in UTF-16 bytes."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    message = {**_ENVELOPE, "attachments": [attachment]}
    return len(json.dumps(message, ensure_ascii=False).encode("utf-16-le"))


def truncated_to_fit(
    render: Callable[[str], dict[str, Any]], text: str, cut_short: str
) -> dict[str, Any]:
    """The rendered card; if it is too large, with truncated lines and the sentence `cut_short`."""
    card = render(text)
    for limit in _LINE_LIMITS:
        if message_bytes(card) <= MAX_MESSAGE_BYTES:
            break
        card = render(f"{_truncated_lines(text, limit)}\n{cut_short}")
    return card


def _truncated_lines(text: str, limit: int) -> str:
    lines = text.splitlines()[:_MAX_LINES]
    return "\n".join(line if len(line) <= limit else f"{line[:limit]}{_ELLIPSIS}" for line in lines)


def fallback_text(card: Mapping[str, Any]) -> str:
    """The plain text of the card, without its last paragraphs if the message would get too large.

    Only clients that cannot render the card show it, so it is shortened first.
    """
    paragraphs, buttons = list(text_paragraphs(card)), list(button_paragraphs(card))
    text = "\n\n".join([*paragraphs, *buttons])
    while paragraphs and message_bytes({**card, "fallbackText": text}) > TARGET_MESSAGE_BYTES:
        paragraphs.pop()
        text = "\n\n".join([*paragraphs, _ELLIPSIS, *buttons])
    return text
