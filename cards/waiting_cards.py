"""What tells a people leader that reports wait for their answer."""

from collections.abc import Sequence

from bot.content import Content
from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.services.letters import in_new_zealand
from cards.actions import ShowLeaderCard
from cards.kit import Card, button, card, heading, paragraph, stacked
from cards.status_cards import MOST_REPORTS


def waiting_card(content: Content, kept: Sequence[tuple[Report, Escalation]]) -> Card:
    """The escalations that wait for this leader's answer."""
    texts = content.texts
    if not kept:
        return card(paragraph(texts("waiting.none")))
    return card(
        heading(texts("waiting.title")),
        *stacked(
            button(
                texts(
                    "waiting.line",
                    reference=report.reference,
                    level=content.levels[report.level.word].name,
                ),
                ShowLeaderCard(report_id=report.id),
            )
            for report, _ in kept[:MOST_REPORTS]
        ),
    )


def reminder_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """Somebody still waits for the answer. It says no more than that, and by when."""
    texts = content.texts
    time = in_new_zealand(escalation.answer_by) if escalation.answer_by else ""
    show = button(texts("reminder.show"), ShowLeaderCard(report_id=report.id), primary=True)
    return card(
        heading(texts("reminder.title")),
        paragraph(texts("reminder.text", reference=report.reference, time=time)),
        *stacked([show]),
    )
