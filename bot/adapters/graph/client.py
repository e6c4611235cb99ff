"""Asks Microsoft Graph: one session, our own timeouts, one meaning for each answer."""

import asyncio
import logging
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
from aiohttp.connector import Connection
from yarl import URL

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.errors import code_of, graph_failure, unclear
from bot.adapters.graph.list_items import Skipped
from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.adapters.http_json import JsonObject, retry_after
from bot.adapters.http_session import NOTHING_LEFT
from bot.ports import Busy, Clock, Failure, NotSetUp, Rejected


class _Response(ClientResponse):
    """Leaves a connection on which the service was unavailable: another may reach a host that is.

    aiohttp hands a connection back as soon as the whole answer has come, perhaps before anybody
    has seen its status, so it has to be ended here.
    """

    async def start(self, connection: Connection) -> ClientResponse:
        protocol = connection.protocol
        await super().start(connection)
        if self.status == 503 and protocol is not None:
            is_handed_back = connection.protocol is None
            protocol.close() if is_handed_back else protocol.force_close()
        return self


async def once(request: ClientRequest, ask: ClientHandlerType) -> ClientResponse:
    """aiohttp makes a GET, PUT or DELETE again by itself when a kept connection has died."""
    request.response_class = _Response
    try:
        return await ask(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientError(type(error).__name__) from None


OUTLOOK_AT_ONCE = 3
"""Exchange takes four calls at a time for an app and a mailbox; one is left over."""
CONNECTING_SECONDS = 5.0
PAGES = 20

log = logging.getLogger(__name__)


class GraphClient:
    """Makes each call once, and once more with a new token if the token was refused."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        tokens: Tokens,
        clock: Clock,
        skipped: Skipped | None = None,
    ) -> None:
        self.skipped = skipped or Skipped()
        self._session = session
        self._base_url = base_url
        self._origin = URL(base_url).origin()
        self.scope = f"{self._origin}/.default"
        self._tokens = tokens
        self._clock = clock
        self._places = asyncio.Semaphore(OUTLOOK_AT_ONCE)

    def url(self, *segments: str, **options: str) -> URL:
        """An address below the root; each segment and the value of each $option as it is."""
        path = "/".join(quote(segment, safe="") for segment in segments)
        query = "&".join(f"${name}={quote(value, safe='')}" for name, value in options.items())
        return URL(f"{self._base_url}/{path}?{query}".rstrip("?"), encoded=True)

    async def ask(self, call: GraphRequest) -> JsonObject:
        """The body of the answer that the call expects. Raises any Failure but Unreachable."""
        return (await self.answer(call)).body

    async def answer(self, call: GraphRequest) -> GraphResponse:
        """The same with its status, for a call that expects more than one."""
        if not call.is_outlook:
            return await self._answer(call)
        async with self._places:
            return await self._answer(call)

    async def items(self, call: GraphRequest) -> list[JsonObject]:
        """The whole of a list. An empty page need not be the last; half a list is Busy.

        An element that is no object is skipped. A list of nothing else says nothing: Busy.
        """
        found: list[Any] = []
        for _ in range(PAGES):
            page = await self.ask(call)
            found += _elements(page)
            if (link := page.get("@odata.nextLink")) is None:
                return self._objects(call, found)
            call = replace(call, url=self._ours(link))
        raise Busy

    def _objects(self, call: GraphRequest, elements: list[Any]) -> list[JsonObject]:
        found: list[JsonObject] = [element for element in elements if isinstance(element, dict)]
        self.skipped(call.name, len(elements) - len(found))
        if elements and not found:
            raise Busy
        return found

    def _ours(self, link: object) -> URL:
        """A next page is asked for with our token, so it must be where the first one was."""
        text = link if isinstance(link, str) and link.isascii() and link.isprintable() else ""
        try:
            url = URL(text.replace(" ", "%20"), encoded=True)
            if url.origin() == self._origin:
                return url
        except ValueError:
            pass
        log.error("next page elsewhere: check GRAPH_BASE_URL")
        raise NotSetUp("nextLink")

    async def _answer(self, call: GraphRequest) -> GraphResponse:
        token = await self._tokens.get(self.scope) if call.is_signed else None
        answer = await self._exchange(call, token)
        if answer.status == 401 and token:
            token = await self._tokens.get(self.scope, refused=token, claims=answer.claims)
            answer = await self._exchange(call, token)
        if answer.status in call.expects:
            return answer
        if answer.status in call.refusals:
            raise Rejected(code_of(answer.body) or str(answer.status))
        wait = retry_after(answer.headers, self._clock)
        raise graph_failure(answer.status, answer.body, wait, call.twice)

    async def _exchange(self, call: GraphRequest, token: str | None) -> GraphResponse:
        """One request and its answer. Raises Busy if nothing left the house."""
        attempt = str(uuid4())
        try:
            async with self._session.request(
                call.method,
                call.url,
                data=call.content,
                headers=call.headers_with(token, attempt),
                skip_auto_headers=("Content-Type",),
                timeout=aiohttp.ClientTimeout(total=call.patience, connect=CONNECTING_SECONDS),
                # A redirect would carry a report to a host nobody checked.
                allow_redirects=False,
                middlewares=(once,),
            ) as response:
                answer = await GraphResponse.read(response)
        except NOTHING_LEFT as error:
            raise _noted(call, attempt, error, Busy()) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _noted(call, attempt, error, unclear(call.twice)) from None
        _note(call, attempt, answer)
        return answer


def _elements(page: JsonObject) -> list[Any]:
    if not isinstance(value := page.get("value"), list):
        raise Busy
    return value


def _note(call: GraphRequest, attempt: str, answer: GraphResponse) -> None:
    is_fine = answer.status in call.expects
    log.log(
        logging.DEBUG if is_fine else logging.WARNING,
        "Microsoft Graph answered" if is_fine else "Microsoft Graph refused",
        extra={
            "call": call.name,
            "status": answer.status,
            "code": code_of(answer.body),
            "client_request_id": attempt,
            "request_id": answer.request_id,
        },
    )


def _noted(call: GraphRequest, attempt: str, error: Exception, failed: Failure) -> Failure:
    facts = {"call": call.name, "client_request_id": attempt, "failure": type(error).__name__}
    log.warning("Microsoft Graph not heard", extra=facts)
    return failed
