"""The entries in the registers: the text to copy, the number, and the one reminder.

A leader who was told makes them by default; who makes one, and who made it, stands on both cards.
"""

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.escalation import Escalation, System
from bot.domain.report import Report
from bot.services.emails.to_security import open_systems
from bot.services.wording import system_name
from cards.actions import INPUT, OpenReport, ShowEntryText, ShowPage, TickOff
from cards.elements import (
    Card,
    Element,
    button,
    button_row,
    card,
    heading,
    paragraph,
    quiet_box,
    text_to_copy,
)

NUMBER = "number"
"""The input for the number that a register gave its entry."""
LONGEST_NUMBER = 40


def entry_card(
    content: Content, system: System, text: str, report: Report, escalation: Escalation
) -> Card:
    """The text to copy into Noggin or Kotahi, and a button to mark the entry as made.

    Who went round their leader is first told that others may read what is entered there.
    """
    texts, name = content.texts, system_name(content, system)
    ask_first = escalation.bars_own_leader_as_deputy
    return card(
        *copy_parts(content, system, text, texts("entry.ask_first", system=name), ask_first),
        button_row(
            button(
                texts("entry.done", system=name),
                TickOff(report_id=report.id, system=system),
                primary=True,
            ),
            button(texts("by_hand.back"), OpenReport(report_id=report.id)),
        ),
    )


def copy_parts(
    content: Content, system: System, text: str, warning: str, is_warned: bool
) -> list[Element | None]:
    """The heading, the text to copy, where to, and the input for the number."""
    texts, name = content.texts, system_name(content, system)
    link = content.links.get(system.value)
    return [
        heading(texts("entry.title", system=name)),
        quiet_box(paragraph(warning)) if is_warned else None,
        paragraph(texts("entry.how", system=link.in_prose if link else name)),
        quiet_box(text_to_copy(text)),
        core.TextInput(
            id=f"{INPUT}{NUMBER}", label=texts("entry.number"), max_length=LONGEST_NUMBER
        ),
    ]


def entry_reminder_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """Reminds the reporter, once, of the entries that are theirs to make."""
    texts = content.texts
    names = [system_name(content, system) for system in open_systems(report, escalation)]
    buttons = [
        button(
            texts("status.entry_text", system=system_name(content, system)),
            ShowEntryText(report_id=report.id, system=system),
        )
        for system in open_systems(report, escalation)
    ]
    ask_first = escalation.bars_own_leader_as_deputy
    return card(
        heading(texts("entry.reminder_title", reference=report.reference)),
        *(
            paragraph(texts("entry.ask_first", system=name)) if ask_first else None
            for name in names
        ),
        paragraph(texts("entry.reminder")),
        button_row(*buttons, button(texts("menu.support"), ShowPage(page="support"))),
    )
