"""The reporter sees what is next with a report, and what may be done about it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.content.loading.texts import Contact, Contacts, Status
from bot.domain.escalation import (
    Addition,
    Decision,
    Escalation,
    EscalationStatus,
    OwnLeader,
    System,
)
from bot.domain.scenario import Flag, Level
from cards.elements import Card
from cards.gallery.samples import LEADER, MAILBOX, NOW
from cards.gallery.states import reachable_escalations, submitted_escalation
from cards.leader.waiting_cards import waiting_card
from cards.plain_text import plain_text
from cards.reporter.after_care_cards import afterwards_card
from cards.reporter.entry_cards import entry_card
from cards.reporter.my_reports_card import MOST_REPORTS, my_reports_card
from cards.reporter.status_cards import (
    declined_card,
    next_step,
    status_card,
)
from tests.builders import a_report, an_actor, an_escalation, shipped
from tests.cards.shown import lines, titles, words
from tests.domain.escalation.acts import (
    Act,
    acknowledge,
    after,
    asked,
    called,
    deputy_asked,
    find_dee,
    mailed,
    no_deputy,
)
from tests.words import contact_name, fragment

TEXTS = shipped().texts


def declined(reason: str) -> Escalation:
    """A report whose leader sees no need for it."""
    asked = submitted_escalation(Level.STANDARD)
    leader = an_actor(LEADER.id or "", asked.tenant_id)
    return asked.decide(Decision.DECLINE, by=leader, at=NOW, reason=reason).after


@pytest.mark.parametrize("level", [level for level in Level if level > Level.ADVICE])
def test_a_report_can_be_hurried_or_taken_back_until_its_mail_is_due(level: Level) -> None:
    both = {TEXTS("status.send_without_waiting"), TEXTS("status.withdraw")}
    states = list(reachable_escalations(level))
    offered = [
        both & set(titles(status_card(shipped(), a_report(), it, MAILBOX, NOW))) for it in states
    ]

    assert offered == [both if it.is_pending else set() for it in states]


def test_the_card_says_what_is_next_in_every_state() -> None:
    cards = [
        (
            words(next_step(shipped(), a_report(), it)),
            words(plain_text(status_card(shipped(), a_report(), it, MAILBOX, NOW))),
        )
        for it in reachable_escalations(Level.STANDARD)
    ]

    assert [said for said, text in cards if said not in text] == []


def test_a_leader_whom_the_directory_has_not_named_yet_is_being_looked_up() -> None:
    sought = submitted_escalation(Level.HIGH, None)
    nobody = sought.leader_not_reached(at=NOW).after

    assert TEXTS("leader_state.being-looked-up") in reads(sought)
    assert TEXTS("leader_state.nobody-reached") not in reads(sought)
    assert TEXTS("leader_state.nobody-reached") in reads(nobody)


def test_a_reporter_who_has_no_leader_is_not_said_to_have_chosen_that() -> None:
    alone = submitted_escalation(Level.HIGH, None, told=False)

    assert TEXTS("leader_state.not-told") in reads(alone)


def reads(escalation: Escalation) -> str:
    """What the reporter reads on the status card."""
    return plain_text(status_card(shipped(), a_report(), escalation, MAILBOX, NOW))


def test_the_leaders_reason_is_read_line_by_line() -> None:
    card = declined_card(shipped(), a_report(), declined("Known\n*already*"))

    assert "Known\n*already*" in plain_text(card)


def test_kotahi_is_asked_for_only_where_a_customer_is_involved() -> None:
    sent, kotahi = (
        submitted_escalation(Level.URGENT),
        TEXTS("status.entry_text", system=contact_name("kotahi")),
    )
    with_customer = a_report(flags=(Flag.CUSTOMER,))

    assert kotahi not in titles(afterwards_card(shipped(), a_report(), sent))
    assert kotahi in titles(afterwards_card(shipped(), with_customer, sent))


def test_an_entry_that_was_made_is_not_asked_for_again() -> None:
    start = submitted_escalation(Level.URGENT)
    reporter = an_actor(start.reporter_id, start.tenant_id)
    done = start.tick(System.NOGGIN, by=reporter, at=NOW).after
    card = status_card(shipped(), a_report(), done, MAILBOX, NOW)

    assert TEXTS("status.entry_text", system=contact_name("noggin")) not in titles(card)
    assert fragment("entry.made", name=TEXTS("entry.you")) in plain_text(card)


def test_nobody_in_an_emergency_is_pointed_to_entries_that_are_not_there() -> None:
    start = submitted_escalation(Level.EMERGENCY, None, told=False)
    report = a_report(level=Level.EMERGENCY)
    sent = start.model_copy(update={"stage": EscalationStatus.SENT})
    safe = sent.model_copy(update={"added": (Addition(id="a1", kind="safe", at=NOW),)})

    in_danger = status_card(shipped(), report, sent, MAILBOX, NOW)
    is_safe = status_card(shipped(), report, safe, MAILBOX, NOW)
    assert TEXTS("next.sent-in-danger") in plain_text(in_danger)
    assert fragment("next.sent-urgent") in plain_text(is_safe)


@pytest.mark.parametrize(
    ("moves", "leads_with"),
    [
        ((), TEXTS("next.urgent-sought")),
        ((asked,), TEXTS("next.urgent-asked", name="Lea Example")),
        ((asked, acknowledge), TEXTS("next.urgent-seen", name="Lea Example")),
        ((asked, called, find_dee, deputy_asked), TEXTS("next.urgent-asked", name="Dee Example")),
        ((asked, called, no_deputy), TEXTS("next.urgent-alone")),
    ],
)
def test_of_an_urgent_report_it_leads_with_who_is_with_them_and_the_registers_are_folded(
    moves: tuple[Act, ...], leads_with: str
) -> None:
    it = after(an_escalation(level=Level.URGENT), mailed, *moves)
    report = a_report(level=Level.URGENT)

    card = status_card(shipped(), report, it, MAILBOX, NOW)

    in_sight = [part for part in card["body"] if part.get("isVisible", True)]
    assert next_step(shipped(), report, it) == leads_with
    assert plain_text(card).index(leads_with) < plain_text(card).index(contact_name("eap"))
    assert "regist" in str(card["body"])
    assert "regist" not in str(in_sight)


def test_nothing_is_left_to_do_once_the_mail_and_every_entry_are_made() -> None:
    start, report = submitted_escalation(Level.HIGH, None, told=False), a_report(level=Level.HIGH)
    reporter = an_actor(start.reporter_id, start.tenant_id)
    sent = start.model_copy(update={"stage": EscalationStatus.SENT})
    done = sent.tick(System.NOGGIN, by=reporter, at=NOW).after

    assert TEXTS("next.sent") in plain_text(status_card(shipped(), report, sent, MAILBOX, NOW))
    assert TEXTS("next.sent-complete") in plain_text(
        status_card(shipped(), report, done, MAILBOX, NOW)
    )


def test_the_text_to_copy_keeps_its_lines() -> None:
    said, told = "One: *1*\nTwo: 2\n\nThree: 3", submitted_escalation(Level.HIGH)
    card = entry_card(shipped(), System.NOGGIN, said, a_report(), told)

    assert said in plain_text(card)


@pytest.mark.parametrize("rule", [OwnLeader.LEFT_OUT, OwnLeader.ONLY_IF_NAMED])
def test_whoever_went_round_their_leader_first_reads_that_others_may_read_an_entry(
    rule: OwnLeader,
) -> None:
    told = submitted_escalation(Level.URGENT)
    round_them = submitted_escalation(Level.URGENT, own_leader=rule)
    ask_first = TEXTS("entry.ask_first", system=contact_name("noggin"))
    entries = [
        plain_text(entry_card(shipped(), System.NOGGIN, "To copy", a_report(), it))
        for it in (told, round_them)
    ]

    assert ask_first not in entries[0]
    assert entries[1].index(ask_first) < entries[1].index("To copy")


def test_no_entry_is_asked_for_of_whoever_went_round_their_leader() -> None:
    nobody = submitted_escalation(Level.HIGH, None, told=False).mailed(at=NOW).after
    alone = submitted_escalation(Level.HIGH, None, told=False, own_leader=OwnLeader.LEFT_OUT)
    alone = alone.mailed(at=NOW).after
    report = a_report(level=Level.HIGH)

    assert TEXTS("next.sent") == next_step(shipped(), report, nobody)
    assert TEXTS("next.sent-own-leader-out") == next_step(shipped(), report, alone)


def test_a_system_is_called_by_its_name_even_once_its_address_is_known() -> None:
    known = Contact(
        name=contact_name("noggin"),
        address="https://noggin.example.org",
        source="test",
        status=Status.CONFIRMED,
    )
    contacts = Contacts({**dict(shipped().contacts.items()), "noggin": known})
    content = replace(shipped(), contacts=contacts)
    card = afterwards_card(content, a_report(), submitted_escalation(Level.URGENT))

    assert TEXTS("status.entry_text", system=contact_name("noggin")) in titles(card)


@pytest.mark.parametrize("draw", [my_reports_card, waiting_card])
def test_a_list_shows_no_more_reports_than_a_message_can_carry(draw: Callable[..., Card]) -> None:
    card = draw(shipped(), [(a_report(), submitted_escalation(Level.HIGH))] * (MOST_REPORTS + 5))

    assert len(lines(card)) == MOST_REPORTS
