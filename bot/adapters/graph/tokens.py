"""The bot's own tokens, for Teams and for Graph: cached, one request at a time, off the loop."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.adapters.graph.sign_in import Acquire, connect
from bot.ports import Busy, NotSetUp
from bot.settings import Settings

CHANNEL_SCOPE = "https://api.botframework.com/.default"
RENEWED_BEFORE_END = 300.0
OUR_FAULT = frozenset(
    {
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_resource",
        "invalid_scope",
        "unauthorized_client",
    }
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """A token and until when it serves, on the monotonic clock."""

    text: str
    good_until: float


class Tokens:
    """Signs in as the bot. Raises NotSetUp if Entra refuses us and Busy if it cannot be asked."""

    def __init__(self, settings: Settings, *, timeout: float = 10.0) -> None:
        self._connect = partial(connect, settings, timeout / 2)
        self._timeout = timeout
        self._acquire: Acquire | None = None
        self._connecting = asyncio.Lock()
        self._held: dict[str, Token] = {}
        self._flights: dict[tuple[str, str | None], asyncio.Task[str]] = {}

    async def get(
        self, scope: str, *, refused: str | None = None, claims: str | None = None
    ) -> str:
        """A token for this scope; a new one, with these claims, if the given one was refused."""
        held = self._held.get(scope)
        if held and held.text != refused and time.monotonic() < held.good_until:
            return held.text
        wanted = (scope, claims)
        flight = self._flights.get(wanted)
        if flight is None:
            flight = asyncio.create_task(self._fetch(*wanted, renew=refused is not None))
            self._flights[wanted] = flight
            flight.add_done_callback(partial(self._landed, wanted))
        # One caller who gives up must not take the token from the others.
        return await asyncio.shield(flight)

    def _landed(self, wanted: tuple[str, str | None], flight: asyncio.Task[str]) -> None:
        del self._flights[wanted]
        if not flight.cancelled():
            flight.exception()

    async def _fetch(self, scope: str, claims: str | None, *, renew: bool) -> str:
        try:
            async with asyncio.timeout(self._timeout):
                acquire = await self._connected(anew=renew)
                answer = await asyncio.to_thread(acquire, scope, claims)
        except Exception as error:
            # msal lets through its own, urllib3's and requests' exceptions; in each of them
            # Entra gave no verdict.
            log.warning("token service unreachable", extra={"failure": type(error).__name__})
            raise Busy from None
        if "access_token" not in answer:
            raise _refusal(answer)
        lifetime = float(answer.get("expires_in", 0))
        good_for = max(lifetime - RENEWED_BEFORE_END, lifetime / 2)
        self._held[scope] = Token(str(answer["access_token"]), time.monotonic() + good_for)
        return self._held[scope].text

    async def _connected(self, *, anew: bool) -> Acquire:
        # A new msal client is the one way past its cache and its replay of refused requests.
        async with self._connecting:
            if self._acquire is None or anew:
                self._acquire = await asyncio.to_thread(self._connect)
            return self._acquire


def _refusal(answer: Mapping[str, Any]) -> Busy | NotSetUp:
    error = answer.get("error")
    if error in OUR_FAULT:
        log.error("token refused: check the bot's credential", extra={"error": error})
        return NotSetUp("token")
    log.warning("token not given", extra={"error": type(error).__name__})
    return Busy()
