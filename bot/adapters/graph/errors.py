"""What each answer of Microsoft Graph means to us. Whatever is not known here says nothing.

answer
├── 2xx, but not the one that was asked for    ─┐
├── 408, 5xx                                    ├─ Unclear, or Busy if it is harmless twice
├── no answer: timeout, dropped connection     ─┘
├── no connection                                  Busy: nothing left the house
├── 429                                            Busy; Unclear where it may mean a second mail
├── 404 of an item or a directory object           Gone
├── 401, after one new token                       NotSetUp
├── a code that names a right or the mailbox       NotSetUp
├── a code that names a fault of our request       Rejected
├── a status that the call itself takes for a no   Rejected
└── 3xx, and every other 4xx: an empty or          Unclear, most likely refused; or Busy
    foreign body, an unknown code, a transient error
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from bot.ports import Busy, Failure, Gone, NotSetUp, Rejected, Unclear

Idempotency = Literal["harmless", "a spare draft", "a second mail"]
"""What comes of a call that is made again although the first one worked."""

NOT_THERE = frozenset({"ErrorItemNotFound", "Request_ResourceNotFound"})
MAILBOX_NOT_SET_UP = frozenset(
    {
        "ErrorInvalidUser",
        "ErrorNonExistentMailbox",
        "ErrorQuotaExceeded",
        "MailboxNotEnabledForRESTAPI",
        "MailboxNotSupportedForRESTAPI",
        # In turn with the two before for one and the same mailbox
        # (github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/4341).
        "ResourceNotFound",
    }
)
NOT_GRANTED = frozenset(
    {
        "AccessDenied",
        "Authorization_IdentityDisabled",
        "Authorization_IdentityNotFound",
        "Authorization_RequestDenied",
        "ErrorAccessDenied",
        "ErrorAccountDisabled",
        "ErrorSendAsDenied",
        "InvalidAuthenticationToken",
    }
)
FAULT_OF_OURS = re.compile(
    r"ErrorInvalidRecipients|(Error)?InvalidInternetMessageHeader\w*|ErrorMessageSizeExceeded"
    r"|RequestEntityTooLarge"
)
# "Cannot send this mail due to a transient error. Please try again later (0x00004000)." comes under
# a code that otherwise means a missing right (github.com/O365/python-o365/issues/668).
PASSES = re.compile(r"transient error|0x00004000", re.IGNORECASE)
CODE = re.compile(r"[A-Za-z][A-Za-z_.]{0,63}")


def graph_failure(
    status: int, body: Mapping[str, object], wait: timedelta | None, twice: Idempotency
) -> Failure:
    """The failure that an answer stands for."""
    code = code_of(body)
    if status == 429:
        # Once reported of a mail that left all the same.
        return Unclear(wait) if twice == "a second mail" else Busy(wait)
    if status < 300 or status == 408 or status >= 500:
        return unclear(twice, wait)
    if status == 404 and code in NOT_THERE:
        return Gone()
    if status == 401:
        return NotSetUp(code or str(status))
    if code in NOT_GRANTED | MAILBOX_NOT_SET_UP and not PASSES.search(_message_of(body)):
        return NotSetUp(code)
    if FAULT_OF_OURS.fullmatch(code):
        return Rejected(code)
    return unclear(twice, wait, was_refused=True)


def unclear(
    twice: Idempotency, wait: timedelta | None = None, *, was_refused: bool = False
) -> Failure:
    """The failure that no answer stands for, or one that says nothing."""
    return Busy(wait) if twice == "harmless" else Unclear(wait, was_refused=was_refused)


def code_of(body: Mapping[str, object]) -> str:
    """The error's code, if the body is in Graph's form; it is all that is ever repeated of it."""
    code = _error_of(body).get("code")
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""


def _message_of(body: Mapping[str, object]) -> str:
    message = _error_of(body).get("message")
    return message if isinstance(message, str) else ""


def _error_of(body: Mapping[str, object]) -> Mapping[str, object]:
    error = body.get("error")
    return error if isinstance(error, dict) else {}
