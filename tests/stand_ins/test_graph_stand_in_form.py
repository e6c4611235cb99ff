"""Each rule for a request's form refuses, and says so in the violations."""

import uuid
from collections.abc import AsyncIterator

import pytest

from tests.stand_ins.graph import SENDER, Graph
from tests.stand_ins.graph.caller import DRAFT, MESSAGES, PROPERTY, GraphCaller, by_property


@pytest.mark.parametrize(
    "query",
    [
        {"$filter": by_property("BSMA-1"), "$orderby": "createdDateTime"},
        {"$filter": "subject eq 'BSMA-1'"},
        {"$filter": by_property("BSMA-1", "EscalationRef")},
        {"$filter": by_property("BSMA-1") + " and isDraft eq true"},
        {"$filter": f"singleValueExtendedProperties/any(ep: ep/id eq '{PROPERTY}')"},
        {"$filter": by_property("BSMA-1").replace("'BSMA-1'", "'O'Example'")},
        {"$filter": by_property("BSMA-1").replace(" ep/value", " e/value")},
        {"filter": by_property("BSMA-1")},
        {"$select": "id,isDraught"},
        {"$select": "id,id"},
        {"$top": "many"},
        {"$top": "0"},
        {"$top": "1001"},
        {"$expand": "attachments"},
    ],
    ids=str,
)
async def test_a_wrong_question_is_refused(
    query: dict[str, str], graph: Graph, call: GraphCaller
) -> None:
    answer = await call("GET", MESSAGES, query=query)

    assert (answer.status, len(graph.violations)) == (400, 1)


async def test_an_order_beside_the_filter_has_a_name_of_its_own(call: GraphCaller) -> None:
    answer = await call.looks_up(**{"$orderby": "createdDateTime"})

    assert answer.code == "InefficientFilter"


@pytest.mark.parametrize(
    "headers",
    [
        {"client-request-id": None},
        {"client-request-id": "attempt 1"},
        {"Content-Type": "text/plain"},
        {"Content-Type": None},
        {"Prefer": 'IdType="Immutable"'},
    ],
    ids=str,
)
async def test_a_wrong_header_is_refused(
    headers: dict[str, str | None], graph: Graph, call: GraphCaller
) -> None:
    answer = await call("POST", MESSAGES, DRAFT, headers=headers)

    assert (answer.status, len(graph.violations)) == (400, 1)


async def test_an_attempt_has_an_id_of_its_own(graph: Graph, call: GraphCaller) -> None:
    headers = {"client-request-id": str(uuid.uuid4())}
    first = await call("GET", MESSAGES, headers=headers)
    second = await call("GET", MESSAGES, headers=headers)

    assert (first.status, second.status, len(graph.violations)) == (200, 400, 1)


@pytest.mark.parametrize("sent", [b"{}", b"nothing"])
async def test_a_send_has_no_body(sent: bytes, graph: Graph, call: GraphCaller) -> None:
    draft_id = await call.creates()

    answer = await call("POST", f"{MESSAGES}/{draft_id}/send", data=sent)

    assert (answer.status, len(graph.violations), graph.ledger) == (400, 1, [])


async def test_a_send_says_that_nothing_follows(graph: Graph, call: GraphCaller) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        yield b""

    draft_id = await call.creates()

    answer = await call("POST", f"{MESSAGES}/{draft_id}/send", data=nothing())

    assert (answer.status, len(graph.violations), graph.ledger) == (400, 1, [])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "me/messages"),
        ("PUT", MESSAGES),
        ("GET", f"users/{SENDER}/messages/an/id/with/slashes"),
        ("GET", f"beta/users/{SENDER}"),
    ],
)
async def test_an_unknown_path_is_refused(
    method: str, path: str, graph: Graph, call: GraphCaller
) -> None:
    answer = await call(method, path)

    assert (answer.status, len(graph.violations)) == (400, 1)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_a_body_where_none_belongs_is_refused(
    method: str, graph: Graph, call: GraphCaller
) -> None:
    answer = await call(method, f"{MESSAGES}/an-id", {})

    assert (answer.status, len(graph.violations)) == (400, 1)


async def test_what_is_not_json_is_refused(graph: Graph, call: GraphCaller) -> None:
    headers = {"Content-Type": "application/json"}

    answer = await call("POST", MESSAGES, data=b"{", headers=headers)

    assert (answer.status, len(graph.violations)) == (400, 1)
