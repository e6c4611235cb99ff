"""Mail as Graph offers it: drafts, lists, sending."""

from typing import Any

from aiohttp import web

from tests.stand_ins.graph.form import WellFormed
from tests.stand_ins.graph.inbox import listed
from tests.stand_ins.graph.ledger import Enclosed
from tests.stand_ins.graph.mailbox import Folder, Item, Mailbox, check_inline
from tests.stand_ins.graph.mailboxes import KNOWN, USUAL, Mailboxes, shown
from tests.stand_ins.graph.messages import FileAttachment, MessageForm, ReplyForm, read
from tests.stand_ins.graph.queries import PropertyFilter, number, only, selected
from tests.stand_ins.graph.refusals import Malformed, Refused

MOST = 1000


class Outlook:
    """The mailboxes, and what a client may do there."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self._mailboxes = mailboxes

    def create(self, asked: WellFormed) -> web.Response:
        """POST messages."""
        item = self._mailbox(asked).create(read(MessageForm, asked.raw))
        return web.json_response(shown(item, asked, USUAL), status=201)

    def reply(self, asked: WellFormed) -> web.Response:
        """POST messages/{id}/createReply, of a mail that has left."""
        answered, mailbox = self._item(asked), self._mailbox(asked)
        if answered.is_draft:
            raise Refused(400, "ErrorInvalidOperation")
        if asked.raw and read(ReplyForm, asked.raw) != ReplyForm():
            raise Malformed("a reply is written by a PATCH, which every version takes")
        item = mailbox.reply(answered)
        return web.json_response(shown(item, asked, USUAL), status=201)

    def get(self, asked: WellFormed) -> web.Response:
        """GET messages/{id}."""
        query = asked.request.query
        only(query, "$select")
        return web.json_response(
            shown(self._item(asked), asked, selected(query.get("$select"), KNOWN) or USUAL)
        )

    def change(self, asked: WellFormed) -> web.Response:
        """PATCH messages/{id}; a mail that has left cannot be changed."""
        item, change = self._item(asked), read(MessageForm, asked.raw)
        if not item.is_draft:
            raise Refused(400, "ErrorInvalidPropertySet")
        if "attachments" in change.model_fields_set:
            raise Malformed("attachments have their own path")
        item.message = item.message.model_copy(
            update={name: getattr(change, name) for name in change.model_fields_set}
        )
        return web.json_response(shown(item, asked, USUAL))

    def delete(self, asked: WellFormed) -> web.Response:
        """DELETE messages/{id}."""
        self._mailbox(asked).delete(self._item(asked))
        return web.Response(status=204)

    def send(self, asked: WellFormed) -> web.Response:
        """POST messages/{id}/send."""
        self._mailbox(asked).send(self._item(asked))
        return web.Response(status=202)

    def attach(self, asked: WellFormed) -> web.Response:
        """POST messages/{id}/attachments."""
        given = read(FileAttachment, asked.raw)
        enclosed = Enclosed(given.name, given.content_type, given.content)
        check_inline([enclosed])
        self._item(asked).files.append(enclosed)
        kind = {"@odata.type": "#microsoft.graph.fileAttachment"}
        answer = {**kind, "name": given.name, "size": len(enclosed.content)}
        return web.json_response(answer, status=201)

    def all_messages(self, asked: WellFormed) -> web.Response:
        """GET messages, in every folder."""
        return self._listed(asked, self._mailbox(asked).seen())

    def in_folder(self, asked: WellFormed) -> web.Response:
        """GET mailFolders/{folder}/messages."""
        return self._in(asked["folder"], asked)

    def sent_items(self, asked: WellFormed) -> web.Response:
        """GET mailFolders/sentitems/messages."""
        return self._in("sentitems", asked)

    def _in(self, folder: str, asked: WellFormed) -> web.Response:
        folders: tuple[Folder, ...] = ("drafts", "outbox", "sentitems", "deleteditems")
        if folder not in folders:
            raise Refused(404, "ErrorItemNotFound")
        seen = self._mailbox(asked).seen()
        return self._listed(asked, [item for item in seen if item.folder == folder])

    def inbox(self, asked: WellFormed) -> web.Response:
        """GET mailFolders/inbox/messages."""
        takes_filters = self._mailboxes.habits.takes_filters
        inbox, query = self._mailbox(asked).inbox, asked.request.query
        return web.json_response({"value": listed(inbox, query, takes_filters=takes_filters)})

    def _listed(self, asked: WellFormed, items: list[Item]) -> web.Response:
        query, habits = asked.request.query, self._mailboxes.habits
        if "$filter" in query and "$orderby" in query:
            raise Malformed("$orderby beside this filter", "InefficientFilter")
        only(query, "$filter", "$select", "$top", "$skip")
        select = selected(query.get("$select"), KNOWN) or USUAL
        if "$filter" in query:
            wanted, now = PropertyFilter.of(query["$filter"]), self._mailboxes.clock()
            indexed = [item for item in items if item.created_at + habits.lag <= now]
            items = [item for item in indexed if wanted.fits(item.message.properties)]
        top = number(query, "$top", 10, 1, MOST)
        if habits.has_empty_pages and "$skip" not in query:
            return self._page(asked, [], select, 0)
        skip = number(query, "$skip", 0, 0, 1_000_000)
        following = skip + top if skip + top < len(items) else None
        return self._page(asked, items[skip : skip + top], select, following)

    def _page(
        self, asked: WellFormed, items: list[Item], select: frozenset[str], following: int | None
    ) -> web.Response:
        answer: dict[str, Any] = {"value": [shown(item, asked, select) for item in items]}
        if following is not None:
            url = asked.request.url.update_query({"$skip": following})
            answer["@odata.nextLink"] = str(url)
        return web.json_response(answer)

    def _mailbox(self, asked: WellFormed) -> Mailbox:
        return self._mailboxes.of(asked)

    def _item(self, asked: WellFormed) -> Item:
        return self._mailboxes.item(asked)
