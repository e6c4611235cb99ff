"""What can go wrong in Microsoft Graph, on order or at random."""

import asyncio
import random
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from tests.stand_ins.faults import Fault, page
from tests.stand_ins.graph.refusals import challenge, refusal

Operation = Literal[
    "create",
    "reply",
    "change",
    "read",
    "send",
    "send_bare",
    "look_up",
    "sent_items",
    "inbox",
    "delete",
    "attach",
    "tips",
    "upload",
    "manager",
    "person",
    "search",
    "install",
    "installed",
    "catalogue",
    "token",
]
OUTLOOK = frozenset(
    {
        "create",
        "reply",
        "change",
        "read",
        "send",
        "look_up",
        "sent_items",
        "inbox",
        "delete",
        "attach",
        "tips",
    }
)
"""The operations that reach a mailbox, and share its limits."""


@dataclass(frozen=True)
class GraphFault(Fault):
    """One answer of Graph that is not the usual one."""

    empty: bool = False
    """Answers without a body."""
    says: str = "An invented failure."
    """The error's message."""
    claims: str | None = None
    """Takes back the token and wants a new one that answers this challenge."""

    def response(self, request: web.Request, usual: web.Response | None) -> web.Response:
        """The answer itself, or the usual one."""
        if self.drops:
            drop(request)
        answer = usual if self.status is None and usual is not None else self._error()
        if self.retry_after:
            answer.headers["Retry-After"] = self.retry_after
        return answer

    def _error(self) -> web.Response:
        status = self.status or 503
        if self.empty:
            return web.Response(status=status)
        if self.html:
            return page(status)
        headers = challenge(self.claims) if status == 401 else None
        return refusal(status, self.code, headers, self.says)


def drop(request: web.Request) -> None:
    """Ends the connection without a word."""
    if isinstance(request.transport, asyncio.WriteTransport):
        request.transport.abort()


def slow(seconds: float) -> GraphFault:
    """The usual answer, late."""
    return GraphFault(status=None, slow=seconds)


NAMED = {
    "accepted_then_504": GraphFault(504, "UnknownError", arrives=True),
    "accepted_then_dropped": GraphFault(drops=True, arrives=True),
    "accepted_with_retry_after": GraphFault(None, retry_after="1"),
    "dropped": GraphFault(drops=True),
    "throttled": GraphFault(429, "ApplicationThrottled", retry_after="1"),
    "throttled_after_it_left": GraphFault(
        429, "ApplicationThrottled", retry_after="1", arrives=True
    ),
    "unavailable": GraphFault(503, "ServiceUnavailable", retry_after="1"),
    "unavailable_page": GraphFault(503, html=True),
    "empty_500": GraphFault(500, empty=True),
    "other_mailbox": GraphFault(403, "ErrorAccessDenied"),
    "not_granted": GraphFault(403, "Authorization_RequestDenied"),
    "item_gone": GraphFault(404, "ErrorItemNotFound"),
    "no_mailbox": GraphFault(404, "MailboxNotEnabledForRESTAPI"),
    "bad_recipients": GraphFault(400, "ErrorInvalidRecipients"),
    "token_refused": GraphFault(401, "InvalidAuthenticationToken"),
    "token_challenged": GraphFault(
        401,
        "InvalidAuthenticationToken",
        claims='{"access_token":{"nbf":{"essential":true,"value":"1790000000"}}}',
    ),
    "empty_400": GraphFault(400, empty=True),
    "unknown_code": GraphFault(400, "SomethingThatNobodyKnows"),
    "foreign_404": GraphFault(404, html=True),
    "transient_403": GraphFault(
        403,
        "ErrorAccessDenied",
        says="Cannot send this mail due to a transient error. Please try again later (0x00004000).",
    ),
    "too_large": GraphFault(413, "RequestEntityTooLarge"),
    "slow": slow(0.1),
}
"""Each fault a test or the control endpoint may order by name."""

PASSING = (
    "accepted_then_504",
    "accepted_then_dropped",
    "accepted_with_retry_after",
    "dropped",
    "throttled",
    "throttled_after_it_left",
    "unavailable",
    "unavailable_page",
    "empty_500",
    "empty_400",
    "unknown_code",
    "foreign_404",
    "transient_403",
    "slow",
)
"""Those that pass by themselves, and so may come at random."""


@dataclass
class Script:
    """What goes wrong next: first what was ordered, then chance."""

    rate: float = 0.0
    chance: random.Random = field(default_factory=random.Random)
    waiting: dict[Operation, deque[GraphFault]] = field(default_factory=lambda: defaultdict(deque))

    def order(self, operation: Operation, fault: GraphFault, times: int) -> None:
        """The next so many calls of this operation fail so."""
        self.waiting[operation].extend([fault] * times)

    def at_random(self, rate: float, seed: int) -> None:
        """From now on each Outlook call fails with that probability."""
        self.rate, self.chance = rate, random.Random(seed)

    def next(self, operation: Operation) -> GraphFault | None:
        """What happens to this call, if anything."""
        if self.waiting[operation]:
            return self.waiting[operation].popleft()
        if operation in OUTLOOK and self.chance.random() < self.rate:
            return NAMED[self.chance.choice(PASSING)]
        return None
