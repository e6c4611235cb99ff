"""POST /api/messages: from any HTTP request to a response, and the limits on it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from bot.adapters.teams.receiving.activity import BadBody, Inbound, NoActor, parse_activity
from bot.adapters.teams.receiving.auth import Forbidden, Gate, TokenRefused
from bot.adapters.teams.receiving.signing_keys import KeysUnreachable
from bot.adapters.teams.sending.pacing import sending_as
from bot.services.rate_limit import TokenBuckets

MAX_BODY_BYTES = 1024 * 1024
"""A message in Teams is at most 28 KB, and every card input of ours is shorter
(https://learn.microsoft.com/microsoftteams/limits-specifications-teams#chat)."""
UPLOAD_TIMEOUT = 10.0
"""Seconds. A body sent byte by byte would hold a connection; Teams never does that."""
TURN_TIMEOUT = 10.0
"""Seconds. Teams gives up after 10 to 15 and tells the person that the bot does not respond
(https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance)."""
MAX_BURST = 60
REFILL_RATE = 6.0
"""Tokens a second. A person in distress may press fast, again and again, and every press is
answered; this is faster than anybody can press."""

log = logging.getLogger(__name__)


@dataclass
class FloodLimit:
    """Rate limit per person, by object id and tenant id; each violation is logged once."""

    burst: int = MAX_BURST
    per_second: float = REFILL_RATE
    now: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._people = TokenBuckets(self.burst, self.per_second, self.now, _log_flood)

    def is_exceeded_by(self, person: tuple[str, str]) -> bool:
        """Takes a token; whether there was none."""
        return not self._people.take(person)


def _log_flood(person: tuple[str, str]) -> None:
    log.error("flood not answered: see who it is", extra={"person": person[0]})


PATH = "/api/messages"


@dataclass(frozen=True)
class InvokeResponse:
    """The HTTP response: a status, and the body of an invoke."""

    status: int
    body: Mapping[str, Any] | None = None
    trouble: str = ""
    """Text key of the error that the person was told."""


class HandleActivity(Protocol):
    """Handles one activity. None is 200 for a message, and 501 for an invoke."""

    def __call__(self, inbound: Inbound, /) -> Awaitable[InvokeResponse | None]: ...


REFUSALS: Mapping[type[Exception], int] = {
    BadBody: 400,
    TokenRefused: 401,
    NoActor: 403,
    Forbidden: 403,
    KeysUnreachable: 503,
}


GATE = web.AppKey("GATE", Gate)
HANDLE_ACTIVITY = web.AppKey("HANDLE_ACTIVITY", HandleActivity)


def routes(limit: FloodLimit | None = None) -> list[web.RouteDef]:
    """The one route, of an application with a GATE and HANDLE_ACTIVITY once it has started.

    aiohttp answers other methods with 405.
    """
    limit = limit or FloodLimit()

    async def messages(request: web.Request) -> web.Response:
        gate = request.app[GATE]
        try:
            _check_head(request)
            # The token is checked before any work is done on the body.
            caller = await gate.authenticate(_authorization(request))
            inbound = parse_activity(await _body(request))
            gate.authorize(caller, inbound)
            is_flood = inbound.is_from_a_person and limit.is_exceeded_by(_sender(inbound))
        except tuple(REFUSALS) as refused:
            return _refused(refused)
        except web.HTTPClientError as refused:
            facts = {"status": refused.status, "refusal": type(refused).__name__}
            log.warning("request refused", extra=facts)
            raise
        # A flood is answered with 200: an error would make Teams retry.
        return web.Response() if is_flood else await _handled(request.app[HANDLE_ACTIVITY], inbound)

    return [web.post(PATH, messages)]


def _check_head(request: web.Request) -> None:
    """Raises HTTPUnsupportedMediaType or HTTPRequestEntityTooLarge."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, request.content_length or 0)


async def _body(request: web.Request) -> bytes:
    """The whole body. Raises HTTPBadRequest, HTTPRequestTimeout or HTTPRequestEntityTooLarge."""
    try:
        async with asyncio.timeout(UPLOAD_TIMEOUT):
            return await request.read()
    except web.RequestPayloadError:
        # Malformed chunks. aiohttp 3.14.5 reads on after the response and would log this body as an
        # unhandled exception (measured).
        request.content.feed_eof()
        refused = web.HTTPBadRequest()
        refused.force_close()
        raise refused from None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def _authorization(request: web.Request) -> str:
    """The Authorization header; two of them count as none."""
    values = request.headers.getall("Authorization", [])
    return values[0] if len(values) == 1 else ""


def _sender(inbound: Inbound) -> tuple[str, str]:
    """Object id and tenant id. Raises NoActor."""
    return inbound.actor.id, inbound.actor.tenant_id


def _refused(refused: Exception) -> web.Response:
    status = next(status for kind, status in REFUSALS.items() if isinstance(refused, kind))
    refusal = refused.cause.value if isinstance(refused, TokenRefused) else type(refused).__name__
    log.warning("request refused", extra={"status": status, "refusal": refusal})
    return web.Response(status=status)


async def _handled(handle: HandleActivity, inbound: Inbound) -> web.Response:
    try:
        with sending_as():
            response = await handle(inbound)
    except Exception as error:
        # Not str(error): its text may quote a person.
        log.error(
            "turn failed",
            extra={"failure": type(error).__name__, "activity": inbound.activity_id},
        )
        return web.Response(status=500, text="The bot could not do this.")
    if response is None:
        return web.Response(status=501 if inbound.type == "invoke" else 200)
    if response.body is None:
        return web.Response(status=response.status)
    return web.json_response(response.body, status=response.status)
