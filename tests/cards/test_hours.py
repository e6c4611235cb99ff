"""Beside "sent" stands when Security may read it, and what to do if it cannot wait."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.content import Content
from bot.content.loading.texts import Contact, Contacts, Status
from bot.domain.escalation import Addition, Escalation, MailTrouble, SecurityLink
from bot.domain.scenario import Level
from bot.domain.timers import MailboxHours, Weekday, WorkingHours
from bot.services.emails.writer import WriteLetters
from bot.services.wording import in_new_zealand, when_security_reads
from cards.gallery.samples import MAILBOX
from cards.gallery.states import submitted_escalation
from cards.plain_text import plain_text
from cards.reporter.status_cards import mail_text_card, news_card, status_card
from tests.builders import a_report, an_actor, shipped
from tests.words import fragment, words

SUNDAY = datetime(2026, 11, 28, 11, 52, tzinfo=UTC)
"""12:52 am on Sunday in New Zealand."""
MONDAY = datetime(2026, 11, 29, 19, 0, tzinfo=UTC)
"""8 am on the Monday after it."""
OFFICE = WorkingHours(days=tuple(Weekday)[:5], opens=time(8), closes=time(17))
CONFIRMED = MailboxHours(read="these-hours", hours=OFFICE)
NOT_BEFORE = words("hours.unconfirmed", time=in_new_zealand(MONDAY))
CANNOT_WAIT = words("hours.cannot_wait")


def read_at(hours: MailboxHours) -> Content:
    """The shipped content, with these hours."""
    timers = shipped().timers.model_copy(update={"security_mailbox": hours})
    return replace(shipped(), timers=timers)


def sent(level: Level = Level.URGENT) -> Escalation:
    """A report whose mail went on that Sunday."""
    return submitted_escalation(level).deadline_passed(at=SUNDAY).after.mailed(at=SUNDAY).after


def status(it: Escalation, content: Content | None = None, now: datetime = SUNDAY) -> str:
    """What its reporter reads."""
    report = a_report(level=it.level)
    return plain_text(status_card(content or shipped(), report, it, MAILBOX, now))


@pytest.mark.parametrize("level", [it for it in Level if it > Level.ADVICE])
def test_sent_is_never_said_alone_while_nobody_has_confirmed_the_hours(level: Level) -> None:
    said = status(sent(level))

    assert NOT_BEFORE in said
    assert CANNOT_WAIT in said
    assert words("hours.over", number="105") in said


def test_the_news_that_it_was_sent_says_so_too() -> None:
    report = a_report(level=Level.HIGH)

    card = news_card(shipped(), "sent", report, sent(Level.HIGH), MAILBOX, SUNDAY)

    assert NOT_BEFORE in plain_text(card)
    assert CANNOT_WAIT in plain_text(card)


def test_whoever_writes_by_hand_reads_when_it_may_be_read() -> None:
    late = submitted_escalation(Level.URGENT).mail_troubled(MailTrouble.LATE, at=SUNDAY).after
    letter = WriteLetters(shipped(), MAILBOX).to_security(a_report(), late, SUNDAY)

    assert NOT_BEFORE in status(late)
    assert NOT_BEFORE in plain_text(mail_text_card(shipped(), letter, a_report(), SUNDAY))


def test_what_was_not_sent_says_nothing_of_hours() -> None:
    waiting = submitted_escalation(Level.HIGH)

    assert fragment("hours.unconfirmed") not in status(waiting)


@pytest.mark.parametrize("hours", [MailboxHours(read="any-time"), CONFIRMED])
def test_nothing_is_added_while_the_mailbox_is_read(hours: MailboxHours) -> None:
    content, noon = read_at(hours), MONDAY + timedelta(hours=4)

    assert when_security_reads(content, noon, noon) == ""


def test_confirmed_hours_are_named_until_they_begin() -> None:
    content = read_at(CONFIRMED)

    before, after = (when_security_reads(content, SUNDAY, now) for now in (SUNDAY, MONDAY))

    assert before.startswith(words("hours.closed", time=in_new_zealand(MONDAY)))
    assert after == ""


def test_unconfirmed_hours_never_end_in_a_claim_that_it_was_read() -> None:
    said = when_security_reads(shipped(), SUNDAY, MONDAY + timedelta(days=3))

    assert said.startswith(words("hours.unread"))
    assert CANNOT_WAIT in said


def test_securitys_number_is_named_once_it_is_confirmed() -> None:
    known = Contact(name="Security", number="04 000 0000", source="test", status=Status.CONFIRMED)
    contacts = Contacts({**dict(shipped().contacts.items()), "security_phone": known})
    content = replace(shipped(), contacts=contacts)

    assert status(sent(), content).count("04 000 0000") == 1
    assert "04 000 0000" not in status(sent(Level.HIGH), content)


def test_what_security_says_it_has_needs_no_hours() -> None:
    it = sent()

    assert NOT_BEFORE not in status(it.model_copy(update={"received_at": SUNDAY}))
    assert NOT_BEFORE in status(it)


RECEIVED = sent().received(SecurityLink(id="a", written_at=SUNDAY, is_in_report=True), at=SUNDAY)


def adds(it: Escalation, at: datetime) -> Escalation:
    """Something was added, and its mail went at once."""
    reporter = an_actor(it.reporter_id, it.tenant_id)
    more = Addition(id="a", kind="where", topic="more", at=at, words="More")
    return it.add(more, by=reporter).after.addition_mailed("a", at=at).after


def test_what_is_added_at_night_may_be_unread_too_though_they_had_the_report() -> None:
    received, later = RECEIVED.after, SUNDAY + timedelta(hours=1)

    assert CANNOT_WAIT not in status(received)
    assert NOT_BEFORE in status(adds(received, later), now=later)


def test_whatever_security_answers_ends_it() -> None:
    link = SecurityLink(id="b", written_at=SUNDAY, is_in_report=False)
    added = adds(RECEIVED.after, SUNDAY + timedelta(hours=1))
    at = SUNDAY + timedelta(hours=2)

    for answered in (
        added.closed(link, at=at, reopens_for=timedelta(days=7)),
        added.more_needed(("time",), link, at=at),
    ):
        assert CANNOT_WAIT not in status(answered.after, now=at)
