"""Middleware against DNS rebinding: only the configured Host names are served."""

from collections.abc import Awaitable, Callable

from aiohttp import web


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
