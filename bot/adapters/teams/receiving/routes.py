"""POST /api/messages: from a request to an answer, whatever was sent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.adapters.teams.receiving.activity import BadBody, Inbound, NoActor, parse_activity
from bot.adapters.teams.receiving.auth import Forbidden, Gate, TokenRefused
from bot.adapters.teams.receiving.limits import LONGEST_BODY, LONGEST_UPLOAD, Floods
from bot.adapters.teams.receiving.signing_keys import KeysUnreachable
from bot.adapters.teams.sending.pacing import sending_as

PATH = "/api/messages"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class InvokeResponse:
    """What the request is answered with: an invoke's body, or a status of its own."""

    status: int
    body: Mapping[str, Any] | None = None
    trouble: str = ""
    """What the person was told went wrong, by its key."""


HandleActivity = Callable[[Inbound], Awaitable[InvokeResponse | None]]
"""Takes what came in; None is 200 for a message, and "not known here" for an invoke."""

REFUSALS: Mapping[type[Exception], int] = {
    BadBody: 400,
    TokenRefused: 401,
    NoActor: 403,
    Forbidden: 403,
    KeysUnreachable: 503,
}


def routes(gate: Gate, handle: HandleActivity, floods: Floods | None = None) -> list[web.RouteDef]:
    """The one route. Other methods are answered with 405 by aiohttp."""
    floods = floods or Floods()

    async def messages(request: web.Request) -> web.Response:
        try:
            _check_head(request)
            # Reading and parsing a body is work, and nobody gets it done without a token.
            caller = await gate.authenticate(_authorization(request))
            inbound = parse_activity(await _body(request))
            gate.authorize(caller, inbound)
            is_flood = inbound.is_from_a_person and floods.is_flooded_by(_sender(inbound))
        except tuple(REFUSALS) as refused:
            return _refused(refused)
        except web.HTTPClientError as refused:
            facts = {"status": refused.status, "refusal": type(refused).__name__}
            log.warning("request refused", extra=facts)
            raise
        # Whoever is told of a failure tries again, be it a person or Teams.
        return web.Response() if is_flood else await _handled(handle, inbound)

    return [web.post(PATH, messages)]


def _check_head(request: web.Request) -> None:
    """Raises what aiohttp answers with 413 or 415."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > LONGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LONGEST_BODY, request.content_length or 0)


async def _body(request: web.Request) -> bytes:
    """The whole body. Raises what aiohttp answers with 400, 408 or 413."""
    try:
        async with asyncio.timeout(LONGEST_UPLOAD):
            return await request.read()
    except web.RequestPayloadError:
        # Chunks of a wrong form. aiohttp 3.14 reads on behind an answer, and would log this body as
        # an unhandled exception.
        request.content.feed_eof()
        refused = web.HTTPBadRequest()
        refused.force_close()
        raise refused from None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def _authorization(request: web.Request) -> str:
    """The one header that holds the token. Two could be read in two ways, and count as none."""
    found = request.headers.getall("Authorization", [])
    return found[0] if len(found) == 1 else ""


def _sender(inbound: Inbound) -> tuple[str, str]:
    """Who sent it. Raises NoActor."""
    return inbound.actor.id, inbound.actor.tenant_id


def _refused(refused: Exception) -> web.Response:
    status = next(status for kind, status in REFUSALS.items() if isinstance(refused, kind))
    refusal = refused.cause.value if isinstance(refused, TokenRefused) else type(refused).__name__
    log.warning("request refused", extra={"status": status, "refusal": refusal})
    return web.Response(status=status)


async def _handled(handle: HandleActivity, inbound: Inbound) -> web.Response:
    try:
        with sending_as():
            answer = await handle(inbound)
    except Exception as error:
        # Its text may hold what a person said; the class and the id are enough to find it.
        log.error(
            "turn failed",
            extra={"failure": type(error).__name__, "activity": inbound.activity_id},
        )
        return web.Response(status=500, text="The bot could not do this.")
    if answer is None:
        return web.Response(status=501 if inbound.type == "invoke" else 200)
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.json_response(answer.body, status=answer.status)
