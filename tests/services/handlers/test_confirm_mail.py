"""An accepted email is looked up until it is in the sent items."""

from datetime import timedelta

import pytest

from bot.domain.escalation import EscalationStatus, MailTrouble
from bot.ports import Busy, Rejected, Unclear
from bot.services.worker.worker import Reschedule
from tests.builders import NOON
from tests.services.fake_mailbox import drafts_in
from tests.services.fakes import MAIL, Died, Faults
from tests.services.mail_tasks import Post, post, sent


async def test_a_mail_that_is_seen_is_confirmed() -> None:
    it = await sent()
    it.clock.passes(MAIL.first_look)

    await it.does("confirm_mail")

    assert (it.it.stage, it.it.confirmed_at) == (EscalationStatus.SENT, NOON + MAIL.first_look)
    assert it.tasks.done[-1] == "r1:confirm_mail"


async def test_spare_drafts_go_once_the_mail_is_seen() -> None:
    it = await sent()
    letter = it.mailbox.items["draft-1"].letter
    await it.mailbox.create_draft(letter)

    await it.does("confirm_mail")

    assert drafts_in(it.mailbox) == []
    assert await it.mailbox.has_left(letter.key)


async def test_a_look_up_that_lags_does_not_take_the_sent_mail_for_a_spare() -> None:
    it = await post()
    await it.mailbox.create_draft(it.mailing.letters.to_security(*it.reports.kept["r1"], NOON))
    it.clock.passes(timedelta(minutes=1))
    await it.does("send_mail")
    it.mailbox.lag = timedelta(seconds=30)

    await it.does("confirm_mail")

    assert (await it.mailbox.look_up("OH-2026-ABCD")).drafts == ("draft-1",)
    assert ("delete_draft", "draft-1") not in it.mailbox.calls


async def test_the_looks_for_an_accepted_mail_grow_rarer() -> None:
    it = await post()
    it.mailbox.moves_in = timedelta(minutes=12)
    await it.does("send_mail")
    delays = []

    for _ in range(9):
        with pytest.raises(Reschedule) as later:
            await it.does("confirm_mail")
        delays.append(later.value.delay.total_seconds())
        it.clock.passes(later.value.delay)
    await it.does("confirm_mail")

    assert delays == [5, 5, 10, 20, 40, 80, 160, 300, 300]
    assert it.it.confirmed_at is not None


async def unconfirmed() -> Post:
    """The email was accepted and did not appear in the sent items in time."""
    it = await sent()
    it.mailbox.items["draft-1"].seen.append((it.clock(), "nowhere"))
    it.clock.passes(MAIL.confirm_within)
    with pytest.raises(Reschedule):
        await it.does("confirm_mail")
    return it


async def test_a_mail_that_is_not_seen_in_time_is_no_longer_said_to_be_sent() -> None:
    it = await unconfirmed()

    assert (it.it.stage, it.it.sent_at) == (EscalationStatus.MAILING, None)
    assert it.it.mail_trouble is MailTrouble.UNCONFIRMED
    assert it.alarms.counts == {"confirm_mail": 1}
    assert it.mailbox.count("send_draft") == 1


async def test_a_mail_that_is_seen_at_last_is_sent_when_it_was_accepted() -> None:
    it = await unconfirmed()
    it.mailbox.items["draft-1"].seen.append((it.clock(), "sent"))

    await it.does("confirm_mail")

    assert (it.it.stage, it.it.sent_at, it.it.mail_trouble) == (EscalationStatus.SENT, NOON, None)


async def test_an_unconfirmed_mail_is_never_written_anew() -> None:
    it = await unconfirmed()

    it.clock.passes(timedelta(hours=5))
    with pytest.raises(Reschedule):
        await it.does("confirm_mail")

    assert it.mailbox.count("create_draft") == 1
    assert it.tasks.kinds().count("send_mail") == 1


async def test_a_mail_that_somebody_filed_away_is_confirmed_all_the_same() -> None:
    it = await sent()
    it.mailbox.items["draft-1"].seen.append((it.clock(), "sent"))
    it.mailbox.has_left = _never  # type: ignore[method-assign]
    with pytest.raises(Reschedule):
        await it.does("confirm_mail")
    it.clock.passes(MAIL.confirm_within)

    await it.does("confirm_mail")

    assert it.it.confirmed_at == it.clock()


async def _never(key: str) -> bool:
    """The folder of sent items is empty."""
    return False


async def came_back(*script: str) -> Post:
    """The email was accepted, did not leave, and is back among the drafts."""
    it = await sent()
    it.mailbox.comes_back("draft-1")
    it.clock.passes(MAIL.confirm_within)
    it.mailbox.faults = Faults(script, only_at="send_draft")
    return it


async def test_a_draft_that_came_back_is_handed_over_again() -> None:
    it = await came_back()

    ends = await it.does_all("confirm_mail")

    assert ends == ["Reschedule", "done"]
    assert it.mailbox.left == ["draft-1"]
    assert (it.it.stage, it.it.sent_at) == (EscalationStatus.SENT, NOON)


async def test_a_draft_that_came_back_is_not_left_alone_because_somebody_was_busy() -> None:
    it = await came_back("busy", "rejected")

    for failure in (Busy, Rejected):
        with pytest.raises(failure):
            await it.does("confirm_mail")
    with pytest.raises(Reschedule):
        await it.does("confirm_mail")

    assert it.mailbox.left == ["draft-1"]


@pytest.mark.parametrize("fault", ["die late", "unclear", "lost"])
async def test_a_doubtful_second_hand_over_is_given_the_whole_time_once_more(fault: str) -> None:
    it = await came_back(fault)
    it.mailbox.moves_in = timedelta(minutes=1)
    with pytest.raises((Died, Unclear)):
        await it.does("confirm_mail")
    it.mailbox.calls.clear()

    with pytest.raises(Reschedule):
        await it.does("confirm_mail")
    assert it.mailbox.count("send_draft") == 0
    await it.does_all("confirm_mail")

    assert it.mailbox.count("create_draft") == 0
    assert it.mailbox.left == ["draft-1"]
    assert it.it.stage is EscalationStatus.SENT
