"""The reporter sees where a report stands, and what may be done about it."""

from dataclasses import replace

import pytest

from bot.content.contacts import Contact, Contacts, Status
from bot.domain.escalation import Decision, Escalation, System
from bot.domain.scenario import Flag, Level
from cards.leader_cards import waiting_card
from cards.samples import LEADER, NOW, every_escalation, opened
from cards.status_cards import (
    MOST_REPORTS,
    declined_card,
    entry_card,
    my_reports_card,
    next_words,
    status_card,
)
from cards.twin import twin
from tests.builders import a_report, an_actor, shipped
from tests.cards.shown import titles


def declined(reason: str) -> Escalation:
    """A report whose leader sees no need for it."""
    leader = an_actor(LEADER.id or "", opened(Level.STANDARD).tenant_id)
    asked = opened(Level.STANDARD)
    return asked.decide(Decision.DECLINE, by=leader, at=NOW, reason=reason).after


@pytest.mark.parametrize("level", [level for level in Level if level > Level.ADVICE])
def test_a_report_can_be_hurried_or_taken_back_until_its_mail_is_due(level: Level) -> None:
    texts = shipped().texts
    both = {texts("status.send_without_waiting"), texts("status.withdraw")}
    offered = {
        it.can_be_hurried: both & set(titles(status_card(shipped(), a_report(), it)))
        for it in every_escalation(level)
    }

    assert offered == {True: both, False: set()} or offered == {False: set()}


def test_the_card_says_what_is_next_in_every_state() -> None:
    states = list(every_escalation(Level.STANDARD))
    unsaid = [
        it
        for it in states
        if next_words(shipped(), it) not in twin(status_card(shipped(), a_report(), it))
    ]

    assert unsaid == []


def test_the_leaders_reason_is_read_line_by_line() -> None:
    card = declined_card(shipped(), a_report(), declined("Known\n*already*"))

    assert "Known\n*already*" in twin(card)


def test_kotahi_is_asked_for_only_where_a_customer_is_involved() -> None:
    texts, sent = shipped().texts, opened(Level.URGENT)
    kotahi = texts("status.entry_text", system="Kotahi")

    assert kotahi not in titles(status_card(shipped(), a_report(), sent))
    assert kotahi in titles(status_card(shipped(), a_report(flags=(Flag.CUSTOMER,)), sent))


def test_an_entry_that_was_made_is_not_asked_for_again() -> None:
    texts, start = shipped().texts, opened(Level.URGENT)
    reporter = an_actor(start.reporter_id, start.tenant_id)
    done = start.tick(System.NOGGIN, by=reporter, at=NOW).after
    card = status_card(shipped(), a_report(), done)

    assert texts("status.entry_text", system="Noggin") not in titles(card)
    assert texts("status.entry_done", system="Noggin") in twin(card)


def test_the_text_to_copy_keeps_its_lines() -> None:
    card = entry_card(shipped(), System.NOGGIN, "One: *1*\nTwo: 2\n\nThree: 3", a_report())

    assert "One: *1*\nTwo: 2\nThree: 3" in twin(card)


def test_a_system_is_called_by_its_name_even_once_its_address_is_known() -> None:
    known = Contact(
        name="Noggin", address="noggin.example.org", source="test", status=Status.CONFIRMED
    )
    contacts = Contacts({**dict(shipped().contacts.items()), "noggin": known})
    content = replace(shipped(), contacts=contacts)
    card = status_card(content, a_report(), opened(Level.URGENT))

    assert shipped().texts("status.entry_text", system="Noggin") in titles(card)


@pytest.mark.parametrize("draw", [my_reports_card, waiting_card])
def test_a_list_shows_no_more_reports_than_a_message_can_carry(draw: object) -> None:
    assert callable(draw)
    card = draw(shipped(), [(a_report(), opened(Level.HIGH))] * (MOST_REPORTS + 5))

    assert len(titles(card)) == MOST_REPORTS
