"""Mail through a strict Graph: what leaves, and what is found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.graph.mail import GraphMail
from bot.adapters.graph.mail_payload import KEY_PROPERTY
from bot.adapters.graph.mail_uploads import MAX_INLINE_BYTES
from bot.ports import Attachment, Busy, Gone, MailboxEntry, Unclear
from tests.adapters.conftest import SetTime
from tests.adapters.graph.emails import LETTER
from tests.stand_ins.graph import NAMED, Enclosed, Graph, Operation

REPORT = Attachment("report.json", "application/json", b'{"reference": "R-7K2M"}')


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


async def test_a_reply_goes_where_the_letter_says(graph: Graph, mail: GraphMail) -> None:
    for reply_to in ("rea@example.org", None):
        await mail.send_draft(await mail.create_draft(replace(LETTER, reply_to=reply_to)))

    assert [left.reply_to for left in graph.ledger] == [("rea@example.org",), ()]


async def test_an_ordinary_letter_has_ordinary_importance(graph: Graph, mail: GraphMail) -> None:
    await mail.send_draft(await mail.create_draft(replace(LETTER, is_urgent=False)))

    assert [left.importance for left in graph.ledger] == ["normal"]


async def test_as_much_as_fits_goes_in_one_request(graph: Graph, mail: GraphMail) -> None:
    fits = replace(LETTER, attachments=(picture("a", MAX_INLINE_BYTES - 10), picture("b", 10)))

    await mail.create_draft(fits)

    assert [call.operation for call in graph.calls] == ["create"]


async def test_large_files_go_in_ranges_and_small_ones_beside_them(
    graph: Graph, mail: GraphMail
) -> None:
    files = (picture("large", 9_000_001), REPORT, picture("next", MAX_INLINE_BYTES + 1))

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
    assert await mail.look_up(LETTER.key) == MailboxEntry()

    await mail.send_draft(await mail.create_draft(letter))

    (left,) = graph.ledger
    assert [len(file.content) for file in left.attachments] == [9_000_001, len(REPORT.content)]
    assert await mail.look_up(f"unfinished:{LETTER.key}") == MailboxEntry()


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

    assert await mail.look_up(LETTER.key) == MailboxEntry(drafts=tuple(ids))


async def test_drafts_of_one_second_are_always_found_in_one_order(mail: GraphMail) -> None:
    ids = [await mail.create_draft(LETTER) for _ in range(5)]

    assert await mail.look_up(LETTER.key) == MailboxEntry(drafts=tuple(sorted(ids)))


async def test_a_mail_that_left_is_found_on_a_later_page(graph: Graph, mail: GraphMail) -> None:
    graph.habits.has_empty_pages = True
    await mail.send_draft(await mail.create_draft(LETTER))

    assert await mail.has_left(LETTER.key)
    assert (await mail.look_up(LETTER.key)).sent_at is not None


async def test_a_mail_on_its_way_still_looks_like_a_draft(graph: Graph, mail: GraphMail) -> None:
    graph.habits.delay, graph.habits.sends_twice = timedelta(hours=1), False
    draft_id = await mail.create_draft(LETTER)

    await mail.send_draft(draft_id)

    assert await mail.look_up(LETTER.key) == MailboxEntry(drafts=(draft_id,))
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
    assert await mail.look_up(LETTER.key) == MailboxEntry(drafts=(draft_id,))
    await mail.delete_draft(draft_id)

    assert await mail.look_up(LETTER.key) == MailboxEntry()


async def test_accepted_with_a_wait_is_accepted(graph: Graph, mail: GraphMail) -> None:
    draft_id = await mail.create_draft(LETTER)
    graph.answers_next("send", NAMED["accepted_with_retry_after"])

    await mail.send_draft(draft_id)

    assert len(graph.ledger) == 1


# Follow-ups

FOLLOW_UP = replace(
    LETTER,
    key="R-7K2M/added/1",
    subject=f"RE: {LETTER.subject}",
    html="<p>Safe now</p>",
    in_reply_to=LETTER.key,
)
ANSWERED = replace(LETTER, reply_to="rea@example.org")


async def test_a_follow_up_continues_the_thread_of_the_first_mail(
    graph: Graph, mail: GraphMail
) -> None:
    await mail.send_draft(await mail.create_draft(ANSWERED))

    await mail.send_draft(await mail.create_draft(FOLLOW_UP))

    first, second = graph.ledger
    assert (first.answers, second.answers != "") == ("", True)
    assert (second.subject, second.body) == (FOLLOW_UP.subject, FOLLOW_UP.html)
    assert (second.key, second.importance) == (FOLLOW_UP.key, "high")
    assert (await mail.look_up(FOLLOW_UP.key)).sent_at is not None
    assert graph.violations == []


async def test_a_follow_up_goes_to_security_and_not_where_a_reply_to_the_first_would(
    graph: Graph, mail: GraphMail
) -> None:
    await mail.send_draft(await mail.create_draft(ANSWERED))

    for reply_to in ("rea@example.org", None):
        letter = replace(FOLLOW_UP, key=f"R-7K2M/{reply_to}", reply_to=reply_to)
        await mail.send_draft(await mail.create_draft(letter))

    _, *follow_ups = graph.ledger
    assert [it.to for it in follow_ups] == [("security@example.org",)] * 2
    assert [it.reply_to for it in follow_ups] == [("rea@example.org",), ()]


async def test_a_follow_up_does_not_wait_for_a_first_mail_that_is_not_sent(
    graph: Graph, mail: GraphMail
) -> None:
    await mail.create_draft(ANSWERED)

    await mail.send_draft(await mail.create_draft(FOLLOW_UP))

    (left,) = graph.ledger
    assert (left.answers, left.to) == ("", ("security@example.org",))
    assert left.headers == {"x-report-reference": "R-7K2M"}


@pytest.mark.parametrize("operation", ["reply", "change"])
@pytest.mark.parametrize(
    "fault",
    ["item_gone", "accepted_then_504", "empty_400", "unknown_code", "bad_recipients", "dropped"],
)
async def test_whatever_keeps_it_from_being_a_reply_it_leaves_all_the_same_and_once(
    fault: str, operation: Operation, graph: Graph, mail: GraphMail
) -> None:
    await mail.send_draft(await mail.create_draft(ANSWERED))
    graph.answers_next(operation, NAMED[fault])

    await mail.send_draft(await mail.create_draft(FOLLOW_UP))

    assert [(it.key, it.to) for it in graph.ledger[1:]] == [
        (FOLLOW_UP.key, ("security@example.org",))
    ]


async def test_a_reply_that_was_begun_and_not_written_is_found_by_nobody(
    graph: Graph, mail: GraphMail
) -> None:
    await mail.send_draft(await mail.create_draft(ANSWERED))
    graph.answers_next("change", NAMED["throttled"])
    with pytest.raises(Busy):
        await mail.create_draft(FOLLOW_UP)

    assert await mail.look_up(FOLLOW_UP.key) == MailboxEntry()
    assert (await mail.look_up(LETTER.key)).drafts == ()
