"""Authentication of incoming requests: the token check, and local mode without one.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import jwt
from yarl import URL

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.signing_keys import SigningKey, SigningKeys
from bot.allowed_hosts import LOOPBACK, ServiceHosts
from bot.services.alarm_board import (
    REQUESTS_REFUSED,
    SERVICE_HOST_REFUSED,
    UNPROVEN_REQUESTS,
    AlarmBoard,
)

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
ALGORITHM = "RS256"
LEEWAY_SECONDS = 300
"""The same page: "Industry-standard clock-skew is 5 minutes"."""
UNREADABLE = (
    jwt.PyJWTError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What PyJWT raises for malformed claims, such as an infinite "exp"."""


class Cause(StrEnum):
    """Why a token is refused, as logged."""

    NO_TOKEN = "no token"  # noqa: S105 - a cause
    MALFORMED = "malformed token"
    WRONG_ALGORITHM = "wrong algorithm"
    UNKNOWN_KEY = "unknown key"
    WRONG_SIGNATURE = "wrong signature"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    MISSING_CLAIM = "missing claim"
    WRONG_ISSUER = "wrong issuer"
    WRONG_AUDIENCE = "wrong audience"
    WRONG_SERVICE_URL = "wrong service url"
    KEY_NOT_ENDORSED = "key not endorsed"

    @property
    def is_proven(self) -> bool:
        """Whether the token has a valid signature of a published key."""
        return self in _PROVEN


_PROVEN = frozenset(
    {
        Cause.EXPIRED,
        Cause.NOT_YET_VALID,
        Cause.MISSING_CLAIM,
        Cause.WRONG_ISSUER,
        Cause.WRONG_AUDIENCE,
        Cause.WRONG_SERVICE_URL,
        Cause.KEY_NOT_ENDORSED,
    }
)
_CAUSES: Mapping[type[jwt.PyJWTError], Cause] = {
    jwt.InvalidSignatureError: Cause.WRONG_SIGNATURE,
    jwt.ExpiredSignatureError: Cause.EXPIRED,
    jwt.ImmatureSignatureError: Cause.NOT_YET_VALID,
    jwt.MissingRequiredClaimError: Cause.MISSING_CLAIM,
    jwt.InvalidIssuerError: Cause.WRONG_ISSUER,
    jwt.InvalidAudienceError: Cause.WRONG_AUDIENCE,
}


class TokenRefused(PermissionError):
    """The request has no acceptable token."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


class Forbidden(Exception):
    """The token is valid, but the request is not for this bot."""


class ForbiddenTenant(Forbidden):
    """Another organisation."""


class ForbiddenHost(Forbidden):
    """A service URL whose host is not on the list."""


class ForbiddenChannel(Forbidden):
    """Another channel than Teams, where a sender chooses their own object id."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Claims of a checked token."""

    service_url: object
    """The raw claim."""
    endorsements: frozenset[str]
    """The channels that the signing key is endorsed for."""


class Gate(Protocol):
    """Lets requests in: first by the token alone, then by the activity too."""

    async def authenticate(self, authorization: str) -> Caller | None:
        """Checks the token before the body is read.

        Raises TokenRefused or KeysUnreachable.
        """
        ...

    def authorize(self, caller: Caller | None, inbound: Inbound) -> None:
        """Raises TokenRefused or Forbidden."""
        ...

    def can_check(self) -> bool:
        """Whether tokens can be checked now."""
        ...


class OpenGate:
    """Local mode: no token, and replies to this machine only."""

    async def authenticate(self, authorization: str) -> None:
        """Accepts every request."""

    def authorize(self, caller: Caller | None, inbound: Inbound) -> None:
        """Raises ForbiddenHost."""
        if not LOOPBACK.allows(inbound.service_url):
            raise ForbiddenHost

    def can_check(self) -> bool:
        """Always: there is nothing to check."""
        return True


