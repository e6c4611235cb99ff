"""Each way a mail through Graph can fail, and what is said of it."""

from collections.abc import Awaitable, Callable

import pytest

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail import GraphMail
from bot.ports import Busy, Failure, Gone, NotSetUp, Rejected, Unclear
from tests.adapters.graph.emails import BYSTANDER, LETTER
from tests.stand_ins.graph import NAMED, Graph, Operation

UNSURE = [
    "accepted_then_504",
    "accepted_then_dropped",
    "dropped",
    "throttled",
    "throttled_after_it_left",
    "unavailable",
    "unavailable_page",
    "empty_500",
]
SURE = [
    ("bad_recipients", Rejected),
    ("too_large", Rejected),
    ("other_mailbox", NotSetUp),
    ("no_mailbox", NotSetUp),
    ("item_gone", Gone),
]


@pytest.mark.parametrize("fault", UNSURE)
async def test_whatever_may_have_sent_it_is_unclear(
    fault: str, graph: Graph, mail: GraphMail
) -> None:
    draft_id = await mail.create_draft(LETTER)
    graph.answers_next("send", NAMED[fault])

    with pytest.raises(Unclear):
        await mail.send_draft(draft_id)

    found = await mail.look_up(LETTER.key)
    assert (found.sent_at is not None) == (len(graph.ledger) == 1)
    assert found.drafts == (() if graph.ledger else (draft_id,))


@pytest.mark.parametrize(("fault", "meaning"), SURE)
async def test_what_surely_did_not_send_it_is_said(
    fault: str, meaning: type[Failure], graph: Graph, mail: GraphMail
) -> None:
    draft_id = await mail.create_draft(LETTER)
    graph.answers_next("send", NAMED[fault])

    with pytest.raises(meaning):
        await mail.send_draft(draft_id)

    assert graph.ledger == []


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ("accepted_then_504", Unclear),
        ("accepted_then_dropped", Unclear),
        ("dropped", Unclear),
        ("unavailable", Unclear),
        ("unavailable_page", Unclear),
        ("empty_500", Unclear),
        ("item_gone", Unclear),
        ("throttled", Busy),
        ("bad_recipients", Rejected),
        ("too_large", Rejected),
        ("other_mailbox", NotSetUp),
        ("no_mailbox", NotSetUp),
    ],
)
async def test_each_way_a_draft_may_not_be_kept(
    fault: str, meaning: type[Failure], graph: Graph, mail: GraphMail
) -> None:
    graph.answers_next("create", NAMED[fault])

    with pytest.raises(meaning):
        await mail.create_draft(LETTER)


Ask = Callable[[GraphMail], Awaitable[object]]


async def looks_up(mail: GraphMail) -> object:
    return await mail.look_up("R-7K2M")


async def confirms(mail: GraphMail) -> object:
    return await mail.has_left("R-7K2M")


async def deletes(mail: GraphMail) -> object:
    await mail.delete_draft("invented")
    return None


@pytest.mark.parametrize(
    ("operation", "ask"), [("look_up", looks_up), ("sent_items", confirms), ("delete", deletes)]
)
@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ("accepted_then_504", Busy),
        ("dropped", Busy),
        ("throttled", Busy),
        ("unavailable", Busy),
        ("unavailable_page", Busy),
        ("empty_500", Busy),
        ("other_mailbox", NotSetUp),
        ("no_mailbox", NotSetUp),
    ],
)
async def test_looking_and_deleting_are_tried_again(
    operation: Operation,
    ask: Ask,
    fault: str,
    meaning: type[Failure],
    graph: Graph,
    mail: GraphMail,
) -> None:
    graph.answers_next(operation, NAMED[fault])

    with pytest.raises(meaning):
        await ask(mail)


@pytest.mark.parametrize(("operation", "ask"), [("look_up", looks_up), ("sent_items", confirms)])
async def test_a_list_that_is_gone_does_not_pass_for_an_empty_one(
    operation: Operation, ask: Ask, graph: Graph, mail: GraphMail
) -> None:
    graph.answers_next(operation, NAMED["item_gone"])

    with pytest.raises(NotSetUp):
        await ask(mail)


@pytest.mark.parametrize("mailbox", [BYSTANDER.mail, "nobody@example.org"])
async def test_a_mailbox_that_is_not_ours_is_for_an_administrator(
    mailbox: str, graph: Graph, graph_client: GraphClient
) -> None:
    graph.people.append(BYSTANDER)

    with pytest.raises(NotSetUp):
        await GraphMail(graph_client, mailbox).create_draft(LETTER)


async def test_a_right_that_is_missing_is_for_an_administrator(
    graph: Graph, mail: GraphMail
) -> None:
    draft_id = await mail.create_draft(LETTER)
    graph.roles.remove("Mail.Send")

    with pytest.raises(NotSetUp):
        await mail.send_draft(draft_id)
