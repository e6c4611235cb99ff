"""Tokens, roles, mailboxes and the limit on calls at once."""

import asyncio
import json

import pytest

from tests.stand_ins.graph import NAMED, SENDER, Graph, slow
from tests.stand_ins.graph.caller import DRAFT, MESSAGES, GraphCaller

CLAIMS = NAMED["token_challenged"].claims or ""


@pytest.mark.parametrize("authorization", [None, "Bearer invented", "Basic abc", "Bearer "])
async def test_only_a_token_of_entra_opens(
    authorization: str | None, graph: Graph, call: GraphCaller
) -> None:
    answer = await call("GET", MESSAGES, headers={"Authorization": authorization})

    assert (answer.status, answer.code) == (401, "InvalidAuthenticationToken")
    assert graph.violations == []


async def test_a_token_for_somebody_else_does_not_open(call: GraphCaller) -> None:
    await call.signs_in("https://graph.example.org/.default")

    assert (await call("GET", MESSAGES)).status == 401


async def test_a_challenge_is_met_only_by_a_token_that_answers_it(
    graph: Graph, call: GraphCaller
) -> None:
    graph.answers_next("look_up", NAMED["token_challenged"])

    challenged = await call("GET", MESSAGES)
    again = await call("GET", MESSAGES)
    await call.signs_in()
    without = await call("GET", MESSAGES)
    await call.signs_in(claims=json.dumps(json.loads(CLAIMS), indent=1))
    answered = await call("GET", MESSAGES)

    assert [a.status for a in (challenged, again, without, answered)] == [401, 401, 401, 200]
    assert "claims=" in challenged.headers["WWW-Authenticate"]
    assert "claims=" in again.headers["WWW-Authenticate"]


async def test_a_refused_token_stays_refused(graph: Graph, call: GraphCaller) -> None:
    graph.answers_next("look_up", NAMED["token_refused"])

    refused = await call("GET", MESSAGES)
    again = await call("GET", MESSAGES)
    await call.signs_in()

    assert (refused.status, again.status) == (401, 401)
    assert (await call("GET", MESSAGES)).status == 200


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("Mail.ReadWrite", "POST", MESSAGES),
        ("Mail.ReadWrite", "GET", MESSAGES),
        ("Mail.ReadWrite", "GET", f"users/{SENDER}/mailFolders/sentitems/messages"),
        ("Mail.ReadWrite", "DELETE", f"{MESSAGES}/an-id"),
        ("Mail.Send", "POST", f"{MESSAGES}/an-id/send"),
    ],
)
async def test_mail_takes_its_right(
    role: str, method: str, path: str, graph: Graph, call: GraphCaller
) -> None:
    body = DRAFT if path == MESSAGES and method == "POST" else None
    granted = await call(method, path, body)
    graph.roles.discard(role)

    refused = await call(method, path, body)

    assert granted.status != 403
    assert (refused.status, refused.code) == (403, "ErrorAccessDenied")


@pytest.mark.parametrize("path", ["users/lea", "users?$filter=mail%20eq%20'a@example.org'"])
async def test_the_directory_takes_its_right(path: str, graph: Graph, call: GraphCaller) -> None:
    granted = await call("GET", path)
    graph.roles.discard("User.Read.All")

    refused = await call("GET", path)

    assert granted.status == 200
    assert (refused.status, refused.code) == (403, "Authorization_RequestDenied")


async def test_bare_sending_is_never_granted(graph: Graph, call: GraphCaller) -> None:
    body = {"message": {**DRAFT}}

    answer = await call("POST", f"users/{SENDER}/sendMail", body)

    assert (answer.status, answer.code) == (403, "ErrorAccessDenied")
    assert graph.ledger == []


async def test_another_mailbox_is_refused(call: GraphCaller) -> None:
    answer = await call("POST", "users/aroha@example.org/messages", DRAFT)

    assert (answer.status, answer.code) == (403, "ErrorAccessDenied")


async def test_an_unknown_mailbox_is_said_to_be_unknown(call: GraphCaller) -> None:
    answer = await call("POST", "users/nobody@example.org/messages", DRAFT)

    assert (answer.status, answer.code) == (404, "ErrorInvalidUser")


async def test_four_calls_at_once_fit_and_a_fifth_does_not(graph: Graph, call: GraphCaller) -> None:
    graph.answers_next("look_up", slow(0.2), times=5)

    answers = await asyncio.gather(*(call("GET", MESSAGES) for _ in range(5)))

    assert sorted(answer.status for answer in answers) == [200, 200, 200, 200, 429]
    assert graph.most_at_once == 5


async def test_the_directory_has_no_such_limit(graph: Graph, call: GraphCaller) -> None:
    graph.answers_next("person", slow(0.2), times=5)

    answers = await asyncio.gather(*(call("GET", "users/lea") for _ in range(5)))

    assert {answer.status for answer in answers} == {200}
    assert graph.most_at_once == 0
