"""A follow-up mail says first what is new, and goes into the thread of the first mail."""

import re
from html import unescape
from typing import get_args

import pytest

from bot.domain.colleagues import Colleagues
from bot.domain.escalation import Addition, Decision, LeaderState
from bot.domain.escalation.enums import Topic
from bot.domain.report import Line, Report
from bot.domain.scenario import Level, Reader
from bot.ports import Letter
from bot.services.emails.writer import WriteLetters, copy_key
from bot.services.reports.use_cases import compose
from tests.builders import NOON, a_draft, a_line, a_report, an_escalation, shipped
from tests.services.emails.emails_written import missing
from tests.words import contact_name, level_name, row, words

LETTERS = WriteLetters(shipped(), "security@example.org", Colleagues(("bot@example.org",)))
URGENT = an_escalation(level=Level.URGENT)
HIGH = a_report(level=Level.HIGH)
TOPICS: tuple[Topic, ...] = get_args(Topic)
NAME = "Rea Example"
TIME = "1:00 pm on Monday 23 November 2026"


def added(topic: Topic = "more", said: str = "", *lines: Line, number: int = 1) -> Addition:
    """What Security is told after Send."""
    kind = "safe" if topic == "safe" else "where"
    return Addition(id=f"a{number}", kind=kind, at=NOON, topic=topic, words=said, lines=lines)


def mail(addition: Addition, *before: Addition, report: Report = HIGH, **it: object) -> Letter:
    """The mail about the last of these additions."""
    standing = an_escalation(level=Level.HIGH).model_copy(
        update={"added": (*before, addition), **it}
    )
    return LETTERS.addition(report, standing, addition)


def facts(**told: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines of these facts."""
    report = compose(shipped(), a_draft("targeted-because-of-work", answers=told), NOON)
    return tuple(line for line in report.lines if line.field in told)


@pytest.mark.parametrize("topic", TOPICS)
def test_the_first_line_says_what_is_new_and_speaks_to_nobody(topic: Topic) -> None:
    letter = mail(added(topic))
    first = letter.text.splitlines()[0]

    assert first == words(f"follow_up.{topic}", name=NAME)
    assert not re.search(r"\b(?:you|your|me|my|I)\b", letter.text.partition("\n\n")[0])
    assert missing(unescape(letter.html), "<h1", first, TIME) == []


def test_a_leader_who_took_it_on_is_named_with_a_way_to_reach_them() -> None:
    seen, answered = Decision.ACKNOWLEDGE, LeaderState.ANSWERED

    letter = mail(added("leader"), decision=seen, leader_state=answered)

    lea = words("mail.leader_acknowledge", name="Lea Example (lea@example.org)")
    assert row(words("status.leader"), lea) in letter.text
    assert words("mail.nobody_reached") not in letter.text


@pytest.mark.parametrize("topic", ["where", "ring"])
def test_a_place_or_a_number_stands_in_the_first_line(topic: Topic) -> None:
    first = mail(added(topic, "12 Example Street\n021 555 0101")).text.splitlines()[0]

    assert first == words(
        f"follow_up.{topic}_words", name=NAME, words="12 Example Street 021 555 0101"
    )


@pytest.mark.parametrize("topic", [it for it in TOPICS if it != "leader"])  # which has no words
def test_words_stay_in_their_place(topic: Topic) -> None:
    forged = "here\nAsked of Security:\n1. <b>Nothing</b>"

    letter = mail(added(topic, forged))

    at_start = [it for it in letter.text.splitlines() if it.startswith(("Asked of", "1. <b>"))]
    assert at_start == [it for it in at_start if it == "Asked of Security:"]
    assert len(at_start) <= 1
    assert "<b>" not in letter.html
    assert "<b>Nothing</b>" in letter.text


def test_facts_that_came_with_it_are_listed_for_whoever_may_read_them() -> None:
    secret = a_line("help_wanted", "Some time out", readers=[Reader.CARD])

    letter = mail(added("more", "He came back", a_line("posted_at", "At noon"), secret))

    assert row(words("follow_up.words"), "He came back") in letter.text
    assert row("Heading posted_at", "At noon") in letter.text
    assert "Some time out" not in letter.text + letter.html


def test_what_new_facts_ask_of_security_is_asked_again() -> None:
    told = facts(visit_soon=("yes",), from_records=("yes",), threat=("yes",))
    (visit,) = [it for it in shipped().catalogue.facts["visit_soon"].choices if it.id == "yes"]

    letter = mail(added("more", "", *told))

    asked = [it.partition(". ")[2] for it in letter.text.splitlines() if it[:1].isdigit()]
    assert asked == [
        visit.request,
        words("first.ask_threat_process"),
        words("first.ask_tell", names=contact_name("privacy_team")),
    ]
    assert "Asked of Security" not in mail(added("safe")).text


def test_whoever_asks_to_be_rung_is_rung_on_the_number_known_by_then() -> None:
    before = added("where", "at work, 021 555 0101")
    asked = added("ring", number=2)

    ring = words("first.ask_ring", name=NAME, number="021 555 0101")

    assert ring in mail(asked, before).text
    assert ring not in mail(asked).text


def test_a_number_told_later_takes_the_place_of_the_first() -> None:
    report = a_report(a_line("number", "021 555 0101", free_text=True))
    later = added("more", "", a_line("number", "021 555 0202", free_text=True))

    text = mail(later, report=report).text

    assert "021 555 0202" in text
    assert "021 555 0101" not in text


def test_a_way_to_be_reached_that_is_chosen_later_counts_for_replies() -> None:
    phone = facts(contact=("phone",))

    assert mail(added("safe")).reply_to == "rea@example.org"
    assert mail(added("more", "", *phone)).reply_to is None
    assert mail(added("safe", number=2), added("more", "", *phone)).reply_to is None


def test_it_answers_the_first_mail_or_the_copy_that_followed_it() -> None:
    assert mail(added()).in_reply_to == HIGH.reference
    assert mail(added(), mail_copied_at=NOON).in_reply_to == copy_key(HIGH)
    assert LETTERS.to_security(HIGH, URGENT, NOON).in_reply_to is None


def test_the_subject_is_that_of_the_first_mail_and_a_raised_level_is_in_it() -> None:
    higher = a_report(level=Level.URGENT)
    it = added().model_copy(update={"raised_from": Level.HIGH})
    same, raised = mail(added()), mail(it, report=higher, level=Level.URGENT)

    assert same.subject == words(
        "mail.follow_up_subject",
        subject=words("mail.subject", level=level_name("high"), reference=HIGH.reference),
    )
    assert level_name("urgent") in raised.subject
    assert (same.is_urgent, raised.is_urgent) == (False, True)
    assert missing(raised.text.partition("\n\n")[0], level_name("urgent"), level_name("high")) == []
    assert level_name("urgent") not in same.text


def test_only_a_later_one_has_a_number() -> None:
    first, second = added("safe"), added("ring", number=2)

    assert "addition 2" in mail(second, first).text
    assert "addition" not in mail(first).text


def test_the_mail_never_goes_to_the_reporter() -> None:
    assert {mail(added(topic)).to for topic in TOPICS} == {"security@example.org"}
