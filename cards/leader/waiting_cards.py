"""Cards about reports that wait for a leader's answer: the list, the reminder, after an outage."""

from collections.abc import Sequence

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.services.wording import in_new_zealand
from cards.actions import ShowLeaderCard, ShowPage
from cards.elements import (
    Card,
    CardChoice,
    button,
    button_row,
    card,
    choice_list,
    heading,
    paragraph,
    state_band,
)
from cards.reporter.my_reports_card import MOST_REPORTS


def waiting_card(content: Content, waiting: Sequence[tuple[Report, Escalation]]) -> Card:
    """The reports that wait for this leader's answer."""
    texts = content.texts
    if not waiting:
        return card(paragraph(texts("waiting.none")), button_row(_support(content)))
    lines = [
        CardChoice(
            report.id,
            texts(
                "waiting.line",
                reference=report.reference,
                level=content.levels[report.level.word].name,
            ),
        )
        for report, _ in waiting[:MOST_REPORTS]
    ]
    show = ShowLeaderCard(report_id=lines[0].id, from_list="report_id")
    return card(
        heading(texts("waiting.title")),
        choice_list("report_id", texts("waiting.label"), lines, chosen=lines[0].id),
        button_row(button(texts("my_reports.show"), show, primary=True), _support(content)),
    )


def _support(content: Content) -> core.Action:
    return button(content.texts("menu.support"), ShowPage(page="support"))


def caught_up_card(content: Content, *, has_reported: bool, is_waited_for: bool) -> Card:
    """After an outage: cards may be out of date, so it leads to the lists."""
    texts = content.texts
    buttons: list[core.Action] = []
    if is_waited_for:
        buttons.append(button(texts("caught_up.waiting"), ShowPage(page="waiting"), primary=True))
    if has_reported:
        buttons.append(button(texts("menu.my_reports"), ShowPage(page="my-reports")))
    return card(
        heading(texts("caught_up.title")),
        paragraph(texts("caught_up.text")),
        button_row(*buttons, _support(content)),
    )


def reminder_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """Only that a report waits for the answer, and until when."""
    texts = content.texts
    time = in_new_zealand(escalation.answer_by) if escalation.answer_by else ""
    show = button(texts("reminder.show"), ShowLeaderCard(report_id=report.id), primary=True)
    return card(
        state_band("needs-you", texts("leader.answer_by", time=time)),
        heading(texts("reminder.title")),
        paragraph(texts("reminder.text", reference=report.reference)),
        button_row(show),
    )
