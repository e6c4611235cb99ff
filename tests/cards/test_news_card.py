"""The card that tells of a change."""

from datetime import timedelta

import pytest

from bot.domain.escalation import Escalation, MailTrouble
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.services.reports.follow_ups import NEWS
from cards.elements import Card
from cards.gallery.samples import MAILBOX, NOW
from cards.gallery.states import reachable_escalations, submitted_escalation
from cards.plain_text import plain_text
from cards.reporter.status_cards import news_card, status_card
from tests.builders import a_report, an_escalation, shipped
from tests.cards.shown import titles
from tests.domain.escalation.acts import (
    a_link,
    after,
    asked,
    called,
    came_back,
    closed,
    mailed,
    no_deputy,
    withdraw_sent,
)
from tests.words import email_state, fragment, words

LEVELS = [level for level in Level if level > Level.ADVICE]
BY_HAND = [fragment(f"by_hand.{key}") for key in ("urgent", "ordinary", "undelivered")]


def card_of(name: str, it: Escalation) -> Card:
    """The card with this news."""
    return news_card(shipped(), name, a_report(level=it.level), it, MAILBOX, NOW)


@pytest.mark.parametrize("name", NEWS)
def test_all_news_has_words_and_a_way_to_the_report_and_to_help(name: str) -> None:
    sent = submitted_escalation(Level.URGENT).mailed(at=NOW).after

    card = card_of(name, sent)

    assert [words("news.show"), words("menu.support")] == titles(card)


@pytest.mark.parametrize("trouble", MailTrouble)
def test_trouble_comes_with_its_state_and_the_way_to_security(trouble: MailTrouble) -> None:
    it = submitted_escalation(Level.URGENT).mail_troubled(trouble, at=NOW).after

    said = plain_text(card_of(trouble.value, it))

    assert said.startswith(email_state(f"mailing-{trouble}"))
    assert MAILBOX in said
    assert words("by_hand.show") in said


def test_what_was_taken_back_and_is_closed_is_not_said_to_open_again() -> None:
    it = after(an_escalation(level=Level.URGENT), mailed)

    open_before = plain_text(card_of("security-closed", after(it, closed)))
    taken_back = plain_text(card_of("security-closed", after(it, withdraw_sent, closed)))

    assert fragment("news.security-closed") in open_before
    assert fragment("news.security-closed") not in taken_back
    assert words("news.security-closed-taken-back") in taken_back


def test_where_the_state_says_it_already_the_sentence_has_no_gap() -> None:
    it = after(an_escalation(level=Level.URGENT), mailed, came_back, asked, called, no_deputy)

    assert "  " not in plain_text(card_of("line-ended", it))


def test_an_approval_says_where_the_email_is_by_then() -> None:
    going = next(
        it
        for it in reachable_escalations(Level.HIGH)
        if it.decision == "approve" and it.stage == "mailing" and it.mail_trouble is None
    )
    said = [plain_text(card_of("approved", it)) for it in (going, going.mailed(at=NOW).after)]

    assert words("news.mail_goes") in said[0]
    assert words("news.mail_gone") in said[1]


@pytest.mark.parametrize("level", LEVELS)
def test_no_card_says_both_to_tell_security_by_hand_and_to_chase_nobody(level: Level) -> None:
    for it in reachable_escalations(level):
        status = status_card(shipped(), a_report(level=level), it, MAILBOX, NOW)
        told = [card_of(news.name, it) for news in NEWS.values() if news.is_so(it)]
        for said in map(plain_text, [status, *told]):
            by_hand = any(way in said for way in BY_HAND)
            assert by_hand == it.is_mail_in_doubt
            assert not (by_hand and words("next.no_chasing") in said)


def test_the_message_that_it_is_closed_asks_once_whether_this_helped() -> None:
    link = a_link()
    sent = submitted_escalation(Level.HIGH).deadline_passed(at=NOW).after.mailed(at=NOW).after
    closed = sent.closed(link, at=NOW, reopens_for=timedelta(days=7)).after
    reporter = Actor(id=closed.reporter_id, tenant_id=closed.tenant_id)
    rated = closed.say_whether_it_helped(by=reporter, at=NOW)

    answers = [words(f"helped.{it}") for it in ("yes", "partly", "no")]
    assert titles(card_of("security-closed", closed))[-3:] == answers
    assert words("helped.what_for") in plain_text(card_of("security-closed", closed))
    assert not set(answers) & set(titles(card_of("security-closed", rated.after)))
    assert not set(answers) & set(titles(card_of("sent", sent)))
