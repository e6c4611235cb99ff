"""The public keys that Teams' tokens are signed with, fetched without holding up the loop."""

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

PUBLISHED_AT = "https://login.botframework.com/v1/.well-known/openidconfiguration"
DAY = 24 * 60 * 60.0
BETWEEN_LOOKS = 60.0
"""An unknown key makes us look again at most this often, whoever asks and whatever comes of it."""
AFTER_A_FAILURE = 5.0
"""Without keys nobody gets in, so then we look again sooner."""
TRUSTED_FOR = 5 * DAY
"""How long keys serve while new ones cannot be had: an outage must not silence the bot."""
PATIENCE = aiohttp.ClientTimeout(total=3)
SMALLEST_MODULUS = 2048
"""Bits. RFC 7518, 3.3 asks for as many."""
LARGEST_MODULUS = 16_384
"""Bits. A larger one would take long to check a signature with."""
MOST_OF_ONE_ID = 4
"""Keys that share an id are each tried, so there must be few."""
BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")

log = logging.getLogger(__name__)


class KeysUnreachable(Exception):
    """Nobody's token can be checked just now. It says nothing about the token."""


@dataclass(frozen=True)
class SigningKey:
    """One published key, and the channels that it may speak for."""

    public_key: RSAPublicKey
    endorsements: tuple[str, ...]


class SigningKeys:
    """Holds the published keys; looks again once a day, and at once for an unknown one.

    Only looks for unknown keys count against the limit of one a minute, so a key that is changed
    right after a start is found like any other.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str = PUBLISHED_AT,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = url
        self._now = now
        self._keys: Mapping[str, tuple[SigningKey, ...]] = {}
        self._fetched_at = float("-inf")
        self._next_look_at = float("-inf")
        self._last_look_failed = False
        self._looks = 0
        self._looking = asyncio.Lock()

    def are_held(self) -> bool:
        """Whether there are keys that are still trusted."""
        return self._now() - self._fetched_at < TRUSTED_FOR

    async def prove(self) -> None:
        """Fetches the keys if there are none or they are old. Raises KeysUnreachable."""
        if self._last_look_failed or self._now() - self._fetched_at >= DAY:
            await self._look("")
        if self._last_look_failed:
            raise KeysUnreachable

    async def get(self, key_id: str) -> tuple[SigningKey, ...]:
        """The keys of that id, as a rule one. Raises LookupError for none, or KeysUnreachable."""
        if not self._holds(key_id):
            await self._look(key_id)
        if not self.are_held():
            raise KeysUnreachable
        if (keys := self._keys.get(key_id)) is not None:
            return keys
        if self._last_look_failed:
            raise KeysUnreachable
        raise LookupError("unknown key")

    def _holds(self, key_id: str) -> bool:
        return key_id in self._keys and self._now() - self._fetched_at < DAY

    async def _look(self, key_id: str) -> None:
        """Fetches the keys unless it is too soon; whoever comes meanwhile shares the result."""
        looks, is_for_unknown = self._looks, self._now() - self._fetched_at < DAY
        async with self._looking:
            is_too_soon = self._now() < self._next_look_at
            if looks != self._looks or is_too_soon or self._holds(key_id):
                return
            self._looks += 1
            try:
                self._keys = await self._fetch()
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                self._last_look_failed = True
                wait = BETWEEN_LOOKS if is_for_unknown else AFTER_A_FAILURE
                log.warning("signing keys unreachable", extra={"failure": type(error).__name__})
            else:
                self._last_look_failed = False
                self._fetched_at = self._now()
                wait = BETWEEN_LOOKS if is_for_unknown else 0
            self._next_look_at = self._now() + wait

    async def _fetch(self) -> Mapping[str, tuple[SigningKey, ...]]:
        address = (await self._json(self._url)).get("jwks_uri")
        if not isinstance(address, str) or address.split(":")[0] != self._url.split(":")[0]:
            raise ValueError("no address of keys")
        published = (await self._json(address)).get("keys")
        keys = read_keys(published if isinstance(published, list) else [])
        if not keys:
            raise ValueError("no keys")
        return keys

    async def _json(self, url: str) -> Mapping[str, Any]:
        async with self._session.get(url, timeout=PATIENCE, raise_for_status=True) as response:
            answer = await response.json(content_type=None)
        if not isinstance(answer, dict):
            raise ValueError("not an object")
        return answer


def read_keys(published: list[Any]) -> Mapping[str, tuple[SigningKey, ...]]:
    """The keys by their ids. What is not a usable signing key is skipped, and the others serve."""
    found: defaultdict[str, list[SigningKey]] = defaultdict(list)
    for entry in published:
        if (key := _read(entry)) is not None and len(found[key[0]]) < MOST_OF_ONE_ID:
            found[key[0]].append(key[1])
    return {key_id: tuple(keys) for key_id, keys in found.items()}


def _read(published: object) -> tuple[str, SigningKey] | None:
    """One key and its id; None unless it is an RSA key that may sign for some channel."""
    if not isinstance(published, dict):
        return None
    key_id, endorsements = published.get("kid"), published.get("endorsements")
    if not isinstance(key_id, str) or not isinstance(endorsements, list):
        return None
    channels = tuple(channel for channel in endorsements if isinstance(channel, str))
    if not channels or published.get("kty") != "RSA" or published.get("use", "sig") != "sig":
        return None
    modulus, exponent = _number(published.get("n")), _number(published.get("e"))
    if not SMALLEST_MODULUS <= modulus.bit_length() <= LARGEST_MODULUS:
        return None
    try:
        return key_id, SigningKey(RSAPublicNumbers(exponent, modulus).public_key(), channels)
    except (ValueError, OverflowError, UnsupportedAlgorithm):
        return None


def _number(text: object) -> int:
    """A number as a JWK writes it (RFC 7518, 6.3.1); 0 for anything else."""
    if not isinstance(text, str) or not BASE64URL.fullmatch(text):
        return 0
    unpadded = text.rstrip("=")
    if len(unpadded) % 4 == 1:
        return 0
    return int.from_bytes(urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4)), "big")
