"""A client of Microsoft Graph that keeps the cause of a failure for the administrator.

The bot's own client maps every response to what is to be done next, and so drops its cause.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote
from uuid import uuid4

import aiohttp
from yarl import URL

from bot.adapters.graph.client import CONNECT_TIMEOUT, MAX_CONCURRENT_OUTLOOK, send_once
from bot.adapters.graph.errors import code_of
from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.doctor.diagnosis.graph_errors import Grant, refused, unexpected
from bot.doctor.results import CheckFailed, Remark, fine
from bot.ports import Clock

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=CONNECT_TIMEOUT)
NO_ID = "00000000-0000-0000-0000-000000000000"
LET_THROUGH = "Let this host reach it directly: DNS, firewall; HTTPS_PROXY does not count here."


class GraphProbe:
    """Microsoft Graph with the bot's token, once there is one."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str, clock: Clock) -> None:
        self._session = session
        self._base_url = base_url
        self._clock = clock
        self._places = asyncio.Semaphore(MAX_CONCURRENT_OUTLOOK)
        self.token: str | None = None
        self.ahead: timedelta | None = None
        """How far our clock is ahead of Graph's; None until a response had a Date header."""

    @property
    def scope(self) -> str:
        """The scope of a token for Graph."""
        return f"{URL(self._base_url).origin()}/.default"

    def url(self, *segments: str, **options: str) -> URL:
        """A URL below the root, with segments and the values of $options percent-encoded."""
        path = "/".join(quote(segment, safe="") for segment in segments)
        query = "&".join(f"${name}={quote(value, safe='')}" for name, value in options.items())
        return URL(f"{self._base_url}/{path}?{query}".rstrip("?"), encoded=True)

    async def answers(self) -> Sequence[Remark]:
        """Proved by a request without a token: Graph answers 401 with an error code."""
        url = self.url("users", top="1")
        answer = await self.ask(
            GraphRequest("reach", "GET", url, is_outlook=False, sends_token=False)
        )
        if answer.status == 401 and code_of(answer.body):
            return fine("Microsoft Graph answers.")
        if answer.status == 429 or answer.status >= 500:
            raise unexpected(answer)
        raise CheckFailed(
            f"What answers at GRAPH_BASE_URL is not Microsoft Graph (status {answer.status}).",
            "Set GRAPH_BASE_URL to the root of the organisation's cloud with its version, such as"
            " https://graph.microsoft.com/v1.0; see also the proxy.",
        )

    async def takes_the_token(self) -> Sequence[Remark]:
        """Proved by a request for an id that does not exist: anything but 401."""
        url = self.url("users", NO_ID, select="id")
        answer = await self.ask(GraphRequest("access", "GET", url, is_outlook=False))
        if answer.status == 401:
            raise unexpected(answer)
        return fine("Microsoft Graph takes the bot's token.")

    async def ask(self, call: GraphRequest) -> GraphResponse:
        """Sends one request. Raises CheckFailed without a response."""
        asking = self._session.request(
            call.method,
            call.url,
            data=call.content,
            headers=call.headers_with(self.token if call.sends_token else None, str(uuid4())),
            skip_auto_headers=("Content-Type",),
            timeout=TIMEOUT,
            allow_redirects=False,
            middlewares=(send_once,),
        )
        async with self._places, reaching("Microsoft Graph at GRAPH_BASE_URL"), asking as response:
            answer = await GraphResponse.read(response)
        self._compare_clocks(answer)
        return answer

    async def expect(self, call: GraphRequest, grant: Grant) -> GraphResponse:
        """A response with an expected status. Raises CheckFailed, which names the missing right."""
        answer = await self.ask(call)
        if answer.status not in call.expects:
            raise refused(answer, grant)
        return answer

    def _compare_clocks(self, answer: GraphResponse) -> None:
        try:
            self.ahead = self._clock() - parsedate_to_datetime(answer.headers.get("Date", ""))
        except (TypeError, ValueError):
            return


@asynccontextmanager
async def reaching(what: str) -> AsyncIterator[None]:
    """Turns connection errors into CheckFailed, in words for an administrator."""
    try:
        yield
    except aiohttp.ClientConnectorDNSError:
        raise CheckFailed(f"The host name of {what} is not known here.", LET_THROUGH) from None
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError):
        raise CheckFailed(
            f"The TLS certificate of {what} is not trusted here.",
            "See whether the name is right, and whether a proxy opens TLS; SSL_CERT_FILE names"
            " the authorities to trust.",
        ) from None
    except aiohttp.ClientConnectorError:
        raise CheckFailed(f"{what} takes no connection.", LET_THROUGH) from None
    except TimeoutError:
        raise CheckFailed(f"{what} did not answer in time.", LET_THROUGH) from None
    except aiohttp.ClientError as error:
        raise CheckFailed(f"{what} broke off ({type(error).__name__}).", LET_THROUGH) from None
