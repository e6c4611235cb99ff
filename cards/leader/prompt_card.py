"""The question, a day and a week after a leader took it on, what they have done."""

from typing import get_args

from bot.content import Content
from bot.domain.escalation import Escalation, LeaderTick
from bot.domain.report import Report
from bot.services.emails.to_security import open_systems
from bot.services.wording import plain, system_name
from cards.actions import (
    KeepLeaderTicks,
    ShowEntryAsLeader,
    ShowLeaderCard,
    StopLeaderPrompts,
)
from cards.elements import (
    Card,
    CardChoice,
    button_row,
    card,
    choice_list,
    escaped,
    execute_button,
    heading,
    paragraph,
)

TICKS = "ticks"
"""The input with what is ticked."""
LEADER_TICKS: tuple[LeaderTick, ...] = get_args(LeaderTick)


def prompt_card(
    content: Content,
    report: Report,
    escalation: Escalation,
    reader_id: str | None,
    *,
    is_kept: bool = False,
) -> Card:
    """Three ticks for the leader alone; at first the entry that is left, too.

    `is_kept` after a press.
    """
    texts, care = content.texts, escalation.care_of(reader_id)
    entries = open_systems(report, escalation) if len(care.prompted) <= 1 else ()
    entry = [
        execute_button(
            texts("leader.entry", system=system_name(content, system)),
            ShowEntryAsLeader(report_id=report.id, system=system),
            with_inputs=False,
        )
        for system in entries[:1]
    ]
    choices = [CardChoice(tick, texts(f"prompt.{tick}")) for tick in LEADER_TICKS]
    stop = execute_button(
        texts("prompt.stop"), StopLeaderPrompts(report_id=report.id), with_inputs=False
    )
    show = execute_button(
        texts("reminder.show"), ShowLeaderCard(report_id=report.id), with_inputs=False
    )
    return card(
        heading(texts("prompt.title", name=escaped(report.reporter.name))),
        paragraph(f"**{texts('prompt.kept')}**") if is_kept else None,
        choice_list(
            TICKS, texts("prompt.label"), choices, is_many=True, chosen=",".join(care.ticks) or None
        ),
        paragraph(texts("prompt.private")),
        paragraph(texts("entry.reminder_leader", reference=report.reference)) if entry else None,
        paragraph(texts("leader.support", eap=plain(content.contacts.line("eap"))), subtle=True),
        button_row(
            execute_button(
                texts("prompt.keep"), KeepLeaderTicks(report_id=report.id), primary=True
            ),
            *entry,
            show,
            *([] if care.stopped_at else [stop]),
        ),
    )
