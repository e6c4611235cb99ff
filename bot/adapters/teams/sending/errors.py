"""Maps the Bot Connector's error responses to failures. Only documented codes are believed.

response
├── 429                                            Busy
├── 403 of a chat that is closed to the bot        Unreachable: the next route is opened at once
├── 404 of a chat or message that is not there     Gone: its id is forgotten
├── 413, and 400 that names a fault of the message Rejected: our fault, it is resent as text
├── 401 after one new token, 403 of the wrong host NotSetUp: no message is delivered
├── 412, 502, 503, 504                             Outage: Unclear, and not about this person
├── any other, with whatever code, or with none    Unclear: retried within seconds
├── no connection                                  Busy: the request was not sent
└── no response: timeout, dropped connection       Outage

Statuses, codes and which to retry:
https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
That page calls 400 and 500 final, and both were seen once and never again for the same message:
https://github.com/MicrosoftDocs/msteams-docs/issues/7424 (400 BadArgument on opening a chat),
https://github.com/MicrosoftDocs/msteams-docs/issues/9561 (403 BadArgument).
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.ports import (
    Busy,
    Failure,
    Gone,
    NotSetUp,
    Outage,
    Rejected,
    Unclear,
    Unreachable,
)

CODE = re.compile(r"[A-Za-z]{1,64}")
CHAT_CLOSED = frozenset(
    {
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ForbiddenOperationException",  # the app is not installed for this person
        "MessageWritesBlocked",
        "NotEnoughPermissions",
    }
)
NOT_FOUND = frozenset({"ActivityNotFoundInConversation", "ConversationNotFound"})
OUTAGE_STATUSES = (412, 502, 503, 504)
MESSAGE_FAULTS = frozenset({"BadSyntax", "MessageSizeTooBig"})
WRONG_HOST = "InvalidBotApiHost"
"""A 403 that is not about the person: the bot called another cloud's service URL."""


def teams_failure(status: int, codes: frozenset[str], wait: timedelta | None) -> Failure:
    """The failure for an error response."""
    if status == 429:
        return Busy(wait)
    if status == 401 or (status == 403 and WRONG_HOST in codes):
        return NotSetUp(str(status))
    if status == 403 and codes & CHAT_CLOSED:
        return Unreachable()
    if status == 404 and codes & NOT_FOUND:
        return Gone()
    if status == 413 or (status == 400 and codes & MESSAGE_FAULTS):
        return Rejected(str(status))
    return Outage(wait) if status in OUTAGE_STATUSES else Unclear(wait)


def codes_of(body: object) -> frozenset[str]:
    """The error codes of a response body; nothing else of it is read."""
    return frozenset(_codes(body))


def _codes(body: object) -> Iterator[str]:
    """The code is in the error, a more specific one beside it or at the top level."""
    if not isinstance(body, dict):
        return
    error = body.get("error")
    inner = error if isinstance(error, dict) else {}
    for code in (inner.get("code"), inner.get("subCode"), body.get("subCode")):
        if isinstance(code, str) and CODE.fullmatch(code):
            yield code
