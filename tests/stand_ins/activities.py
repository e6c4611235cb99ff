"""What Teams posts to a bot, field for field, with invented people."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from typing import Any

TENANT_ID = "5f0c1d0e-6a53-4f1b-9a41-0d3c2b1a0001"
APP_ID = "7d3b8c2a-9e14-4c57-8a5e-6f2d6a1c0b07"

Activity = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """An invented person in Teams."""

    object_id: str
    name: str

    @property
    def id(self) -> str:
        """The account id that Teams gives them towards this bot."""
        return f"29:1{_digest(self.object_id, 40)}"


@dataclass(frozen=True)
class Chat:
    """A conversation the bot is in."""

    id: str
    kind: str

    @classmethod
    def with_person(cls, member: Member) -> "Chat":
        """Somebody's one-to-one chat with the bot."""
        return cls(f"a:1{_digest(f'chat of {member.object_id}', 60)}", "personal")

    @classmethod
    def of_group(cls, name: str) -> "Chat":
        """A group chat."""
        return cls(f"19:{_digest(name, 32)}@thread.v2", "groupChat")


@dataclass(frozen=True)
class TeamsChannel:
    """What every activity of one Teams has in common."""

    service_url: str
    tenant_id: str = TENANT_ID
    app_id: str = APP_ID

    def activity(self, kind: str, member: Member, chat: Chat, **more: Any) -> Activity:
        """One activity as Teams writes it; what is given replaces or adds fields."""
        now = datetime.now(UTC)
        conversation: Activity = {
            "conversationType": chat.kind,
            "tenantId": self.tenant_id,
            "id": chat.id,
        }
        if chat.kind != "personal":
            conversation["isGroup"] = True
        return {
            "type": kind,
            "id": f"f:{uuid.uuid4()}",
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimestamp": now.isoformat(timespec="milliseconds"),
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": member.id, "name": member.name, "aadObjectId": member.object_id},
            "conversation": conversation,
            "recipient": {"id": self.bot_id, "name": "Be social media aware"},
            "channelData": {"tenant": {"id": self.tenant_id}},
            "locale": "en-NZ",
            **more,
        }

    @property
    def bot_id(self) -> str:
        """The bot's account id."""
        return f"28:{self.app_id}"

    def text(self, member: Member, chat: Chat, text: str) -> Activity:
        """A typed message."""
        return self.activity(
            "message",
            member,
            chat,
            text=text,
            textFormat="plain",
            attachments=[{"contentType": "text/html", "content": as_html(text)}],
            entities=[
                {"type": "clientInfo", "locale": "en-NZ", "country": "NZ", "platform": "Windows"}
            ],
        )

    def change(
        self, member: Member, chat: Chat, activity_id: str, text: str | None, event: str
    ) -> Activity:
        """A message that was sent before is edited, restored, or without a text deleted."""
        kind = "messageDelete" if text is None else "messageUpdate"
        said = {} if text is None else {"text": text, "textFormat": "plain"}
        channel_data = {"tenant": {"id": self.tenant_id}, "eventType": event}
        return self.activity(kind, member, chat, id=activity_id, channelData=channel_data, **said)

    def press(
        self, member: Member, chat: Chat, activity_id: str, value: Mapping[str, Any]
    ) -> Activity:
        """A press on an Action.Submit."""
        return self.activity("message", member, chat, replyToId=activity_id, value=dict(value))

    def execute(
        self,
        member: Member,
        chat: Chat,
        activity_id: str,
        verb: str,
        data: Mapping[str, Any],
        trigger: str = "manual",
    ) -> Activity:
        """A press on an Action.Execute."""
        action = {"type": "Action.Execute", "verb": verb, "data": dict(data)}
        return self.activity(
            "invoke",
            member,
            chat,
            name="adaptiveCard/action",
            replyToId=activity_id,
            value={"action": action, "trigger": trigger},
        )

    def installation(self, member: Member, chat: Chat, action: str) -> Activity:
        """The app was added or removed."""
        return self.activity("installationUpdate", member, chat, action=action)

    def bot_added(self, member: Member, chat: Chat) -> Activity:
        """The bot became a member of a chat."""
        return self.activity("conversationUpdate", member, chat, membersAdded=[{"id": self.bot_id}])


def as_html(text: str) -> str:
    """Typed words as Teams formats them."""
    return f"<p>{escape(text, quote=False)}</p>".replace("\n", "<br>")


def _digest(text: str, length: int) -> str:
    return sha256(text.encode()).hexdigest()[:length]
