"""What a reporter adds after Send: a place, a number to be rung on; and taking it back."""

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.report import ON_RECORD, Report
from cards.actions import (
    INPUT,
    LEAVE_OUT,
    AddToReport,
    OpenReport,
    SendRingRequest,
    TakeBack,
    Withdraw,
)
from cards.elements import (
    Card,
    CardChoice,
    button,
    button_row,
    card,
    choice_list,
    danger_line,
    escaped,
    heading,
    paragraph,
)

LONGEST_ADDED = 300


def ring_card(content: Content, report: Report, nonce: str, number: str, on_record: str) -> Card:
    """Asks for the number that Security can ring, which may be left empty."""
    texts = content.texts
    field = core.TextInput(
        id=f"{INPUT}words", label=texts("ring.label"), value=number or None, max_length=100
    )
    keeps = CardChoice(ON_RECORD, texts("report.on_record"))
    send = SendRingRequest(report_id=report.id, nonce=nonce)
    return card(
        heading(texts("ring.title")),
        paragraph(texts("ring.text")),
        field,
        paragraph(f"{texts('report.on_record')}: {escaped(on_record)}") if on_record else None,
        choice_list(LEAVE_OUT, texts("preview.leave_out_label"), [keeps], is_many=True)
        if on_record
        else None,
        button_row(
            button(texts("ring.send"), send, primary=True),
            button(texts("addition.back"), OpenReport(report_id=report.id)),
        ),
        danger_line(texts("danger.line")),
    )


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
    return _sure_card(content, report, "take_back.text", TakeBack(report_id=report.id, sure="yes"))


def withdraw_card(content: Content, report: Report) -> Card:
    """Asks whether the report is to be taken back."""
    return _sure_card(content, report, "withdraw.text", Withdraw(report_id=report.id, sure="yes"))


def _sure_card(content: Content, report: Report, key: str, sure: TakeBack | Withdraw) -> Card:
    texts = content.texts
    return card(
        heading(texts("withdraw.title")),
        paragraph(texts(key, reference=report.reference)),
        button_row(
            button(texts("withdraw.keep"), OpenReport(report_id=report.id), primary=True),
            button(texts("withdraw.sure"), sure),
        ),
        paragraph(content.contacts.line("eap"), subtle=True),
    )
