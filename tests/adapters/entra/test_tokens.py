"""The real msal against an Entra on localhost."""

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from pathlib import Path

import jwt
import pytest
import trustme
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from bot.adapters.entra.errors import (
    PERMANENT_CODES,
    PERMANENT_ERRORS,
    PERSISTENT_AFTER,
    TRANSIENT_CODES,
    TRANSIENT_ERRORS,
    TokenErrors,
)
from bot.adapters.entra.tokens import CHANNEL_SCOPE, REFUSAL_HOLD, Tokens
from bot.ports import Busy, NotSetUp
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.stand_ins.activities import APP_ID, TENANT_ID
from tests.stand_ins.entra import Entra

GRAPH_SCOPE = "https://graph.example.org/.default"


def tokens_of(authority: str, timeout: float = 10.0, **changes: str) -> Tokens:
    environment = {**IDENTITY, "GRAPH_AUTHORITY": authority, **changes}
    return Tokens(Settings.read(environment), timeout=timeout)


async def test_a_token_is_fetched_once_and_kept(entra: Entra) -> None:
    tokens = tokens_of(entra.authority)

    first = await tokens.get(CHANNEL_SCOPE)
    again = await tokens.get(CHANNEL_SCOPE)

    assert first == again == entra.given[0]
    assert [form["scope"] for form in entra.asked] == [CHANNEL_SCOPE]
    assert entra.asked[0]["client_id"] == APP_ID


async def test_many_who_ask_at_once_share_one_request(entra: Entra) -> None:
    entra.slow = 0.1
    tokens = tokens_of(entra.authority)

    got = await asyncio.gather(*(tokens.get(CHANNEL_SCOPE) for _ in range(20)))

    assert (len(set(got)), len(entra.asked)) == (1, 1)


async def test_one_who_gives_up_does_not_take_the_token_from_the_others(entra: Entra) -> None:
    entra.slow = 0.2
    tokens = tokens_of(entra.authority)
    impatient = asyncio.create_task(tokens.get(CHANNEL_SCOPE))
    patient = asyncio.create_task(tokens.get(CHANNEL_SCOPE))
    await asyncio.sleep(0.05)

    impatient.cancel()

    assert await patient == entra.given[0]
    assert impatient.cancelled()


async def test_each_scope_has_its_own_token(entra: Entra) -> None:
    tokens = tokens_of(entra.authority)

    channel, graph = await asyncio.gather(tokens.get(CHANNEL_SCOPE), tokens.get(GRAPH_SCOPE))

    assert channel != graph
    assert sorted(form["scope"] for form in entra.asked) == [CHANNEL_SCOPE, GRAPH_SCOPE]


async def test_a_refused_token_is_replaced_and_the_new_one_kept(entra: Entra) -> None:
    tokens = tokens_of(entra.authority)
    first = await tokens.get(CHANNEL_SCOPE)

    second = await tokens.get(CHANNEL_SCOPE, refused=first)

    assert second != first
    assert await tokens.get(CHANNEL_SCOPE, refused=first) == second
    assert await tokens.get(CHANNEL_SCOPE) == second
    assert len(entra.asked) == 2


async def test_a_new_token_holds_the_claims_that_are_asked_for(entra: Entra) -> None:
    tokens = tokens_of(entra.authority)
    first = await tokens.get(GRAPH_SCOPE)
    claims = '{"access_token":{"nbf":{"essential":true,"value":"1790000000"}}}'

    second = await tokens.get(GRAPH_SCOPE, refused=first, claims=claims)

    assert second != first
    assert json.loads(entra.asked[1]["claims"]) == json.loads(claims)
    assert await tokens.get(GRAPH_SCOPE, refused=first, claims=claims) == second
    assert len(entra.asked) == 2


async def test_who_asks_without_claims_does_not_wait_for_who_asks_with_them(entra: Entra) -> None:
    tokens = tokens_of(entra.authority)
    first = await tokens.get(GRAPH_SCOPE)

    await asyncio.gather(
        tokens.get(GRAPH_SCOPE, refused=first), tokens.get(GRAPH_SCOPE, refused=first, claims="{}")
    )

    assert ["claims" in form for form in entra.asked].count(True) == 1


async def test_a_token_near_its_end_is_fetched_anew(
    entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = tokens_of(entra.authority)
    await tokens.get(CHANNEL_SCOPE)
    monotonic, wall = time.monotonic, time.time

    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + 3301)
    monkeypatch.setattr(time, "time", lambda: wall() + 3301)
    await tokens.get(CHANNEL_SCOPE)

    assert len(entra.asked) == 2


