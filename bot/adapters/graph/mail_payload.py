"""Microsoft Graph JSON of a mail, its key property and the filter that finds it.

https://learn.microsoft.com/graph/api/resources/message
https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-post-singlevalueextendedproperties
"""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from bot.adapters.http_json import JsonObject
from bot.ports import Attachment, Letter

# The GUID is this bot's own property set. Changing it loses track of every mail in transit.
KEY_PROPERTY = "String {5f1d3a0c-6b7e-4c58-9a41-d2c90e7b86f3} Name EscalationRef"


def message_resource(letter: Letter, key: str) -> dict[str, Any]:
    """The message with its key, without attachments."""
    return {
        **_written(letter),
        "internetMessageHeaders": [{"name": "x-report-reference", "value": letter.reference}],
        "isDeliveryReceiptRequested": letter.wants_receipt,
        **key_property(key),
    }


def reply_resource(letter: Letter) -> dict[str, Any]:
    """What makes a draft by createReply this letter.

    Such a draft goes to the Reply-To of the mail it answers, which here is the reporter, so each
    group of recipients is replaced. Headers can be set when a message is created only.
    """
    return {**_written(letter), "ccRecipients": [], "bccRecipients": [], **key_property(letter.key)}


def _written(letter: Letter) -> dict[str, Any]:
    return {
        "subject": letter.subject,
        "importance": "high" if letter.is_urgent else "normal",
        "body": {"contentType": "html", "content": letter.html},
        "toRecipients": [_recipient(letter.to)],
        "replyTo": [_recipient(letter.reply_to)] if letter.reply_to else [],
    }


def _recipient(address: str) -> dict[str, Any]:
    return {"emailAddress": {"address": address}}


def key_property(key: str) -> dict[str, Any]:
    """The extended property that a mail is found by; it is not sent to the recipient."""
    return {"singleValueExtendedProperties": [{"id": KEY_PROPERTY, "value": key}]}


def key_filter(key: str) -> str:
    """The $filter for messages with this key."""
    condition = f"ep/id eq {odata_string(KEY_PROPERTY)} and ep/value eq {odata_string(key)}"
    return f"singleValueExtendedProperties/Any(ep: {condition})"


def odata_string(text: str) -> str:
    """A string literal for $filter; quotes are doubled."""
    return "'" + text.replace("'", "''") + "'"


def file_attachment(attachment: Attachment) -> dict[str, Any]:
    """A file to send inside a request."""
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": attachment.name,
        "contentType": attachment.media_type,
        "contentBytes": b64encode(attachment.content).decode(),
    }


def parse_time(item: JsonObject, *names: str) -> datetime | None:
    """The first of these properties that holds a time, in UTC; None if none does."""
    for name in names:
        try:
            at = datetime.fromisoformat(item.get(name) or "")
        except (TypeError, ValueError):
            continue
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return None
