"""What is added after Send leaves once, in order, and never before the report's own mail."""

from contextlib import suppress
from datetime import timedelta

import pytest

from bot.domain.escalation import Addition, Escalation, MailTrouble, Transition
from bot.domain.scenario import Level
from bot.ports import Busy, NonDeliveryReport, Rejected
from bot.services.handlers.mail import LET_GO_AHEAD
from bot.services.worker.worker import Reschedule
from tests.builders import NOON, a_line, a_report, opened
from tests.domain.escalation.acts import (
    REPORTER,
    Act,
    a_link,
    approve,
    hand_on,
    nobody_next,
    received,
    receiving,
    refused,
    troubled,
    withdraw,
)
from tests.services.fakes import MAIL, Faults
from tests.services.mail_tasks import SECURITY, Post, post
from tests.words import words

FIRST, SECOND = "send_addition:a", "send_addition:b"


async def added_twice(faults: Faults | None = None) -> Post:
    """A report that has left for Security, and two additions just now."""
    it = await post(faults=faults)
    await it.does("send_mail")
    at = it.clock()

    def adds(addition_id: str, standing: Escalation) -> Transition:
        said = Addition(id=addition_id, kind="where", at=at, words=addition_id)
        return standing.add(said, by=REPORTER)

    await it.happens(lambda standing: adds("a", standing), lambda standing: adds("b", standing))
    return it


async def test_the_later_one_lets_the_earlier_one_go_ahead() -> None:
    it = await added_twice()

    with pytest.raises(Reschedule):
        await it.does(SECOND)
    before = len(it.letters_to(SECURITY))
    await it.does(FIRST)
    await it.does(SECOND)

    assert (before, len(it.letters_to(SECURITY))) == (1, 3)


async def test_one_that_is_held_up_keeps_no_other_back_for_long() -> None:
    it = await added_twice()
    it.clock.passes(LET_GO_AHEAD)

    await it.does(SECOND)

    assert len(it.letters_to(SECURITY)) == 2
    assert [one.sent_at is None for one in it.it.added] == [True, False]


@pytest.mark.parametrize("call", ["look_up", "create_draft", "send_draft"])
@pytest.mark.parametrize("fault", ["busy", "unclear", "rejected", "die", "die late"])
async def test_whatever_fails_each_addition_leaves_exactly_once(call: str, fault: str) -> None:
    it = await added_twice()
    it.mailbox.faults = Faults([fault], only_at=call)

    await it.does_all(FIRST)
    await it.does_all(SECOND)

    assert len(it.letters_to(SECURITY)) == 3
    assert all(one.sent_at for one in it.it.added)


async def test_one_that_the_mail_service_does_not_take_is_late_after_a_while() -> None:
    it = await added_twice()
    it.mailbox.faults = Faults(["busy"] * 3, only_at="create_draft")

    with suppress(Busy):
        await it.does(FIRST)
    at_first = it.it.is_addition_in_doubt
    it.clock.passes(MAIL.late_after)
    with suppress(Busy):
        await it.does(FIRST)
    late = it.it.late_additions
    it.mailbox.faults = Faults(())
    await it.does(FIRST)

    assert not at_first
    assert [each.id for each in late] == ["a"]
    assert it.it.late_additions == ()
    assert it.it.has_sent_late_addition
    assert _news(it) == ["added-late", "added-sent"]


async def test_one_that_is_turned_down_is_told_at_once() -> None:
    it = await added_twice()
    it.mailbox.faults = Faults(["rejected"], only_at="create_draft")

    with suppress(Rejected):
        await it.does(FIRST)

    assert [each.id for each in it.it.late_additions] == ["a"]
    assert _news(it) == ["added-late"]


def _news(it: Post) -> list[str]:
    """The news that fell due, without what is told once more."""
    due = [task for key, task in it.tasks.put_once.items() if "tell_news" in key]
    return [str(task.payload["news"]) for task in due if not task.payload["again"]]


# What comes back

FOLLOW_UP = words(
    "mail.follow_up_subject",
    subject=words("mail.subject", level="Standard", reference="OH-2026-ABCD"),
)
WATCHES = ("watch_follow_up:a", "watch_follow_up:b")


