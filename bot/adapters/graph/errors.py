"""Maps Microsoft Graph's responses to failures. An unknown error code says nothing.

response
├── 2xx, but not the one that was asked for    ─┐
├── 408, 5xx                                    ├─ Unclear; Busy if the request is idempotent
├── no response: timeout, dropped connection   ─┘
├── no connection                                  Busy: the request was not sent
├── 429                                            Busy; Unclear where it may mean a second mail
├── 404 of an item or a directory object           Gone
├── 401, after one new token                       NotSetUp
├── a code that names a permission or the mailbox  NotSetUp
├── a code that names a fault of our request       Rejected
├── a status in the request's own refusals         Rejected
└── 3xx, and every other 4xx: an empty or          Unclear, most likely refused; or Busy
    foreign body, an unknown code, a transient error

Statuses and codes: https://learn.microsoft.com/graph/errors
A 504 of mails that were sent all the same:
https://learn.microsoft.com/en-my/answers/questions/2286986/sending-emails-with-the-graph-java-sdk-fails-with
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from bot.ports import Busy, Failure, Gone, NotSetUp, Rejected, Unclear


class Idempotency(Enum):
    """What repeating a request would do if the first one had succeeded."""

    IDEMPOTENT = "nothing more"
    DUPLICATE_DRAFT = "a second draft"
    DUPLICATE_MAIL = "a second mail"


NOBODY = "Request_ResourceNotFound"
"""The directory has no such person, or they have no manager."""
NOT_FOUND = frozenset({"ErrorItemNotFound", NOBODY})
MAILBOX_NOT_SET_UP = frozenset(
    {
        "ErrorInvalidUser",
        "ErrorNonExistentMailbox",
        "ErrorQuotaExceeded",
        "MailboxNotEnabledForRESTAPI",
        "MailboxNotSupportedForRESTAPI",
        # Alternates with the two before for one and the same mailbox
        # (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/4341).
        "ResourceNotFound",
    }
)
ACCESS_DENIED = frozenset(
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
REQUEST_FAULT = re.compile(
    r"ErrorInvalidRecipients|(Error)?InvalidInternetMessageHeader\w*|ErrorMessageSizeExceeded"
    r"|RequestEntityTooLarge"
)
# "Cannot send this mail due to a transient error. Please try again later (0x00004000)." comes with
# a code that otherwise means a missing permission (https://github.com/O365/python-o365/issues/668).
TRANSIENT = re.compile(r"transient error|0x00004000", re.IGNORECASE)
CODE = re.compile(r"[A-Za-z][A-Za-z_.]{0,63}")


def graph_failure(
    status: int, body: Mapping[str, object], wait: timedelta | None, idempotency: Idempotency
) -> Failure:
    """The failure for a response that the request does not expect."""
    code = code_of(body)
    if status == 429:
        # As after a 5xx: a mail may have been sent although the response says otherwise.
        return Unclear(wait) if idempotency is Idempotency.DUPLICATE_MAIL else Busy(wait)
    if status < 300 or status == 408 or status >= 500:
        return unclear(idempotency, wait)
    if status == 404 and code in NOT_FOUND:
        return Gone()
    if status == 401:
        return NotSetUp(code or str(status))
    if code in ACCESS_DENIED | MAILBOX_NOT_SET_UP and not TRANSIENT.search(_message_of(body)):
        return NotSetUp(code)
    if REQUEST_FAULT.fullmatch(code):
        return Rejected(code)
    return unclear(idempotency, wait, was_refused=True)


def unclear(
    idempotency: Idempotency, wait: timedelta | None = None, *, was_refused: bool = False
) -> Failure:
    """Failure for a request without a usable response."""
    if idempotency is Idempotency.IDEMPOTENT:
        return Busy(wait)
    return Unclear(wait, was_refused=was_refused)


def code_of(body: Mapping[str, object]) -> str:
    """The error code, or an empty string; nothing else of an error body is ever repeated."""
    code = _error_of(body).get("code")
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""


def _message_of(body: Mapping[str, object]) -> str:
    message = _error_of(body).get("message")
    return message if isinstance(message, str) else ""


def _error_of(body: Mapping[str, object]) -> Mapping[str, object]:
    error = body.get("error")
    return error if isinstance(error, dict) else {}
