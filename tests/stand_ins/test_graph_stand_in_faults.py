"""Everything that may go wrong does so on order, and the ledger knows what left."""

import aiohttp
import pytest

from tests.stand_ins.graph import NAMED, Graph
from tests.stand_ins.graph.caller import MESSAGES, GraphCaller


@pytest.mark.parametrize(
    ("name", "status", "left"),
    [
        ("accepted_then_504", 504, 1),
        ("accepted_with_retry_after", 202, 1),
        ("throttled", 429, 0),
        ("throttled_after_it_left", 429, 1),
        ("unavailable", 503, 0),
        ("unavailable_page", 503, 0),
        ("empty_500", 500, 0),
        ("other_mailbox", 403, 0),
        ("item_gone", 404, 0),
        ("no_mailbox", 404, 0),
        ("bad_recipients", 400, 0),
        ("token_refused", 401, 0),
        ("too_large", 413, 0),
        ("slow", 202, 1),
    ],
)
async def test_a_send_fails_as_ordered(
    name: str, status: int, left: int, graph: Graph, call: GraphCaller
) -> None:
    draft_id = await call.creates()
    graph.answers_next("send", NAMED[name])

    answer = await call.sends(draft_id)

    assert (answer.status, len(graph.ledger)) == (status, left)
    assert answer.headers.get("Retry-After") == NAMED[name].retry_after
    assert graph.violations == []


@pytest.mark.parametrize(("name", "left"), [("accepted_then_dropped", 1), ("dropped", 0)])
async def test_a_dropped_send_may_have_left(
    name: str, left: int, graph: Graph, call: GraphCaller
) -> None:
    draft_id = await call.creates()
    graph.answers_next("send", NAMED[name])

    with pytest.raises(aiohttp.ClientConnectionError):
        await call.sends(draft_id)

    assert len(graph.ledger) == left


async def test_faults_come_in_the_order_they_were_ordered(graph: Graph, call: GraphCaller) -> None:
    graph.answers_next("look_up", NAMED["throttled"], times=2)
    graph.answers_next("look_up", NAMED["empty_500"])

    answers = [await call("GET", MESSAGES) for _ in range(4)]

    assert [answer.status for answer in answers] == [429, 429, 500, 200]


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("manager", "users/led/manager"),
        ("person", "users/led"),
        ("search", "users?$filter=mail%20eq%20'a@example.org'"),
    ],
)
async def test_the_directory_fails_on_order(
    operation: str, path: str, graph: Graph, call: GraphCaller
) -> None:
    graph.answers_next(operation, NAMED["unavailable"])  # type: ignore[arg-type]

    assert (await call("GET", path)).status == 503
    assert (await call("GET", path)).status == 200


async def test_a_token_is_refused_on_order(graph: Graph, call: GraphCaller) -> None:
    graph.answers_next("token", NAMED["unavailable"])

    with pytest.raises(KeyError):
        await call.signs_in()

    await call.signs_in()


async def test_the_token_service_can_be_out_of_reach(graph: Graph, call: GraphCaller) -> None:
    graph.entra.is_reachable = False

    with pytest.raises(aiohttp.ClientConnectionError):
        await call.signs_in()

    graph.entra.is_reachable = True
    await call.signs_in()


async def test_unplugged_nothing_gets_through_until_it_is_plugged_in(
    graph: Graph, call: GraphCaller
) -> None:
    await call("GET", MESSAGES)
    graph.unplugged = True
    asked = len(graph.calls)

    with pytest.raises(aiohttp.ClientConnectionError):
        await call("GET", MESSAGES)
    async with call.fresh() as other:
        with pytest.raises(aiohttp.ClientConnectorError):
            await other("GET", MESSAGES)
    assert len(graph.calls) == asked

    graph.unplugged = False
    assert (await call("GET", MESSAGES)).status == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "v1.0/users/led"), ("PUT", "upload/any")])
async def test_unplugged_it_cannot_be_reached_by_number_either(
    method: str, path: str, graph: Graph, call: GraphCaller
) -> None:
    graph.unplugged = True

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await call(method, f"{graph.root}/{path}".replace("localhost", "127.0.0.1"))

    assert (graph.calls, graph.violations) == ([], [])


async def test_chance_is_the_same_with_the_same_seed(graph: Graph, call: GraphCaller) -> None:
    first = await _luck(graph, call)
    second = await _luck(graph, call)

    assert first == second
    assert 5 < sum(fell is not None for fell in first) < 25


async def _luck(graph: Graph, call: GraphCaller) -> list[int | None]:
    graph.random_faults(0.5, seed=7)
    statuses: list[int | None] = []
    for _ in range(30):
        try:
            status = (await call("GET", MESSAGES)).status
            statuses.append(None if status == 200 else status)
        except aiohttp.ClientConnectionError:
            statuses.append(0)
    return statuses


async def test_chance_leaves_the_directory_alone(graph: Graph, call: GraphCaller) -> None:
    graph.random_faults(1.0, seed=1)

    assert (await call("GET", "users/led")).status == 200
