"""The parts of an activity that we read, as Teams writes them."""

import json
import re
from datetime import datetime
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

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
Id = Annotated[str, StringConstraints(max_length=512, pattern=r"^[^\p{Cc}]*$")]
Named = Annotated[Id, Field(min_length=1)]
Link = Annotated[str, StringConstraints(max_length=512)]
Text = Annotated[str, StringConstraints(max_length=100_000), AfterValidator(_cleaned)]


class Account(BaseModel):
    """A person or a bot."""

    id: Id
    name: Text | None = None
    object_id: Id | None = Field(None, alias="aadObjectId")


class Conversation(BaseModel):
    """Where it was said."""

    id: Named
    kind: Word | None = Field(None, alias="conversationType")
    is_group: bool | None = Field(None, alias="isGroup")


class Tenant(BaseModel):
    """The organisation, as Entra numbers it."""

    id: Id | None = None


class ChannelData(BaseModel):
    """What only Teams adds to an activity."""

    tenant: Tenant | None = None
    event_type: Any = Field(None, alias="eventType")


class Sender(Account):
    """Whoever sent it has an id."""

    id: Named


class Body(BaseModel):
    """What we read of an activity; everything else in it is let go."""

    type: Annotated[Word, Field(min_length=1)]
    sender: Sender = Field(alias="from")
    conversation: Conversation
    id: Id | None = None
    # Read for its shape alone: a body with a broken time is broken.
    timestamp: datetime | None = None
    name: Word | None = None
    text: Text | None = None
    value: Annotated[Any, AfterValidator(_cleaned)] = None
    reply_to_id: Id | None = Field(None, alias="replyToId")
    recipient: Account | None = None
    channel_data: ChannelData | None = Field(None, alias="channelData")
    service_url: Link | None = Field(None, alias="serviceUrl")
    channel_id: Word | None = Field(None, alias="channelId")
    locale: Word | None = None
    action: Word | None = None
    attachments: Any = None
    entities: Any = None
    added: list[Account] | None = Field(None, alias="membersAdded")
    removed: list[Account] | None = Field(None, alias="membersRemoved")
