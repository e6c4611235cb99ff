"""What tells a people leader that reports wait for their answer."""

from collections.abc import Sequence

from bot.content import Content
from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.services.wording import in_new_zealand
from cards.actions import ShowLeaderCard, ShowPage
from cards.elements import Card, button, button_rows, card, heading, paragraph
from cards.reporter.status_cards import MOST_REPORTS


def waiting_card(content: Content, kept: Sequence[tuple[Report, Escalation]]) -> Card:
    """The escalations that wait for this leader's answer."""
    texts = content.texts
    if not kept:
        return card(paragraph(texts("waiting.none")))
    return card(
        heading(texts("waiting.title")),
        *button_rows(
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


def caught_up_card(content: Content, *, has_reported: bool, is_waited_for: bool) -> Card:
    """The bot was away for some time; the cards of this chat and its lists say what is so."""
    texts = content.texts
    waiting = button(texts("caught_up.waiting"), ShowPage(page="waiting"), primary=True)
    mine = button(texts("menu.my_reports"), ShowPage(page="my-reports"))
    return card(
        heading(texts("caught_up.title")),
        paragraph(texts("caught_up.text")),
        *button_rows(
            [it for it, is_theirs in ((waiting, is_waited_for), (mine, has_reported)) if is_theirs]
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
        *button_rows([show]),
    )
