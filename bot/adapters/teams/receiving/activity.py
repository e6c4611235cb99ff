"""Reads what Teams posts: one JSON body in, one checked value out."""

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
DEEPEST = 16
"""Levels of nesting in what a card sends; ours have two."""


def _cleaned(value: Any, depth: int = 0) -> Any:
    """Without control characters. No database column takes them, or a number without end."""
    if depth > DEEPEST:
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


def as_object(value: object) -> dict[str, Any] | None:
    """The object that a press carries, be it as JSON text; None for anything else."""
    if isinstance(value, str):
        try:
            value = _cleaned(json.loads(mended(value.encode())))
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def mended(raw: bytes) -> bytes:
    """The body with every half of a character replaced by a whole one.

    A length limit on a card's input cuts an emoji in two, and no JSON reader takes the half.
    """
    if rb"\u" not in raw:
        return raw
    return SURROGATES.sub(lambda it: rb"\ufffd" if len(it[0]) == HALF else it[0], raw)


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
    """Where it was said."""

    id: WireName
    kind: Word | None = Field(None, alias="conversationType")
    is_group: bool | None = Field(None, alias="isGroup")


class Tenant(BaseModel):
    """The organisation, as Entra numbers it."""

    id: WireId | None = None


class ChannelData(BaseModel):
    """What only Teams adds to an activity."""

    tenant: Tenant | None = None
    event_type: Any = Field(None, alias="eventType")


class WireSender(Account):
    """Whoever sent it has an id."""

    id: WireName


class Body(BaseModel):
    """What we read of an activity; everything else in it is let go."""

    type: Annotated[Word, Field(min_length=1)]
    sender: WireSender = Field(alias="from")
    conversation: Conversation
    id: WireId | None = None
    # Read for its shape alone: a body with a broken time is broken.
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
CHANGED_BY_PEOPLE = ("messageUpdate", DELETED)
"""What Teams sends when somebody edits, deletes or restores a message that they sent before."""
PERSONAL = "personal"
SHARED = "19:"
"""How Teams' ids of groups, channels and meetings begin."""


class BadBody(Exception):
    """The body is not an activity."""


class NoActor(Exception):
    """Nobody is named as the sender, so nobody can be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that Teams told us. Only what a checked token covers may be believed."""

    type: str
    conversation_id: str
    member_id: str
    """The sender's account id in this conversation."""
    activity_id: str
    name: str = ""
    """Which invoke it is."""
    text: str = ""
    value: Mapping[str, Any] | None = None
    """What a button carried."""
    reply_to_id: str | None = None
    """The message whose button was pressed."""
    object_id: str = ""
    tenant_id: str = ""
    person_name: str = ""
    attachments: object = None
    """The other forms of the words, and what came with them: read once the sender is known."""
    entities: object = None
    """Whom the words mention."""
    sent_at: str = ""
    event: str = ""
    """What a change did, as Teams names it."""
    is_group: bool = False
    service_url: str = ""
    channel_id: str = ""
    bot_id: str = ""
    locale: str = ""
    action: str = ""
    """What an installationUpdate says happened."""
    added_members: tuple[str, ...] = ()
    removed_members: tuple[str, ...] = ()

    @property
    def is_from_a_person(self) -> bool:
        """Whether somebody waits for an answer."""
        is_known = bool(self.object_id and self.tenant_id)
        return self.type in SENT_BY_PEOPLE or (self.is_change and is_known)

    @property
    def is_change(self) -> bool:
        """Whether somebody changed or deleted a message that they sent before."""
        return self.type in CHANGED_BY_PEOPLE

    @property
    def is_deletion(self) -> bool:
        """Whether that message is gone."""
        return self.type == DELETED

    @property
    def delivery_id(self) -> str:
        """The same for a redelivery of this alone: a change has the id of the message it is of."""
        if not self.is_change:
            return self.activity_id
        # Eight bits of a digest part the changes of one moment, and give no words away.
        said = f"{self.activity_id}{self.text}{self.attachments}"
        mark = sha256(said.encode("utf-8", "replace")).hexdigest()[:2]
        return f"{self.activity_id} {self.type} {self.event} {self.sent_at} {mark}"

    @property
    def actor(self) -> Actor:
        """Who sent it. Raises NoActor."""
        if not self.object_id or not self.tenant_id:
            raise NoActor
        return Actor(id=self.object_id, tenant_id=self.tenant_id)

    @property
    def address(self) -> Address:
        """Where the sender can be answered. Raises NoActor."""
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
        """Whether the app was added or brought up to date here."""
        return self.type == "installationUpdate" and self.action in ("add", "add-upgrade")

    @property
    def is_removal(self) -> bool:
        """Whether the app was taken away. Before an update it is not: "add-upgrade" follows."""
        return self.type == "installationUpdate" and self.action == "remove"

    @property
    def trigger(self) -> str:
        """Why Teams sent an invoke: "manual" for a press, "automatic" for a refresh."""
        trigger = (self.value or {}).get("trigger")
        return trigger if isinstance(trigger, str) else ""


def parse_activity(raw: bytes) -> Inbound:
    """Reads one body. Raises BadBody."""
    try:
        body = Body.model_validate_json(mended(raw))
    except ValidationError:
        # The original names what was said; it ends here.
        raise BadBody from None
    conversation, data = body.conversation, body.channel_data
    return Inbound(
        type=body.type,
        name=body.name or "",
        # Teams always gives an id; without one nothing can be told apart from it.
        activity_id=body.id or f"unnamed-{uuid4()}",
        text=body.text or "",
        value=as_object(body.value),
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
    """Whether others than the person may read what is written there; in doubt they may."""
    if conversation.kind:
        return bool(conversation.is_group) or conversation.kind != PERSONAL
    return bool(conversation.is_group) or conversation.id.startswith(SHARED)
