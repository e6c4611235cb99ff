"""What stands in the mail to Security, and in which order."""

from datetime import UTC, datetime

import pytest

from bot.domain.escalation import System
from bot.domain.report import Reader, Report
from bot.domain.scenario import Flag, Level
from bot.services.emails.to_security import systems_for
from bot.services.reports.use_cases import compose
from bot.services.wording import in_new_zealand
from tests.builders import NOON, a_draft, a_person, a_report, shipped
from tests.domain.escalation.acts import acknowledge, after, tick_noggin
from tests.services.drafts import a_full_draft
from tests.services.emails.emails_written import FULL, LATE, mail, missing
from tests.words import choice_text, page_title, words


def test_the_parts_stand_in_the_order_security_asked_for() -> None:
    lost = missing(
        mail(escalation=after(LATE, acknowledge)).text,
        "Level: Urgent",
        "Why:",
        f"Danger now: {choice_text('danger', 'no')}",
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
        choice_text("threat-how", "words"),
        "Said-in-a-comment",
        "Words of the threat: Words-of-the-threat",
        "Who may be behind it, and the pattern\n",
        choice_text("threat-poster", "other"),
        "It has happened before, or it is growing; I feel unsafe",
        "Evidence, and what has been done\n",
        "Evidence: I have kept something",
        "Done already: The account was blocked; Reported to the platform",
        "Their reference: POL-77",
        "Customer\n",
        "Customer reference: T-1234",
        words("mail.leader_acknowledge", name="Lea Example"),
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

    assert words("mail.section_what") in text
    assert page_title("where") not in text
    assert "Customer\n" not in text


@pytest.mark.parametrize(
    ("report", "sentence", "there"),
    [
        (a_report(flags=(Flag.NO_COPIES,)), "No copies: no picture, recording or file", True),
        (a_report(), "No copies", False),
        (a_report(flags=(Flag.THREAT,)), "It is for the Threat Management Process.", True),
        (a_report(), words("mail.section_threat"), False),
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


def test_the_html_says_what_the_text_says() -> None:
    lost = missing(
        mail().html,
        "Level: Urgent",
        "Danger now",
        "Rea Example",
        "rea@example.org",
        "Ring-me-quietly",
        words("mail.section_what"),
        page_title("where"),
        "Account-of-the-poster",
        words("mail.section_shows"),
        words("mail.section_threat"),
        "Words-of-the-threat",
        words("mail.section_who"),
        words("mail.section_kept"),
        "POL-77",
        "T-1234",
        words("status.leader"),
        "Noggin",
        "Kotahi",
        "0800 327 669",
        shipped().version,
        "1:00 pm on Monday 23 November 2026 (NZDT)",
        "OH-2026-ABCD.json",
    )

    assert lost == []
