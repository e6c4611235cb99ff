"""Non-delivery reports are polled for a day; none leads to another email."""

from datetime import timedelta

import pytest

from bot.domain.escalation import EscalationStatus
from bot.ports import NonDeliveryReport, NotSetUp
from bot.services.emails.writer import WriteLetters
from bot.services.handlers.mail import LOOKS
from bot.services.worker.worker import Reschedule
from tests.builders import NOON, a_report, shipped
from tests.domain.escalation.acts import unconfirmed
from tests.services.fakes import Faults
from tests.services.mail_tasks import SECURITY, Post, sent
from tests.words import words

REPORT = words("mail.subject", level="Undeliverable: High", reference="OH-2026-ABCD")
WRITES = WriteLetters(shipped(), SECURITY)
MINUTE = timedelta(minutes=1)


def comes_back(it: Post, subject: str = REPORT) -> None:
    """Delivers a non-delivery report."""
    it.mailbox.came_back.append(NonDeliveryReport(subject, it.clock()))


async def looks(it: Post) -> timedelta:
    """One poll without a result; the delay until the next."""
    await it.does(waiting_look(it))
    return (it.tasks.put_once[f"r1:{waiting_look(it)}"].due_at or it.clock()) - it.clock()


def waiting_look(it: Post, first: str = "watch_returns") -> str:
    """The next poll, which is a separate task."""
    keys = [key.removeprefix("r1:") for key in it.tasks.put_once if key not in it.tasks.done]
    (waiting,) = [key for key in keys if key.partition("@")[0] == first]
    return waiting


async def test_the_first_look_is_a_minute_after_the_mail_was_accepted() -> None:
    it = await sent()

    assert it.tasks.put_once["r1:watch_returns"].due_at == NOON + LOOKS[0]


async def test_the_looks_grow_rarer_and_end_after_a_day() -> None:
    it = await sent()
    it.clock.passes(LOOKS[0])
    at = [it.clock() - NOON]

    for _ in LOOKS[1:]:
        it.clock.passes(await looks(it))
        at.append(it.clock() - NOON)
    await it.does(waiting_look(it))

    assert tuple(at) == LOOKS
    assert LOOKS[-1] > timedelta(days=1)
    assert "r1:watch_returns" in it.tasks.done
    assert it.mailbox.count("returned") == len(LOOKS)
    assert not it.it.is_undelivered


async def test_what_came_back_is_kept_and_somebody_is_called() -> None:
    it = await sent()
    comes_back(it)
    it.clock.passes(MINUTE)

    await it.does("watch_returns")

    assert (it.it.stage, it.it.undelivered_at) == (EscalationStatus.SENT, NOON + MINUTE)
    assert it.alarms.counts == {"mail_undelivered": 1}
    assert "r1:watch_returns" in it.tasks.done
    assert it.tasks.kinds().count("tell_undelivered") == 1
    assert it.mailbox.left == ["draft-1"]
    assert it.mailbox.count("send_draft") == 1


async def test_a_leaders_letter_that_came_back_is_another_alarm_and_says_nothing_of_security() -> (
    None
):
    it = await sent()
    comes_back(it, f"Undeliverable: {WRITES.subject_to_leader(a_report())}")

    await looks(it)

    assert it.alarms.counts == {"leader_mail_undelivered": 1}
    assert not it.it.is_undelivered


async def test_a_mail_that_is_not_seen_among_the_sent_is_looked_for_later() -> None:
    it = await sent()
    comes_back(it)
    await it.happens(unconfirmed)

    assert await looks(it) > MINUTE
    assert it.mailbox.count("returned") == 0


@pytest.mark.parametrize("fault", ["busy", "lost"])
async def test_a_look_that_fails_is_made_again(fault: str) -> None:
    it = await sent()
    comes_back(it)
    it.mailbox.faults = Faults([fault], only_at="returned")

    ends = await it.does_all("watch_returns")

    assert len(ends) == 2
    assert it.it.is_undelivered


async def sent_again() -> Post:
    """The email came back, and a second copy was sent an hour later."""
    it = await sent()
    comes_back(it)
    await it.does("watch_returns")
    it.clock.passes(60 * MINUTE)
    await it.happens(lambda kept: kept.mail_copy_requested(at=it.clock()))
    await it.does("send_again")
    return it


async def test_it_goes_again_although_the_first_is_among_the_sent() -> None:
    it = await sent_again()

    assert it.mailbox.left == ["draft-1", "draft-2"]
    assert it.it.stage is EscalationStatus.SENT
    assert not it.it.is_undelivered


async def test_a_mail_that_went_again_is_confirmed_by_itself_alone() -> None:
    it = await sent_again()
    it.mailbox.items["draft-2"].seen.append((it.clock(), "nowhere"))

    with pytest.raises(Reschedule):
        await it.does("confirm_copy")
    it.mailbox.items["draft-2"].seen.append((it.clock(), "sent"))
    await it.does("confirm_copy")

    assert it.it.confirmed_at is not None


async def test_the_report_about_the_first_says_nothing_of_the_second() -> None:
    it = await sent_again()

    await it.does("watch_returns:copy")
    comes_back_again = it.clock() + MINUTE
    it.clock.passes(2 * MINUTE)
    before = it.it.is_undelivered
    it.mailbox.came_back.append(NonDeliveryReport(REPORT, comes_back_again))
    await it.does(waiting_look(it, "watch_returns:copy"))

    assert not before
    assert it.it.is_undelivered
    assert it.tasks.kinds().count("tell_undelivered") == 2


async def test_a_mail_wanted_again_twice_goes_once() -> None:
    it = await sent_again()

    await it.does("send_again")

    assert len(it.mailbox.left) == 2


async def test_after_security_has_it_nobody_looks_any_more() -> None:
    it = await sent()
    comes_back(it)
    await it.does("watch_returns")
    await it.happens(lambda kept: kept.mail_arrived(at=it.clock()))
    it.mailbox.calls.clear()

    await it.does("watch_returns")

    assert it.mailbox.calls == []
    assert not it.it.is_undelivered


async def test_a_right_that_is_missing_is_an_administrators_to_mend() -> None:
    it = await sent()

    async def refuses(reference: str) -> list[NonDeliveryReport]:
        raise NotSetUp

    it.mailbox.non_delivery_reports = refuses  # type: ignore[method-assign]

    with pytest.raises(NotSetUp):
        await it.does("watch_returns")
