"""What it means when Entra gives no token: weather that passes, or a thing to be put right.

No token is given
├── an error that passes, by its name or its number    Busy
├── an error for good, by its name or its number       NotSetUp, at once
└── anything else                                      Busy, and NotSetUp if it stays a minute

Names: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
Numbers: learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

import logging
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot.ports import Busy, NotSetUp

STAYS_SECONDS = 60.0
"""After that long an error that nobody knows is no weather."""
PASSES = frozenset(
    {
        "request_timeout",
        "server_error",
        "service_unavailable",
        "slow_down",
        "temporarily_unavailable",
    }
)
PASSING_NUMBERS = frozenset({50000, 90006, 90012, 90033})
FOR_GOOD = frozenset(
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
NUMBERS_FOR_GOOD = frozenset(
    {
        50034,  # no such account in the directory
        50057,  # disabled
        50076,  # another factor is wanted
        50105,  # not assigned to the application
        53000,  # conditional access, in its several ways
        53001,
        53002,
        53003,
        53004,
        65001,  # no consent
        500011,  # the organisation does not know the resource
        700016,  # nor the application
        700024,  # the assertion's time
        700027,  # the assertion's certificate
        7000112,  # the application is disabled
        7000215,  # the secret is wrong
        7000222,  # the secret has expired
        7000229,  # no enterprise application
        90002,  # no such organisation
        530035,
    }
)
NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
NUMBER = re.compile(r"AADSTS(\d{4,8})\b")

log = logging.getLogger(__name__)


class Verdicts:
    """Says what each refusal means, and logs it under Entra's own name and numbers."""

    def __init__(self) -> None:
        self._strange_since: float | None = None
        """Since when nothing but errors that nobody knows has come; on the monotonic clock."""

    def token_came(self) -> None:
        """All is well again."""
        self._strange_since = None

    def __call__(self, answer: Mapping[str, Any]) -> Busy | NotSetUp:
        """What an answer without a token means."""
        name, numbers = _name(answer), _numbers(answer)
        if self._is_for_a_person(name, numbers):
            log.error(
                "token refused: check the bot's credential and what Entra demands of it",
                extra={"error": name, "error_codes": numbers},
            )
            return NotSetUp(name)
        log.warning("token not given", extra={"error": name, "error_codes": numbers})
        return Busy()

    def _is_for_a_person(self, name: str, numbers: Sequence[int]) -> bool:
        if name in PASSES or PASSING_NUMBERS.intersection(numbers):
            return False
        if name in FOR_GOOD or NUMBERS_FOR_GOOD.intersection(numbers):
            return True
        now = time.monotonic()
        self._strange_since = self._strange_since if self._strange_since is not None else now
        return now - self._strange_since >= STAYS_SECONDS


def _name(answer: Mapping[str, Any]) -> str:
    """Entra's own name of the error, where it is one word; nothing else of it is repeated."""
    name = answer.get("error")
    return name if isinstance(name, str) and NAME.fullmatch(name) else "no name"


def _numbers(answer: Mapping[str, Any]) -> list[int]:
    """Entra's own numbers, from their list or from the beginning of the description."""
    listed = answer.get("error_codes")
    numbers = [it for it in listed if type(it) is int] if isinstance(listed, list) else []
    said = answer.get("error_description")
    found = NUMBER.match(said) if isinstance(said, str) else None
    return list(dict.fromkeys([*numbers, *([int(found[1])] if found else [])]))
