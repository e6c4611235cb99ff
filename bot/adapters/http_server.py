"""HTTP applications and listeners on which a stranger's request costs next to nothing.

aiohttp limits neither how long a head may take nor how many connections are open, and unpacks
bodies on the event loop before any handler, route or size limit is asked
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

LONGEST_HEAD = 10.0
"""Seconds from the first byte of a request, or from the connection, to the end of its head."""
LONGEST_LINGERING = 2.0
"""Seconds in which the rest of a body that was refused is read and dropped."""
MOST_CONNECTIONS = 500
"""Far more than a load balancer opens for some thousand people; each may carry any number of them,
and a process may often have no more than 1,024 files open."""

RequestHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


def guarded_application(*, middlewares: Sequence[Middleware] = (), **more: Any) -> web.Application:
    """An application that unpacks no body, however it is run."""
    return web.Application(
        middlewares=[_in_hand, _refuse_packed, *middlewares],
        handler_args={"auto_decompress": False, "lingering_time": LONGEST_LINGERING},
        **more,
    )


@web.middleware
async def _in_hand(request: web.Request, handler: RequestHandler) -> web.StreamResponse:
    """Tells the connection that the head has come; the body has limits of its own."""
    protocol = request.transport.get_protocol() if request.transport else None
    in_hand = protocol.in_hand() if isinstance(protocol, WatchedConnection) else nullcontext()
    with in_hand:
        try:
            response = await handler(request)
        except web.HTTPException as refused:
            _last_unless_read(request, refused)
            raise
        _last_unless_read(request, response)
        return response


def _last_unless_read(request: web.Request, response: web.StreamResponse) -> None:
    """Whatever is still to come of a body, no request is looked for behind it."""
    if request.body_exists and not request.content.is_eof():
        response.force_close()


@web.middleware
async def _refuse_packed(request: web.Request, handler: RequestHandler) -> web.StreamResponse:
    """400 for a packed body: neither Teams nor a browser's form sends one."""
    named = ",".join(request.headers.getall("Content-Encoding", []))
    if {name.strip().lower() for name in named.split(",")} <= {"", "identity"}:
        return await handler(request)
    log.warning("request refused", extra={"status": 400, "refusal": "packed body"})
    return web.Response(status=400)


@dataclass
class Connections:
    """The open connections of one listener: at most so many.

    One more closes the one that has waited longest for a request: first among those that never
    sent one, then among those that are kept alive. Only if a request is in hand on all of them,
    the new one is closed.
    """

    most: int = MOST_CONNECTIONS
    longest_head: float = LONGEST_HEAD
    _open: set["WatchedConnection"] = field(default_factory=set)
    _silent: dict["WatchedConnection", None] = field(default_factory=dict)
    """Those without a whole head yet, the oldest first."""
    _idle: dict["WatchedConnection", None] = field(default_factory=dict)
    """Those between two requests, the one that has rested longest first."""

    def __len__(self) -> int:
        """How many are open."""
        return len(self._open)

    def opened(self, it: "WatchedConnection") -> bool:
        """Takes a new one in; whether there is a place for it."""
        self._open.add(it)
        self._silent[it] = None
        if len(self._open) <= self.most:
            return True
        oldest = next(iter(self._silent)) if len(self._silent) > 1 else next(iter(self._idle), it)
        oldest.end()
        return oldest is not it

    def busy(self, it: "WatchedConnection") -> None:
        """A request is in hand on it."""
        self._silent.pop(it, None)
        self._idle.pop(it, None)

    def rests(self, it: "WatchedConnection") -> None:
        """Its request was answered."""
        if it in self._open:
            self._idle[it] = None

    def closed(self, it: "WatchedConnection") -> None:
        """It is no more."""
        self._open.discard(it)
        self.busy(it)


class WatchedConnection(asyncio.Protocol):
    """One connection, closed unless the head of a request comes in time."""

    def __init__(self, http: asyncio.Protocol, connections: Connections) -> None:
        self._http = http
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self._overdue: asyncio.TimerHandle | None = None
        self._is_in_hand = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Waits for the first head."""
        self._transport = cast(asyncio.Transport, transport)
        self._http.connection_made(transport)
        if self._connections.opened(self):
            self._await_head()

    def data_received(self, data: bytes) -> None:
        """Hands on what came; its first byte may begin another head."""
        if not self._is_in_hand and self._overdue is None:
            self._await_head()
        self._http.data_received(data)

    def eof_received(self) -> bool | None:
        """Hands it on."""
        return self._http.eof_received()

    def pause_writing(self) -> None:
        """Hands it on."""
        self._http.pause_writing()

    def resume_writing(self) -> None:
        """Hands it on."""
        self._http.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives its place to another."""
        self._stop_waiting()
        self._connections.closed(self)
        self._http.connection_lost(exc)

    @contextmanager
    def in_hand(self) -> Iterator[None]:
        """The head of a request has come; inside the block it is being answered."""
        self._stop_waiting()
        self._connections.busy(self)
        self._is_in_hand = True
        try:
            yield
        finally:
            self._is_in_hand = False
            self._connections.rests(self)

    def end(self) -> None:
        """Closes it at once, whatever it still holds."""
        self._stop_waiting()
        self._connections.closed(self)
        if self._transport is not None:
            self._transport.abort()

    def _await_head(self) -> None:
        loop = asyncio.get_running_loop()
        self._overdue = loop.call_later(self._connections.longest_head, self.end)

    def _stop_waiting(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None


class GuardedSite(web.TCPSite):
    """A port whose connections are limited."""

    def __init__(
        self, runner: web.AppRunner, host: str, port: int, connections: Connections | None = None
    ) -> None:
        super().__init__(runner, host, port)
        self.connections = Connections() if connections is None else connections

    async def start(self) -> None:
        """As TCPSite does, with a guard before each connection."""
        await web.BaseSite.start(self)
        http = self._runner.server
        assert http is not None
        self._server = await asyncio.get_running_loop().create_server(
            lambda: WatchedConnection(http(), self.connections),
            self._host,
            self._port,
            backlog=self._backlog,
        )
        self._bound_port = self._server.sockets[0].getsockname()[1]
