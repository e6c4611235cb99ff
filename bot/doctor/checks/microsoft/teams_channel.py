"""Teams: proved by fetching its signing keys and by connecting to its service hosts."""

from collections.abc import Sequence

import aiohttp
from yarl import URL

from bot.adapters.teams.receiving.signing_keys import KeysUnreachable, SigningKeys
from bot.allowed_hosts import HostPattern
from bot.doctor.graph import TIMEOUT, reaching
from bot.doctor.results import CheckFailed, Remark, fine
from bot.settings import Settings

UNKNOWN = "doctor"
"""An id of no key, so that the keys are fetched."""


class TeamsChannelCheck:
    """The signing keys of Teams, and the hosts that the bot replies to."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, keys_url: str) -> None:
        self._session = session
        self._settings = settings
        self._keys_url = keys_url

    async def publishes_keys(self) -> Sequence[Remark]:
        """Proves that the signing keys can be fetched and parsed."""
        try:
            await SigningKeys(self._session, self._keys_url).get(UNKNOWN)
        except KeysUnreachable:
            host = URL(self._keys_url).host
            status = await self._status(self._keys_url, f"{host}, which publishes Teams' keys,")
            raise CheckFailed(
                f"What {host} answers are not the keys that Teams signs with (status {status}).",
                f"Let the answers of {host} reach this host as they are: see the proxy.",
            ) from None
        except LookupError:
            # Expected: no key has that id, but the keys are there.
            pass
        return fine("Teams' signing keys were fetched and read.")

    async def is_reachable(self) -> Sequence[Remark]:
        """Proves a TLS connection to each host that BOT_SERVICE_HOSTS names in full."""
        hosts = [one for one in self._settings.service_hosts.patterns if _is_in_full(one)]
        for host in hosts:
            url = URL.build(scheme="https", host=host.host, port=int(host.port or 443), path="/")
            await self._status(url, f"{host.host}, of BOT_SERVICE_HOSTS,")
        if not hosts:
            return fine("BOT_SERVICE_HOSTS names no host in full, so none was tried.")
        named = ", ".join(host.host for host in hosts)
        return fine(
            f"Reached over TLS: {named}. Whether it takes the bot's cards shows only in Teams."
        )

    async def _status(self, url: URL | str, what: str) -> int:
        async with (
            reaching(what),
            self._session.get(url, timeout=TIMEOUT, allow_redirects=False) as response,
        ):
            return response.status


def _is_in_full(pattern: HostPattern) -> bool:
    return not pattern.is_parent and pattern.port != "*"
