"""The entries in the registers as a leader makes them: one text to copy at a time."""

from bot.content import Content
from bot.domain.escalation import Escalation, System
from bot.domain.report import Report
from bot.services.emails.to_security import open_systems
from bot.services.emails.writer import entry_text
from bot.services.wording import system_name
from cards.actions import ShowEntryAsLeader, ShowLeaderCard, TickOffAsLeader
from cards.elements import Card, button, button_row, card, execute_button, heading, paragraph
from cards.reporter.entry_cards import copy_parts


def leader_entry_card(
    content: Content, system: System, report: Report, escalation: Escalation
) -> Card:
    """The text to copy, with nothing in it that a leader may not read."""
    texts, name = content.texts, system_name(content, system)
    text = entry_text(content, system, report, for_leader=True)
    warning = texts("entry.ask_first_leader", system=name)
    done = TickOffAsLeader(report_id=report.id, system=system)
    return card(
        *copy_parts(content, system, text, warning, escalation.bars_own_leader_as_deputy),
        button_row(
            execute_button(texts("entry.done", system=name), done, primary=True),
            execute_button(
                texts("details.back"), ShowLeaderCard(report_id=report.id), with_inputs=False
            ),
        ),
    )


def leader_entry_reminder_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """Reminds the leader, once, of the entries that are theirs to make, the next one first."""
    texts = content.texts
    buttons = [
        button(
            texts("leader.entry", system=system_name(content, system)),
            ShowEntryAsLeader(report_id=report.id, system=system),
        )
        for system in open_systems(report, escalation)
    ]
    return card(
        heading(texts("entry.reminder_title", reference=report.reference)),
        paragraph(texts("entry.reminder_leader", reference=report.reference)),
        button_row(*buttons, button(texts("reminder.show"), ShowLeaderCard(report_id=report.id))),
    )