async def both_sent() -> Post:
    """Both additions are sent, ten minutes apart."""
    it = await added_twice()
    await it.does(FIRST)
    it.clock.passes(timedelta(minutes=10))
    await it.does(SECOND)
    it.clock.passes(timedelta(minutes=1))
    return it


async def comes_back(it: Post, subject: str) -> None:
    """A non-delivery report with this subject, and a look of every watch."""
    it.mailbox.came_back.append(NonDeliveryReport(f"Undeliverable: {subject}", it.clock()))
    for kind in (*WATCHES, "watch_returns"):
        await it.does(kind)


async def test_a_follow_up_that_came_back_is_found_and_told_and_the_report_stays_sent() -> None:
    it = await both_sent()

    await comes_back(it, FOLLOW_UP)

    assert [each.id for each in it.it.returned_additions] == ["b"]
    assert not it.it.is_undelivered
    assert it.alarms.counts == {"follow_up_undelivered": 1}
    assert _news(it) == ["added-returned"]


async def test_the_first_mail_that_came_back_says_nothing_of_a_follow_up() -> None:
    it = await both_sent()

    await comes_back(it, words("mail.subject", level="Standard", reference="OH-2026-ABCD"))

    assert it.it.is_undelivered
    assert it.it.returned_additions == ()
    assert [each.returned_at for each in it.it.added] == [None, None]


async def test_where_security_has_the_first_mail_what_comes_back_is_the_follow_up() -> None:
    it = await both_sent()
    await it.happens(received)

    await comes_back(it, words("mail.subject", level="Standard", reference="OH-2026-ABCD"))

    assert [each.returned_at is not None for each in it.it.added] == [False, True]


async def test_what_the_reporter_did_not_tell_asks_nothing_of_them() -> None:
    it = await post(opened(level=Level.URGENT))
    await it.does("send_mail")
    await it.happens(hand_on, nobody_next)
    it.clock.passes(MAIL.late_after)
    it.mailbox.faults = Faults(["rejected"], only_at="create_draft")
    with suppress(Rejected):
        await it.does("send_follow_up:no-leader")
    late = it.it.is_addition_in_doubt
    it.mailbox.faults = Faults(())
    await it.does("send_follow_up:no-leader")
    subject = it.letters_to(SECURITY)[-1]
    it.mailbox.came_back.append(NonDeliveryReport(f"Undeliverable: {subject}", it.clock()))

    await it.does("watch_follow_up:no-leader")

    assert not late
    assert it.it.added[0].returned_at is not None
    assert not it.it.is_addition_in_doubt
    assert it.alarms.counts["follow_up_undelivered"] == 1
    assert _news(it) == ["line-ended"]


async def test_a_leaders_letter_that_came_back_is_no_follow_up() -> None:
    it = await both_sent()
    await it.happens(received)

    await comes_back(it, words("mail.leader_subject", reference="OH-2026-ABCD"))

    assert it.it.returned_additions == ()


async def test_it_is_looked_for_after_the_first_mails_day_is_over() -> None:
    it = await added_twice()
    it.clock.passes(timedelta(days=3))
    await it.does(FIRST)
    it.clock.passes(timedelta(minutes=1))
    it.mailbox.came_back.append(NonDeliveryReport(f"Undeliverable: {FOLLOW_UP}", it.clock()))

    await it.does("watch_follow_up:a")

    assert [each.id for each in it.it.returned_additions] == ["a"]


async def test_security_or_an_administrator_ends_the_doubt() -> None:
    by_link, by_hand = await both_sent(), await both_sent()
    for it in (by_link, by_hand):
        await comes_back(it, FOLLOW_UP)
    later = by_link.clock() + timedelta(hours=1)

    await by_link.happens(receiving(a_link("s", is_in_report=False), later))
    await by_hand.happens(lambda it: it.mail_arrived(at=later))

    assert by_link.it.returned_additions == by_hand.it.returned_additions == ()


# What is added before the report's own mail has left

WORDS = "he has posted it in a second group as well"


def adds_words(addition_id: str, words: str = WORDS) -> Act:
    """Further facts, as the report's own mail holds them if it is written after it."""
    said = Addition(id=addition_id, kind="where", topic="more", at=NOON, words=words)
    line = a_line("more_words", words, free_text=True)
    known = a_report(line, level=Level.STANDARD)
    return lambda it: it.add(said, by=REPORTER, known=known)


