"""Parses and validates the activity that Teams posts.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import isfinite
from typing import Annotated, Any
from uuid import uuid4

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError

from bot.domain.people import Actor
from bot.ports import Address

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SURROGATES = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
HALF = len(rb"\ud83d")
MAX_DEPTH = 16
"""Levels of nesting in a card's data; ours have two."""


def _cleaned(value: Any, depth: int = 0) -> Any:
    """Without control characters. Raises ValueError for NaN and infinity.

    A jsonb column takes neither NUL nor such a number:
    https://www.postgresql.org/docs/current/datatype-json.html
    """
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("no number")
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item, depth + 1) for key, item in value.items()}
    return value


def parse_object(value: object) -> dict[str, Any] | None:
    """The data of a press, as an object or as JSON text; None for anything else."""
    if isinstance(value, str):
        try:
            value = _cleaned(json.loads(replace_lone_surrogates(value.encode())))
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def replace_lone_surrogates(raw: bytes) -> bytes:
    """Replaces each half of a surrogate pair with U+FFFD.

    The maxLength of a card's input cuts an emoji in two, and JSON parsers refuse the half.
    """
    if rb"\u" not in raw:
        return raw
    return SURROGATES.sub(lambda found: rb"\ufffd" if len(found[0]) == HALF else found[0], raw)


Word = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\p{Cc}]*$")]
WireId = Annotated[str, StringConstraints(max_length=512, pattern=r"^[^\p{Cc}]*$")]
WireName = Annotated[WireId, Field(min_length=1)]
WireUrl = Annotated[str, StringConstraints(max_length=512)]
Text = Annotated[str, StringConstraints(max_length=100_000), AfterValidator(_cleaned)]


class Account(BaseModel):
    """A person or a bot."""

    id: WireId
    name: Text | None = None
    object_id: WireId | None = Field(None, alias="aadObjectId")


class Conversation(BaseModel):
    """The chat, group or channel."""

    id: WireName
    kind: Word | None = Field(None, alias="conversationType")
    is_group: bool | None = Field(None, alias="isGroup")


class Tenant(BaseModel):
    """The organisation in Entra."""

    id: WireId | None = None


class ChannelData(BaseModel):
    """What Teams adds to the Bot Framework's activity."""

    tenant: Tenant | None = None
    event_type: Any = Field(None, alias="eventType")


class WireSender(Account):
    """The sender, who always has an id."""

    id: WireName


class Body(BaseModel):
    """The fields of an activity that are read; all others are ignored."""

    type: Annotated[Word, Field(min_length=1)]
    sender: WireSender = Field(alias="from")
    conversation: Conversation
    id: WireId | None = None
    timestamp: datetime | None = None
    name: Word | None = None
    text: Text | None = None
    value: Annotated[Any, AfterValidator(_cleaned)] = None
    reply_to_id: WireId | None = Field(None, alias="replyToId")
    recipient: Account | None = None
    channel_data: ChannelData | None = Field(None, alias="channelData")
    service_url: WireUrl | None = Field(None, alias="serviceUrl")
    channel_id: Word | None = Field(None, alias="channelId")
    locale: Word | None = None
    action: Word | None = None
    attachments: Any = None
    entities: Any = None
    added: list[Account] | None = Field(None, alias="membersAdded")
    removed: list[Account] | None = Field(None, alias="membersRemoved")


SENT_BY_PEOPLE = ("message", "invoke")
DELETED = "messageDelete"
MESSAGE_CHANGES = ("messageUpdate", DELETED)
"""A person edits, deletes or restores a message
(https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages)."""
PERSONAL = "personal"
GROUP_ID_PREFIX = "19:"
"""Prefix of the ids of group chats, channels and meetings."""


class BadBody(Exception):
    """The body is not an activity."""


