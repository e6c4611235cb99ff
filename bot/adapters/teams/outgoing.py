"""What the bot asks of Teams: one request each to send, to replace and to open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.ports import Address, Message

CARD = "application/vnd.microsoft.card.adaptive"
JsonObject = Mapping[str, Any]


@dataclass(frozen=True)
class Outgoing:
    """One request; whatever is asked a second time is asked in the very same words."""

    method: str
    url: str
    """The ids in it are encoded already."""
    chat: str
    """Whose pace it keeps: that of a chat, or of a person whose chat is not open yet."""
    body: JsonObject


def sending(to: Address, message: Message) -> Outgoing:
    """A new message."""
    return Outgoing("POST", _activities(to), to.conversation_id, _activity(to, message))


def replacing(to: Address, activity_id: str, message: Message) -> Outgoing:
    """Another message in the place of one that is there."""
    url = f"{_activities(to)}/{quote(activity_id, safe='')}"
    body = {**_activity(to, message), "id": activity_id}
    return Outgoing("PUT", url, to.conversation_id, body)


def opening(person_id: str, tenant_id: str, service_url: str, bot_id: str) -> Outgoing:
    """The one-to-one chat with a person."""
    body = {
        "isGroup": False,
        "bot": {"id": bot_id},
        "members": [{"id": person_id}],
        "tenantId": tenant_id,
        "channelData": {"tenant": {"id": tenant_id}},
    }
    return Outgoing("POST", _conversations(service_url), person_id, body)


def _conversations(service_url: str) -> str:
    return f"{service_url.rstrip('/')}/v3/conversations"


def _activities(to: Address) -> str:
    return f"{_conversations(to.service_url)}/{quote(to.conversation_id, safe='')}/activities"


def _activity(to: Address, message: Message) -> JsonObject:
    """One message as Teams takes it. Card and text never travel together: ids get lost then."""
    shown: JsonObject
    if message.card is not None:
        shown = {"attachments": [{"contentType": CARD, "content": message.card}]}
    else:
        shown = {"text": message.text or "", "textFormat": "plain"}
    return {
        "type": "message",
        "from": {"id": to.bot_id},
        "recipient": {"id": to.member_id, "aadObjectId": to.person_id},
        "conversation": {"id": to.conversation_id, "tenantId": to.tenant_id},
        "summary": message.summary,
        **shown,
    }
