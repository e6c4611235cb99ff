"""The card on which a reporter adds, after Send, a place or phone number for Security."""

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.report import Report
from cards.actions import INPUT, AddToReport, OpenReport, TakeBack, Withdraw
from cards.elements import Card, button, button_row, card, danger_line, heading, paragraph

LONGEST_ADDED = 300


def addition_card(content: Content, report: Report, nonce: str) -> Card:
    """One input, and Send."""
    texts = content.texts
    words = core.TextInput(
        id=f"{INPUT}words",
        label=texts("addition.label"),
        is_multiline=True,
        max_length=LONGEST_ADDED,
    )
    send = AddToReport(report_id=report.id, nonce=nonce)
    return card(
        heading(texts("addition.title")),
        danger_line(texts("danger.line")),
        paragraph(texts("addition.text")),
        words,
        button_row(
            button(texts("addition.send"), send, primary=True),
            button(texts("addition.back"), OpenReport(report_id=report.id)),
        ),
    )


def take_back_card(content: Content, report: Report) -> Card:
    """Asks whether Security is to be told that a report is taken back, whose mail has left."""
    texts = content.texts
    sure = TakeBack(report_id=report.id, sure="yes")
    return card(
        heading(texts("withdraw.title")),
        paragraph(texts("take_back.text", reference=report.reference)),
        button_row(
            button(texts("withdraw.keep"), OpenReport(report_id=report.id), primary=True),
            button(texts("withdraw.sure"), sure),
        ),
        paragraph(content.contacts.line("eap"), subtle=True),
    )


def withdraw_card(content: Content, report: Report) -> Card:
    """Asks whether the report is to be taken back."""
    texts = content.texts
    sure = Withdraw(report_id=report.id, sure="yes")
    return card(
        heading(texts("withdraw.title")),
        paragraph(texts("withdraw.text", reference=report.reference)),
        button_row(
            button(texts("withdraw.keep"), OpenReport(report_id=report.id), primary=True),
            button(texts("withdraw.sure"), sure),
        ),
        paragraph(content.contacts.line("eap"), subtle=True),
    )
