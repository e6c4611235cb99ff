"""Who somebody is, who leads them, who has a name."""

import pytest

from tests.stand_ins.graph import Graph, Human
from tests.stand_ins.graph.caller import GraphCaller

AROHA = "0a000000-0000-4000-8000-000000000001"
FIELDS = {"$select": "id,displayName,mail,userPrincipalName,accountEnabled"}
EVENTUAL = {"ConsistencyLevel": "eventual"}


async def test_a_person_is_found_by_id_or_sign_in_name(graph: Graph, call: GraphCaller) -> None:
    by_id = await call("GET", f"users/{AROHA}", query=FIELDS)
    by_name = await call("GET", "users/AROHA@example.org", query=FIELDS)

    assert by_id.body == by_name.body
    assert (by_id.body["displayName"], by_id.body["accountEnabled"]) == ("Aroha Example", True)
    assert graph.violations == []


async def test_what_is_not_selected_is_not_told(call: GraphCaller) -> None:
    assert "accountEnabled" not in (await call("GET", f"users/{AROHA}")).body


async def test_a_leader_is_told_with_their_kind(graph: Graph, call: GraphCaller) -> None:
    leader = await call("GET", f"users/{AROHA}/manager", query=FIELDS)
    contact = await call("GET", "users/led@example.org/manager", query=FIELDS)

    assert (leader.body["@odata.type"], leader.body["id"]) == ("#microsoft.graph.user", "lea")
    assert contact.body["@odata.type"] == "#microsoft.graph.orgContact"
    assert "accountEnabled" not in contact.body
    assert graph.violations == []


@pytest.mark.parametrize("path", ["users/lea/manager", "users/nobody", "users/con"])
async def test_nobody_is_404(path: str, graph: Graph, call: GraphCaller) -> None:
    answer = await call("GET", path)

    assert (answer.status, answer.code) == (404, "Request_ResourceNotFound")
    assert graph.violations == []


async def test_a_disabled_leader_is_told_as_such(graph: Graph, call: GraphCaller) -> None:
    graph.people[:] = [
        Human("a", "A Example", "a@example.org", "b"),
        Human("b", "B Example", "b@example.org", enabled=False),
    ]

    assert not (await call("GET", "users/a/manager", query=FIELDS)).body["accountEnabled"]


async def test_without_the_right_a_leader_is_an_object_of_nulls(
    graph: Graph, call: GraphCaller
) -> None:
    graph.roles.discard("User.Read.All")

    nulls = (await call("GET", f"users/{AROHA}/manager", query=FIELDS)).body
    graph.roles.add("User.ReadBasic.All")
    refused = await call("GET", f"users/{AROHA}/manager", query=FIELDS)

    assert (nulls["displayName"], nulls["mail"], nulls["accountEnabled"]) == (None, None, None)
    assert (refused.status, refused.code) == (403, "Authorization_RequestDenied")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("mail eq 'ArOha@example.org'", ["Aroha Example"]),
        ("userPrincipalName eq 'lea@example.org' or mail eq 'leah@example.org'", ["Leah Example"]),
        ("mail eq 'o''example@example.org'", ["Ana O'Example"]),
        ("mail eq 'connie@elsewhere.example.org'", []),
        ("mail eq 'x'' or mail eq ''aroha@example.org'", []),
    ],
)
async def test_an_address_finds_exactly(
    asked: str, found: list[str], graph: Graph, call: GraphCaller
) -> None:
    graph.people.append(Human("ana", "Ana O'Example", "o'example@example.org"))

    answer = await call("GET", "users", query={"$filter": asked, **FIELDS})

    assert [human["displayName"] for human in answer.found] == found
    assert graph.violations == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("displayName:aro", ["Aroha Example"]),
        ("displayName:exa leah", ["Leah Example"]),
        ("displayName:roha", []),
        (r"displayName:\"Ana\"", ['"Ana" Example']),
    ],
)
async def test_a_search_goes_by_the_beginnings_of_words(
    words: str, found: list[str], graph: Graph, call: GraphCaller
) -> None:
    graph.people.append(Human("ana", '"Ana" Example', "ana@example.org"))
    query = {"$search": f'"{words}"', "$count": "true", **FIELDS}

    answer = await call("GET", "users", query=query, headers=EVENTUAL)

    assert [human["displayName"] for human in answer.found] == found
    assert graph.violations == []


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ({"$search": '"displayName:a"', "$count": "true"}, {}),
        ({"$search": '"displayName:a"'}, EVENTUAL),
        ({"$search": "displayName:a", "$count": "true"}, EVENTUAL),
        ({"$search": '"displayName:a"b"', "$count": "true"}, EVENTUAL),
        ({"$search": '"jobTitle:a"', "$count": "true"}, EVENTUAL),
        ({"$filter": "startswith(displayName,'a')"}, {}),
        ({"$filter": "mail eq 'o'example@example.org'"}, {}),
        ({"$filter": "mail eq 'a' and mail eq 'b'"}, {}),
        ({"$filter": "mail eq 'a'", "$select": "id,shoeSize"}, {}),
        ({}, {}),
    ],
    ids=str,
)
async def test_a_wrong_search_is_refused(
    query: dict[str, str], headers: dict[str, str | None], graph: Graph, call: GraphCaller
) -> None:
    answer = await call("GET", "users", query=query, headers=headers)

    assert (answer.status, len(graph.violations)) == (400, 1)
