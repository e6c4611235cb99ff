"""The sending mailbox: proved with a draft that has no recipients: create, find, send, delete."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from bot.adapters.graph.errors import code_of
from bot.adapters.graph.mail_payload import key_filter, key_property
from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.doctor.diagnosis.graph_errors import Grant, refused, unexpected
from bot.doctor.graph import GraphProbe
from bot.doctor.results import CheckFailed, Remark, fine
from bot.settings import Settings

LOOKS = 5
SUBJECT = "A draft of the bot's doctor: it goes to nobody and may be deleted"
NO_RECIPIENT = "ErrorInvalidRecipients"
AWAY = {"MailTipsOptions": "automaticReplies"}
KEEP = Grant.for_one_mailbox("Mail.ReadWrite")
SEND = Grant.for_one_mailbox("Mail.Send")
SEE_AWAY = Grant.for_all("MailTips.ReadBasic.All", "-WithAwayHint")


class MailboxCheck:
    """All that the bot does in MAIL_SENDER; no mail is sent. Use as `async with`.

    A draft that is left at the end, because the doctor was stopped, is deleted.
    """

    def __init__(self, graph: GraphProbe, settings: Settings, pause: float) -> None:
        self._graph = graph
        self._mailbox = settings.mail_sender
        self._security = settings.security_mailbox
        self._pause = pause
        self._key = f"doctor-{uuid4()}"
        self.draft_id = ""
        self._is_left = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._is_left:
            with suppress(CheckFailed):
                await self.deletes_the_draft()

    async def exists(self) -> Sequence[Remark]:
        """Proved by searching its drafts."""
        await self._marked()
        return fine("MAIL_SENDER exists, and the bot may read it.")

    async def keeps_a_draft(self) -> Sequence[Remark]:
        """Creates a draft."""
        call = self._call("create", "POST", "messages", body=self._draft(), expects=(201,))
        answer = await self._graph.expect(call, KEEP)
        if not (draft_id := answer.body.get("id")):
            raise unexpected(answer)
        self.draft_id, self._is_left = str(draft_id), True
        return fine("A draft was made in MAIL_SENDER.")

    async def finds_the_draft(self) -> Sequence[Remark]:
        """Finds the draft by its idempotency key, as the bot does before it sends again."""
        for _ in range(LOOKS):
            if await self._marked():
                return fine("The draft was found by its mark.")
            await asyncio.sleep(self._pause)
        raise CheckFailed(
            "The draft is not found by its mark.",
            "Run doctor again in some minutes; if it stays so, see that the mailbox is a mailbox"
            " of Exchange Online, and ask Microsoft's support.",
        )

    async def may_send(self) -> Sequence[Remark]:
        """Proves the right to send: Graph refuses the draft for its missing recipients."""
        answer = await self._graph.ask(self.sending(self._mailbox))
        if answer.status == 400 and code_of(answer.body) == NO_RECIPIENT:
            return fine("The right to send is there; nothing was sent.")
        if answer.status == 202:
            raise CheckFailed(
                "A draft to nobody was taken for sending.",
                "See whether a proxy answers in place of Microsoft Graph.",
            )
        raise refused(answer, SEND)

    async def deletes_the_draft(self) -> Sequence[Remark]:
        """Deletes the draft."""
        call = self._call("delete", "DELETE", "messages", self.draft_id, expects=(204,))
        self._is_left = False
        answer = await self._graph.ask(call)
        if answer.status not in call.expects:
            broken = refused(answer, KEEP)
            says = f"The doctor's draft stays in MAIL_SENDER. {broken.says}"
            raise CheckFailed(says, f"{broken.cure} Then delete the draft by hand.")
        return fine("The draft was deleted.")

    async def tells_who_is_away(self) -> Sequence[Remark]:
        """Exchange says whether a mailbox answers automatically; the bot can do without."""
        body = {**AWAY, "EmailAddresses": [self._security]}
        answer = await self._graph.ask(self._call("away", "POST", "getMailTips", body=body))
        if answer.status == 200:
            return fine("The bot can see who is away.")
        cause = refused(answer, SEE_AWAY)
        says = f"The bot cannot see who is away, and asks them all the same. {cause.says}"
        return [Remark("warning", says, cause.cure)]

    def sending(self, mailbox: str) -> GraphRequest:
        """Asks to send the draft to nobody, out of this mailbox."""
        url = self._graph.url("users", mailbox, "messages", self.draft_id, "send")
        return GraphRequest("send", "POST", url, body=b"", expects=(202,))

    async def _marked(self) -> bool:
        options = {"filter": key_filter(self._key), "select": "id,isDraft", "top": "5"}
        url = self._graph.url("users", self._mailbox, "messages", **options)
        answer = await self._graph.expect(GraphRequest("look up", "GET", url), KEEP)
        return _has_items(answer)

    def _call(self, name: str, method: str, *place: str, **more: Any) -> GraphRequest:
        return GraphRequest(name, method, self._graph.url("users", self._mailbox, *place), **more)

    def _draft(self) -> Mapping[str, Any]:
        return {"subject": SUBJECT, **key_property(self._key)}


def _has_items(answer: GraphResponse) -> bool:
    if not isinstance(answer.body.get("value"), list):
        raise unexpected(answer)
    return bool(answer.body["value"])
