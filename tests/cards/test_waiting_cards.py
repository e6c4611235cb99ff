"""What reminds a leader says that somebody waits, until when, and nothing else."""

from bot.domain.scenario import Level
from cards.actions import ShowLeaderCard
from cards.gallery.samples import REFERENCE, REPORTER
from cards.gallery.states import submitted_escalation
from cards.leader.waiting_cards import reminder_card
from cards.plain_text import plain_text, typed_choices
from tests.builders import a_report, shipped
from tests.words import words


def test_a_reminder_says_until_when_and_opens_the_card() -> None:
    report = a_report(level=Level.HIGH, reference=REFERENCE)
    card = reminder_card(shipped(), report, submitted_escalation(Level.HIGH))

    until = words("leader.answer_by", time="3:00 pm on Monday 23 November 2026")
    assert plain_text(card).startswith(until)
    assert [data for _, data in typed_choices(card)] == [ShowLeaderCard(report_id=report.id).data]


def test_a_reminder_names_nobody_and_tells_nothing_of_the_report() -> None:
    report = a_report(level=Level.HIGH, reporter=REPORTER)
    said = plain_text(reminder_card(shipped(), report, submitted_escalation(Level.HIGH)))

    assert REPORTER.name not in said
    assert report.title not in said
    assert shipped().levels["high"].name not in said
