"""The mail to Security and the texts to copy: what stands in them, in which order."""

from datetime import UTC, datetime

import pytest

from bot.domain.escalation import Escalation, System
from bot.domain.form import Reader
from bot.domain.report import Report
from bot.domain.scenario import Flag, Level
from bot.ports import Letter
from bot.services.compose import compose
from bot.services.letters import WriteLetters, in_new_zealand, systems_for
from tests.builders import NOON, a_draft, a_line, a_person, a_report, an_escalation, shipped
from tests.domain.acts import acknowledge, after, tick_noggin
from tests.services.drafts import a_full_draft

LETTERS = WriteLetters(shipped(), "security@example.org")
FULL = compose(shipped(), a_full_draft(), NOON)
LATE = an_escalation(level=Level.URGENT)


def mail(report: Report = FULL, escalation: Escalation = LATE, now: datetime = NOON) -> Letter:
    return LETTERS.to_security(report, escalation, now)


def missing(text: str, *parts: str) -> list[str]:
    """The parts that do not stand after the one before them."""
    lost, rest = [], text
    for part in parts:
        before, found, after_it = rest.partition(part)
        lost += [] if found else [part]
        rest = after_it if found else before
    return lost


# The envelope


def test_the_mail_goes_to_the_mailbox_of_security_and_nowhere_else() -> None:
    assert (mail().to, mail().reference) == ("security@example.org", "OH-2026-ABCD")
    assert mail().key == "OH-2026-ABCD"


@pytest.mark.parametrize(
    ("level", "subject", "urgent"),
    [
        (Level.STANDARD, "Standard: Online harm report OH-2026-ABCD", False),
        (Level.HIGH, "High: Online harm report OH-2026-ABCD", False),
        (Level.URGENT, "Urgent: Online harm report OH-2026-ABCD", True),
        (Level.EMERGENCY, "Emergency: Online harm report OH-2026-ABCD", True),
    ],
)
def test_the_subject_holds_level_and_reference_and_nothing_else(
    level: Level, subject: str, urgent: bool
) -> None:
    letter = mail(a_report(a_line("account_name", "Secret"), level=level))

    assert (letter.subject, letter.is_urgent) == (subject, urgent)


# What stands in the mail


def test_the_parts_stand_in_the_order_security_asked_for() -> None:
    lost = missing(
        mail(escalation=after(LATE, acknowledge)).text,
        "Level: Urgent",
        "Why:",
        "Danger now: No",
        "Reporter: Rea Example",
        "Email: rea@example.org",
        "Safe way to reach them: Teams chat; Teams call; Ring-me-quietly",
        "What it is\n",
        "Situation: A threat has been made",
        "Affected: Me; A colleague",
        "Where and when\n",
        "Platform: Facebook",
        "Link: https://example.org/post/1",
        "Account: Account-of-the-poster",
        "Seen on: 20 November 2026",
        "Posted: Posted-last-night",
        "What it shows\n",
        "Shows: A name; A photo or video of someone",
        "For the Threat Management Process\n",
        "I can give the words",
        "Said-in-a-comment",
        "Words of the threat: Words-of-the-threat",
        "Who may be behind it, and the pattern\n",
        "Somebody else",
        "It has happened before, or it is growing; I feel unsafe",
        "Evidence, and what has been done\n",
        "Evidence: I have kept something",
        "Done already: The account was blocked; Reported to the platform",
        "Their reference: POL-77",
        "Customer\n",
        "Customer reference: T-1234",
        "People leader: Lea Example, has seen it",
        "Noggin: not done yet",
        "Kotahi: not done yet",
        "Support offered: Employee Assistance Programme (EAP): 0800 327 669",
        f"Content version: {shipped().version}",
        "Time: 1:00 pm on Monday 23 November 2026 (NZDT)",
        "Attached: OH-2026-ABCD.json, this same report as data.",
    )

    assert lost == []


@pytest.mark.parametrize("line", FULL.lines_for(Reader.EMAIL), ids=lambda line: line.field)
def test_the_mail_has_all_that_security_may_read(line: object) -> None:
    assert getattr(line, "value", "missing") in mail().text


def test_the_mail_has_nothing_that_is_for_the_leader_alone() -> None:
    (wanted,) = [line for line in FULL.lines if set(line.readers) == {Reader.CARD}]

    assert wanted.value not in mail().text
    assert wanted.value not in mail().html


@pytest.mark.parametrize("reason", FULL.reasons)
def test_the_mail_says_why_it_is_so_urgent(reason: str) -> None:
    assert missing(mail().text, "Why:", f"- {reason}", "Danger now:") == []


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    nobody = a_person("rea").model_copy(update={"email": None})

    text = mail(a_report(reporter=nobody)).text

    assert "Email: Not known" in text
    assert "Safe way to reach them: Not given" in text


def test_parts_without_an_answer_have_no_heading() -> None:
    text = mail(compose(shipped(), a_draft("offensive-content"), NOON)).text

    assert "What it is" in text
    assert "Where and when" not in text
    assert "Customer\n" not in text


@pytest.mark.parametrize(
    ("report", "sentence", "there"),
    [
        (a_report(flags=(Flag.NO_COPIES,)), "No copies: no picture, recording or file", True),
        (a_report(), "No copies", False),
        (a_report(flags=(Flag.THREAT,)), "It is for the Threat Management Process.", True),
        (a_report(), "Threat Management Process", False),
        (a_report(level=Level.EMERGENCY), "was shown the 111 screen", True),
        (a_report(level=Level.URGENT), "111", False),
    ],
)
def test_what_security_must_know_first(report: Report, sentence: str, there: bool) -> None:
    assert (sentence in mail(report).text) is there
    assert (sentence in mail(report).html) is there


