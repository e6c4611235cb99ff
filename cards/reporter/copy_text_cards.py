"""Texts to copy: an entry for Noggin or Kotahi, or the mail to Security."""

from bot.content import Content
from bot.domain.escalation import System
from bot.domain.report import Report
from bot.ports import Letter
from cards.actions import OpenReport, TickOff
from cards.elements import (
    Card,
    button,
    button_rows,
    card,
    escaped,
    heading,
    paragraph,
    quiet_box,
    verbatim,
)
from cards.size_limits import truncated_to_fit


def entry_card(content: Content, system: System, text: str, report: Report) -> Card:
    """The text to copy into Noggin or Kotahi, and a button to mark the entry as made."""
    texts, name = content.texts, system_name(content, system)
    return card(
        heading(texts("entry.title", system=name)),
        paragraph(texts("entry.how", system=name)),
        quiet_box(verbatim(text)),
        *button_rows(
            [
                button(
                    texts("entry.done", system=name),
                    TickOff(report_id=report.id, system=system),
                    primary=True,
                )
            ]
        ),
    )


def mail_text_card(content: Content, letter: Letter, report: Report) -> Card:
    """The mail to Security as the bot would send it, truncated to the size limit of a message."""
    return truncated_to_fit(
        lambda text: _mail_text_card(content, letter, text, report),
        letter.text,
        content.texts("by_hand.cut_short"),
    )


def system_name(content: Content, system: System) -> str:
    """The name of the system in the contacts."""
    return content.contacts[system.value].name


def _mail_text_card(content: Content, letter: Letter, text: str, report: Report) -> Card:
    texts = content.texts
    return card(
        heading(texts("by_hand.title")),
        paragraph(texts("by_hand.how", address=escaped(letter.to))),
        quiet_box(
            paragraph(f"**{texts('preview.to')}** {escaped(letter.to)}"),
            paragraph(f"**{texts('preview.subject')}** {escaped(letter.subject)}"),
            verbatim(text),
        ),
        *button_rows([button(texts("by_hand.back"), OpenReport(report_id=report.id))]),
    )
