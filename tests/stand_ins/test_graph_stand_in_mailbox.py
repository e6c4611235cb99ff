"""How a mailbox behaves: what is on its way, what lags, what is gone."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stand_ins.graph import Graph
from tests.stand_ins.graph.caller import MESSAGES, GraphCaller


@pytest.mark.parametrize("there", ["drafts", "nowhere"])
async def test_a_mail_on_its_way_is_not_sent_yet(
    there: str, graph: Graph, call: GraphCaller
) -> None:
    graph.habits.delay = timedelta(hours=1)
    graph.habits.on_its_way_in = there  # type: ignore[assignment]
    draft_id = await call.creates()

    await call.sends(draft_id)

    seen = (await call.looks_up()).found
    assert [m["isDraft"] for m in seen] == ([True] if there == "drafts" else [])
    assert (await call.looks_up(folder="sentitems")).found == []
    assert len(graph.ledger) == 1
    graph.settle()
    assert [m["isDraft"] for m in (await call.looks_up(folder="sentitems")).found] == [False]


async def test_a_second_send_on_the_way_is_a_second_mail(graph: Graph, call: GraphCaller) -> None:
    graph.habits.delay = timedelta(hours=1)
    draft_id = await call.creates()

    answers = [await call.sends(draft_id), await call.sends(draft_id)]

    assert [answer.status for answer in answers] == [202, 202]
    assert len(graph.ledger) == 2


async def test_unless_the_draft_is_gone_at_once(graph: Graph, call: GraphCaller) -> None:
    graph.habits.delay, graph.habits.sends_twice = timedelta(hours=1), False
    draft_id = await call.creates()

    answers = [await call.sends(draft_id), await call.sends(draft_id)]

    assert [answer.status for answer in answers] == [202, 404]
    assert len(graph.ledger) == 1


async def test_a_mail_that_was_sent_is_not_sent_again(graph: Graph, call: GraphCaller) -> None:
    draft_id = await call.creates()
    await call.sends(draft_id)

    again = await call.sends(draft_id)

    assert (again.status, again.code) == (404, "ErrorItemNotFound")
    assert len(graph.ledger) == 1


@pytest.mark.parametrize("to", [[], [{"emailAddress": {"address": "nobody"}}]])
async def test_a_mail_to_nobody_does_not_leave(
    to: list[object], graph: Graph, call: GraphCaller
) -> None:
    draft_id = await call.creates(toRecipients=to)

    answer = await call.sends(draft_id)

    assert (answer.status, answer.code) == (400, "ErrorInvalidRecipients")
    assert graph.ledger == []


async def test_a_list_may_begin_with_an_empty_page(graph: Graph, call: GraphCaller) -> None:
    graph.habits.has_empty_pages = True
    await call.creates()
    await call.creates()

    first = await call.looks_up(**{"$top": "1"})
    second = await call("GET", first.body["@odata.nextLink"])
    third = await call("GET", second.body["@odata.nextLink"])

    assert [len(page.found) for page in (first, second, third)] == [0, 1, 1]
    assert "@odata.nextLink" not in third.body
    assert graph.violations == []


async def test_the_filter_may_lag(graph: Graph, call: GraphCaller) -> None:
    graph.habits.lag = timedelta(hours=1)
    draft_id = await call.creates()

    assert (await call.looks_up()).found == []
    assert (await call("GET", f"{MESSAGES}/{draft_id}")).status == 200


async def test_a_deleted_draft_may_lie_in_the_bin(graph: Graph, call: GraphCaller) -> None:
    graph.habits.keeps_deleted = True
    draft_id = await call.creates()

    await call("DELETE", f"{MESSAGES}/{draft_id}")
    binned = await call.looks_up()
    await call("DELETE", f"{MESSAGES}/{draft_id}")

    assert [(m["isDraft"], m["parentFolderId"]) for m in binned.found] == [(True, "deleteditems")]
    assert (await call.looks_up()).found == []


async def test_even_an_immutable_id_may_change(graph: Graph, call: GraphCaller) -> None:
    graph.habits.ids_change = True
    draft_id = await call.creates()

    await call.sends(draft_id)

    assert (await call("GET", f"{MESSAGES}/{draft_id}")).status == 404
    assert len((await call.looks_up()).found) == 1


async def test_a_draft_has_a_time_of_sending_too(call: GraphCaller) -> None:
    await call.creates()

    draft = (await call.looks_up()).found[0]

    assert draft["isDraft"]
    assert datetime.fromisoformat(draft["sentDateTime"]) <= datetime.now(UTC)
