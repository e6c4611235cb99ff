"""The content of the email to Security, and its order."""

from datetime import UTC, datetime

import pytest

from bot.domain.escalation import System
from bot.domain.report import Line, Report
from bot.domain.scenario import Flag, Reader
from bot.services.emails.to_security import systems_for
from bot.services.reports.use_cases import compose
from bot.services.wording import in_new_zealand
from tests.builders import NOON, a_draft, a_person, a_report, shipped
from tests.domain.escalation.acts import acknowledge, after, tick_noggin
from tests.services.drafts import a_full_draft
from tests.services.emails.emails_written import FULL, LATE, mail, missing
from tests.words import (
    contact_name,
    fact_heading,
    filled_in,
    letter_line,
    level_name,
    row,
    scenario_title,
    ticked,
    words,
)


def line(name: str, value: str = "", /, form: str = "txt") -> str:
    """The line of the email that shows this."""
    return letter_line(f"security.{form}", f"letter.{name}", **{name: value})


def entry(register: str, *, done: bool) -> str:
    """The line that says whether the entry in a register is made."""
    name = shipped().contacts.line(register)
    return letter_line("security.txt", "tick.name", name=name, done=done)


def test_the_parts_stand_in_the_order_security_asked_for() -> None:
    lost = missing(
        mail(escalation=after(LATE, acknowledge)).text,
        level_name("urgent"),
        line("next", ""),
        line("danger", ""),
        "Ring-me-quietly",
        line(
            "leader_state", words("mail.leader_acknowledge", name="Lea Example (lea@example.org)")
        ),
        words("mail.section_reporter"),
        row(words("mail.reporter_name"), "Rea Example"),
        row(words("mail.reporter_email"), "rea@example.org"),
        words("mail.section_what"),
        row(words("report.situation"), scenario_title("threat")),
        ticked("affected", "me", "colleague"),
        words("mail.section_where"),
        ticked("platform", "facebook"),
        filled_in("link", "https://example.org/post/1"),
        filled_in("account_name", "Account-of-the-poster"),
        filled_in("seen_at", "20 November 2026"),
        filled_in("posted_at", "Posted-last-night"),
        words("mail.section_shows"),
        ticked("shows", "name", "photo"),
        words("mail.section_threat"),
        "Said-in-a-comment",
        filled_in("threat_words", "Words-of-the-threat"),
        ticked("threat_how", "words"),
        words("mail.section_who"),
        ticked("poster", "customer"),
        ticked("feels_unsafe", "yes"),
        ticked("repeated", "yes"),
        words("mail.section_kept"),
        ticked("evidence", "kept"),
        ticked("done_already", "blocked", "platform"),
        filled_in("done_reference", "POL-77"),
        words("mail.section_customer"),
        filled_in("customer_ref", "T-1234"),
        entry("noggin", done=False),
        entry("kotahi", done=False),
        line("support_offered", shipped().contacts.line("eap")),
        line("sent_at", "1:00 pm on Monday 23 November 2026 (NZDT)"),
        line("data_file", "OH-2026-ABCD.json"),
        *FULL.reasons,
        shipped().levels["urgent"].meaning,
    )

    assert lost == []


SAID_OTHERWISE = ("danger", "contact")
"""Said at the top, in other words."""


@pytest.mark.parametrize("line", FULL.lines_for(Reader.EMAIL), ids=lambda line: line.field)
def test_the_mail_has_all_that_security_may_read(line: Line) -> None:
    is_there = line.value in mail().text

    assert is_there or line.field in SAID_OTHERWISE


def test_the_mail_has_nothing_that_is_for_the_leader_alone() -> None:
    (wanted,) = [line for line in FULL.lines if set(line.readers) == {Reader.CARD}]

    assert wanted.value not in mail().text
    assert wanted.value not in mail().html


@pytest.mark.parametrize("reason", FULL.reasons)
def test_the_mail_says_why_it_is_so_urgent(reason: str) -> None:
    level, meaning = level_name("urgent"), shipped().levels["urgent"].meaning

    assert missing(mail().text, f"{level}, ", f"- {reason}", meaning) == []


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    nobody = a_person("rea").model_copy(update={"email": None})

    text = mail(a_report(reporter=nobody)).text

    assert row(words("mail.reporter_email"), words("mail.reporter_no_email")) in text
    assert words("first.no_way") in text


def test_parts_without_an_answer_have_no_heading() -> None:
    lines = mail(compose(shipped(), a_draft("offensive-content"), NOON)).text.splitlines()

    assert words("mail.section_what") in lines
    assert words("mail.section_where") not in lines
    assert words("mail.section_customer") not in lines


@pytest.mark.parametrize(
    ("report", "flag", "there"),
    [
        (a_report(flags=(Flag.NO_COPIES,)), "no_copies", True),
        (a_report(), "no_copies", False),
        (a_report(flags=(Flag.REPORTED_BY_ANOTHER,)), "by_another", True),
        (a_report(), "by_another", False),
    ],
)
def test_what_security_must_know_of_the_report(report: Report, flag: str, there: bool) -> None:
    assert (line(flag) in mail(report).text) is there
    assert (line(flag, form="html") in mail(report).html) is there


def test_a_report_for_somebody_else_is_marked() -> None:
    report = compose(shipped(), a_draft("about-a-colleague"), NOON)

    assert line("by_another") in mail(report).text
    assert line("by_another", form="html") in mail(report).html


def test_no_link_or_evidence_of_what_nobody_should_copy() -> None:
    draft = a_full_draft("illegal-or-intimate-content", answers={"danger": ("no",)})

    text = mail(compose(shipped(), draft, NOON)).text

    assert "https://example.org/post/1" not in text
    assert row(fact_heading("evidence"), "") not in text


def test_what_is_ticked_off_is_done() -> None:
    text = mail(escalation=after(LATE, tick_noggin)).text

    assert entry("noggin", done=True) in text
    assert entry("kotahi", done=False) in text


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
    assert (entry("kotahi", done=False) in mail(report).text) is (System.KOTAHI in systems)


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
    assert line("sent_at", f"{local} ({zone})") in mail(now=moment).text


def test_the_html_says_what_the_text_says() -> None:
    lost = missing(
        mail().html,
        level_name("urgent"),
        "Ring-me-quietly",
        "Rea Example",
        "rea@example.org",
        words("mail.section_what"),
        words("mail.section_where"),
        "Account-of-the-poster",
        words("mail.section_shows"),
        words("mail.section_threat"),
        "Words-of-the-threat",
        words("mail.section_who"),
        words("mail.section_kept"),
        "POL-77",
        "T-1234",
        contact_name("noggin"),
        contact_name("kotahi"),
        shipped().contacts.line("eap"),
        "1:00 pm on Monday 23 November 2026 (NZDT)",
        "OH-2026-ABCD.json",
    )

    assert lost == []


def test_a_no_to_a_threat_is_not_said_beside_the_threat_that_was_told_since() -> None:
    told = {"threat": ("no",)}
    said_no = ticked("threat", "no")
    harmless = compose(shipped(), a_draft("targeted-because-of-work", answers=told), NOON)
    threat = compose(shipped(), a_draft("threat", answers=told), NOON)

    assert said_no in mail(harmless).text
    assert said_no not in mail(threat).text
