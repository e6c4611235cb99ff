"""The aiohttp session for every outgoing request: no cookies, proxies from the environment."""

from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.typedefs import LooseHeaders
from yarl import URL

NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
)
"""Errors after which the request was certainly not sent: no connection, or refused by a proxy."""


def open_session(
    *, obeys_proxies: bool = True, connector: aiohttp.BaseConnector | None = None
) -> aiohttp.ClientSession:
    """Obeys HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as msal does. The caller closes the session."""
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        request_class=_ProxiedRequest if obeys_proxies else aiohttp.ClientRequest,
    )


class _ProxiedRequest(aiohttp.ClientRequest):
    """Sends the request through the proxy that the environment names for its URL.

    Not aiohttp's `trust_env`: that also reads ~/.netrc
    (https://github.com/aio-libs/aiohttp/pull/7131), and an entry there for the host, or a default
    one, makes every request with an Authorization header a ValueError.
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
    """The environment's proxy for this URL, or None."""
    named = getproxies().get(url.scheme, "").strip()
    if not named or proxy_bypass(f"{url.host}:{url.port}"):
        return None
    return URL(named if "://" in named else f"http://{named}")
