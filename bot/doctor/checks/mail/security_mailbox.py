"""SECURITY_MAILBOX: proved by mail tips, which Exchange gives before a mail is sent
(https://learn.microsoft.com/graph/api/user-getmailtips)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.graph.errors import code_of
from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.doctor.checks.mail.mailbox import SEE_AWAY
from bot.doctor.diagnosis.graph_errors import refused, unexpected
from bot.doctor.graph import GraphProbe
from bot.doctor.results import CheckFailed, Remark, fine
from bot.settings import Settings

WANTED = (
    "automaticReplies",
    "mailboxFullStatus",
    "deliveryRestriction",
    "moderationStatus",
    "recipientScope",
    "externalMemberCount",
)
LEAST = WANTED[:1]
"""What is asked for where Exchange does not take the rest."""
UNKNOWN = re.compile(r"invalid|not_?found|unknown|nonexist|unresolved", re.IGNORECASE)
SPELLING = (
    "Correct SECURITY_MAILBOX, or have the mailbox made: until then nothing that people report"
    " reaches Security."
)


class SecurityMailboxCheck:
    """The mailbox that every report goes to. No mail is sent."""

    def __init__(self, graph: GraphProbe, settings: Settings) -> None:
        self._graph = graph
        self._sender = settings.mail_sender
        self._security = settings.security_mailbox

    async def takes_mail(self) -> Sequence[Remark]:
        """Proves that Exchange knows it and would deliver to it."""
        answer = await self._get_tips(WANTED)
        if answer.status == 400:
            answer = await self._get_tips(LEAST)
        if answer.status == 403:
            cause = refused(answer, SEE_AWAY)
            says = f"Whether SECURITY_MAILBOX takes mail is not proved. {cause.says}"
            return [Remark("warning", says, cause.cure)]
        tip = self._tip(answer)
        if (error := tip.get("error")) is not None:
            return [self._judged(error)]
        remarks = list(_obstacles(tip))
        return remarks or fine("Exchange knows SECURITY_MAILBOX, and that it takes mail.")

    async def _get_tips(self, wanted: Sequence[str]) -> GraphResponse:
        url = self._graph.url("users", self._sender, "getMailTips")
        body = {"EmailAddresses": [self._security], "MailTipsOptions": ", ".join(wanted)}
        return await self._graph.ask(GraphRequest("recipient", "POST", url, body=body))

    def _tip(self, answer: GraphResponse) -> Mapping[str, Any]:
        """The tip about SECURITY_MAILBOX. A response without it proves nothing."""
        if answer.status != 200:
            raise refused(answer, SEE_AWAY)
        listed = answer.body.get("value")
        tips = [tip for tip in listed if isinstance(tip, dict)] if isinstance(listed, list) else []
        ours = [tip for tip in tips if _address(tip) in ("", self._security.casefold())]
        if not ours:
            raise unexpected(answer)
        return next((tip for tip in ours if tip.get("error") is not None), ours[0])

    def _judged(self, error: object) -> Remark:
        code = code_of({"error": error}) or "no code"
        if UNKNOWN.search(code) or self._is_in_our_domain():
            raise CheckFailed(f"Exchange does not know SECURITY_MAILBOX ({code}).", SPELLING)
        return Remark(
            "warning",
            f"Exchange can say nothing of SECURITY_MAILBOX, which is elsewhere ({code}).",
            "Check its spelling, and send a mail there by hand from MAIL_SENDER.",
        )

    def _is_in_our_domain(self) -> bool:
        """Whether Exchange must know it; assumed if MAIL_SENDER is an object id, not an address."""
        _, at, ours = self._sender.casefold().partition("@")
        return not at or self._security.casefold().endswith(f"@{ours}")


def _obstacles(tip: Mapping[str, Any]) -> Iterator[Remark]:
    if tip.get("mailboxFull") is True:
        yield Remark(
            "failed",
            "SECURITY_MAILBOX is full, so mail to it comes back.",
            "Have it emptied or made larger in Exchange.",
        )
    if tip.get("deliveryRestricted") is True:
        yield Remark(
            "failed",
            "SECURITY_MAILBOX takes no mail from MAIL_SENDER.",
            "In Exchange, let SECURITY_MAILBOX accept messages from MAIL_SENDER.",
        )
    if tip.get("isModerated") is True:
        yield Remark(
            "failed",
            "Each mail to SECURITY_MAILBOX waits until a moderator lets it through.",
            "In Exchange, let mail from MAIL_SENDER bypass the moderation of SECURITY_MAILBOX.",
        )
    scope, members = tip.get("recipientScope"), tip.get("externalMemberCount")
    is_outside = isinstance(scope, str) and "external" in scope
    if is_outside or (type(members) is int and members > 0):
        yield Remark(
            "warning",
            "What goes to SECURITY_MAILBOX leaves the organisation.",
            "See that whoever reads SECURITY_MAILBOX, each member of a group, is meant to.",
        )


def _address(tip: Mapping[str, Any]) -> str:
    """The address of a tip; empty if there is none."""
    named = tip.get("emailAddress")
    address = named.get("address") if isinstance(named, dict) else None
    return address.casefold() if isinstance(address, str) else ""
