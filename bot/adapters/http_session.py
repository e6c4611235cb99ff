"""The HTTP session for every call to a service outside: no cookies, by the environment's proxy."""

from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.typedefs import LooseHeaders
from yarl import URL

NOTHING_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
)
"""Failures of a call of which nothing has left the house: no connection, or a proxy's refusal."""


def open_session(
    *, obeys_proxies: bool = True, connector: aiohttp.BaseConnector | None = None
) -> aiohttp.ClientSession:
    """A session that obeys HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as msal does. Close it."""
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        request_class=_Proxied if obeys_proxies else aiohttp.ClientRequest,
    )


class _Proxied(aiohttp.ClientRequest):
    """A request by way of the proxy that the environment names for its address.

    aiohttp's own `trust_env` also reads ~/.netrc, and an entry there for a host, or for all of
    them, makes each call that carries a token of ours a ValueError.
    """

    def update_proxy(
        self,
        proxy: URL | None,
        proxy_auth: aiohttp.BasicAuth | None,
        proxy_headers: LooseHeaders | None,
    ) -> None:
        if proxy is None and (found := proxy_for(self.url)) is not None:
            proxy, proxy_auth = found.with_user(None), aiohttp.BasicAuth.from_url(found)
        super().update_proxy(proxy, proxy_auth, proxy_headers)


def proxy_for(url: URL) -> URL | None:
    """The proxy by which the environment wants this address called, or None."""
    named = getproxies().get(url.scheme, "").strip()
    if not named or proxy_bypass(f"{url.host}:{url.port}"):
        return None
    return URL(named if "://" in named else f"http://{named}")
