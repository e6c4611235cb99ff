"""What a reporter can do in the days and weeks after: check-ins, and who looks in their place."""

from datetime import datetime

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.escalation import CheckInAnswer, Escalation, WatcherRole
from bot.domain.report import Report
from bot.domain.scenario import Flag
from bot.services.emails.to_security import open_systems
from bot.services.wording import after_care_lines, in_new_zealand, next_check_in, system_name
from cards.actions import (
    AddSomething,
    AnswerCheckIn,
    NameWatcher,
    OpenReport,
    ShowAfterwards,
    ShowAgain,
    ShowCheckIn,
    ShowEntryText,
    ShowPage,
    ShowWatchers,
    StartCheckIn,
    StartReport,
    StopCheckIn,
    TellWhoWatches,
)
from cards.elements import (
    Card,
    button,
    button_row,
    button_rows,
    card,
    danger_line,
    escaped,
    heading,
    help_lines,
    paragraph,
    quiet_box,
    state_band,
    text_to_copy,
)

ANSWERS: tuple[CheckInAnswer, ...] = ("better", "same", "worse", "unsafe")
_ASKS_FOR_HELP = ("worse", "unsafe")


def afterwards_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """What else can be done about a report, and what was wished for already."""
    texts, report_id = content.texts, report.id
    entries = [
        button(
            texts("status.entry_text", system=system_name(content, system)),
            ShowEntryText(report_id=report_id, system=system),
        )
        for system in open_systems(report, escalation)
    ]
    watch = button(texts("watch.button"), ShowWatchers(report_id=report_id))
    buttons = [
        *([] if escalation.was_taken_back else entries),
        *_check_in_buttons(content, escalation),
        button(texts("happened_again.button"), ShowAgain(report_id=report_id)),
        *([watch] if may_watch(report, escalation) else []),
        button(texts("by_hand.back"), OpenReport(report_id=report_id)),
    ]
    return card(
        heading(texts("afterwards.title", reference=report.reference)),
        paragraph(texts("afterwards.text")),
        *(paragraph(line) for line in after_care_lines(content, escalation)),
        *button_rows(buttons),
    )


def _check_in_buttons(content: Content, escalation: Escalation) -> list[core.Action]:
    texts, report_id = content.texts, escalation.report_id
    if escalation.may_check_in:
        return [button(texts("check_in.button"), ShowCheckIn(report_id=report_id))]
    wished = escalation.check_in
    if escalation.was_taken_back or wished is None or wished.next_at is None:
        return []
    return [button(texts("check_in.stop"), StopCheckIn(report_id=report_id))]


# Check-ins


def check_in_offer_card(content: Content, report: Report, due: tuple[datetime, ...]) -> Card:
    """Says before the wish when the question comes, what an answer does and what is kept."""
    texts = content.texts
    first, second = map(in_new_zealand, due)
    start = StartCheckIn(report_id=report.id)
    return card(
        heading(texts("check_in.title")),
        paragraph(texts("check_in.when", first=first, second=second)),
        paragraph(texts("check_in.what_it_does")),
        paragraph(texts("check_in.what_is_kept")),
        button_row(
            button(texts("check_in.start"), start, primary=True),
            button(texts("check_in.back"), ShowAfterwards(report_id=report.id)),
            button(texts("menu.support"), ShowPage(page="support")),
        ),
    )


def check_in_card(content: Content, report: Report, number: int) -> Card:
    """One neutral question: it is read on shared screens too."""
    texts = content.texts
    answers = [
        button(
            texts(f"check_in.{answer}"),
            AnswerCheckIn(report_id=report.id, number=number, answer=answer),
        )
        for answer in ANSWERS
    ]
    stop = button(texts("check_in.stop"), StopCheckIn(report_id=report.id))
    return card(
        heading(texts("check_in.question")),
        paragraph(texts("check_in.question_text")),
        *button_rows([*answers, stop]),
    )


def check_in_answered_card(
    content: Content, report: Report, escalation: Escalation, answer: CheckInAnswer
) -> Card:
    """What the answer did: nothing was sent; whoever is worse or unsafe is shown help."""
    texts, report_id = content.texts, report.id
    needs_help = answer in _ASKS_FOR_HELP
    buttons = [button(texts("menu.more_support"), ShowPage(page="support"))]
    if needs_help:
        if escalation.is_on_its_way:
            add = AddSomething(report_id=report_id)
            buttons.insert(0, button(texts("check_in.add"), add))
        buttons.insert(0, button(texts("happened_again.button"), ShowAgain(report_id=report_id)))
    if answer == "unsafe":
        in_danger = button(texts("menu.danger"), StartReport.in_danger(), primary=True)
        buttons.insert(0, in_danger)
    wished = escalation.check_in
    return card(
        state_band("danger", texts("danger.line")) if answer == "unsafe" else None,
        heading(texts("check_in.thanks")),
        paragraph(texts(f"check_in.{answer}_text")),
        danger_line(texts("danger.line")) if answer == "worse" else None,
        help_lines(content),
        paragraph(next_check_in(content, wished), subtle=True) if wished else None,
        button_row(*buttons, button(texts("by_hand.back"), OpenReport(report_id=report_id))),
    )


# Somebody else looks


def may_watch(report: Report, escalation: Escalation) -> bool:
    """Whether somebody may be asked to look: nobody is, at what must not be seen or copied."""
    return not escalation.was_taken_back and Flag.NO_COPIES not in report.flags


def watchers_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """Who may look in the reporter's place, by role; never a leader whom they left out."""
    texts = content.texts
    roles: list[WatcherRole] = ["colleague", "advisor"]
    if not escalation.bars_own_leader_as_deputy:
        roles.insert(0, "leader")
    buttons = [
        button(texts(f"watch.{role}"), NameWatcher(report_id=report.id, role=role))
        for role in roles
    ]
    if escalation.watcher is not None:
        again = NameWatcher(report_id=report.id, role="me")
        buttons.append(button(texts("watch.me"), again))
    back = button(texts("check_in.back"), ShowAfterwards(report_id=report.id))
    return card(
        heading(texts("watch.title")),
        paragraph(texts("watch.text")),
        paragraph(texts("watch.not_private")),
        *button_rows([*buttons, back]),
        help_lines(content),
    )


def watcher_card(
    content: Content, report: Report, escalation: Escalation, security_mailbox: str
) -> Card:
    """The text to hand over, and whether Security is to know who looks."""
    texts, watcher = content.texts, escalation.watcher
    assert watcher is not None
    values = {"reference": report.reference, "address": security_mailbox}
    values["eap"] = content.contacts.line("eap")
    lines = []
    for number in range(1, 6):
        key = f"watch.hand_over_{number}"
        lines.append(texts(key, **{it: values[it] for it in texts.placeholders[key]}))
    is_told = escalation.addition(f"watcher-{watcher.role}") is not None
    tell = button(texts("watch.tell"), TellWhoWatches(report_id=report.id), primary=True)
    can_tell = escalation.is_on_its_way and not is_told
    return card(
        heading(texts("watch.title")),
        paragraph(texts("watch.is_watched", role=escaped(texts(f"watch.{watcher.role}")))),
        paragraph(texts(f"watch.{watcher.role}_text")),
        paragraph(texts("watch.copy")),
        quiet_box(text_to_copy("\n".join(lines))),
        button_row(
            *([tell] if can_tell else []),
            button(texts("check_in.back"), ShowAfterwards(report_id=report.id)),
        ),
    )
