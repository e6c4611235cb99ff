"""The public keys that the Bot Connector signs its tokens with, fetched and cached.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import asyncio
import logging
import re
import time
from base64 import urlsafe_b64decode
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

OPENID_CONFIGURATION_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
DAY = 24 * 60 * 60.0
MIN_REFRESH_INTERVAL = 60.0
"""Seconds between two refreshes for an unknown key id, whatever their outcome."""
RETRY_INTERVAL = 5.0
"""Seconds after a failed refresh while there are no keys, when no request can be let in."""
MAX_AGE = 5 * DAY
"""Seconds that keys are trusted while no refresh succeeds: an outage of the key service must not
silence the bot."""
FETCH_TIMEOUT = aiohttp.ClientTimeout(total=3)
MIN_MODULUS_BITS = 2048
"""The minimum of RFC 7518, 3.3."""
MAX_MODULUS_BITS = 16_384
"""A larger key would make checking a signature slow."""
MAX_KEYS_PER_ID = 4
"""Keys that share an id are each tried."""
BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")

log = logging.getLogger(__name__)


class KeysUnreachable(Exception):
    """No token can be checked at the moment; says nothing about the token."""


@dataclass(frozen=True)
class SigningKey:
    """One published key and the channels that it is endorsed for."""

    public_key: RSAPublicKey
    endorsements: tuple[str, ...]


class SigningKeys:
    """Cache of the published keys, refreshed daily, and at once for an unknown key id.

    Only refreshes for an unknown id count against the limit of one a minute, so that a key that is
    rotated right after a start is found too.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str = OPENID_CONFIGURATION_URL,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = url
        self._now = now
        self._keys: Mapping[str, tuple[SigningKey, ...]] = {}
        self._fetched_at = float("-inf")
        self._next_refresh_at = float("-inf")
        self._last_refresh_failed = False
        self._refreshes = 0
        self._lock = asyncio.Lock()

    def are_held(self) -> bool:
        """Whether there are keys that are still trusted, however old."""
        return self._now() - self._fetched_at < MAX_AGE

    async def prove(self) -> None:
        """Refreshes missing or old keys. Raises KeysUnreachable."""
        if self._last_refresh_failed or self._now() - self._fetched_at >= DAY:
            await self._refresh("")
        if self._last_refresh_failed:
            raise KeysUnreachable

    async def get(self, key_id: str) -> tuple[SigningKey, ...]:
        """The keys with that id, usually one. Raises LookupError for none, or KeysUnreachable."""
        if not self._holds(key_id):
            await self._refresh(key_id)
        if not self.are_held():
            raise KeysUnreachable
        if (keys := self._keys.get(key_id)) is not None:
            return keys
        if self._last_refresh_failed:
            raise KeysUnreachable
        raise LookupError("unknown key")

    def _holds(self, key_id: str) -> bool:
        return key_id in self._keys and self._now() - self._fetched_at < DAY

    async def _refresh(self, key_id: str) -> None:
        """Fetches the keys unless it is too soon; concurrent callers share one fetch."""
        refreshes, is_for_unknown = self._refreshes, self._now() - self._fetched_at < DAY
        async with self._lock:
            is_too_soon = self._now() < self._next_refresh_at
            if refreshes != self._refreshes or is_too_soon or self._holds(key_id):
                return
            self._refreshes += 1
            try:
                self._keys = await self._fetch()
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                self._last_refresh_failed = True
                wait = MIN_REFRESH_INTERVAL if is_for_unknown else RETRY_INTERVAL
                log.warning("signing keys unreachable", extra={"failure": type(error).__name__})
            else:
                self._last_refresh_failed = False
                self._fetched_at = self._now()
                wait = MIN_REFRESH_INTERVAL if is_for_unknown else 0
            self._next_refresh_at = self._now() + wait

    async def _fetch(self) -> Mapping[str, tuple[SigningKey, ...]]:
        address = (await self._json(self._url)).get("jwks_uri")
        if not isinstance(address, str) or address.split(":")[0] != self._url.split(":")[0]:
            raise ValueError("no jwks_uri")
        published = (await self._json(address)).get("keys")
        keys = read_keys(published if isinstance(published, list) else [])
        if not keys:
            raise ValueError("no keys")
        return keys

    async def _json(self, url: str) -> Mapping[str, Any]:
        async with self._session.get(url, timeout=FETCH_TIMEOUT, raise_for_status=True) as response:
            body = await response.json(content_type=None)
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return body


def read_keys(published: list[Any]) -> Mapping[str, tuple[SigningKey, ...]]:
    """The usable signing keys by id; the others are skipped."""
    found: defaultdict[str, list[SigningKey]] = defaultdict(list)
    for entry in published:
        if (key := _read(entry)) is not None and len(found[key[0]]) < MAX_KEYS_PER_ID:
            found[key[0]].append(key[1])
    return {key_id: tuple(keys) for key_id, keys in found.items()}


def _read(published: object) -> tuple[str, SigningKey] | None:
    """One key and its id; None unless it is an RSA key with endorsements."""
    if not isinstance(published, dict):
        return None
    key_id, endorsements = published.get("kid"), published.get("endorsements")
    if not isinstance(key_id, str) or not isinstance(endorsements, list):
        return None
    channels = tuple(channel for channel in endorsements if isinstance(channel, str))
    if not channels or published.get("kty") != "RSA" or published.get("use", "sig") != "sig":
        return None
    modulus, exponent = _number(published.get("n")), _number(published.get("e"))
    if not MIN_MODULUS_BITS <= modulus.bit_length() <= MAX_MODULUS_BITS:
        return None
    try:
        return key_id, SigningKey(RSAPublicNumbers(exponent, modulus).public_key(), channels)
    except (ValueError, OverflowError, UnsupportedAlgorithm):
        return None


def _number(text: object) -> int:
    """A base64url number of a JWK (RFC 7518, 6.3.1); 0 for anything else."""
    if not isinstance(text, str) or not BASE64URL.fullmatch(text):
        return 0
    unpadded = text.rstrip("=")
    if len(unpadded) % 4 == 1:
        return 0
    return int.from_bytes(urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4)), "big")
