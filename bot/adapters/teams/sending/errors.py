"""What each answer of Teams means to us. Only codes that are known say anything.

answer
├── 429                                            Busy
├── 403 of a chat that is closed to the bot        Unreachable: the next route is opened at once
├── 404 of a chat or message that is not there     Gone: its id is forgotten
├── 413, and 400 that names a fault of the message Rejected: our fault, it goes as text
├── 401 after one new token, 403 of the wrong host NotSetUp: nobody is being answered
├── 412, 502, 503, 504                             Outage: Unclear, and not about this person
├── any other, with whatever code, or with none    Unclear: tried again within seconds
├── no connection                                  Busy: nothing left the house
└── no answer: timeout, dropped connection         Outage

Microsoft's page calls 400 and 500 final, and both were seen once and never again for the same
message: https://github.com/MicrosoftDocs/msteams-docs/issues/7424 (400 BadArgument on opening a
chat), https://github.com/MicrosoftDocs/msteams-docs/issues/9561 (403 BadArgument).
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
# https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
CLOSED = frozenset(
    {
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ForbiddenOperationException",  # the app is not installed for this person
        "MessageWritesBlocked",
        "NotEnoughPermissions",
    }
)
NOT_THERE = frozenset({"ActivityNotFoundInConversation", "ConversationNotFound"})
OUT = (412, 502, 503, 504)
BAD_MESSAGE = frozenset({"BadSyntax", "MessageSizeTooBig"})
WRONG_DOOR = "InvalidBotApiHost"
"""A 403 that says nothing of the person: the bot called another cloud's address."""


def teams_failure(status: int, codes: frozenset[str], wait: timedelta | None) -> Failure:
    """The failure that an answer stands for."""
    if status == 429:
        return Busy(wait)
    if status == 401 or (status == 403 and WRONG_DOOR in codes):
        return NotSetUp(str(status))
    if status == 403 and codes & CLOSED:
        return Unreachable()
    if status == 404 and codes & NOT_THERE:
        return Gone()
    if status == 413 or (status == 400 and codes & BAD_MESSAGE):
        return Rejected(str(status))
    return Outage(wait) if status in OUT else Unclear(wait)


def codes_of(body: object) -> frozenset[str]:
    """The codes in a body of Teams' form; nothing else of it is looked at."""
    return frozenset(_codes(body))


def _codes(body: object) -> Iterator[str]:
    """The code stands in the error, a more exact one beside it or at the top."""
    if not isinstance(body, dict):
        return
    error = body.get("error")
    inner = error if isinstance(error, dict) else {}
    for code in (inner.get("code"), inner.get("subCode"), body.get("subCode")):
        if isinstance(code, str) and CODE.fullmatch(code):
            yield code
