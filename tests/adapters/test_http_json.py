"""JSON over HTTP, as both clients use it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import aiohttp
import pytest

from bot.adapters.http_json import MAX_RETRY_AFTER, JsonResponse, encode_json, retry_after

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class FakeResponse:
    """An aiohttp response with this body, or with this failure while it is read."""

    status = 200
    headers: Mapping[str, str] = {}

    def __init__(self, body: bytes | Exception) -> None:
        self.body = body

    async def read(self) -> bytes:
        if isinstance(self.body, Exception):
            raise self.body
        return self.body


def test_half_of_a_character_does_not_fail_the_request() -> None:
    assert encode_json({"text": "Kāinga \ud83d"}) == '{"text": "Kāinga ?"}'.encode()


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"id": "1"}', {"id": "1"}),
        (b"", {}),
        (b"[1]", {}),
        (b"<html>a proxy</html>", {}),
        (b"\xff", {}),
        (b"[" * 100_000, {}),
        (aiohttp.ClientPayloadError(), {}),
    ],
)
async def test_a_body_that_is_no_object_reads_as_empty(
    body: bytes | Exception, read: Mapping[str, Any]
) -> None:
    response = await JsonResponse.read(cast(aiohttp.ClientResponse, FakeResponse(body)))

    assert response == JsonResponse(200, read, {})


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7", 7 * SECOND),
        (" 0 ", timedelta()),
        ("999999999", MAX_RETRY_AFTER),
        ("Mon, 02 Mar 2026 12:00:30 GMT", 30 * SECOND),
        ("Mon, 02 Mar 2026 11:00:00 GMT", timedelta()),
        ("Tue, 03 Mar 2026 12:00:00 GMT", MAX_RETRY_AFTER),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("Mon, 02 Mar 9999999999 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date(value: str, wait: timedelta | None) -> None:
    assert retry_after({"Retry-After": value}, lambda: NOON) == wait
