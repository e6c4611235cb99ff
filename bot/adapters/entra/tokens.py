"""The bot's access tokens for Teams and Graph: cached, fetched in a thread, one request a scope."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.adapters.entra.errors import TokenErrors
from bot.adapters.entra.sign_in import AcquireToken, connect
from bot.ports import Busy, NotSetUp
from bot.settings import Settings

CHANNEL_SCOPE = "https://api.botframework.com/.default"
REFRESH_MARGIN = 300.0
"""Seconds before its expiry that a token is renewed."""
FRESH_SECONDS = 60.0
"""A token younger than this proves that the bot can sign in."""
REFUSAL_HOLD = 5.0
"""Seconds for which a refusal is returned without asking again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """A token with its times on the monotonic clock."""

    text: str
    obtained_at: float
    good_until: float


@dataclass(frozen=True)
class TokenRefusal:
    """A refusal and until when it is returned, on the monotonic clock."""

    failure: Busy | NotSetUp
    until: float


class Tokens:
    """Access tokens by scope. Raises NotSetUp if Entra refuses, Busy if it cannot be reached."""

    def __init__(self, settings: Settings, *, timeout: float = 10.0) -> None:
        self._connect = partial(connect, settings, timeout / 2)
        self._timeout = timeout
        self._acquire: AcquireToken | None = None
        self._connecting = asyncio.Lock()
        self._tokens: dict[str, Token] = {}
        self._requests: dict[tuple[str, str | None], asyncio.Task[str]] = {}
        self._errors = TokenErrors()
        self._refusals: dict[tuple[str, str | None], TokenRefusal] = {}

    async def get(
        self, scope: str, *, refused: str | None = None, claims: str | None = None
    ) -> str:
        """A token for the scope; a new one, with these claims, if the given one was refused."""
        held = self._tokens.get(scope)
        if held and held.text != refused and time.monotonic() < held.good_until:
            return held.text
        wanted = (scope, claims)
        if (refusal := self._refusals.get(wanted)) and time.monotonic() < refusal.until:
            raise refusal.failure
        request = self._requests.get(wanted)
        if request is None:
            request = asyncio.create_task(self._fetch(*wanted, renew=refused is not None))
            self._requests[wanted] = request
            request.add_done_callback(partial(self._finished, wanted))
        # Shielded: callers share the request, and one may be cancelled.
        return await asyncio.shield(request)

    async def prove(self, scope: str) -> None:
        """Fetches a new token unless there is a fresh one. Raises as `get` does."""
        held = self._tokens.get(scope)
        if held and time.monotonic() - held.obtained_at < FRESH_SECONDS:
            return
        await self.get(scope, refused=held.text if held else None)

    def is_held(self, scope: str) -> bool:
        """Whether there is a token that has not expired."""
        held = self._tokens.get(scope)
        return held is not None and time.monotonic() < held.good_until

    def _finished(self, wanted: tuple[str, str | None], request: asyncio.Task[str]) -> None:
        del self._requests[wanted]
        if not request.cancelled():
            request.exception()  # retrieved, or asyncio logs it when every caller was cancelled

    async def _fetch(self, scope: str, claims: str | None, *, renew: bool) -> str:
        try:
            async with asyncio.timeout(self._timeout):
                acquire = await self._client(renew=renew)
                response = await asyncio.to_thread(acquire, scope, claims)
        except ValueError:
            # msal cannot find the authority or the tenant, or cannot read the credential; a proxy's
            # page in place of the authority's looks the same and may be transient (msal 1.39.0).
            raise self._refusal(scope, claims, {"error": "no_authority"}) from None
        except Exception as error:
            # Exceptions of msal, requests and urllib3: none of them is a response of Entra.
            log.warning("token service unreachable", extra={"failure": type(error).__name__})
            raise Busy from None
        if "access_token" not in response:
            raise self._refusal(scope, claims, response)
        self._errors.succeeded()
        lifetime = float(response.get("expires_in", 0))
        good_for = max(lifetime - REFRESH_MARGIN, lifetime / 2)
        now = time.monotonic()
        self._tokens[scope] = Token(str(response["access_token"]), now, now + good_for)
        return self._tokens[scope].text

    async def _client(self, *, renew: bool) -> AcquireToken:
        # Only a new msal client bypasses its token cache and its cache of error responses.
        async with self._connecting:
            if self._acquire is None or renew:
                self._acquire = await asyncio.to_thread(self._connect)
            return self._acquire

    def _refusal(
        self, scope: str, claims: str | None, response: Mapping[str, Any]
    ) -> Busy | NotSetUp:
        # msal caches an error response for a minute, for every caller; a new client asks again
        # (https://github.com/AzureAD/microsoft-authentication-library-for-python/pull/379).
        self._acquire = None
        failure, now = self._errors(response), time.monotonic()
        self._refusals = {
            key: refusal for key, refusal in self._refusals.items() if refusal.until > now
        }
        self._refusals[scope, claims] = TokenRefusal(failure, now + REFUSAL_HOLD)
        return failure
