"""Contract tests of the mail port: local outbox and Exchange through Graph."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail import GraphMail
from bot.adapters.local.outbox import Outbox
from bot.ports import Attachment, Gone, Mail, MailboxEntry
from tests.adapters.graph import emails
from tests.stand_ins.graph import SENDER, Graph

Mails = Callable[[], int]
LETTER = replace(
    emails.LETTER,
    key="R-7K2M",
    attachments=(Attachment("report.json", "application/json", b"{}"),),
)


@pytest.fixture(params=["local", "graph"])
def mailbox(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Mail, Mails]:
    """A mailbox, and how many mails have left it."""
    if request.param == "local":
        folder = tmp_path / "outbox"
        return Outbox(folder, SENDER), lambda: len(list(folder.glob("*.eml")))
    graph: Graph = request.getfixturevalue("graph")
    client: GraphClient = request.getfixturevalue("graph_client")
    return GraphMail(client, SENDER), lambda: len(graph.ledger)


@pytest.fixture
def mail(mailbox: tuple[Mail, Mails]) -> Mail:
    return mailbox[0]


@pytest.fixture
def mails(mailbox: tuple[Mail, Mails]) -> Mails:
    return mailbox[1]


async def test_an_unknown_key_is_nowhere(mail: Mail) -> None:
    assert await mail.look_up("R-7K2M") == MailboxEntry()
    assert not await mail.has_left("R-7K2M")


async def test_a_draft_is_found_and_has_not_left(mail: Mail, mails: Mails) -> None:
    draft_id = await mail.create_draft(LETTER)

    assert await mail.look_up("R-7K2M") == MailboxEntry(drafts=(draft_id,))
    assert not await mail.has_left("R-7K2M")
    assert mails() == 0


async def test_a_sent_draft_has_left_once_and_is_no_draft(mail: Mail, mails: Mails) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)

    await mail.send_draft(await mail.create_draft(LETTER))

    found = await mail.look_up("R-7K2M")
    assert found.drafts == ()
    assert found.sent_at is not None
    assert before < found.sent_at < datetime.now(UTC) + timedelta(seconds=2)
    assert found.sent_at.utcoffset() == timedelta(0)
    assert await mail.has_left("R-7K2M")
    assert mails() == 1


async def test_a_draft_that_was_sent_is_gone(mail: Mail, mails: Mails) -> None:
    draft_id = await mail.create_draft(LETTER)
    await mail.send_draft(draft_id)

    with pytest.raises(Gone):
        await mail.send_draft(draft_id)

    assert mails() == 1


async def test_a_deleted_draft_is_gone_and_deleting_it_again_is_fine(
    mail: Mail, mails: Mails
) -> None:
    draft_id = await mail.create_draft(LETTER)

    await mail.delete_draft(draft_id)
    await mail.delete_draft(draft_id)

    assert await mail.look_up("R-7K2M") == MailboxEntry()
    with pytest.raises(Gone):
        await mail.send_draft(draft_id)
    assert mails() == 0


async def test_a_second_draft_of_a_key_still_makes_one_mail(mail: Mail, mails: Mails) -> None:
    await mail.create_draft(LETTER)
    await mail.create_draft(LETTER)

    kept, *spare = (await mail.look_up("R-7K2M")).drafts
    for draft_id in spare:
        await mail.delete_draft(draft_id)
    await mail.send_draft(kept)

    assert (await mail.look_up("R-7K2M")).drafts == ()
    assert mails() == 1


@pytest.mark.parametrize(
    "key",
    [
        "R-7K2M:leader",
        "R-7K2M/leader?x=1&y=2#z",
        "it's ''the'' leader's \"own\" \\ (key)",
        "āēīōū + 100 %",
        "../../R-7K2M",
        "k" * 200,
    ],
)
async def test_any_key_is_found_again_and_nothing_else(mail: Mail, mails: Mails, key: str) -> None:
    await mail.create_draft(LETTER)

    await mail.send_draft(await mail.create_draft(replace(LETTER, key=key)))

    assert (await mail.look_up(key)).sent_at is not None
    assert await mail.has_left(key)
    assert (await mail.look_up("R-7K2M")).sent_at is None
    assert not await mail.has_left("R-7K2M")
    assert mails() == 1


async def test_an_id_that_was_never_a_draft_is_gone(mail: Mail) -> None:
    with pytest.raises(Gone):
        await mail.send_draft("invented")

    await mail.delete_draft("invented")


async def test_a_follow_up_is_found_by_its_own_key_and_leaves_once(
    mail: Mail, mails: Mails
) -> None:
    await mail.send_draft(await mail.create_draft(LETTER))
    follow_up = replace(emails.LETTER, key="R-7K2M/added/1", in_reply_to="R-7K2M")

    draft_id = await mail.create_draft(follow_up)
    found = await mail.look_up(follow_up.key)
    await mail.send_draft(draft_id)

    assert found == MailboxEntry(drafts=(draft_id,))
    assert mails() == 2
    assert (await mail.look_up("R-7K2M")).drafts == ()
