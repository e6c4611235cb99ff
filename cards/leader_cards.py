"""What a people leader sees: enough to act and to care, and none of the harmful words."""

from collections.abc import Sequence

from microsoft_teams.cards import core

from bot.content import Content, Guide
from bot.domain.escalation import Decision, Escalation, Stage
from bot.domain.form import Reader
from bot.domain.report import Report
from bot.domain.scenario import Level
from bot.services.letters import in_new_zealand
from cards.actions import INPUT, DecideOnEscalation, ShowDetails, ShowLeaderCard
from cards.kit import (
    Card,
    Element,
    bullets,
    button,
    card,
    escaped,
    execute,
    facts,
    folded,
    heading,
    paragraph,
    quiet_box,
    stacked,
    subheading,
)
from cards.status_cards import MOST_REPORTS

REASON = "reason"
LONGEST_REASON = 500
FIRST_STEPS = 5
"""Steps that are seen at once; the rest unfolds."""


def leader_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """The approval card: at urgent and above an acknowledgement, for the mail has gone."""
    texts, guide = content.texts, content.leader[report.scenario_id]
    return card(
        heading(texts("leader.title")),
        paragraph(texts("leader.lead", name=escaped(report.reporter.name))),
        _known(content, report),
        _state(content, report, escalation),
        *_first_things(content, guide),
        paragraph(texts("leader.support", eap=content.contacts.line("eap")), calm=True),
        *_buttons(content, report, escalation),
        *_more(content, guide),
    )


def details_warning_card(content: Content, report: Report) -> Card:
    """Says what comes before it comes."""
    texts = content.texts
    sure = ShowDetails(report_id=report.id, is_sure=True)
    return card(
        heading(texts("details.warning_title")),
        paragraph(texts("details.warning")),
        *stacked(
            [
                execute(texts("details.show"), sure),
                execute(texts("details.back"), ShowLeaderCard(report_id=report.id)),
            ]
        ),
    )


def details_card(content: Content, report: Report) -> Card:
    """Kinds in words, never content."""
    texts = content.texts
    rows = [
        (line.heading, line.value)
        for line in report.lines_for(Reader.DETAILS)
        if not line.free_text
    ]
    back = execute(texts("details.back"), ShowLeaderCard(report_id=report.id))
    return card(
        heading(texts("details.title", reference=report.reference)),
        facts(rows) or paragraph(texts("details.none")),
        paragraph(texts("details.no_content"), calm=True),
        *stacked([back]),
    )


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


def _known(content: Content, report: Report) -> Element | None:
    texts = content.texts
    rows = [
        (texts("status.reference"), report.reference),
        (texts("status.level"), content.levels[report.level.word].name),
        *(
            (line.heading, line.value)
            for line in report.lines_for(Reader.CARD)
            if not line.free_text
        ),
    ]
    return facts(rows)


def _state(content: Content, report: Report, escalation: Escalation) -> Element:
    texts, name = content.texts, escaped(report.reporter.name)
    if escalation.stage is Stage.WITHDRAWN:
        said = texts("leader.withdrawn")
    elif escalation.decision and escalation.decided_at:
        time = in_new_zealand(escalation.decided_at)
        said = _answered(content, escalation.decision, escalation.stage, time, name)
    elif escalation.answer_by and escalation.stage is Stage.AWAITING_LEADER:
        said = texts("leader.waits", name=name, time=in_new_zealand(escalation.answer_by))
    else:
        said = texts(f"leader.{escalation.stage.value}")
    return quiet_box(paragraph(said))


def _answered(content: Content, decision: Decision, stage: Stage, time: str, name: str) -> str:
    texts = content.texts
    if stage is Stage.DECLINED:
        return texts("leader.answered_decline", time=time, name=name)
    if decision is Decision.DECLINE:
        return texts("leader.declined_and_sent", time=time)
    return texts(f"leader.answered_{decision.value}", time=time)


def _first_things(content: Content, guide: Guide) -> list[Element]:
    texts, steps = content.texts, guide.sections["Do this"][:FIRST_STEPS]
    said = [subheading(texts("leader.say")), bullets(guide.sections["Say"])]
    done = [subheading(texts("leader.do")), bullets(steps, numbered=True)]
    return [part for part in (*said, *done) if part]


def _more(content: Content, guide: Guide) -> list[Element]:
    texts = content.texts
    sections = [
        (texts("leader.then"), guide.sections["Do this"][FIRST_STEPS:]),
        ("Please don't", guide.sections["Please don't"]),
    ]
    parts = [part for name, items in sections for part in (subheading(name), bullets(items))]
    return folded("more", texts("leader.more"), [part for part in parts if part])


def _buttons(content: Content, report: Report, escalation: Escalation) -> list[Element]:
    texts = content.texts
    if escalation.stage is Stage.WITHDRAWN:
        return []
    details = execute(texts("leader.show_details"), ShowDetails(report_id=report.id))
    if not escalation.awaits_leader:
        return stacked([details])
    first = Decision.ACKNOWLEDGE if escalation.is_on_its_way else Decision.APPROVE
    return [
        *stacked(
            [
                _decide(content, report, first, primary=True),
                details,
                _decide(content, report, Decision.NOT_ME),
            ]
        ),
        *_decline(content, report, escalation),
    ]


def _decline(content: Content, report: Report, escalation: Escalation) -> list[Element]:
    if report.level is not Level.STANDARD or escalation.is_on_its_way:
        return []
    reason = core.TextInput(
        id=f"{INPUT}{REASON}",
        label=content.texts("leader.reason_label"),
        is_multiline=True,
        max_length=LONGEST_REASON,
    )
    return [reason, *stacked([_decide(content, report, Decision.DECLINE)])]


def _decide(
    content: Content, report: Report, decision: Decision, *, primary: bool = False
) -> core.Action:
    action = DecideOnEscalation(report_id=report.id, decision=decision)
    return execute(content.texts(f"leader.{decision.value}"), action, primary=primary)
