"""The envelope of the email to Security, injection into it, and the texts to copy."""

import pytest

from bot.domain.escalation import System
from bot.domain.scenario import Level
from bot.services.reports.use_cases import compose
from tests.builders import NOON, a_line, a_report, shipped
from tests.services.drafts import a_full_draft
from tests.services.emails.emails_written import FULL, LETTERS, mail
from tests.words import (
    fact_heading,
    filled_in,
    letter_line,
    level_name,
    said_text,
    scenario_title,
    ticked,
    words,
)

AFFECTED = (
    f"{fact_heading('affected')}: "
    f"{said_text('affected', 'me')}; {said_text('affected', 'colleague')}"
)
CUSTOMER = f"{fact_heading('customer')}: {said_text('customer', 'yes')}"

# The envelope


def test_the_mail_goes_to_the_mailbox_of_security_and_nowhere_else() -> None:
    assert (mail().to, mail().reference) == ("security@example.org", "OH-2026-ABCD")
    assert mail().key == "OH-2026-ABCD"


@pytest.mark.parametrize(
    ("level", "urgent"),
    [
        (Level.STANDARD, False),
        (Level.HIGH, False),
        (Level.URGENT, True),
        (Level.EMERGENCY, True),
    ],
)
def test_the_subject_holds_level_and_reference_and_nothing_else(level: Level, urgent: bool) -> None:
    subject = words("mail.subject", level=level_name(level.word), reference="OH-2026-ABCD")

    letter = mail(a_report(a_line("account_name", "Secret"), level=level))

    assert (letter.subject, letter.is_urgent) == (subject, urgent)


# Injection


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


# The texts to copy


@pytest.mark.parametrize(
    ("system", "rows"),
    [
        (
            System.NOGGIN,
            [
                AFFECTED,
                CUSTOMER,
                filled_in("customer_ref", "T-1234"),
                ticked("platform", "facebook"),
                filled_in("link", "https://example.org/post/1"),
                filled_in("seen_at", "20 November 2026"),
                ticked("done_already", "blocked", "platform"),
                filled_in("done_reference", "POL-77"),
            ],
        ),
        (
            System.KOTAHI,
            [
                AFFECTED,
                CUSTOMER,
                filled_in("customer_ref", "T-1234"),
                filled_in("seen_at", "20 November 2026"),
            ],
        ),
    ],
)
def test_an_entry_has_what_its_register_may_have_and_no_more(
    system: System, rows: list[str]
) -> None:
    lines = [line for line in LETTERS.entry(system, FULL).splitlines() if line]

    assert lines[:3] == [
        letter_line(f"{system.value}.txt", f"letter.{name}", **{name: value})
        for name, value in (
            ("reference", "OH-2026-ABCD"),
            ("scenario", scenario_title("threat")),
            ("level_name", level_name("urgent")),
        )
    ]
    assert lines[3:-1] == rows


def test_no_register_gets_the_address_of_what_nobody_should_copy() -> None:
    draft = a_full_draft("illegal-or-intimate-content", answers={"danger": ("no",)})
    report = compose(shipped(), draft, NOON)

    assert "https://" not in LETTERS.entry(System.NOGGIN, report)
    assert "https://" not in LETTERS.entry(System.KOTAHI, report)
