"""Malformed requests from outside are logged."""

from io import BytesIO

import aiohttp
import pytest

from bot.adapters.teams.receiving.routes import MAX_BODY_BYTES
from tests.adapters.teams.edge import Handler
from tests.stand_ins.teams import Teams


@pytest.mark.parametrize(
    ("body", "kind", "status", "refusal"),
    [
        (b"{}", "text/plain", 415, "HTTPUnsupportedMediaType"),
        (b" " * (MAX_BODY_BYTES + 1), "application/json", 413, "HTTPRequestEntityTooLarge"),
    ],
)
async def test_a_body_of_a_wrong_type_or_size_is_logged(
    body: bytes,
    kind: str,
    status: int,
    refusal: str,
    teams: Teams,
    handler: Handler,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    headers = {"Content-Type": kind}
    async with session.post(teams.bot_url, data=BytesIO(body), headers=headers) as answer:
        answered = answer.status

    lines = [vars(record) for record in caplog.records if record.message == "request refused"]
    assert (answered, handler.taken) == (status, [])
    assert [(line["status"], line["refusal"]) for line in lines] == [(status, refusal)]
