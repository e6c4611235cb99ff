"""A mail that came back: every card says so, and how to reach Security without it."""

from dataclasses import replace

import pytest

from bot.content.loading.texts import Contact, Contacts, Status
from bot.domain.escalation import Decision, Escalation
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.services.emails.to_leader import leader_letter
from cards.gallery.samples import LEADER, MAILBOX, NOW, TENANT
from cards.gallery.states import submitted_escalation
from cards.leader.approval_cards import leader_card
from cards.messages import CardMessages
from cards.plain_text import plain_text
from cards.reporter.my_reports_card import my_reports_card
from cards.reporter.status_cards import status_card, undelivered_card
from tests.builders import a_report, an_escalation, shipped
from tests.cards.shown import lines, titles
from tests.domain.escalation.acts import after, asked, called, came_back, mailed, no_deputy

TEXTS = shipped().texts
LEVELS = [Level.STANDARD, Level.HIGH, Level.URGENT, Level.EMERGENCY]


def undelivered(level: Level, decision: Decision | None = None) -> Escalation:
    """A report whose mail was sent, and came back."""
    it = submitted_escalation(level).leader_asked(at=NOW).after
    if decision is not None:
        leader = Actor(id=LEADER.id or "", tenant_id=TENANT)
        it = it.decide(decision, by=leader, at=NOW, reason="A reason").after
    return it.deadline_passed(at=NOW).after.mailed(at=NOW).after.mail_came_back(at=NOW).after


@pytest.mark.parametrize("level", LEVELS)
def test_the_status_no_longer_says_that_it_was_sent(level: Level) -> None:
    it = undelivered(level)
    card = status_card(shipped(), a_report(level=level), it, MAILBOX, NOW)

    assert f"{TEXTS('status.state')}: {TEXTS('stage.sent-undelivered')}" in plain_text(card)
    assert f"{TEXTS('status.state')}: {TEXTS('stage.sent')}" not in plain_text(card)
    assert TEXTS("next.sent-undelivered") in plain_text(card)
    assert TEXTS("by_hand.undelivered", address=MAILBOX) in plain_text(card)
    assert TEXTS("by_hand.show") in titles(card)


def test_what_is_undelivered_is_never_called_complete() -> None:
    it = undelivered(Level.HIGH)

    card = status_card(shipped(), a_report(level=Level.HIGH), it, MAILBOX, NOW)

    assert TEXTS("next.sent-complete") not in plain_text(card)


def test_the_list_of_reports_tells_the_same() -> None:
    (line,) = lines(my_reports_card(shipped(), [(a_report(), undelivered(Level.STANDARD))]))

    assert TEXTS("stage.sent-undelivered") in line


@pytest.mark.parametrize("level", LEVELS)
def test_the_message_says_how_to_reach_security(level: Level) -> None:
    card = undelivered_card(shipped(), a_report(level=level), undelivered(level), MAILBOX, NOW)

    assert TEXTS("undelivered.text") in plain_text(card)
    assert TEXTS("by_hand.undelivered", address=MAILBOX) in plain_text(card)
    assert titles(card) == [TEXTS("by_hand.show")]
    assert (TEXTS("danger.line") in plain_text(card)) is level.goes_at_once


def test_the_phone_of_security_is_told_at_every_level_where_it_is_known() -> None:
    known = Contact(name="Security", number="04 000 0000", source="test", status=Status.CONFIRMED)
    contacts = Contacts({**dict(shipped().contacts.items()), "security_phone": known})
    content = replace(shipped(), contacts=contacts)

    card = undelivered_card(content, a_report(), undelivered(Level.STANDARD), MAILBOX, NOW)

    assert TEXTS("by_hand.phone", number="04 000 0000") in plain_text(card)


def test_the_notification_gives_nothing_away() -> None:
    messages = CardMessages(shipped(), MAILBOX, lambda: NOW)

    message = messages.undelivered(a_report(), undelivered(Level.URGENT))

    assert message.summary == TEXTS("summary.card")


@pytest.mark.parametrize(
    ("level", "decision"),
    [
        (Level.STANDARD, Decision.APPROVE),
        (Level.STANDARD, Decision.DECLINE),
        (Level.URGENT, Decision.ACKNOWLEDGE),
        (Level.URGENT, None),
        (Level.HIGH, None),
    ],
)
def test_the_leader_reads_the_same_truth(level: Level, decision: Decision | None) -> None:
    report, it = a_report(level=level), undelivered(level, decision)

    said = plain_text(leader_card(shipped(), report, it, LEADER.id, NOW))

    assert TEXTS("leader.undelivered") in said
    assert TEXTS("leader.sent") not in said


def test_the_leaders_letter_and_page_tell_the_same() -> None:
    it = undelivered(Level.HIGH)

    letter = leader_letter(shipped(), a_report(level=Level.HIGH), it)

    assert TEXTS("leader.undelivered") in letter.happened


def test_what_to_do_about_the_mail_comes_before_who_leads_them() -> None:
    it = after(an_escalation(level=Level.URGENT), mailed, came_back, asked, called, no_deputy)
    said = plain_text(status_card(shipped(), a_report(level=Level.URGENT), it, MAILBOX, NOW))

    by_hand = TEXTS("by_hand.undelivered", address=MAILBOX)
    assert said.index(by_hand) < said.index(TEXTS("status.without_leader"))
