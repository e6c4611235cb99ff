"""Files too large for one request: a session, then range after range."""

import asyncio
import re
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any

from aiohttp import web
from pydantic import AliasChoices, Field

from tests.stand_ins.graph.faults import drop
from tests.stand_ins.graph.form import WellFormed
from tests.stand_ins.graph.gate import GraphGate
from tests.stand_ins.graph.ledger import Enclosed
from tests.stand_ins.graph.mailbox import Item
from tests.stand_ins.graph.mailboxes import Mailboxes
from tests.stand_ins.graph.messages import AttachmentItem, StrictForm, read
from tests.stand_ins.graph.refusals import Malformed, Refused

PATH = "/upload"
LEAST = 2 * 1024 * 1024
MOST = 150 * 1024 * 1024
LARGEST_RANGE = 4 * 1024 * 1024
UNTIL = "2099-01-01T00:00:00Z"
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class Announced(StrictForm):
    """What is about to be uploaded."""

    item: Annotated[
        AttachmentItem, Field(validation_alias=AliasChoices("AttachmentItem", "attachmentItem"))
    ]


@dataclass
class Session:
    """One file that comes in ranges."""

    draft: Item
    announced: AttachmentItem
    received: bytearray = field(default_factory=bytearray)

    @property
    def is_complete(self) -> bool:
        """Whether all of it is there."""
        return len(self.received) == self.announced.size

    def take(self, request: web.Request, content: bytes) -> None:
        """Keeps the next range. Raises Malformed."""
        match = RANGE.fullmatch(request.headers.get("Content-Range", ""))
        start, end, total = map(int, match.groups()) if match else (-1, -1, -1)
        if total != self.announced.size or start != len(self.received):
            raise Malformed("not the range that is expected next")
        if end - start + 1 != len(content) or not content or end >= total:
            raise Malformed("the range is not what is sent")
        if len(content) > LARGEST_RANGE:
            raise Malformed("a range over 4 MB")
        self.received += content


@dataclass
class Uploads:
    """The sessions that were opened. Their addresses hold their own secret: no token is taken."""

    mailboxes: Mailboxes
    gate: GraphGate
    root: str = ""
    sessions: dict[str, Session] = field(default_factory=dict)

    def open(self, asked: WellFormed) -> web.Response:
        """POST messages/{id}/attachments/createUploadSession."""
        draft, announced = self.mailboxes.item(asked), read(Announced, asked.raw).item
        if announced.size < LEAST:
            code = "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"
            raise Malformed("an upload session for a small file", code)
        if announced.size > MOST:
            raise Refused(400, "ErrorMessageSizeExceeded")
        name = uuid.uuid4().hex
        self.sessions[name] = Session(draft, announced)
        url = f"{self.root}{PATH}/{name}?authtoken=invented"
        return web.json_response({"uploadUrl": url, **_expected(self.sessions[name])}, status=201)

    async def put(self, request: web.Request) -> web.Response:
        """PUT of one range."""
        if self.gate.is_unplugged:
            drop(request)
            return web.Response()
        content = await request.read()
        fault = self.gate.script.next("upload")
        if fault is None:
            return self._take(request, content)
        await asyncio.sleep(fault.slow)
        is_done = fault.arrives or fault.status is None
        return fault.response(request, self._take(request, content) if is_done else None)

    def _take(self, request: web.Request, content: bytes) -> web.Response:
        try:
            session = self.sessions.get(request.match_info["session"])
            if session is None:
                raise Refused(404, "ErrorItemNotFound")
            if "Authorization" in request.headers:
                raise Malformed("an upload with a token")
            session.take(request, content)
        except Refused as refused:
            return self.gate.refuse(request, refused)
        if not session.is_complete:
            return web.json_response(_expected(session))
        announced = session.announced
        del self.sessions[request.match_info["session"]]
        enclosed = Enclosed(announced.name, announced.content_type, bytes(session.received))
        session.draft.files.append(enclosed)
        return web.Response(status=201, headers={"Location": f"{self.root}/attachments/invented"})


def _expected(session: Session) -> dict[str, Any]:
    return {"expirationDateTime": UNTIL, "nextExpectedRanges": [f"{len(session.received)}-"]}
