"""Refuses requests that call the host by a name it does not have."""

from collections.abc import Awaitable, Callable

from aiohttp import web


def called_by(names: frozenset[str]) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Refuses requests that call the host by another name, as a page in a browser could make."""

    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if names and request.url.host not in names:
            return web.Response(status=403)
        return await handler(request)

    return check
