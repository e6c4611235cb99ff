"""The public keys that Teams' tokens are signed with, fetched without holding up the loop."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

PUBLISHED_AT = "https://login.botframework.com/v1/.well-known/openidconfiguration"
DAY = 24 * 60 * 60.0
BETWEEN_LOOKS = 60.0
"""An unknown key makes us look again at most this often, whoever asks and whatever comes of it."""
AFTER_A_FAILURE = 5.0
"""Without keys nobody gets in, so then we look again sooner."""
TRUSTED_FOR = 5 * DAY
"""How long keys serve while new ones cannot be had: an outage must not silence the bot."""
PATIENCE = aiohttp.ClientTimeout(total=3)

log = logging.getLogger(__name__)


class KeysUnreachable(Exception):  # noqa: N818 - a state of the outside
    """Nobody's token can be checked just now. It says nothing about the token."""


@dataclass(frozen=True)
class SigningKey:
    """One key, under the names the SDK reads."""

    public_key: Any
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
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = float("-inf")
        self._next_look_at = float("-inf")
        self._last_look_failed = False
        self._looks = 0
        self._looking = asyncio.Lock()

    async def get(self, key_id: str | None) -> SigningKey:
        """The key of that id. Raises LookupError if there is none, or KeysUnreachable."""
        if not self._holds(key_id):
            await self._look(key_id)
        if self._now() - self._fetched_at >= TRUSTED_FOR:
            raise KeysUnreachable
        if (key := self._keys.get(key_id or "")) is not None:
            return key
        if self._last_look_failed:
            raise KeysUnreachable
        raise LookupError("unknown key")

    def _holds(self, key_id: str | None) -> bool:
        return key_id in self._keys and self._now() - self._fetched_at < DAY

    async def _look(self, key_id: str | None) -> None:
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
                log.error("signing keys unreachable", extra={"failure": type(error).__name__})
            else:
                self._last_look_failed = False
                self._fetched_at = self._now()
                wait = BETWEEN_LOOKS if is_for_unknown else 0
            self._next_look_at = self._now() + wait

    async def _fetch(self) -> Mapping[str, SigningKey]:
        address = (await self._json(self._url)).get("jwks_uri")
        if not isinstance(address, str) or address.split(":")[0] != self._url.split(":")[0]:
            raise ValueError("no address of keys")
        published = (await self._json(address)).get("keys")
        keys = dict(filter(None, map(_read, published if isinstance(published, list) else [])))
        if not keys:
            raise ValueError("no keys")
        return keys

    async def _json(self, url: str) -> Mapping[str, Any]:
        async with self._session.get(url, timeout=PATIENCE, raise_for_status=True) as response:
            answer = await response.json(content_type=None)
        if not isinstance(answer, dict):
            raise ValueError("not an object")
        return answer


def _read(published: object) -> tuple[str, SigningKey] | None:
    """One key. The SDK skips its check of a key that endorses nothing, so such a key is none."""
    if not isinstance(published, dict):
        return None
    key_id, endorsements = published.get("kid"), published.get("endorsements")
    if not isinstance(key_id, str) or not isinstance(endorsements, list) or not endorsements:
        return None
    try:
        return key_id, SigningKey(
            jwt.algorithms.RSAAlgorithm.from_jwk(published), tuple(endorsements)
        )
    except jwt.PyJWTError:
        return None
