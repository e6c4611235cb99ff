"""Mail through a strict Graph: what leaves, what is found, and each way it can fail."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail import GraphMail
from bot.adapters.graph.messages import KEY_PROPERTY
from bot.adapters.graph.uploads import INLINE_BYTES
from bot.ports import Attachment, Busy, Failure, Found, Gone, Letter, NotSetUp, Rejected, Unclear
from tests.adapters.conftest import SetTime
from tests.stand_ins.graph import NAMED, SENDER, Enclosed, Graph, Human, Operation

LETTER = Letter(
    key="R-7K2M:security",
    reference="R-7K2M",
    to="security@example.org",
    subject="URGENT: Online harm report R-7K2M",
    text="Kia ora",
    html="<p>Kia ora Kāinga Ora</p>",
    is_urgent=True,
)
REPORT = Attachment("report.json", "application/json", b'{"reference": "R-7K2M"}')
BYSTANDER = Human("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0003", "Ari Example", "ari@example.org")


@pytest.fixture
def mail(graph_client: GraphClient) -> GraphMail:
    return GraphMail(graph_client, SENDER)


def picture(name: str, size: int) -> Attachment:
    return Attachment(name, "image/png", (name.encode() * size)[:size])


async def test_what_leaves_is_the_letter(graph: Graph, mail: GraphMail) -> None:
    letter = replace(LETTER, attachments=(REPORT, picture("a shot ā.png", 1000)))

    await mail.send_draft(await mail.create_draft(letter))

    (left,) = graph.ledger
    assert (left.to, left.subject) == (("security@example.org",), LETTER.subject)
    assert (left.content_type, left.body) == ("html", LETTER.html)
    assert left.importance == "high"
    assert left.headers == {"x-report-reference": "R-7K2M"}
    assert (left.property_id.lower(), left.key) == (KEY_PROPERTY.lower(), "R-7K2M:security")
    assert left.attachments == (
        Enclosed("report.json", "application/json", REPORT.content),
        Enclosed("a shot ā.png", "image/png", letter.attachments[1].content),
    )


async def test_an_ordinary_letter_has_ordinary_importance(graph: Graph, mail: GraphMail) -> None:
    await mail.send_draft(await mail.create_draft(replace(LETTER, is_urgent=False)))

    assert [left.importance for left in graph.ledger] == ["normal"]


async def test_as_much_as_fits_goes_in_one_request(graph: Graph, mail: GraphMail) -> None:
    fits = replace(LETTER, attachments=(picture("a", INLINE_BYTES - 10), picture("b", 10)))

    await mail.create_draft(fits)

    assert [call.operation for call in graph.calls] == ["create"]


async def test_large_files_go_in_ranges_and_small_ones_beside_them(
    graph: Graph, mail: GraphMail
) -> None:
    files = (picture("large", 9_000_001), REPORT, picture("next", INLINE_BYTES + 1))

    await mail.send_draft(await mail.create_draft(replace(LETTER, attachments=files)))

    (left,) = graph.ledger
    assert [(file.name, file.content) for file in left.attachments] == [
        (file.name, file.content) for file in files
    ]
    assert left.key == "R-7K2M:security"
    assert (await mail.look_up(LETTER.key)).sent_at is not None


@pytest.mark.parametrize("operation", ["attach", "upload", "change"])
async def test_a_draft_without_its_files_is_never_found(
    operation: Operation, graph: Graph, mail: GraphMail
) -> None:
    letter = replace(LETTER, attachments=(picture("large", 9_000_001), REPORT))
    graph.answers_next(operation, NAMED["unavailable"])
    with pytest.raises(Unclear):
        await mail.create_draft(letter)
    assert await mail.look_up(LETTER.key) == Found()

    await mail.send_draft(await mail.create_draft(letter))

    (left,) = graph.ledger
    assert [len(file.content) for file in left.attachments] == [9_000_001, len(REPORT.content)]
    assert await mail.look_up(f"unfinished:{LETTER.key}") == Found()


async def test_a_draft_that_is_gone_while_files_are_added_is_begun_again_later(
    graph: Graph, mail: GraphMail
) -> None:
    graph.answers_next("attach", NAMED["item_gone"])

    with pytest.raises(Unclear):
        await mail.create_draft(replace(LETTER, attachments=(picture("large", 3_000_000),)))


async def test_drafts_are_found_oldest_first_over_all_pages(
    graph: Graph, mail: GraphMail, graph_time: SetTime
) -> None:
    graph.habits.has_empty_pages = True
    ids = []
    for _ in range(60):
        ids.append(await mail.create_draft(LETTER))
        graph_time.at += timedelta(seconds=1)

    assert await mail.look_up(LETTER.key) == Found(drafts=tuple(ids))


async def test_drafts_of_one_second_are_always_found_in_one_order(mail: GraphMail) -> None:
    ids = [await mail.create_draft(LETTER) for _ in range(5)]

    assert await mail.look_up(LETTER.key) == Found(drafts=tuple(sorted(ids)))


async def test_a_mail_that_left_is_found_on_a_later_page(graph: Graph, mail: GraphMail) -> None:
    graph.habits.has_empty_pages = True
    await mail.send_draft(await mail.create_draft(LETTER))

    assert await mail.has_left(LETTER.key)
    assert (await mail.look_up(LETTER.key)).sent_at is not None


async def test_a_mail_on_its_way_still_looks_like_a_draft(graph: Graph, mail: GraphMail) -> None:
    graph.habits.delay, graph.habits.sends_twice = timedelta(hours=1), False
    draft_id = await mail.create_draft(LETTER)

    await mail.send_draft(draft_id)

    assert await mail.look_up(LETTER.key) == Found(drafts=(draft_id,))
    assert not await mail.has_left(LETTER.key)
    with pytest.raises(Gone):
        await mail.send_draft(draft_id)
    graph.settle()
    assert await mail.has_left(LETTER.key)
    assert len(graph.ledger) == 1


async def test_a_draft_keeps_its_id_wherever_it_is(graph: Graph, mail: GraphMail) -> None:
    graph.habits.keeps_deleted = True
    draft_id = await mail.create_draft(LETTER)

    await mail.delete_draft(draft_id)
    assert await mail.look_up(LETTER.key) == Found(drafts=(draft_id,))
    await mail.delete_draft(draft_id)

    assert await mail.look_up(LETTER.key) == Found()


async def test_accepted_with_a_wait_is_accepted(graph: Graph, mail: GraphMail) -> None:
    draft_id = await mail.create_draft(LETTER)
    graph.answers_next("send", NAMED["accepted_with_retry_after"])

    await mail.send_draft(draft_id)

    assert len(graph.ledger) == 1


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
