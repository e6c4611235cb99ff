"""The bot's own tokens, for Teams and for Graph: cached, one request at a time, off the loop."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.adapters.entra.errors import Verdicts
from bot.adapters.entra.sign_in import Acquire, connect
from bot.ports import Busy, NotSetUp
from bot.settings import Settings

CHANNEL_SCOPE = "https://api.botframework.com/.default"
RENEWED_BEFORE_END = 300.0
JUST_NOW_SECONDS = 60.0
"""A token that came within this time proves by itself that the bot can sign in."""
HELD_SECONDS = 5.0
"""A refusal is not asked for again sooner, however many want a token."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """A token, when it came and until when it serves, on the monotonic clock."""

    text: str
    obtained_at: float
    good_until: float


@dataclass(frozen=True)
class TokenRefusal:
    """What Entra's refusal means, and until when it is not asked again, on the monotonic clock."""

    failure: Busy | NotSetUp
    until: float


class Tokens:
    """Signs in as the bot. Raises NotSetUp if Entra refuses us and Busy if it cannot be asked."""

    def __init__(self, settings: Settings, *, timeout: float = 10.0) -> None:
        self._connect = partial(connect, settings, timeout / 2)
        self._timeout = timeout
        self._acquire: Acquire | None = None
        self._connecting = asyncio.Lock()
        self._held: dict[str, Token] = {}
        self._flights: dict[tuple[str, str | None], asyncio.Task[str]] = {}
        self._verdicts = Verdicts()
        self._refused: dict[tuple[str, str | None], TokenRefusal] = {}

    async def get(
        self, scope: str, *, refused: str | None = None, claims: str | None = None
    ) -> str:
        """A token for this scope; a new one, with these claims, if the given one was refused."""
        held = self._held.get(scope)
        if held and held.text != refused and time.monotonic() < held.good_until:
            return held.text
        wanted = (scope, claims)
        if (refusal := self._refused.get(wanted)) and time.monotonic() < refusal.until:
            raise refusal.failure
        flight = self._flights.get(wanted)
        if flight is None:
            flight = asyncio.create_task(self._fetch(*wanted, renew=refused is not None))
            self._flights[wanted] = flight
            flight.add_done_callback(partial(self._landed, wanted))
        # One caller who gives up must not take the token from the others.
        return await asyncio.shield(flight)

    async def prove(self, scope: str) -> None:
        """Signs in anew, unless that was done just now. Raises as `get` does."""
        held = self._held.get(scope)
        if held and time.monotonic() - held.obtained_at < JUST_NOW_SECONDS:
            return
        await self.get(scope, refused=held.text if held else None)

    def is_held(self, scope: str) -> bool:
        """Whether there is a token that still serves."""
        held = self._held.get(scope)
        return held is not None and time.monotonic() < held.good_until

    def _landed(self, wanted: tuple[str, str | None], flight: asyncio.Task[str]) -> None:
        del self._flights[wanted]
        if not flight.cancelled():
            flight.exception()

    async def _fetch(self, scope: str, claims: str | None, *, renew: bool) -> str:
        try:
            async with asyncio.timeout(self._timeout):
                acquire = await self._connected(anew=renew)
                answer = await asyncio.to_thread(acquire, scope, claims)
        except ValueError:
            # msal found no Entra at the authority, or none that knows the organisation, or cannot
            # read the credential; a page in Entra's place looks the same and may pass.
            raise self._refusal(scope, claims, {"error": "no_authority"}) from None
        except Exception as error:
            # msal lets through its own, urllib3's and requests' exceptions; in each of them
            # Entra gave no verdict.
            log.warning("token service unreachable", extra={"failure": type(error).__name__})
            raise Busy from None
        if "access_token" not in answer:
            raise self._refusal(scope, claims, answer)
        self._verdicts.token_came()
        lifetime = float(answer.get("expires_in", 0))
        good_for = max(lifetime - RENEWED_BEFORE_END, lifetime / 2)
        now = time.monotonic()
        self._held[scope] = Token(str(answer["access_token"]), now, now + good_for)
        return self._held[scope].text

    async def _connected(self, *, anew: bool) -> Acquire:
        # A new msal client is the one way past its cache and its replay of refused requests.
        async with self._connecting:
            if self._acquire is None or anew:
                self._acquire = await asyncio.to_thread(self._connect)
            return self._acquire

    def _refusal(
        self, scope: str, claims: str | None, answer: Mapping[str, Any]
    ) -> Busy | NotSetUp:
        # msal would give this answer again for a minute, from memory and to everybody; a new
        # client asks anew.
        self._acquire = None
        failure, now = self._verdicts(answer), time.monotonic()
        self._refused = {key: it for key, it in self._refused.items() if it.until > now}
        self._refused[scope, claims] = TokenRefusal(failure, now + HELD_SECONDS)
        return failure
