"""HTTP server with limits against slow and numerous connections, and against DNS rebinding.

aiohttp 3.14.5 limits neither the time for a request's headers nor the number of connections, and it
decompresses a body on the event loop before a handler or size limit applies
(https://docs.aiohttp.org/en/stable/web_reference.html#aiohttp.web.AppRunner).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, cast

from aiohttp import web
from aiohttp.typedefs import Middleware


def allow_hosts(names: frozenset[str]) -> Callable[..., Awaitable[web.StreamResponse]]:
    """403 for a request with another Host name, as a page in a browser could send."""

    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if names and request.url.host not in names:
            return web.Response(status=403)
        return await handler(request)

    return check


HEAD_TIMEOUT = 10.0
"""Seconds from the connection, or from a request's first byte, to the end of its headers."""
LINGERING_TIME = 2.0
"""Seconds for which the rest of a refused body is read and dropped."""
MAX_CONNECTIONS = 500
"""Far more than a load balancer opens for some thousand people, and below the common limit of 1,024
open files per process."""

RequestHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


def guarded_application(*, middlewares: Sequence[Middleware] = (), **more: Any) -> web.Application:
    """An application that never decompresses a request body."""
    return web.Application(
        middlewares=[_track_request, _refuse_compressed, *middlewares],
        handler_args={"auto_decompress": False, "lingering_time": LINGERING_TIME},
        **more,
    )


@web.middleware
async def _track_request(request: web.Request, handler: RequestHandler) -> web.StreamResponse:
    """Tells the connection that the headers are complete; the body has limits of its own."""
    protocol = request.transport.get_protocol() if request.transport else None
    handling = protocol.handling() if isinstance(protocol, WatchedConnection) else nullcontext()
    with handling:
        try:
            response = await handler(request)
        except web.HTTPException as refused:
            _close_unless_read(request, refused)
            raise
        _close_unless_read(request, response)
        return response


def _close_unless_read(request: web.Request, response: web.StreamResponse) -> None:
    """Closes the connection if part of the request body is unread."""
    if request.body_exists and not request.content.is_eof():
        response.force_close()


@web.middleware
async def _refuse_compressed(request: web.Request, handler: RequestHandler) -> web.StreamResponse:
    """400 for a compressed body: neither Teams nor a browser's form sends one."""
    encodings = ",".join(request.headers.getall("Content-Encoding", []))
    if {encoding.strip().lower() for encoding in encodings.split(",")} <= {"", "identity"}:
        return await handler(request)
    log.warning("request refused", extra={"status": 400, "refusal": "packed body"})
    return web.Response(status=400)


@dataclass
class Connections:
    """The open connections of one listener, limited in number.

    A connection beyond the limit closes the oldest one without a request: first among those that
    never sent one, then among idle keep-alive connections. If all are handling a request, the new
    one is closed.
    """

    maximum: int = MAX_CONNECTIONS
    head_timeout: float = HEAD_TIMEOUT
    _open: set["WatchedConnection"] = field(default_factory=set)
    _silent: dict["WatchedConnection", None] = field(default_factory=dict)
    """Without complete headers yet, oldest first."""
    _idle: dict["WatchedConnection", None] = field(default_factory=dict)
    """Between two requests, longest idle first."""

    def __len__(self) -> int:
        """The number of open connections."""
        return len(self._open)

    def add(self, connection: "WatchedConnection") -> bool:
        """Adds a new connection; False if it was closed at once."""
        self._open.add(connection)
        self._silent[connection] = None
        if len(self._open) <= self.maximum:
            return True
        if len(self._silent) > 1:
            oldest = next(iter(self._silent))
        else:
            oldest = next(iter(self._idle), connection)
        oldest.abort()
        return oldest is not connection

    def mark_busy(self, connection: "WatchedConnection") -> None:
        """It is handling a request."""
        self._silent.pop(connection, None)
        self._idle.pop(connection, None)

    def mark_idle(self, connection: "WatchedConnection") -> None:
        """Its request has been answered."""
        if connection in self._open:
            self._idle[connection] = None

    def remove(self, connection: "WatchedConnection") -> None:
        """Idempotent."""
        self._open.discard(connection)
        self.mark_busy(connection)


class WatchedConnection(asyncio.Protocol):
    """Wraps aiohttp's protocol; closes the connection unless a request's headers come in time."""

    def __init__(self, http: asyncio.Protocol, connections: Connections) -> None:
        self._http = http
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_handling = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Waits for the first headers."""
        self._transport = cast(asyncio.Transport, transport)
        self._http.connection_made(transport)
        if self._connections.add(self):
            self._await_head()

    def data_received(self, data: bytes) -> None:
        """Passes the data on; its first byte may start another request."""
        if not self._is_handling and self._timer is None:
            self._await_head()
        self._http.data_received(data)

    def eof_received(self) -> bool | None:
        """Passes it on."""
        return self._http.eof_received()

    def pause_writing(self) -> None:
        """Passes it on."""
        self._http.pause_writing()

    def resume_writing(self) -> None:
        """Passes it on."""
        self._http.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Frees its place."""
        self._stop_waiting()
        self._connections.remove(self)
        self._http.connection_lost(exc)

    @contextmanager
    def handling(self) -> Iterator[None]:
        """A request with complete headers is handled inside the block."""
        self._stop_waiting()
        self._connections.mark_busy(self)
        self._is_handling = True
        try:
            yield
        finally:
            self._is_handling = False
            self._connections.mark_idle(self)

    def abort(self) -> None:
        """Closes the connection at once, dropping buffered data."""
        self._stop_waiting()
        self._connections.remove(self)
        if self._transport is not None:
            self._transport.abort()

    def _await_head(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._connections.head_timeout, self.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class GuardedSite(web.TCPSite):
    """A TCPSite with limited connections."""

    def __init__(
        self, runner: web.AppRunner, host: str, port: int, connections: Connections | None = None
    ) -> None:
        super().__init__(runner, host, port)
        self.connections = Connections() if connections is None else connections

    async def start(self) -> None:
        """As TCPSite, but each protocol is wrapped in a WatchedConnection."""
        await web.BaseSite.start(self)
        protocol_factory = self._runner.server
        assert protocol_factory is not None
        self._server = await asyncio.get_running_loop().create_server(
            lambda: WatchedConnection(protocol_factory(), self.connections),
            self._host,
            self._port,
            backlog=self._backlog,
        )
        self._bound_port = self._server.sockets[0].getsockname()[1]
