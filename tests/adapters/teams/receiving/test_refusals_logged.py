"""Refused requests are logged without their content."""

import logging
from typing import Any

import pytest

from bot.adapters.teams.receiving.auth import Cause
from tests.adapters.teams.edge import Handler, a_message
from tests.adapters.teams.receiving.bad_tokens import BAD
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Teams

MARKED = "the marked sentence"


@pytest.mark.parametrize(
    ("changes", "header", "status", "refusal"),
    [
        ({}, "Bearer abc.def.ghi", 401, "malformed token"),
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
    tokens: list[str] = []

    def sign(url: str) -> str:
        tokens.append(header or signing.header(url))
        return tokens[-1]

    teams.sign = sign
    delivered = await teams.delivers(a_message(teams, **{"text": MARKED, **changes}))

    lines = refused(caplog)
    assert (delivered.status, handler.taken) == (status, [])
    assert [(line["status"], line["refusal"]) for line in lines] == [(status, refusal)]
    everything = str([vars(record) for record in caplog.records])
    assert [token for token in tokens if token.removeprefix("Bearer ") in everything] == []
    assert MARKED not in str(lines)


CAUSES: dict[str, Cause] = {
    "missing": Cause.NO_TOKEN,
    "garbled": Cause.MALFORMED,
    "another scheme": Cause.MALFORMED,
    "a scheme alone": Cause.MALFORMED,
    "no signature": Cause.WRONG_SIGNATURE,
    "expired": Cause.EXPIRED,
    "not valid yet": Cause.NOT_YET_VALID,
    "made in the future": Cause.NOT_YET_VALID,
    "a beginning that is no time": Cause.MALFORMED,
    "unsigned": Cause.WRONG_ALGORITHM,
    "signed with a shared secret": Cause.WRONG_ALGORITHM,
    "signed with RS512": Cause.WRONG_ALGORITHM,
    "signed with another key": Cause.WRONG_SIGNATURE,
    "an unknown key id": Cause.UNKNOWN_KEY,
    "no key id": Cause.MALFORMED,
    "something that must be understood": Cause.MALFORMED,
    "another audience": Cause.WRONG_AUDIENCE,
    "no audience": Cause.MISSING_CLAIM,
    "our audience among others": Cause.WRONG_AUDIENCE,
    "another bot's token": Cause.WRONG_AUDIENCE,
    "another issuer": Cause.WRONG_ISSUER,
    "no issuer": Cause.MISSING_CLAIM,
    "no end": Cause.MISSING_CLAIM,
    "an end that never comes": Cause.MALFORMED,
    "another service URL": Cause.WRONG_SERVICE_URL,
    "a list of service URLs": Cause.WRONG_SERVICE_URL,
    "no service URL": Cause.MISSING_CLAIM,
}


@pytest.mark.parametrize(("bad", "cause"), CAUSES.items(), ids=CAUSES.keys())
async def test_a_refused_token_is_logged_with_its_cause(
    bad: str,
    cause: Cause,
    teams: Teams,
    signing: Signing,
    caplog: pytest.LogCaptureFixture,
) -> None:
    teams.sign = lambda url: BAD[bad](signing, url)

    await teams.says(teams.person("Aroha Example"), "hello")

    (line,) = refused(caplog)
    assert (line["status"], line["refusal"]) == (401, cause.value)


async def test_a_key_of_another_channel_is_logged_as_the_cause(
    teams: Teams, signing: Signing, caplog: pytest.LogCaptureFixture
) -> None:
    signing.endorsements = ["webchat"]

    await teams.says(teams.person("Aroha Example"), "hello")

    (line,) = refused(caplog)
    assert line["refusal"] == Cause.KEY_NOT_ENDORSED.value


def refused(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The log lines about refused requests."""
    return [vars(record) for record in caplog.records if record.message == "request refused"]
