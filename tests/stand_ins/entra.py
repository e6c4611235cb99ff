"""An Entra on localhost, over TLS, that gives app-only tokens to the real msal."""

import asyncio
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

import trustme
from aiohttp import web

from tests.stand_ins.activities import TENANT_ID
from tests.stand_ins.door import Door

SECRET = "an invented secret"


@cache
def _authority() -> trustme.CA:
    """Made once in a process: its key takes longer than most tests."""
    return trustme.CA(key_type=trustme.KeyType.RSA)


class Entra:
    """The token service of one tenant. Its CA has to be trusted: REQUESTS_CA_BUNDLE=ca_file."""

    def __init__(
        self,
        folder: Path,
        tenant_id: str = TENANT_ID,
        port: int = 0,
        ca: trustme.CA | None = None,
    ) -> None:
        self.ca = ca or _authority()
        self.ca_file = folder / "entra-ca.pem"
        self.ca.cert_pem.write_to_path(self.ca_file)
        self.asked: list[Mapping[str, str]] = []
        """The form of each token request."""
        self.given: list[str] = []
        self.given_for: dict[str, Mapping[str, str]] = {}
        """The form that each token answered."""
        self.is_reachable = True
        """Whether a request gets any answer."""
        self.slow = 0.0
        self.door = Door()
        """Shut, it keeps whoever asks for a token waiting."""
        self.lifetime = 3600
        self.tenant_id = tenant_id
        self._port = port
        self._connections: set[asyncio.Transport] = set()
        self._next: deque[tuple[int, Mapping[str, Any]]] = deque()

    async def __aenter__(self) -> Self:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ca.issue_cert("localhost", "127.0.0.1").configure_cert(context)
        app = web.Application(middlewares=[self._reach])
        app.on_response_prepare.append(self._remember)
        tenant = f"/{self.tenant_id}"
        metadata = f"{tenant}/v2.0/.well-known/openid-configuration"
        app.add_routes(
            [web.get(metadata, self._metadata), web.post(f"{tenant}/oauth2/v2.0/token", self._give)]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=context).start()
        self.authority = f"https://localhost:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        # msal keeps its connections open, and a polite end over TLS would wait for it.
        for connection in self._connections:
            connection.abort()
        await self._runner.cleanup()

    def answers_next(self, status: int, **body: Any) -> None:
        """The next token request is answered so."""
        self._next.append((status, body))

    @web.middleware
    async def _reach(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not self.is_reachable and isinstance(request.transport, asyncio.WriteTransport):
            request.transport.abort()
            return web.Response()
        return await handler(request)

    async def _metadata(self, request: web.Request) -> web.Response:
        tenant = f"{self.authority}/{self.tenant_id}"
        return web.json_response(
            {
                "issuer": f"{tenant}/v2.0",
                "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
                "token_endpoint": f"{tenant}/oauth2/v2.0/token",
            }
        )

    async def _give(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        await self.door.passes()
        await asyncio.sleep(self.slow)
        if self._next:
            status, body = self._next.popleft()
            return web.json_response(body, status=status)
        if form.get("client_secret") != SECRET and "client_assertion" not in form:
            return web.json_response({"error": "invalid_client"}, status=401)
        token = f"token-{len(self.given) + 1}-for-{form['scope']}"
        self.given.append(token)
        self.given_for[token] = form
        return web.json_response(
            {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": token}
        )

    async def _remember(self, request: web.Request, response: web.StreamResponse) -> None:
        if request.transport is not None:
            self._connections.add(request.transport)
