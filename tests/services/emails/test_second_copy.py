"""A second copy of a missing email goes once, marked, and only on an operator's command."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.escalation import Escalation, EscalationStatus, MailTrouble, Transition
from bot.ports import Unclear
from bot.services.emails.delivery import Vanished
from bot.services.worker.worker import Reschedule
from tests.builders import NOON
from tests.services.fake_mailbox import drafts_in
from tests.services.fakes import MAIL, Faults
from tests.services.mail_tasks import SECURITY, Post, post, sent

MARK = "Possible second copy"
FAULTS = ["ok", "die", "die late", "busy", "rejected", "lost", "unclear", "gone", "not found"]


def wanted_again(it: Escalation) -> Transition:
    return it.mail_copy_requested(at=NOON)


def arrived(it: Escalation) -> Transition:
    return it.mail_arrived(at=NOON)


async def vanished(*, left: bool = False) -> Post:
    """Sending had an unclear outcome; the draft is in neither the drafts nor the sent items."""
    it = await post(faults=Faults(["unclear"], only_at="send_draft"))
    with pytest.raises(Unclear):
        await it.does("send_mail")
    it.mailbox.items["draft-1"].seen = [(NOON, "nowhere")]
    it.mailbox.left = ["draft-1"] if left else []
    it.clock.passes(MAIL.park_after)
    with pytest.raises(Vanished):
        await it.does("send_mail")
    return it


async def unseen() -> Post:
    """The email was accepted and did not appear in the sent items in time."""
    it = await sent()
    it.mailbox.items["draft-1"].seen = [(NOON, "nowhere")]
    it.clock.passes(MAIL.confirm_within)
    with pytest.raises(Reschedule):
        await it.does("confirm_mail")
    return it


async def test_the_copy_leaves_under_the_same_reference_and_says_what_it_is() -> None:
    it = await vanished()
    await it.happens(wanted_again)

    await it.does("send_copy")
    await it.does("confirm_copy")

    letter = it.mailbox.items["draft-2"].letter
    (file,) = letter.attachments
    assert it.mailbox.left == ["draft-2"]
    assert (letter.to, letter.reference) == (SECURITY, "OH-2026-ABCD")
    assert letter.text.startswith(MARK)
    assert letter.html.partition("<body")[2].partition("<h1")[0].count(MARK) == 1
    assert json.loads(file.content)["may_be_second_copy"] is True
    assert (it.it.stage, it.it.mail_trouble) == (EscalationStatus.SENT, None)
    assert it.it.confirmed_at is not None


async def test_a_first_mail_is_not_marked() -> None:
    it = await sent()

    letter = it.mailbox.items["draft-1"].letter
    (file,) = letter.attachments
    assert MARK not in letter.text + letter.html
    assert json.loads(file.content)["may_be_second_copy"] is False


async def test_the_search_for_the_first_ends_without_another_alarm() -> None:
    it = await vanished()
    said = it.alarms.counts
    await it.happens(wanted_again)
    it.clock.passes(timedelta(hours=2))

    await it.does("send_mail")

    assert "r1:send_mail" in it.tasks.done
    assert it.alarms.counts == said


async def test_the_first_draft_is_not_handed_over_when_it_comes_back() -> None:
    it = await unseen()
    await it.happens(wanted_again)
    it.mailbox.comes_back("draft-1")

    await it.does("confirm_mail")
    await it.does("send_copy")

    assert "r1:confirm_mail" in it.tasks.done
    assert it.mailbox.left == ["draft-2"]


@pytest.mark.parametrize("begin", [vanished, unseen])
async def test_no_copy_is_made_of_what_is_seen_after_all(begin) -> None:  # type: ignore[no-untyped-def]
    it = await begin()
    it.mailbox.left = ["draft-1"]
    await it.happens(wanted_again)
    it.mailbox.items["draft-1"].seen = [(NOON, "sent")]

    await it.does("send_copy")

    assert it.mailbox.count("create_draft") == 1
    assert (it.it.stage, it.it.sent_at) == (EscalationStatus.SENT, NOON)
    assert it.it.confirmed_at is not None


async def test_an_unsent_copy_goes_when_the_first_is_seen_after_all() -> None:
    it = await vanished(left=True)
    await it.happens(wanted_again)
    it.mailbox.faults = Faults(["busy"], only_at="send_draft")
    ends = await _one_attempt(it)
    it.mailbox.items["draft-1"].seen = [(NOON, "sent")]

    await it.does("send_copy")

    assert ends == "Busy"
    assert drafts_in(it.mailbox) == []
    assert it.mailbox.left == ["draft-1"]


async def _one_attempt(it: Post) -> str:
    try:
        await it.does("send_copy")
    except Exception as end:
        return type(end).__name__
    return "done"


@pytest.mark.parametrize(("begin", "kind"), [(vanished, "send_mail"), (unseen, "confirm_mail")])
async def test_after_it_has_arrived_nobody_looks_any_more(begin, kind: str) -> None:  # type: ignore[no-untyped-def]
    it = await begin()
    said = it.alarms.counts
    await it.happens(arrived)
    it.mailbox.calls.clear()
    it.clock.passes(timedelta(hours=2))

    await it.does(kind)

    assert f"r1:{kind}" in it.tasks.done
    assert (it.mailbox.calls, it.alarms.counts) == ([], said)
    assert it.it.stage is EscalationStatus.SENT


async def test_a_copy_whose_first_is_seen_later_is_confirmed_by_that() -> None:
    it = await vanished(left=True)
    await it.happens(wanted_again)
    await it.does("send_copy")
    it.mailbox.items["draft-2"].seen.append((it.clock(), "nowhere"))
    it.mailbox.items["draft-1"].seen = [(NOON, "sent")]

    await it.does("confirm_copy")

    assert it.it.confirmed_at is not None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FAULTS), max_size=12), st.booleans(), st.integers(0, 30))
async def test_whatever_goes_wrong_there_is_never_a_second_copy(
    script: list[str], left: bool, moves_in: int
) -> None:
    it = await vanished(left=left)
    it.mailbox.moves_in = timedelta(seconds=moves_in)
    await it.happens(wanted_again, wanted_again)
    it.mailbox.faults = it.tasks.faults = Faults(script)

    ends = await it.does_all("send_copy")

    copies = [name for name in it.mailbox.left if name != "draft-1"]
    assert len(copies) <= 1
    assert len(it.mailbox.left) <= 2
    assert (copies != []) or ("Vanished" in ends)
    assert it.it.stage is EscalationStatus.SENT or it.it.mail_trouble is MailTrouble.UNCONFIRMED