def test_a_report_for_somebody_else_is_marked() -> None:
    report = compose(shipped(), a_draft("about-a-colleague"), NOON)

    assert "reported by another person" in mail(report).text.casefold()
    assert "reported by another person" in mail(report).html.casefold()


def test_no_link_or_evidence_of_what_nobody_should_copy() -> None:
    draft = a_full_draft("illegal-or-intimate-content", answers={"danger": ("no",)})

    text = mail(compose(shipped(), draft, NOON)).text

    assert "https://example.org/post/1" not in text
    assert "Evidence:" not in text


def test_what_is_ticked_off_is_done() -> None:
    text = mail(escalation=after(LATE, tick_noggin)).text

    assert "Noggin: done" in text
    assert "Kotahi: not done yet" in text


@pytest.mark.parametrize(
    ("flags", "systems"),
    [
        ((), (System.NOGGIN,)),
        ((Flag.THREAT,), (System.NOGGIN,)),
        ((Flag.CUSTOMER,), (System.NOGGIN, System.KOTAHI)),
    ],
)
def test_kotahi_has_an_entry_where_a_customer_is_involved(
    flags: tuple[Flag, ...], systems: tuple[System, ...]
) -> None:
    report = a_report(flags=flags)

    assert systems_for(report) == systems
    assert ("Kotahi:" in mail(report).text) is (System.KOTAHI in systems)


@pytest.mark.parametrize(
    ("moment", "local", "zone"),
    [
        (datetime(2026, 1, 5, 20, 5, tzinfo=UTC), "9:05 am on Tuesday 6 January 2026", "NZDT"),
        (datetime(2026, 7, 5, 20, 5, tzinfo=UTC), "8:05 am on Monday 6 July 2026", "NZST"),
        (datetime(2026, 7, 6, 0, 0, tzinfo=UTC), "12:00 pm on Monday 6 July 2026", "NZST"),
        (datetime(2026, 7, 6, 12, 30, tzinfo=UTC), "12:30 am on Tuesday 7 July 2026", "NZST"),
        (datetime(2026, 9, 26, 14, 0, tzinfo=UTC), "3:00 am on Sunday 27 September 2026", "NZDT"),
        (datetime(2026, 4, 4, 13, 30, tzinfo=UTC), "2:30 am on Sunday 5 April 2026", "NZDT"),
        (datetime(2026, 4, 4, 14, 30, tzinfo=UTC), "2:30 am on Sunday 5 April 2026", "NZST"),
    ],
)
def test_times_are_new_zealand_times_in_summer_and_winter(
    moment: datetime, local: str, zone: str
) -> None:
    assert in_new_zealand(moment) == local
    assert f"Time: {local} ({zone})" in mail(now=moment).text


# What somebody may try to write into it


def test_words_cannot_become_html() -> None:
    line = a_line("account_name", "<script>alert('x')</script> & \"more\"")

    html = mail(a_report(line)).html

    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "&amp;" in html


def test_a_link_stays_plain_text() -> None:
    html = mail(a_report(a_line("link", "https://www.example.org/post"))).html

    assert "<a " not in html
    assert "https://www" not in html  # broken up, so that no mail program makes it a link
    assert "example.org/post" in html


def test_words_of_several_lines_cannot_pass_for_lines_of_the_mail() -> None:
    forged = a_line(
        "threat_words", "Bad words\nPeople leader: Lea Example, approved\nLevel: Advice"
    )

    text = mail(a_report(forged)).text

    assert "\nPeople leader: Lea Example, approved" not in text
    assert "\nLevel: Advice" not in text


def test_the_html_says_what_the_text_says() -> None:
    lost = missing(
        mail().html,
        "Level: Urgent",
        "Danger now",
        "Rea Example",
        "rea@example.org",
        "Ring-me-quietly",
        "What it is",
        "Where and when",
        "Account-of-the-poster",
        "What it shows",
        "For the Threat Management Process",
        "Words-of-the-threat",
        "Who may be behind it, and the pattern",
        "Evidence, and what has been done",
        "POL-77",
        "T-1234",
        "People leader",
        "Noggin",
        "Kotahi",
        "0800 327 669",
        shipped().version,
        "1:00 pm on Monday 23 November 2026 (NZDT)",
        "OH-2026-ABCD.json",
    )

    assert lost == []


# The texts to copy


@pytest.mark.parametrize(
    ("system", "rows"),
    [
        (
            System.NOGGIN,
            [
                "Platform: Facebook",
                "Link: https://example.org/post/1",
                "Seen on: 20 November 2026",
                "Affected: Me; A colleague",
                "Done already: The account was blocked; Reported to the platform",
                "Their reference: POL-77",
                "Customer reference: T-1234",
            ],
        ),
        (
            System.KOTAHI,
            [
                "Seen on: 20 November 2026",
                "Affected: Me; A colleague",
                "Customer reference: T-1234",
            ],
        ),
    ],
)
def test_an_entry_has_what_its_register_may_have_and_no_more(
    system: System, rows: list[str]
) -> None:
    lines = [line for line in LETTERS.entry(system, FULL).splitlines() if line]

    assert lines[:3] == [
        "Online harm report OH-2026-ABCD",
        "Situation: A threat has been made",
        "Level: Urgent",
    ]
    assert lines[3:-1] == rows


def test_no_register_gets_the_address_of_what_nobody_should_copy() -> None:
    draft = a_full_draft("illegal-or-intimate-content", answers={"danger": ("no",)})
    report = compose(shipped(), draft, NOON)

    assert "https://" not in LETTERS.entry(System.NOGGIN, report)
    assert "https://" not in LETTERS.entry(System.KOTAHI, report)
