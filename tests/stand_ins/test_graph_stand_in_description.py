"""The check against a description refuses what it does not describe, whoever wrote it."""

from typing import Any

import pytest

from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import Graph
from tests.stand_ins.graph.caller import MESSAGES, GraphCaller
from tests.stand_ins.graph.description import Description

THING = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "part": {"$ref": "#/components/schemas/thing"}},
    "additionalProperties": False,
}
BODY = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}}
INVENTED = Description(
    {
        "components": {
            "schemas": {"thing": THING},
            "parameters": {"top": {"name": "$top", "in": "query", "schema": {"type": "integer"}}},
            "responses": {"error": {"description": "said in words"}},
        },
        "paths": {
            "/things/{thing-id}": {
                "get": {
                    "parameters": [
                        {"$ref": "#/components/parameters/top"},
                        {
                            "name": "$select",
                            "in": "query",
                            "schema": {"type": "array", "uniqueItems": True},
                        },
                        {"name": "$count", "in": "query", "schema": {"type": "boolean"}},
                    ],
                    "responses": {"200": BODY, "4XX": {"$ref": "#/components/responses/error"}},
                },
                "post": {
                    "parameters": [],
                    "requestBody": {"required": True, **BODY},
                    "responses": {"204": {"description": "done"}},
                },
            }
        },
    }
)


@pytest.mark.parametrize(
    ("query", "violations"),
    [
        ([("$top", "5"), ("$select", "a,b"), ("$count", "true")], 0),
        ([("top", "5")], 1),
        ([("$top", "five")], 1),
        ([("$top", "5"), ("$top", "6")], 1),
        ([("$select", "a,a")], 1),
        ([("$count", "yes")], 1),
    ],
)
def test_query_options_are_named_and_typed(query: list[tuple[str, str]], violations: int) -> None:
    assert len(list(INVENTED.of_request("GET", "/things/1", query, None))) == violations


@pytest.mark.parametrize(
    ("method", "path", "body", "violations"),
    [
        ("POST", "/things/1", {"name": "a", "part": {"name": "b"}}, 0),
        ("POST", "/things/1", {"name": "a", "part": {"nome": "b"}}, 1),
        ("POST", "/things/1", {"name": 1}, 1),
        ("POST", "/things/1", None, 1),
        ("GET", "/things/1", {}, 1),
        ("PUT", "/things/1", None, 1),
        ("GET", "/things", None, 1),
        ("GET", "/things/", None, 1),
        ("GET", "/things/1/2", None, 1),
    ],
)
def test_paths_and_bodies_are_those_described(
    method: str, path: str, body: Any, violations: int
) -> None:
    assert len(list(INVENTED.of_request(method, path, [], body))) == violations


@pytest.mark.parametrize(
    ("method", "status", "body", "violations"),
    [
        ("GET", 200, {"name": "a"}, 0),
        ("GET", 200, {"nome": "a"}, 1),
        ("GET", 200, None, 1),
        ("GET", 201, {"name": "a"}, 1),
        ("GET", 404, None, 0),
        ("POST", 204, None, 0),
        ("POST", 204, {}, 1),
    ],
)
def test_answers_are_those_described(method: str, status: int, body: Any, violations: int) -> None:
    assert len(list(INVENTED.of_answer(method, "/things/1", status, body))) == violations


async def test_each_request_is_held_against_it(
    entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.stand_ins.graph.service.description", lambda: INVENTED)
    async with Graph(entra) as graph, GraphCaller(graph) as call:
        answer = await call("GET", MESSAGES)

    assert answer.status == 400
    assert graph.violations == [f"GET /v1.0/{MESSAGES}: GET /{MESSAGES}: not described"]