class TeamsGate:
    """Production: a valid token for this bot, from its tenant, with an allowed service URL."""

    def __init__(
        self, *, app_id: str, tenant_id: str, hosts: ServiceHosts, keys: SigningKeys
    ) -> None:
        self._app_id = app_id
        self._tenant_id = tenant_id.lower()
        self._hosts = hosts
        self._keys = keys

    async def authenticate(self, authorization: str) -> Caller:
        """Checks signature, issuer, audience and time. Raises TokenRefused or KeysUnreachable."""
        token, key_id = _token_and_key_id(authorization)
        try:
            keys = await self._keys.get(key_id)
        except LookupError:
            raise TokenRefused(Cause.UNKNOWN_KEY) from None
        claims, key = self._verified(token, keys)
        # Bot Framework also signs tokens for calls between bots; those have the caller's "appid".
        if claims.get("appid", self._app_id) != self._app_id:
            raise TokenRefused(Cause.WRONG_AUDIENCE)
        return Caller(claims["serviceurl"], frozenset(key.endorsements))

    def authorize(self, caller: Caller | None, inbound: Inbound) -> None:
        """Compares the activity with token, tenant and hosts. Raises TokenRefused or Forbidden."""
        if caller is None:
            raise TokenRefused(Cause.NO_TOKEN)
        if not inbound.service_url or inbound.service_url != caller.service_url:
            raise TokenRefused(Cause.WRONG_SERVICE_URL)
        if inbound.channel_id not in caller.endorsements:
            raise TokenRefused(Cause.KEY_NOT_ENDORSED)
        if inbound.channel_id != CHANNEL:
            raise ForbiddenChannel
        if inbound.tenant_id.lower() != self._tenant_id:
            raise ForbiddenTenant
        if not self._hosts.allows(inbound.service_url):
            raise ForbiddenHost

    def can_check(self) -> bool:
        """Whether there are keys to check tokens with."""
        return self._keys.are_held()

    def _verified(
        self, token: str, keys: tuple[SigningKey, ...]
    ) -> tuple[Mapping[str, Any], SigningKey]:
        """The claims and their signing key; several keys may share an id. Raises TokenRefused."""
        *others, last = keys
        for key in others:
            try:
                return self._claims(token, key), key
            except TokenRefused as refused:
                if refused.cause is not Cause.WRONG_SIGNATURE:
                    raise
        return self._claims(token, last), last

    def _claims(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            return jwt.decode(
                token,
                key.public_key,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "serviceurl"], "strict_aud": True},
            )
        except UNREADABLE as error:
            found = (cause for kind, cause in _CAUSES.items() if isinstance(error, kind))
            raise TokenRefused(next(found, Cause.MALFORMED)) from None


def _token_and_key_id(authorization: str) -> tuple[str, str]:
    """The header's token and its key id. Raises TokenRefused."""
    if not authorization:
        raise TokenRefused(Cause.NO_TOKEN)
    scheme, _, token = authorization.partition(" ")
    if scheme != "Bearer" or not token:
        raise TokenRefused(Cause.MALFORMED)
    try:
        header = jwt.get_unverified_header(token)
    except UNREADABLE:
        raise TokenRefused(Cause.MALFORMED) from None
    if header.get("alg") != ALGORITHM:
        raise TokenRefused(Cause.WRONG_ALGORITHM)
    key_id = header.get("kid")
    # An unknown critical extension must be refused (RFC 7515, 4.1.11).
    if not isinstance(key_id, str) or "crit" in header:
        raise TokenRefused(Cause.MALFORMED)
    return token, key_id


REQUESTS_IN_A_ROW = 3
"""Of requests signed with a key of Microsoft: few are refused by mistake."""
UNPROVEN_IN_A_ROW = 5


@dataclass
class WatchedGate:
    """A gate that counts its refusals."""

    gate: Gate
    board: AlarmBoard
    _refused: Counter[Cause] = field(default_factory=Counter)
    """Since the last accepted request."""

    async def authenticate(self, authorization: str) -> Caller | None:
        """Raises TokenRefused or KeysUnreachable."""
        try:
            return await self.gate.authenticate(authorization)
        except TokenRefused as refused:
            self._note(refused.cause)
            raise

    def authorize(self, caller: Caller | None, inbound: Inbound) -> None:
        """Raises TokenRefused or Forbidden."""
        try:
            self.gate.authorize(caller, inbound)
        except TokenRefused as refused:
            self._note(refused.cause)
            raise
        except Forbidden as refused:
            if isinstance(refused, ForbiddenHost):
                # The token is valid and of our tenant: the list of hosts is incomplete.
                self.board.start(SERVICE_HOST_REFUSED, _host_of(inbound.service_url))
            raise
        self._refused.clear()
        self.board.end(REQUESTS_REFUSED)
        self.board.end(UNPROVEN_REQUESTS)

    def can_check(self) -> bool:
        """Whether tokens can be checked now."""
        return self.gate.can_check()

    def _note(self, cause: Cause) -> None:
        # A request without a token comes from a scanner.
        if cause is Cause.NO_TOKEN:
            return
        self._refused[cause] += 1
        if cause.is_proven and self._refused[cause] >= REQUESTS_IN_A_ROW:
            self.board.start(REQUESTS_REFUSED, cause.value)
        elif not cause.is_proven and self._refused[cause] >= UNPROVEN_IN_A_ROW:
            self.board.start(UNPROVEN_REQUESTS, cause.value)


def _host_of(url: str) -> str:
    """The host of a URL for the log; the URL is unvalidated input."""
    try:
        host = URL(url).raw_host or ""
    except ValueError:
        host = ""
    return host if host.isascii() and host.isprintable() and len(host) < 100 else "unreadable"
