"""The TLS port, and how it is unplugged."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import trustme
from aiohttp import web

from tests.stand_ins.graph.control import PATH
from tests.stand_ins.graph.gate import GraphGate

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Listener:
    """Serves one application under a certificate of the CA."""

    ca: trustme.CA
    gate: GraphGate
    _connections: set[asyncio.WriteTransport] = field(default_factory=set)

    async def start(self, app: web.Application, port: int) -> str:
        """Listens, and returns the address."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ca.issue_cert("localhost", "127.0.0.1").configure_cert(context)
        context.sni_callback = self._greet
        app.middlewares.append(self._remember)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=context).start()
        return f"https://localhost:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Ends all connections."""
        self.hang_up()
        await self._runner.cleanup()

    def hang_up(self) -> None:
        """Drops each connection but those of the control endpoint."""
        # Clients keep their connections, and a polite end over TLS would wait for them.
        for connection in self._connections:
            connection.abort()

    def _greet(self, _: object, name: str | None, context: ssl.SSLContext) -> int | None:
        # The control endpoint is asked for by number, so it can plug us in again.
        is_refused = self.gate.is_unplugged and name == "localhost"
        return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR if is_refused else None

    @web.middleware
    async def _remember(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_control = request.path == PATH
        if isinstance(request.transport, asyncio.WriteTransport) and not is_control:
            self._connections = {c for c in self._connections if not c.is_closing()}
            self._connections.add(request.transport)
        return await handler(request)