class NoActor(Exception):
    """The activity has no object id or tenant id of a sender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One received activity. Only what a checked token covers can be trusted."""

    type: str
    conversation_id: str
    member_id: str
    """The sender's account id in this conversation."""
    activity_id: str
    name: str = ""
    """The name of an invoke."""
    text: str = ""
    value: Mapping[str, Any] | None = None
    """The data of the pressed button."""
    reply_to_id: str | None = None
    """Activity id of the message whose button was pressed."""
    object_id: str = ""
    tenant_id: str = ""
    person_name: str = ""
    attachments: object = None
    """Unvalidated; read once the sender is authorised."""
    entities: object = None
    """Mentions; unvalidated."""
    sent_at: str = ""
    event: str = ""
    """The eventType of a message change."""
    is_group: bool = False
    service_url: str = ""
    channel_id: str = ""
    bot_id: str = ""
    locale: str = ""
    action: str = ""
    """The action of an installationUpdate."""
    added_members: tuple[str, ...] = ()
    removed_members: tuple[str, ...] = ()

    @property
    def is_from_a_person(self) -> bool:
        """Whether a person sent it and expects a reply."""
        is_known = bool(self.object_id and self.tenant_id)
        return self.type in SENT_BY_PEOPLE or (self.is_change and is_known)

    @property
    def is_change(self) -> bool:
        """Whether a person edited, restored or deleted a message."""
        return self.type in MESSAGE_CHANGES

    @property
    def is_deletion(self) -> bool:
        """Whether a person deleted a message."""
        return self.type == DELETED

    @property
    def delivery_id(self) -> str:
        """Idempotency key: the same for a redelivery, different for each change of a message."""
        if not self.is_change:
            return self.activity_id
        # A change has the id of its message. Eight bits of a digest tell changes of the same moment
        # apart without revealing their text.
        content = f"{self.activity_id}{self.text}{self.attachments}"
        mark = sha256(content.encode("utf-8", "replace")).hexdigest()[:2]
        return f"{self.activity_id} {self.type} {self.event} {self.sent_at} {mark}"

    @property
    def actor(self) -> Actor:
        """The sender. Raises NoActor."""
        if not self.object_id or not self.tenant_id:
            raise NoActor
        return Actor(id=self.object_id, tenant_id=self.tenant_id)

    @property
    def address(self) -> Address:
        """Where to reply to the sender. Raises NoActor."""
        actor = self.actor
        return Address(
            person_id=actor.id,
            tenant_id=actor.tenant_id,
            service_url=self.service_url,
            conversation_id=self.conversation_id,
            bot_id=self.bot_id,
            member_id=self.member_id,
        )

    @property
    def is_install(self) -> bool:
        """Whether the app was installed or upgraded
        (https://github.com/microsoft/botframework-sdk/issues/6139).
        """
        return self.type == "installationUpdate" and self.action in ("add", "add-upgrade")

    @property
    def is_removal(self) -> bool:
        """Whether the app was uninstalled; "remove-upgrade" is not, as "add-upgrade" follows it."""
        return self.type == "installationUpdate" and self.action == "remove"

    @property
    def is_arrival(self) -> bool:
        """Whether the bot or the person was just added to the chat."""
        is_bot_added = self.bot_id in self.added_members
        is_person_added = self.member_id in self.added_members
        joined = self.type == "conversationUpdate" and (is_bot_added or is_person_added)
        return self.is_install or joined

    @property
    def trigger(self) -> str:
        """Of an invoke: "manual" for a press, "automatic" for a refresh."""
        trigger = (self.value or {}).get("trigger")
        return trigger if isinstance(trigger, str) else ""

    @property
    def is_refresh(self) -> bool:
        """Whether Teams refreshes a card by itself, without a press; such a turn is not saved.

        https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
        """
        return self.type == "invoke" and self.trigger == "automatic"


def parse_activity(raw: bytes) -> Inbound:
    """Raises BadBody."""
    try:
        body = Body.model_validate_json(replace_lone_surrogates(raw))
    except ValidationError:
        # Not chained: the ValidationError quotes the message.
        raise BadBody from None
    conversation, data = body.conversation, body.channel_data
    return Inbound(
        type=body.type,
        name=body.name or "",
        # Teams always sends an id; without one, each activity counts as a new one.
        activity_id=body.id or f"unnamed-{uuid4()}",
        text=body.text or "",
        value=parse_object(body.value),
        reply_to_id=body.reply_to_id,
        object_id=(body.sender.object_id or "").strip(),
        tenant_id=(data and data.tenant and data.tenant.id) or "",
        person_name=(body.sender.name or "")[:256],
        member_id=body.sender.id,
        conversation_id=conversation.id,
        attachments=body.attachments,
        entities=body.entities,
        sent_at=body.timestamp.isoformat() if body.timestamp else "",
        event=data.event_type if data and isinstance(data.event_type, str) else "",
        is_group=_is_group(conversation),
        service_url=body.service_url or "",
        channel_id=body.channel_id or "",
        bot_id=body.recipient.id if body.recipient else "",
        locale=body.locale or "",
        action=body.action or "",
        added_members=tuple(member.id for member in body.added or ()),
        removed_members=tuple(member.id for member in body.removed or ()),
    )


def _is_group(conversation: Conversation) -> bool:
    """Whether other people can read the conversation; True in doubt."""
    if conversation.kind:
        return bool(conversation.is_group) or conversation.kind != PERSONAL
    return bool(conversation.is_group) or conversation.id.startswith(GROUP_ID_PREFIX)
