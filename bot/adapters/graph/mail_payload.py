"""A letter in the words of Microsoft Graph, and how its key is asked for."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from bot.adapters.http_json import JsonObject
from bot.ports import Attachment, Letter

# The set is ours alone. To change it is to forget every mail that is on its way.
KEY_PROPERTY = "String {5f1d3a0c-6b7e-4c58-9a41-d2c90e7b86f3} Name EscalationRef"


def message(letter: Letter, key: str) -> dict[str, Any]:
    """The mail itself, marked with a key, without what is attached."""
    return {
        "subject": letter.subject,
        "importance": "high" if letter.is_urgent else "normal",
        "body": {"contentType": "html", "content": letter.html},
        "toRecipients": [{"emailAddress": {"address": letter.to}}],
        "internetMessageHeaders": [{"name": "x-report-reference", "value": letter.reference}],
        **key_mark(key),
    }


def key_mark(key: str) -> dict[str, Any]:
    """The property that a mail is found by; it never leaves the mailbox."""
    return {"singleValueExtendedProperties": [{"id": KEY_PROPERTY, "value": key}]}


def with_key(key: str) -> str:
    """The filter for what is marked with a key."""
    asked = f"ep/id eq {quoted(KEY_PROPERTY)} and ep/value eq {quoted(key)}"
    return f"singleValueExtendedProperties/Any(ep: {asked})"


def quoted(text: str) -> str:
    """A text as a filter takes it."""
    return "'" + text.replace("'", "''") + "'"


def attached(attachment: Attachment) -> dict[str, Any]:
    """A file that travels inside a request."""
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": attachment.name,
        "contentType": attachment.media_type,
        "contentBytes": b64encode(attachment.content).decode(),
    }


def moment(item: JsonObject, *names: str) -> datetime | None:
    """The first of these times that an item tells; None if it tells none."""
    for name in names:
        try:
            at = datetime.fromisoformat(item.get(name) or "")
        except (TypeError, ValueError):
            continue
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return None
