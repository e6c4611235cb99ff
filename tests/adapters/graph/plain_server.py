"""A plain web server in Graph's place, for answers that a strict one would never give."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
from aiohttp import web

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import GraphClient

Respond = Callable[[web.BaseRequest], web.StreamResponse]


@asynccontextmanager
async def answered_by(tokens: Tokens, respond: Respond) -> AsyncIterator[GraphClient]:
    """A client whose Graph is that function."""

    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        return respond(request)

    runner = web.ServerRunner(web.Server(handler, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    root = f"http://127.0.0.1:{runner.addresses[0][1]}/v1.0"
    async with aiohttp.ClientSession() as session:
        yield GraphClient(session, base_url=root, tokens=tokens, clock=lambda: datetime.now(UTC))
    await runner.cleanup()