async def test_the_loop_runs_on_while_a_token_is_fetched(entra: Entra) -> None:
    # The stand-in runs on the same event loop: a blocking call would never be answered.
    entra.slow = 0.2
    fetching = asyncio.create_task(tokens_of(entra.authority).get(CHANNEL_SCOPE))
    await asyncio.sleep(0.05)

    assert not fetching.done()
    assert await fetching == entra.given[0]


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, object, object]]:
    """Level, name and numbers of each refusal in the log."""
    lines = [vars(it) for it in caplog.records if it.name == "bot.adapters.entra.errors"]
    return [(it["levelname"], it["error"], it["error_codes"]) for it in lines]


@pytest.mark.parametrize("error", sorted(PERMANENT_ERRORS))
async def test_what_entra_refuses_for_good_is_an_administrators_to_mend_at_once(
    error: str, entra: Entra, caplog: pytest.LogCaptureFixture
) -> None:
    entra.answers_next(400, error=error, error_description="AADSTS53003: words", error_codes=[7])

    with pytest.raises(NotSetUp):
        await tokens_of(entra.authority).get(CHANNEL_SCOPE)

    assert said(caplog) == [("ERROR", error, [7, 53003])]
    assert "words" not in repr([vars(it) for it in caplog.records if "bot" in it.name])


@pytest.mark.parametrize("number", sorted(PERMANENT_CODES))
@pytest.mark.parametrize("listed", [True, False])
async def test_a_number_that_is_known_counts_whatever_the_name_beside_it(
    listed: bool, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"error_codes": [number]} if listed else {"error_description": f"AADSTS{number}: words"}

    failure = TokenErrors()({"error": "a_new_name", **body})

    assert type(failure) is NotSetUp
    assert said(caplog) == [("ERROR", "a_new_name", [number])]


@pytest.mark.parametrize(
    "answer",
    [
        *({"error": name, "error_codes": [1]} for name in sorted(TRANSIENT_ERRORS)),
        *({"error": "invalid_request", "error_codes": [it]} for it in sorted(TRANSIENT_CODES)),
    ],
)
def test_weather_is_never_an_administrators_to_mend(
    answer: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts, monotonic = TokenErrors(), time.monotonic
    verdicts(answer)

    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + 10 * PERSISTENT_AFTER)

    assert type(verdicts(answer)) is Busy


def test_an_error_that_nobody_knows_is_weather_unless_it_stays(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    verdicts, monotonic = TokenErrors(), time.monotonic
    first = verdicts({"error": "a_new_name", "error_codes": [99]})

    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + PERSISTENT_AFTER + 1)
    stays = verdicts({"error": "a_new_name"})
    verdicts.succeeded()
    again = verdicts({"error": "a_new_name"})

    assert [type(it) for it in (first, stays, again)] == [Busy, NotSetUp, Busy]
    assert said(caplog) == [
        ("WARNING", "a_new_name", [99]),
        ("ERROR", "a_new_name", []),
        ("WARNING", "a_new_name", []),
    ]


@pytest.mark.parametrize("error", [None, 7, "", "A sentence: secret!", ["x"], {}, "x" * 65, "a\n"])
@pytest.mark.parametrize("numbers", [None, "7000215", ["7000215"], [True], {}])
@pytest.mark.parametrize("words", [None, 7, "AADSTS", "secret AADSTS7000215", "AADSTS123456789"])
def test_what_is_no_name_and_no_number_is_not_repeated(
    error: object, numbers: object, words: object, caplog: pytest.LogCaptureFixture
) -> None:
    TokenErrors()({"error": error, "error_codes": numbers, "error_description": words})

    assert said(caplog) == [("WARNING", "no name", [])]


async def test_after_one_refusal_a_token_comes_within_seconds(
    entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    # msal gives an answer of 400 again for a minute, without asking.
    tokens, monotonic, wall = tokens_of(entra.authority), time.monotonic, time.time
    entra.answers_next(400, error="interaction_required")
    with pytest.raises(NotSetUp):
        await tokens.get(GRAPH_SCOPE)

    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + REFUSAL_HOLD)
    monkeypatch.setattr(time, "time", lambda: wall() + REFUSAL_HOLD)

    assert await tokens.get(GRAPH_SCOPE) == entra.given[0]


