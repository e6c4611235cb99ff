"""Sends mail from the bot's mailbox; every mail is found again by its key."""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.errors import Idempotency
from bot.adapters.graph.mail_payload import (
    file_attachment,
    key_filter,
    key_property,
    message_resource,
    parse_time,
    reply_resource,
)
from bot.adapters.graph.mail_uploads import MAX_INLINE_BYTES, attach_file
from bot.adapters.graph.non_delivery_reports import InboxMessage, find_about, find_returned
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.ports import (
    Busy,
    Gone,
    Letter,
    MailboxEntry,
    NonDeliveryReport,
    NotSetUp,
    Rejected,
    Unclear,
)

SEND_TIMEOUT = 30.0
FIELDS = "id,isDraft,createdDateTime,sentDateTime"


class GraphMail:
    """Fulfils Mail with the drafts and sent items of an Exchange mailbox."""

    def __init__(self, client: GraphClient, mailbox: str) -> None:
        self._client = client
        self._mailbox = mailbox

    async def look_up(self, key: str) -> MailboxEntry:
        """The mail and the drafts with this key, in any folder.

        Raises Busy if the response is incomplete: taking a sent mail for none would send it twice.
        """
        name = "look up"
        found = await self._under(key, name, "messages")
        sent = [at for item in found if (at := _left_at(item)) is not None]
        drafts = [draft for item in found if (draft := _draft(item)) is not None]
        has_left = any(item.get("isDraft") is False for item in found)
        if not sent and (has_left or (found and not drafts)):
            raise Busy
        self._client.skipped(name, len(found) - len(sent) - len(drafts))
        # The times are whole seconds; sorting by id as well makes every host pick the same draft.
        return MailboxEntry(
            min(sent, default=None), tuple(draft_id for _, draft_id in sorted(drafts))
        )

    async def has_left(self, key: str) -> bool:
        """Whether the mail is in Sent Items."""
        name = "confirm"
        found = await self._under(key, name, "mailFolders", "sentitems", "messages")
        whole = [item for item in found if _id(item)]
        self._client.skipped(name, len(found) - len(whole))
        return bool(whole)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """The non-delivery reports in the Inbox about mails with that reference in the subject."""
        return await find_returned(self._client, self._mailbox, reference)

    async def came_back(self, reference: str) -> Sequence[InboxMessage]:
        """Everything in the Inbox with that reference in the subject; no part of Mail."""
        return await find_about(self._client, self._mailbox, reference)

    async def create_draft(self, letter: Letter) -> str:
        """Creates a draft under the letter's key and returns its id."""
        if letter.in_reply_to and (draft_id := await self._reply(letter, letter.in_reply_to)):
            return draft_id
        try:
            if sum(len(one.content) for one in letter.attachments) > MAX_INLINE_BYTES:
                return await self._create_large(letter)
            body = message_resource(letter, letter.key)
            if letter.attachments:
                body["attachments"] = [file_attachment(one) for one in letter.attachments]
            return await self._create(body)
        except Gone:
            # A draft that was just created may not be readable yet.
            raise Unclear from None

    async def send_draft(self, draft_id: str) -> None:
        """Returns when Exchange has accepted the draft for delivery.

        202 is not delivery: https://learn.microsoft.com/graph/api/message-send
        """
        url = self._client.url("users", self._mailbox, "messages", draft_id, "send")
        await self._client.request_json(
            GraphRequest(
                "send",
                "POST",
                url,
                body=b"",
                expects=(202,),
                idempotency=Idempotency.DUPLICATE_MAIL,
                timeout=SEND_TIMEOUT,
            )
        )

    async def delete_draft(self, draft_id: str) -> None:
        """Idempotent: a draft that is gone already is no error."""
        url = self._client.url("users", self._mailbox, "messages", draft_id)
        try:
            await self._client.request_json(GraphRequest("delete", "DELETE", url, expects=(204,)))
        except Gone:
            return

    async def _under(self, key: str, name: str, *place: str) -> list[JsonObject]:
        # No $orderby: Exchange refuses it unless the filter names the same property first
        # (https://devblogs.microsoft.com/microsoft365dev/update-to-filtering-and-sorting-rest-api/).
        url = self._client.url(
            "users", self._mailbox, *place, filter=key_filter(key), select=FIELDS, top="50"
        )
        try:
            return await self._client.request_list(GraphRequest(name, "GET", url))
        except Gone:
            # A missing mail is an empty list; 404 means that the mailbox itself is missing.
            raise NotSetUp("mailbox") from None

    async def _reply(self, letter: Letter, answered: str) -> str:
        """The draft as a reply to a sent mail; empty if it has to be a mail of its own.

        It gets its key together with its recipients, so whatever ends in between leaves a draft
        that nothing finds and nothing sends. Raises Busy, NotSetUp.
        """
        found = await self._under(answered, "look up", "messages")
        sent = [
            item_id for item in found if item.get("isDraft") is False and (item_id := _id(item))
        ]
        if not sent:
            return ""
        try:
            draft_id = await self._create({}, "reply", sent[0], "createReply")
            url = self._client.url("users", self._mailbox, "messages", draft_id)
            await self._client.request_json(
                GraphRequest(
                    "address",
                    "PATCH",
                    url,
                    body=reply_resource(letter),
                    idempotency=Idempotency.DUPLICATE_DRAFT,
                )
            )
        except (Gone, Rejected, Unclear):
            return ""
        return draft_id

    async def _create(self, body: JsonObject, name: str = "create", *place: str) -> str:
        url = self._client.url("users", self._mailbox, "messages", *place)
        created = await self._client.request_json(
            GraphRequest(
                name,
                "POST",
                url,
                body=body,
                expects=(201,),
                idempotency=Idempotency.DUPLICATE_DRAFT,
                timeout=SEND_TIMEOUT,
            )
        )
        if draft_id := _id(created):
            return draft_id
        raise Unclear

    async def _create_large(self, letter: Letter) -> str:
        """Sets the key last, so that no draft is found before its files are attached."""
        unfinished = f"unfinished:{letter.key}"
        for draft_id in (await self.look_up(unfinished)).drafts:
            await self.delete_draft(draft_id)
        draft_id = await self._create(message_resource(letter, unfinished))
        for attachment in letter.attachments:
            await attach_file(self._client, self._mailbox, draft_id, attachment)
        url = self._client.url("users", self._mailbox, "messages", draft_id)
        body = key_property(letter.key)
        await self._client.request_json(
            GraphRequest("mark", "PATCH", url, body=body, idempotency=Idempotency.DUPLICATE_DRAFT)
        )
        return draft_id


def _left_at(item: JsonObject) -> datetime | None:
    """When this mail was sent; None for a draft or an incomplete item."""
    if item.get("isDraft") is not False:
        return None
    return parse_time(item, "sentDateTime", "createdDateTime")


def _draft(item: JsonObject) -> tuple[datetime, str] | None:
    """A draft's creation time and id; None for a sent mail or an incomplete item."""
    if item.get("isDraft") is not True or not (draft_id := _id(item)):
        return None
    created_at = parse_time(item, "createdDateTime")
    return (created_at, draft_id) if created_at else None


def _id(item: JsonObject) -> str:
    """Its id, or an empty string."""
    return item_id if isinstance(item_id := item.get("id"), str) else ""
