"""The mail to a people leader says what their card would say, and never what it hides."""

from html import unescape

import pytest

from bot.domain.escalation import Escalation
from bot.domain.people import Person
from bot.domain.report import Line, Report
from bot.domain.scenario import Level, Reader
from bot.ports import Letter
from bot.services.emails.to_leader import FIRST_STEPS
from bot.services.emails.writer import NobodyToWriteTo, WriteLetters
from bot.services.reports.use_cases import compose
from bot.services.wording import when_security_reads
from tests.builders import (
    LEA,
    NOON,
    a_draft,
    a_line,
    a_report,
    an_escalation,
    opened,
    shipped,
)
from tests.domain.escalation.acts import (
    LATER,
    Act,
    after,
    asked,
    deadline,
    deputy_asked,
    deputy_hands_on,
    find_dee,
    late,
    mailed,
    nobody_next,
    not_reached,
)
from tests.services.drafts import FREE_TEXT, WORDS, a_full_draft
from tests.words import (
    fact_heading,
    letter_line,
    level_name,
    row,
    said_text,
    scenario_title,
    ticked,
    words,
)

HOURS = when_security_reads(shipped(), LATER, LATER)
LETTERS = WriteLetters(shipped(), "security@example.org")
SCENARIOS = sorted(shipped().catalogue.scenarios)
FULL = compose(shipped(), a_full_draft(), NOON)
WAITING = an_escalation()
MISSED = after(WAITING, not_reached)
URGENT = an_escalation(level=Level.URGENT)


def mail(report: Report = FULL, escalation: Escalation = MISSED) -> Letter:
    return LETTERS.to_leader(report, escalation)


def full(scenario_id: str) -> Report:
    return compose(shipped(), a_full_draft(scenario_id, answers={"danger": ("no",)}), NOON)


def everything(letter: Letter) -> str:
    return f"{letter.subject}\n{letter.text}\n{letter.html}"


# The envelope


def test_it_goes_to_the_leader_under_a_key_of_its_own() -> None:
    assert (mail().to, mail().key, mail().reference) == (
        "lea@example.org",
        "OH-2026-ABCD/leader",
        "OH-2026-ABCD",
    )
    assert mail().attachments == ()


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_the_subject_gives_nothing_away(scenario_id: str) -> None:
    subject = mail(full(scenario_id)).subject

    assert subject == words("mail.leader_subject", reference="OH-2026-ABCD")


@pytest.mark.parametrize(
    "escalation",
    [
        opened(LEA, told=False).after,
        opened(None).after,
        opened(Person(name="Lea Example", email="lea@example.org")).after,
        opened(LEA.model_copy(update={"email": None})).after,
    ],
)
def test_nobody_is_written_to_who_was_left_out_or_is_not_known(escalation: Escalation) -> None:
    with pytest.raises(NobodyToWriteTo):
        mail(escalation=escalation)


# What it says


@pytest.mark.parametrize(
    ("start", "acts", "said"),
    [
        (
            WAITING,
            (not_reached,),
            [
                words("mail.happened_not-reached"),
                words("mail.happened_deputy_sought"),
                words("mail.happened_waits", time="1:00 pm on Tuesday 24 November 2026"),
            ],
        ),
        (
            WAITING,
            (not_reached, find_dee, deputy_asked),
            [
                words("mail.happened_not-reached"),
                words("mail.happened_deputy", name="Dee Example"),
                words("mail.happened_waits", time="1:00 pm on Tuesday 24 November 2026"),
            ],
        ),
        (
            WAITING,
            (not_reached, find_dee, deputy_hands_on, nobody_next),
            [
                words("mail.happened_not-reached"),
                words("mail.happened_mailing"),
            ],
        ),
        (
            WAITING,
            (asked, deadline),
            [
                words("mail.happened_asked"),
                words("mail.happened_mailing"),
            ],
        ),
        (
            WAITING,
            (asked, deadline, late),
            [
                words("mail.happened_asked"),
                words("mail.happened_troubled"),
            ],
        ),
        (
            WAITING,
            (deadline, mailed),
            [
                words("mail.happened_not-asked"),
                words("mail.happened_sent"),
                HOURS,
            ],
        ),
        (
            URGENT,
            (mailed, not_reached, find_dee),
            [
                words("mail.happened_not-reached"),
                words("mail.happened_deputy", name="Dee Example"),
                words("mail.happened_sent"),
                HOURS,
            ],
        ),
    ],
)
def test_it_says_what_has_happened(
    start: Escalation, acts: tuple[Act, ...], said: list[str]
) -> None:
    letter, told = mail(escalation=after(start, *acts)), "\n".join(said)

    lead = letter_line("leader.txt", "letter.reporter_name", reporter_name="Rea Example")
    assert f"{lead}\n{told}\n\n" in letter.text
    assert [sentence for sentence in said if sentence not in unescape(letter.html)] == []


