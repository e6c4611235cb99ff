"""A mail that has not gone: the cards say so, and how to reach Security without it."""

from dataclasses import replace

import pytest

from bot.content.loading.texts import Contact, Contacts, Status
from bot.domain.escalation import Escalation, MailTrouble
from bot.domain.scenario import Level
from bot.services.emails.writer import WriteLetters
from bot.services.reports.use_cases import compose
from cards.elements import Card
from cards.gallery.samples import EVERYDAY, LEADER, MAILBOX, NOW, full_draft
from cards.gallery.states import submitted_escalation
from cards.leader.approval_cards import leader_card
from cards.plain_text import MAX_MESSAGE_BYTES, message_bytes, plain_text
from cards.reporter.my_reports_card import my_reports_card
from cards.reporter.status_cards import mail_text_card, status_card
from tests.builders import a_report, shipped
from tests.cards.shown import lines, titles
from tests.words import email_state

TEXTS = shipped().texts


def in_trouble(trouble: MailTrouble, level: Level = Level.URGENT) -> Escalation:
    """A report on its way whose mail has not gone as it should."""
    start = submitted_escalation(level).deadline_passed(at=NOW).after
    return start.mail_troubled(trouble, at=NOW).after


def status(escalation: Escalation) -> Card:
    """What its reporter sees."""
    return status_card(shipped(), a_report(level=escalation.level), escalation, MAILBOX, NOW)


@pytest.mark.parametrize("level", [Level.STANDARD, Level.URGENT])
@pytest.mark.parametrize("trouble", MailTrouble)
def test_the_reporter_is_told_why_and_not_both_to_act_and_to_rest(
    trouble: MailTrouble, level: Level
) -> None:
    said = plain_text(status(in_trouble(trouble, level)))

    assert said.startswith(email_state(f"mailing-{trouble}"))
    assert TEXTS(f"next.mailing-{trouble}") in said
    assert TEXTS("next.no_chasing") not in said


def test_a_wait_and_each_trouble_have_news_of_their_own() -> None:
    keys = ["awaiting-leader", "mailing", *(f"mailing-{trouble}" for trouble in MailTrouble)]

    assert len({TEXTS(f"stage.{key}") for key in keys}) == len(keys)
    assert len({TEXTS.template(f"next.{key}") for key in keys}) == len(keys)


@pytest.mark.parametrize("trouble", MailTrouble)
def test_the_list_of_reports_tells_the_same(trouble: MailTrouble) -> None:
    (line,) = lines(my_reports_card(shipped(), [(a_report(), in_trouble(trouble))]))

    assert TEXTS(f"stage.mailing-{trouble}") in line


@pytest.mark.parametrize("level", [Level.STANDARD, Level.URGENT])
def test_security_can_be_reached_without_the_bot(level: Level) -> None:
    card = status(in_trouble(MailTrouble.LATE, level))

    assert MAILBOX in plain_text(card)
    assert TEXTS("by_hand.show") in titles(card)


def test_nothing_is_offered_to_do_by_hand_while_the_mail_is_only_on_its_way() -> None:
    card = status(submitted_escalation(Level.URGENT))

    assert MAILBOX not in plain_text(card)
    assert TEXTS("by_hand.show") not in titles(card)


def test_an_urgent_report_says_first_what_the_person_can_do_now() -> None:
    news, _, why, what, danger, *_ = plain_text(status(in_trouble(MailTrouble.REFUSED))).split(
        "\n\n"
    )

    assert news == email_state("mailing-refused")
    assert why == TEXTS("next.mailing-refused")
    assert what == TEXTS("by_hand.urgent", address=MAILBOX)
    assert danger == TEXTS("danger.line")
    assert titles(status(in_trouble(MailTrouble.REFUSED)))[0] == TEXTS("by_hand.show")


def test_the_phone_of_security_is_told_where_it_is_known_and_the_report_urgent() -> None:
    known = Contact(name="Security", number="04 000 0000", source="test", status=Status.CONFIRMED)
    contacts = Contacts({**dict(shipped().contacts.items()), "security_phone": known})
    content = replace(shipped(), contacts=contacts)
    late = in_trouble(MailTrouble.LATE)

    said = plain_text(status_card(content, a_report(level=Level.URGENT), late, MAILBOX, NOW))

    assert "04 000 0000" in said
    assert "04 000 0000" not in plain_text(status_card(content, a_report(), late, MAILBOX, NOW))


@pytest.mark.parametrize("trouble", MailTrouble)
def test_a_leader_is_not_told_that_it_is_on_its_way(trouble: MailTrouble) -> None:
    late = in_trouble(trouble)
    said = plain_text(leader_card(shipped(), a_report(level=Level.URGENT), late, LEADER.id, NOW))

    assert TEXTS("leader.mailing_troubled") in said
    assert TEXTS("leader.mailing") not in said


def text_to_copy(unit: str) -> tuple[str, Card]:
    """The mail of a full report, and the card that shows it."""
    report = compose(shipped(), full_draft(shipped(), "threat", unit), NOW)
    late = in_trouble(MailTrouble.LATE, report.level)
    letter = WriteLetters(shipped(), MAILBOX).to_security(report, late, NOW)
    return letter.text, mail_text_card(shipped(), letter, report, NOW)


def test_the_text_to_copy_is_the_mail_word_for_word() -> None:
    text, card = text_to_copy("Once. ")

    assert text.strip() in plain_text(card)
    assert f"{TEXTS('preview.to')} {MAILBOX}" in plain_text(card)
    assert TEXTS("by_hand.cut_short") not in plain_text(card)


def test_the_text_to_copy_says_that_twice_is_fine() -> None:
    _, card = text_to_copy(EVERYDAY)

    assert TEXTS("by_hand.how", address=MAILBOX) in plain_text(card)
    assert "2345-WXYZ" in plain_text(card)


def test_a_text_that_no_message_can_carry_is_cut_short_and_said_so() -> None:
    _, card = text_to_copy("\\")

    assert message_bytes(card) <= MAX_MESSAGE_BYTES
    assert TEXTS("by_hand.cut_short") in plain_text(card)
