"""Teams, as far as it can be reached from here: its keys, and its web service."""

from collections.abc import Sequence

import aiohttp
from yarl import URL

from bot.adapters.teams.receiving.signing_keys import KeysUnreachable, SigningKeys
from bot.allowed_hosts import HostPattern
from bot.doctor.graph import PATIENCE, reaching
from bot.doctor.results import CheckFailed, Remark, fine
from bot.settings import Settings

UNKNOWN = "doctor"
"""No key has this id, so the keys are looked for."""


class TeamsChannelCheck:
    """What Teams publishes, and where the bot answers to."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, keys_url: str) -> None:
        self._session = session
        self._settings = settings
        self._keys_url = keys_url

    async def publishes_keys(self) -> Sequence[Remark]:
        """The keys that Teams signs with can be fetched and read."""
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
            # Nobody has the key that was asked for, but others are there.
            pass
        return fine("Teams' signing keys were fetched and read.")

    async def is_reachable(self) -> Sequence[Remark]:
        """Each host that BOT_SERVICE_HOSTS names in full is there over TLS."""
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
            self._session.get(url, timeout=PATIENCE, allow_redirects=False) as response,
        ):
            return response.status


def _is_in_full(pattern: HostPattern) -> bool:
    return not pattern.is_parent and pattern.port != "*"
