"""JSON over HTTP: what the clients of Teams and of Microsoft Graph share.

They stay two clients: each has its own log lines, error mapping, pacing and token retry, so a
common request method would be one parameter for each difference.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self

import aiohttp

from bot.ports import Clock

JsonObject = Mapping[str, Any]
MAX_RETRY_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class JsonResponse:
    """A response; a body that is no JSON object reads as empty."""

    status: int
    body: JsonObject
    headers: Mapping[str, str]

    @classmethod
    async def read(cls, response: aiohttp.ClientResponse) -> Self:
        """Reads the body to its end, or to where it breaks off."""
        try:
            body = json.loads(await response.read())
        except (ValueError, RecursionError, aiohttp.ClientPayloadError):
            body = {}
        return cls(response.status, body if isinstance(body, dict) else {}, response.headers)


def encode_json(body: JsonObject) -> bytes:
    """UTF-8 JSON. Half of a surrogate pair becomes "?" instead of failing the request."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def retry_after(headers: Mapping[str, str], clock: Clock) -> timedelta | None:
    """The Retry-After header, in seconds or as a date (RFC 9110, 10.2.3), at most an hour."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:6])), MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for a year of ten digits
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - clock(), timedelta()), MAX_RETRY_AFTER)
