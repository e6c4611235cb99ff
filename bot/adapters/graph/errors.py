"""What each answer of Microsoft Graph means to us.

answer
├── 2xx, but not the one that was asked for    ─┐
├── 408, 409, 412, 421, 423, 425, 5xx           ├─ Unclear, or Busy if it is harmless twice
├── no answer: timeout, dropped connection     ─┘
├── no connection                                  Busy: nothing left the house
├── 429                                            Busy; Unclear where it may mean a second mail
├── 404 of an item or a directory object           Gone
├── 401, after one new token                       NotSetUp
├── 403, and whatever names the mailbox            NotSetUp
├── 3xx, and any other 404                         NotSetUp: the address is wrong
└── 400, 413 and all others                        Rejected
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from bot.ports import Busy, Failure, Gone, NotSetUp, Rejected, Unclear

Twice = Literal["harmless", "a spare draft", "a second mail"]
"""What comes of a call that is made again although the first one worked."""

PERHAPS_DONE = frozenset({408, 409, 412, 421, 423, 425})
NOT_THERE = frozenset({"ErrorItemNotFound", "Request_ResourceNotFound"})
MAILBOX_NOT_SET_UP = frozenset(
    {
        "ErrorInvalidUser",
        "ErrorNonExistentMailbox",
        "ErrorQuotaExceeded",
        "MailboxNotEnabledForRESTAPI",
        "MailboxNotSupportedForRESTAPI",
    }
)
CODE = re.compile(r"[A-Za-z][A-Za-z_.]{0,63}")


def failure(status: int, code: str, wait: timedelta | None, twice: Twice) -> Failure:
    """The failure that an answer stands for."""
    if status == 429:
        # Once reported of a mail that left all the same.
        return Unclear(wait) if twice == "a second mail" else Busy(wait)
    if status < 300 or status >= 500 or status in PERHAPS_DONE:
        return unclear(twice, wait)
    if status == 404 and code in NOT_THERE:
        return Gone()
    if status in (401, 403, 404) or status < 400 or code in MAILBOX_NOT_SET_UP:
        return NotSetUp(code or str(status))
    return Rejected(code or str(status))


def unclear(twice: Twice, wait: timedelta | None = None) -> Failure:
    """The failure that no answer stands for, or one that says nothing."""
    return Busy(wait) if twice == "harmless" else Unclear(wait)


def code_of(body: Mapping[str, object]) -> str:
    """The error's code, if the body is in Graph's form; nothing else of it is looked at."""
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""
