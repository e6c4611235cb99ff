"""It happened again: the reporter's own earlier reports, ticked, as a dated list."""

from collections.abc import Sequence

from bot.content import Content
from bot.domain.draft import EarlierReport
from bot.domain.report import Report
from bot.services.reports.after_care import Kept, earlier_report
from cards.actions import (
    ReportAgain,
    ShowAfterwards,
    ShowAgain,
    ShowListForPolice,
    TellItHappenedAgain,
)
from cards.elements import (
    Card,
    CardChoice,
    button,
    button_row,
    button_rows,
    card,
    choice_list,
    danger_line,
    heading,
    paragraph,
    quiet_box,
    text_to_copy,
)
from cards.reporter.my_reports_card import MOST_REPORTS

LISTED = "listed"
"""The input with the earlier reports that are ticked."""


def again_card(content: Content, report: Report, listed: Sequence[Kept], nonce: str) -> Card:
    """Earlier reports to tick; nothing is joined or sent without a tick and a press."""
    texts, shown = content.texts, listed[:MOST_REPORTS]
    earlier = [(it, earlier_report(content, it)) for it, _ in shown]
    choices = [CardChoice(it.id, f"{said.said} ({said.reference})") for it, said in earlier]
    send = TellItHappenedAgain(report_id=report.id, nonce=nonce)
    sends = [button(texts("happened_again.send"), send)]
    if not any(escalation.is_on_its_way for _, escalation in listed):
        sends = []
    return card(
        heading(texts("happened_again.title")),
        danger_line(texts("danger.line")),
        paragraph(texts("happened_again.text")),
        choice_list(LISTED, texts("happened_again.label"), choices, is_many=True)
        if choices
        else None,
        *button_rows(
            [
                button(
                    texts("happened_again.report"), ReportAgain(report_id=report.id), primary=True
                ),
                *sends,
                button(texts("happened_again.police"), ShowListForPolice(report_id=report.id)),
                button(texts("check_in.back"), ShowAfterwards(report_id=report.id)),
            ]
        ),
        paragraph(texts("happened_again.who_reads"), subtle=True),
    )


def list_for_police_card(
    content: Content, report: Report, earlier: Sequence[EarlierReport]
) -> Card:
    """The list to copy; nobody sends it for the reporter."""
    texts = content.texts
    lines = [f"{it.said}. {texts('status.reference')}: {it.reference}" for it in earlier]
    return card(
        heading(texts("happened_again.police_title")),
        danger_line(texts("danger.line")),
        paragraph(texts("happened_again.police_text", police=content.contacts.line("police_105"))),
        quiet_box(text_to_copy("\n".join([texts("happened_again.police_first"), *lines]))),
        button_row(button(texts("check_in.back"), ShowAgain(report_id=report.id))),
    )
