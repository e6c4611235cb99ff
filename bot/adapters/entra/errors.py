"""Maps errors of Entra's token endpoint to failures: transient, or to be fixed by a person.

error response
├── a transient error, by its name or code     Busy
├── a permanent error, by its name or code     NotSetUp, at once
└── any other                                  Busy; NotSetUp if it persists for a minute

Names: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

import logging
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot.ports import Busy, NotSetUp

PERSISTENT_AFTER = 60.0
"""Seconds after which an unknown error counts as permanent."""
TRANSIENT_ERRORS = frozenset(
    {
        "request_timeout",
        "server_error",
        "service_unavailable",
        "slow_down",
        "temporarily_unavailable",
    }
)
TRANSIENT_CODES = frozenset({50000, 90006, 90012, 90033})
PERMANENT_ERRORS = frozenset(
    {
        "access_denied",
        "consent_required",
        "insufficient_claims",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_instance",
        "invalid_request",
        "invalid_resource",
        "invalid_scope",
        "invalid_tenant",
        "login_required",
        "unauthorized_client",
        "unsupported_grant_type",
    }
)
PERMANENT_CODES = frozenset(
    {
        50034,  # no such account in the directory
        50057,  # disabled
        50076,  # a second factor is required
        50105,  # not assigned to the application
        53000,  # conditional access, in several forms
        53001,
        53002,
        53003,
        53004,
        65001,  # no consent
        500011,  # the resource is not in the tenant
        700016,  # nor is the application
        700024,  # the assertion has expired
        700027,  # the assertion's certificate is unknown
        7000112,  # the application is disabled
        7000215,  # the secret is wrong
        7000222,  # the secret has expired
        7000229,  # no enterprise application
        90002,  # no such tenant
        530035,
    }
)
ERROR_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
ERROR_CODE = re.compile(r"AADSTS(\d{4,8})\b")

log = logging.getLogger(__name__)


class TokenErrors:
    """Classifies and logs each error response by Entra's own name and codes."""

    def __init__(self) -> None:
        self._unknown_since: float | None = None
        """Since when there have been only unknown errors, on the monotonic clock."""

    def succeeded(self) -> None:
        """A token was issued."""
        self._unknown_since = None

    def __call__(self, response: Mapping[str, Any]) -> Busy | NotSetUp:
        """The failure for a response without a token."""
        name, codes = _name(response), _codes(response)
        if self._is_permanent(name, codes):
            log.error(
                "token refused: check the bot's credential and what Entra demands of it",
                extra={"error": name, "error_codes": codes},
            )
            return NotSetUp(name)
        log.warning("token not given", extra={"error": name, "error_codes": codes})
        return Busy()

    def _is_permanent(self, name: str, codes: Sequence[int]) -> bool:
        if name in TRANSIENT_ERRORS or TRANSIENT_CODES.intersection(codes):
            return False
        if name in PERMANENT_ERRORS or PERMANENT_CODES.intersection(codes):
            return True
        now = time.monotonic()
        self._unknown_since = self._unknown_since if self._unknown_since is not None else now
        return now - self._unknown_since >= PERSISTENT_AFTER


def _name(response: Mapping[str, Any]) -> str:
    """The name of the error, if it is one word; nothing else of the response is repeated."""
    name = response.get("error")
    return name if isinstance(name, str) and ERROR_NAME.fullmatch(name) else "no name"


def _codes(response: Mapping[str, Any]) -> list[int]:
    """The error codes, from their list and from the start of the description."""
    listed = response.get("error_codes")
    codes = [code for code in listed if type(code) is int] if isinstance(listed, list) else []
    description = response.get("error_description")
    found = ERROR_CODE.match(description) if isinstance(description, str) else None
    return list(dict.fromkeys([*codes, *([int(found[1])] if found else [])]))
