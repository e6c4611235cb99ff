"""Mail from the one mailbox, one call at a time, each mail found again by its key."""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail_payload import attached, key_mark, message, moment, with_key
from bot.adapters.graph.mail_uploads import INLINE_BYTES, attach
from bot.adapters.graph.non_delivery_reports import returned
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.ports import Busy, Gone, Letter, MailboxEntry, NonDeliveryReport, NotSetUp, Unclear

PATIENCE = 30.0
FIELDS = "id,isDraft,createdDateTime,sentDateTime"


class GraphMail:
    """Fulfils Mail with the drafts and sent items of a mailbox in Exchange."""

    def __init__(self, client: GraphClient, mailbox: str) -> None:
        self._client = client
        self._mailbox = mailbox

    async def look_up(self, key: str) -> MailboxEntry:
        """What is there under this key, in any folder.

        Raises Busy if what is there says too little: a mail that has left must not pass for none,
        or it would be made a second time.
        """
        name = "look up"
        found = await self._under(key, name, "messages")
        sent = [at for item in found if (at := _left_at(item)) is not None]
        drafts = [draft for item in found if (draft := _draft(item)) is not None]
        has_left = any(item.get("isDraft") is False for item in found)
        if not sent and (has_left or (found and not drafts)):
            raise Busy
        self._client.skipped(name, len(found) - len(sent) - len(drafts))
        # The times are whole seconds; among equals, whoever looks must find the same one first.
        return MailboxEntry(
            min(sent, default=None), tuple(draft_id for _, draft_id in sorted(drafts))
        )

    async def has_left(self, key: str) -> bool:
        """Whether it stands among the sent items."""
        name = "confirm"
        found = await self._under(key, name, "mailFolders", "sentitems", "messages")
        there = [item for item in found if _id(item)]
        self._client.skipped(name, len(found) - len(there))
        return bool(there)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """The non-delivery reports in the Inbox about mails with that reference in the subject."""
        return await returned(self._client, self._mailbox, reference)

    async def create_draft(self, letter: Letter) -> str:
        """Keeps a letter unsent under its key and returns the draft's id."""
        try:
            if sum(len(one.content) for one in letter.attachments) > INLINE_BYTES:
                return await self._create_large(letter)
            body = message(letter, letter.key)
            if letter.attachments:
                body["attachments"] = [attached(one) for one in letter.attachments]
            return await self._create(body)
        except Gone:
            # Exchange may not see for a moment what it has just kept.
            raise Unclear from None

    async def send_draft(self, draft_id: str) -> None:
        """Hands a draft over; returns when the mail service has accepted it."""
        url = self._client.url("users", self._mailbox, "messages", draft_id, "send")
        await self._client.ask(
            GraphRequest(
                "send",
                "POST",
                url,
                body=b"",
                expects=(202,),
                twice="a second mail",
                patience=PATIENCE,
            )
        )

    async def delete_draft(self, draft_id: str) -> None:
        """Drops a spare draft; one that is gone already is fine."""
        url = self._client.url("users", self._mailbox, "messages", draft_id)
        try:
            await self._client.ask(GraphRequest("delete", "DELETE", url, expects=(204,)))
        except Gone:
            return

    async def _under(self, key: str, name: str, *place: str) -> list[JsonObject]:
        # With $orderby, Exchange refuses the filter as inefficient.
        url = self._client.url(
            "users", self._mailbox, *place, filter=with_key(key), select=FIELDS, top="50"
        )
        try:
            return await self._client.items(GraphRequest(name, "GET", url))
        except Gone:
            # A list may be empty; gone is only its mailbox.
            raise NotSetUp("mailbox") from None

    async def _create(self, body: JsonObject) -> str:
        url = self._client.url("users", self._mailbox, "messages")
        answer = await self._client.ask(
            GraphRequest(
                "create",
                "POST",
                url,
                body=body,
                expects=(201,),
                twice="a spare draft",
                patience=PATIENCE,
            )
        )
        if draft_id := _id(answer):
            return draft_id
        raise Unclear

    async def _create_large(self, letter: Letter) -> str:
        """Marks the draft with the letter's key last, so that none without its files is found."""
        unfinished = f"unfinished:{letter.key}"
        for draft_id in (await self.look_up(unfinished)).drafts:
            await self.delete_draft(draft_id)
        draft_id = await self._create(message(letter, unfinished))
        for attachment in letter.attachments:
            await attach(self._client, self._mailbox, draft_id, attachment)
        url = self._client.url("users", self._mailbox, "messages", draft_id)
        mark = key_mark(letter.key)
        await self._client.ask(GraphRequest("mark", "PATCH", url, body=mark, twice="a spare draft"))
        return draft_id


def _left_at(item: JsonObject) -> datetime | None:
    """When this mail left; None for a draft, and where the item does not tell."""
    if item.get("isDraft") is not False:
        return None
    return moment(item, "sentDateTime", "createdDateTime")


def _draft(item: JsonObject) -> tuple[datetime, str] | None:
    """When this draft was made and its id; None for what has left, or says too little."""
    if item.get("isDraft") is not True or not (draft_id := _id(item)):
        return None
    made_at = moment(item, "createdDateTime")
    return (made_at, draft_id) if made_at else None


def _id(item: JsonObject) -> str:
    """Empty if it has none."""
    return item_id if isinstance(item_id := item.get("id"), str) else ""
