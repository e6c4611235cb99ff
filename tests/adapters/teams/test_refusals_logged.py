"""Whoever is not let in leaves a line in the log, without what they brought along."""

import logging

import pytest

from tests.adapters.teams.edge import Handler, a_message
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams

MARKED = "the marked sentence"


@pytest.mark.parametrize(
    ("changes", "header", "status", "refusal"),
    [
        ({}, "Bearer abc.def.ghi", 401, "PermissionError"),
        ({"channelId": "webchat"}, None, 403, "ForbiddenChannel"),
        ({"channelData": {}}, None, 403, "ForbiddenTenant"),
        ({"serviceUrl": "https://elsewhere.example.org/"}, None, 403, "ForbiddenHost"),
        ({"from": {"id": "29:1"}}, None, 403, "NoActor"),
        ({"type": 7}, None, 400, "BadBody"),
    ],
    ids=["token", "channel", "organisation", "host", "nobody", "body"],
)
async def test_a_refusal_is_logged_by_its_kind_and_without_the_token(
    changes: dict[str, object],
    header: str | None,
    status: int,
    refusal: str,
    teams: Teams,
    handler: Handler,
    signing: Signing,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    token = ""

    def sign(url: str) -> str:
        nonlocal token
        token = header or signing.header(url)
        return token

    teams.sign = sign
    delivered = await teams.delivers(a_message(teams, **{"text": MARKED, **changes}))

    lines = [vars(record) for record in caplog.records if record.message == "request refused"]
    assert (delivered.status, handler.taken) == (status, [])
    assert [(line["status"], line["refusal"]) for line in lines] == [(status, refusal)]
    assert token.removeprefix("Bearer ") not in str([vars(record) for record in caplog.records])
    assert MARKED not in str(lines)