async def test_many_who_ask_one_after_another_share_one_refusal(entra: Entra) -> None:
    tokens = tokens_of(entra.authority)
    entra.answers_next(401, error="invalid_client")
    with pytest.raises(NotSetUp):
        await tokens.get(CHANNEL_SCOPE)

    with pytest.raises(NotSetUp):
        await tokens.get(CHANNEL_SCOPE)

    assert len(entra.asked) == 1
    assert await tokens.get(GRAPH_SCOPE) == entra.given[0]


async def test_an_organisation_that_entra_does_not_know_is_weather_unless_it_stays(
    entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = tokens_of(entra.authority, BOT_TENANT_ID="0b8f6a52-1f0e-4c57-9a5e-6f2d6a1cffff")
    monotonic = time.monotonic
    with pytest.raises(Busy):
        await tokens.get(CHANNEL_SCOPE)

    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + PERSISTENT_AFTER + 1)

    with pytest.raises(NotSetUp):
        await tokens.get(CHANNEL_SCOPE)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_busy_entra_is_asked_again_later(status: int, entra: Entra) -> None:
    entra.answers_next(status, error="temporarily_unavailable")

    with pytest.raises(Busy):
        await tokens_of(entra.authority).get(CHANNEL_SCOPE)


async def test_a_failure_is_not_kept(entra: Entra) -> None:
    tokens = tokens_of(entra.authority)
    entra.answers_next(500)
    with pytest.raises(Busy):
        await tokens.get(CHANNEL_SCOPE)

    assert await tokens.get(GRAPH_SCOPE) == entra.given[0]


async def test_an_entra_that_does_not_answer_is_given_up(entra: Entra) -> None:
    entra.slow = 0.6

    with pytest.raises(Busy):
        await tokens_of(entra.authority, timeout=0.3).get(CHANNEL_SCOPE)


async def test_nobody_at_the_authority_is_busy(unused_port: int) -> None:
    with pytest.raises(Busy):
        await tokens_of(f"https://127.0.0.1:{unused_port}").get(CHANNEL_SCOPE)


async def test_an_entra_that_nobody_vouches_for_gets_no_secret(
    entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    with pytest.raises(Busy):
        await tokens_of(entra.authority).get(CHANNEL_SCOPE)

    assert entra.asked == []


async def test_a_certificate_signs_with_ps256_and_names_itself_by_sha256(
    entra: Entra, tmp_path: Path
) -> None:
    pem = tmp_path / "bot.pem"
    issued = trustme.CA(key_type=trustme.KeyType.RSA).issue_cert(
        "bot.example.org", key_type=trustme.KeyType.RSA
    )
    issued.private_key_and_cert_chain_pem.write_to_path(pem)
    tokens = tokens_of(entra.authority, BOT_APP_PASSWORD="", BOT_APP_CERTIFICATE=str(pem))

    await tokens.get(GRAPH_SCOPE)

    assertion = entra.asked[0]["client_assertion"]
    certificate = x509.load_pem_x509_certificate(issued.cert_chain_pems[0].bytes())
    fingerprint = urlsafe_b64encode(certificate.fingerprint(SHA256())).decode()
    header = jwt.get_unverified_header(assertion)
    assert (header["alg"], header["x5t#S256"]) == ("PS256", fingerprint)
    signed = jwt.decode(
        assertion,
        certificate.public_key(),  # type: ignore[arg-type]
        algorithms=["PS256"],
        audience=f"{entra.authority}/{TENANT_ID}/oauth2/v2.0/token",
    )
    assert signed["iss"] == APP_ID
    assert "client_secret" not in entra.asked[0]


async def test_a_managed_identity_asks_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def identity(request: web.BaseRequest) -> web.Response:
        asked.append(dict(request.query))
        return web.json_response({"access_token": "from the host", "expires_on": "4102444800"})

    runner = web.ServerRunner(web.Server(identity, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{runner.addresses[0][1]}/token")
    monkeypatch.setenv("IDENTITY_HEADER", "invented")
    tokens = tokens_of(
        "https://login.example.org", BOT_APP_TYPE="UserAssignedMSI", BOT_APP_PASSWORD=""
    )

    got = await tokens.get(CHANNEL_SCOPE)
    await runner.cleanup()

    assert got == "from the host"
    assert (asked[0]["resource"], asked[0]["client_id"]) == ("https://api.botframework.com", APP_ID)
