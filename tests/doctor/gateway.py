"""What stands at an address: it ends TLS and passes on what the bot says, or does not."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import trustme
from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.Response]]


def says(body: object, status: int = 200) -> Answer:
    """One answer to every question."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return answer


LIVE = says({"status": "live"})


async def shows_a_page(_: web.Request) -> web.Response:
    """Something for people."""
    return web.Response(text="<p>An invented page</p>", content_type="text/html")


async def leads_elsewhere(_: web.Request) -> web.Response:
    """A page to sign in at."""
    raise web.HTTPFound("/sign-in")


async def hangs_up(request: web.Request) -> web.Response:
    """No answer at all."""
    if isinstance(request.transport, asyncio.WriteTransport):
        request.transport.abort()
    return web.Response()


async def keeps_silent(_: web.Request) -> web.Response:
    """No answer, for as long as anybody waits."""
    await asyncio.Event().wait()
    return web.Response()


@asynccontextmanager
async def plain(answer: Answer) -> AsyncIterator[str]:
    """The address of one without TLS that answers every path and method so."""
    app = web.Application()
    app.add_routes([web.route("*", "/{path:.*}", answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def gateway(certificate: trustme.LeafCert | None, answer: Answer) -> AsyncIterator[str]:
    """The address of one that shows this certificate; without one it speaks plain HTTP."""
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        certificate.configure_cert(context)
    app = web.Application()
    app.add_routes([web.get("/health/live", answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://localhost:{runner.addresses[0][1]}"
    await runner.cleanup()