def says(it: Post, words: str = WORDS) -> int:
    """The mails to Security that hold these words."""
    letters = [it.mailbox.items[draft_id].letter for draft_id in it.mailbox.left]
    return len([letter for letter in letters if words in letter.text])


async def waiting_with_an_addition() -> Post:
    """A report that waits for its leader, and words that were added to it."""
    it = await post(opened())
    await it.happens(adds_words("a"))
    return it


def looks(it: Post) -> str:
    """The look at the addition that is still to be done; the last one made."""
    return [key for key in it.tasks.put_once if ":send_follow_up:a" in key][-1]


async def test_it_waits_with_the_report_and_is_in_its_mail() -> None:
    it = await waiting_with_an_addition()

    await it.does("send_follow_up:a")
    before = len(it.mailbox.left)
    await it.happens(approve)
    await it.does("send_mail")
    await it.does(looks(it).removeprefix("r1:"))

    assert before == 0
    assert (says(it), len(it.letters_to(SECURITY))) == (1, 1)
    assert it.it.added[0].sent_at is not None


async def test_while_it_waits_its_task_never_counts_as_overdue() -> None:
    it = await waiting_with_an_addition()

    await it.does("send_follow_up:a")
    first = it.tasks.put_once[looks(it)]
    it.clock.passes(timedelta(hours=2))
    await it.does(first.key.removeprefix("r1:"))
    second = it.tasks.put_once[looks(it)]

    assert (first.due_at, second.due_at) == (
        NOON + timedelta(minutes=1),
        NOON + timedelta(hours=2, minutes=10),
    )


async def test_a_report_that_is_taken_back_drops_it() -> None:
    it = await waiting_with_an_addition()
    await it.happens(withdraw)

    await it.does("send_follow_up:a")

    assert "r1:send_follow_up:a" in it.tasks.done
    assert looks(it) == "r1:send_follow_up:a"
    assert it.mailbox.left == []


async def test_once_the_mail_is_written_it_follows_in_a_mail_of_its_own() -> None:
    it = await post()
    it.mailbox.faults = Faults(["busy"], only_at="send_draft")
    with suppress(Busy):
        await it.does("send_mail")  # written, and not sent

    await it.happens(adds_words("a"))
    with pytest.raises(Reschedule):
        await it.does("send_follow_up:a")
    await it.does("send_mail")
    await it.does("send_follow_up:a")

    assert [says(it), len(it.letters_to(SECURITY))] == [1, 2]


@pytest.mark.parametrize("trouble", [refused, troubled(MailTrouble.UNCONFIRMED)])
async def test_it_does_not_wait_for_a_mail_that_needs_a_person(trouble: Act) -> None:
    it = await post()
    await it.happens(trouble, adds_words("a"))

    await it.does("send_follow_up:a")

    assert says(it) == 1


@pytest.mark.parametrize("call", ["look_up", "create_draft", "checkpoint", "send_draft"])
@pytest.mark.parametrize("fault", ["busy", "unclear", "die", "die late"])
@pytest.mark.parametrize("place", range(3))
async def test_wherever_the_process_is_killed_it_is_told_and_no_mail_leaves_twice(
    call: str, fault: str, place: int
) -> None:
    it = await waiting_with_an_addition()
    await it.happens(approve)
    faults = Faults(["ok"] * place + [fault], only_at=call)
    it.mailbox.faults = it.tasks.faults = faults

    await it.does_all("send_mail")
    await it.does_all("send_follow_up:a")

    letters = [it.mailbox.items[draft_id].letter.key for draft_id in it.mailbox.left]
    assert len(letters) == len(set(letters))
    assert says(it) >= 1
    assert it.it.added[0].sent_at is not None


async def test_a_draft_of_which_nobody_knows_what_it_holds_is_followed_by_a_mail() -> None:
    it = await waiting_with_an_addition()
    await it.happens(approve)
    it.mailbox.faults = Faults(["die late"], only_at="create_draft")

    await it.does_all("send_mail")
    await it.does_all("send_follow_up:a")

    assert len(it.letters_to(SECURITY)) == 2
    assert it.it.added[0].sent_at is not None