def test_it_says_what_the_card_would_say() -> None:
    text = mail().text

    for line in (
        letter_line("leader.txt", "letter.reporter_name", reporter_name="Rea Example"),
        letter_line("leader.txt", "letter.reference", reference="OH-2026-ABCD"),
        letter_line("leader.txt", "letter.level_name", level_name=level_name("urgent")),
        row(words("report.situation"), scenario_title("threat")),
        ticked("affected", "me", "colleague"),
    ):
        assert f"{line}\n" in text
    assert "111" in text
    assert shipped().contacts.line("eap") in text


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_it_says_what_to_say_and_do_today(scenario_id: str) -> None:
    report = full(scenario_id)
    guide, letter = shipped().leader_guide(report, MISSED), mail(report)
    words = [*guide.sections["Say"], *guide.sections["Do this"][:FIRST_STEPS]]

    assert [it for it in words if it.replace("**", "") not in letter.text] == []
    assert guide.sections["Do this"][FIRST_STEPS:] == () or "6." not in letter.text
    assert "**" not in everything(letter)


# What it never says


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_it_hides_what_the_card_hides(scenario_id: str) -> None:
    report = full(scenario_id)
    hidden = [line for line in report.lines if Reader.CARD not in line.readers or line.free_text]

    told = [line.field for line in hidden if f"{line.heading}: {line.value}" in mail(report).text]

    assert hidden
    assert told == []


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_no_word_of_the_reporter_is_in_it(scenario_id: str) -> None:
    said = {WORDS[name] for name in [*FREE_TEXT, "done_reference", "customer_ref"]}

    assert [words for words in said if words in everything(mail(full(scenario_id)))] == []


@pytest.mark.parametrize("field", ["link", "account_name", "threat_words", "poster", "repeated"])
def test_words_stay_hidden_even_where_the_content_would_show_them(field: str) -> None:
    everybody = [reader.value for reader in Reader]
    line: Line = a_line(field, "Quokkas sang at dawn", readers=everybody, free_text=True)

    assert "Quokkas" not in everything(mail(a_report(line)))


@pytest.mark.parametrize("allowed", [(), ("poster", "family_violence")])
def test_who_posted_it_stays_behind_show_details_even_if_the_leader_may_read_it(
    allowed: tuple[str, ...],
) -> None:
    told = {"poster": ("whanau-or-ex",)}
    draft = a_draft("threat", answers=told).with_leader_allowed(allowed)

    text = everything(mail(compose(shipped(), draft, NOON)))

    assert fact_heading("poster") not in text
    assert fact_heading("family_violence") not in text
    assert said_text("poster", "whanau-or-ex") not in text


def test_it_does_not_say_whom_the_reporter_tells_or_leaves_out() -> None:
    it = after(opened(left_out=("id-of-ann",)).after, not_reached)
    report = a_report(tell=("threat_process",))

    assert "id-of-ann" not in everything(mail(report, it))
    assert "threat_process" not in everything(mail(report, it))


def test_a_name_cannot_become_html() -> None:
    reporter = LEA.model_copy(update={"name": "<b>Rea</b>"})

    assert "<b>" not in mail(a_report(reporter=reporter)).html
