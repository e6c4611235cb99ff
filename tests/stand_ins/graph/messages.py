"""A message as a client may write it; whatever else it says is refused."""

import binascii
from base64 import b64decode
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from tests.stand_ins.graph.queries import PROPERTY_ID, property_key
from tests.stand_ins.graph.refusals import Malformed

P = TypeVar("P", bound="StrictForm")


def _is_base64(text: str) -> str:
    try:
        b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    return text


def _is_ours(name: str) -> str:
    if not name.lower().startswith("x-") or len(name) < 3:
        raise ValueError("a header of ours begins with x-")
    return name


def _is_property_id(text: str) -> str:
    if PROPERTY_ID.fullmatch(text) is None:
        raise ValueError("not an extended property id")
    return text


class StrictForm(BaseModel):
    """Closed, and exact about types: "true" is not true."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=to_camel, validate_by_alias=True
    )


class EmailAddress(StrictForm):
    """An address, and perhaps whose it is."""

    address: str
    name: str | None = None


class Recipient(StrictForm):
    """One of those it goes to."""

    email_address: EmailAddress


class MessageBody(StrictForm):
    """What it says."""

    content_type: Literal["html", "text"]
    content: str


class Header(StrictForm):
    """One of at most five headers of our own."""

    name: Annotated[str, AfterValidator(_is_ours)]
    value: Annotated[str, Field(pattern=r"^[^\r\n]{1,995}$")]


class Property(StrictForm):
    """A mark that stays in the mailbox."""

    id: Annotated[str, AfterValidator(_is_property_id)]
    value: Annotated[str, Field(min_length=1)]


class FileAttachment(StrictForm):
    """A small file; its content travels in the request."""

    odata_type: Annotated[Literal["#microsoft.graph.fileAttachment"], Field(alias="@odata.type")]
    name: Annotated[str, Field(min_length=1)]
    content_bytes: Annotated[str, AfterValidator(_is_base64)]
    content_type: str = "application/octet-stream"
    is_inline: bool = False

    @property
    def content(self) -> bytes:
        """What is in it."""
        return b64decode(self.content_bytes)


class AttachmentItem(StrictForm):
    """A large file that is about to come, range by range."""

    attachment_type: Literal["file"]
    name: Annotated[str, Field(min_length=1)]
    size: Annotated[int, Field(gt=0)]
    content_type: str = "application/octet-stream"
    is_inline: bool = False


class MessageForm(StrictForm):
    """What a client gives of a message, or changes of it."""

    subject: str = ""
    body: MessageBody = MessageBody(contentType="text", content="")
    to_recipients: tuple[Recipient, ...] = ()
    cc_recipients: tuple[Recipient, ...] = ()
    bcc_recipients: tuple[Recipient, ...] = ()
    reply_to: tuple[Recipient, ...] = ()
    importance: Literal["low", "normal", "high"] = "normal"
    internet_message_headers: Annotated[tuple[Header, ...], Field(min_length=1, max_length=5)] = ()
    single_value_extended_properties: Annotated[tuple[Property, ...], Field(min_length=1)] = ()
    attachments: tuple[FileAttachment, ...] = ()
    is_delivery_receipt_requested: bool = False
    is_read_receipt_requested: bool = False

    @property
    def properties(self) -> dict[str, str]:
        """The extended properties, by key."""
        return {property_key(p.id): p.value for p in self.single_value_extended_properties}

    @property
    def everyone(self) -> list[str]:
        """Each address it goes to."""
        groups = (self.to_recipients, self.cc_recipients, self.bcc_recipients)
        return [recipient.email_address.address for group in groups for recipient in group]


class ReplyForm(StrictForm):
    """What a client may say of a reply when it is created."""

    message: MessageForm | None = None
    comment: str | None = None


def read(kind: type[P], raw: bytes) -> P:
    """A part of a request. Raises Malformed."""
    try:
        return kind.model_validate_json(raw)
    except ValidationError as error:
        raise Malformed.of_body(error) from None
