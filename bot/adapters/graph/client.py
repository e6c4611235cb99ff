"""HTTP client of Microsoft Graph: tokens, timeouts, paging, and a failure for each response."""

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
from bot.adapters.graph.errors import NOBODY, code_of, graph_failure, unclear
from bot.adapters.graph.list_items import SkippedItems
from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.adapters.http_json import JsonObject, retry_after
from bot.adapters.http_session import NOT_SENT
from bot.ports import Busy, Clock, NotSetUp, Rejected


class _ClosesOn503(ClientResponse):
    """Closes its connection on a 503: a retry needs a new one.

    https://learn.microsoft.com/graph/best-practices-concept ("always make new retry requests over
    a new HTTP connection"). `response.close()` comes too late: aiohttp returns the connection to
    the pool as soon as the whole body has arrived, which may be before `start` returns. The other
    ways cost more: `force_close` on the connector is a TLS handshake for every request, and
    `response_class` on the session, which Teams' client shares, changes that client as well.
    """

    async def start(self, connection: Connection) -> ClientResponse:
        protocol = connection.protocol
        await super().start(connection)
        if self.status == 503 and protocol is not None:
            is_released = connection.protocol is None
            protocol.close() if is_released else protocol.force_close()
        return self


async def send_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Client middleware that turns off aiohttp's own retry of GET, PUT and DELETE.

    It has no public switch: https://github.com/aio-libs/aiohttp/issues/10790
    """
    request.response_class = _ClosesOn503
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        # The two that aiohttp retries on a reused connection.
        raise aiohttp.ClientError(type(error).__name__) from None


MAX_CONCURRENT_OUTLOOK = 3
"""One less than the four that Exchange allows an app per mailbox
(https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits)."""
CONNECT_TIMEOUT = 5.0
MAX_PAGES = 20

log = logging.getLogger(__name__)


class GraphClient:
    """Sends each request once, and once more with a new token after a 401."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        tokens: Tokens,
        clock: Clock,
        skipped: SkippedItems | None = None,
    ) -> None:
        self.skipped = skipped or SkippedItems()
        self._session = session
        self._base_url = base_url
        self._origin = URL(base_url).origin()
        self.scope = f"{self._origin}/.default"
        self._tokens = tokens
        self._clock = clock
        self._outlook_slots = asyncio.Semaphore(MAX_CONCURRENT_OUTLOOK)

    def url(self, *segments: str, **options: str) -> URL:
        """A URL below the base URL, with each segment and each $option's value percent-encoded."""
        path = "/".join(quote(segment, safe="") for segment in segments)
        query = "&".join(f"${name}={quote(value, safe='')}" for name, value in options.items())
        return URL(f"{self._base_url}/{path}?{query}".rstrip("?"), encoded=True)

    async def request_json(self, request: GraphRequest) -> JsonObject:
        """The body of an expected response. Raises any Failure but Unreachable."""
        return (await self.request(request)).body

    async def request(self, request: GraphRequest) -> GraphResponse:
        """The whole response, for a request that expects more than one status."""
        if not request.is_outlook:
            return await self._request(request)
        async with self._outlook_slots:
            return await self._request(request)

    async def request_list(self, request: GraphRequest) -> list[JsonObject]:
        """All pages of a list. Raises Busy for half a list; an empty page need not be the last.

        Elements that are no objects are skipped; a list of nothing else is Busy.
        """
        elements: list[Any] = []
        for _ in range(MAX_PAGES):
            page = await self.request_json(request)
            elements += _elements(page)
            if (link := page.get("@odata.nextLink")) is None:
                return self._objects(request, elements)
            request = replace(request, url=self._next_page(link))
        raise Busy

    def _objects(self, request: GraphRequest, elements: list[Any]) -> list[JsonObject]:
        found: list[JsonObject] = [element for element in elements if isinstance(element, dict)]
        self.skipped(request.name, len(elements) - len(found))
        if elements and not found:
            raise Busy
        return found

    def _next_page(self, link: object) -> URL:
        """The link's URL. The token goes with it, so it must be on the first page's origin."""
        text = link if isinstance(link, str) and link.isascii() and link.isprintable() else ""
        try:
            url = URL(text.replace(" ", "%20"), encoded=True)
            if url.origin() == self._origin:
                return url
        except ValueError:
            pass
        log.error("next page elsewhere: check GRAPH_BASE_URL")
        raise NotSetUp("nextLink")

    async def _request(self, request: GraphRequest) -> GraphResponse:
        token = await self._tokens.get(self.scope) if request.sends_token else None
        response = await self._send_once(request, token)
        if response.status == 401 and token:
            token = await self._tokens.get(self.scope, refused=token, claims=response.claims)
            response = await self._send_once(request, token)
        if response.status in request.expects:
            return response
        if response.status in request.refusals:
            raise Rejected(code_of(response.body) or str(response.status))
        wait = retry_after(response.headers, self._clock)
        raise graph_failure(response.status, response.body, wait, request.idempotency)

    async def _send_once(self, request: GraphRequest, token: str | None) -> GraphResponse:
        """Raises Busy if the request was not sent; if it may have been, by its idempotency."""
        attempt = str(uuid4())
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.content,
                headers=request.headers_with(token, attempt),
                skip_auto_headers=("Content-Type",),
                timeout=aiohttp.ClientTimeout(total=request.timeout, connect=CONNECT_TIMEOUT),
                # A redirect could take a report to a host that nobody configured.
                allow_redirects=False,
                middlewares=(send_once,),
            ) as http_response:
                response = await GraphResponse.read(http_response)
        except NOT_SENT as error:
            _log_failure(request, attempt, error)
            raise Busy from None
        except (aiohttp.ClientError, TimeoutError) as error:
            _log_failure(request, attempt, error)
            raise unclear(request.idempotency) from None
        _log_response(request, attempt, response)
        return response


def _elements(page: JsonObject) -> list[Any]:
    if not isinstance(value := page.get("value"), list):
        raise Busy
    return value


def _log_response(request: GraphRequest, attempt: str, response: GraphResponse) -> None:
    code = code_of(response.body)
    # Somebody without a manager, or who has left, is an ordinary answer of the directory:
    # https://learn.microsoft.com/graph/api/user-list-manager
    is_nobody = request.method == "GET" and code == NOBODY
    is_expected = response.status in request.expects or is_nobody
    log.log(
        logging.DEBUG if is_expected else logging.WARNING,
        "Microsoft Graph answered" if is_expected else "Microsoft Graph refused",
        extra={
            "call": request.name,
            "status": response.status,
            "code": code,
            "client_request_id": attempt,
            "request_id": response.request_id,
        },
    )


def _log_failure(request: GraphRequest, attempt: str, error: Exception) -> None:
    facts = {"call": request.name, "client_request_id": attempt, "failure": type(error).__name__}
    log.warning("Microsoft Graph not heard", extra=facts)
