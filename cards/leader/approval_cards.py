"""What a leader is shown of a report: its card, the card for a decline, the details."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args
from urllib.parse import quote

from microsoft_teams.cards import core

from bot.content import Content, Guide
from bot.domain.colleagues import Colleagues
from bot.domain.escalation import (
    Decision,
    Escalation,
    EscalationStatus,
    LeaderState,
    NotMe,
    PassedOn,
    System,
)
from bot.domain.report import Line, Report
from bot.domain.scenario import Reader
from bot.services.emails.to_security import open_systems
from bot.services.wording import (
    entry_made,
    handed_on_words,
    in_new_zealand,
    mail_words,
    system_name,
    why_closed,
)
from cards.actions import (
    INPUT,
    DecideOnEscalation,
    SayNotMe,
    ShowDetails,
    ShowEntryAsLeader,
    ShowLeaderCard,
    UndoNotMe,
)
from cards.elements import (
    Card,
    Element,
    bullets,
    button_row,
    card,
    collapsible,
    escaped,
    execute_button,
    facts,
    heading,
    paragraph,
    state_band,
    subheading,
)
from cards.reporter.status_cards import mailbox_hours

REASON = "reason"
CONTACT, TEAMS_CHAT = "contact", "teams-chat"
"""The fact that says how to reach the reporter, and its choice of a chat in Teams."""
CHAT = "https://teams.microsoft.com/l/chat/0/0?users="
MOST_BUTTONS = 4
"""In sight on the card; a chat that finds no room among them is in the fold."""
LONGEST_REASON = 500


def leader_card(
    content: Content,
    report: Report,
    escalation: Escalation,
    reader_id: str | None,
    now: datetime,
) -> Card:
    """Who needs support, about what and until when, and the answer; everything else is folded.

    From urgent on it asks for an acknowledgement, because the mail did not wait. The reader is the
    leader or the deputy; once one of them has answered, neither is asked. Who said "Not me" reads
    only that.
    """
    if said := escalation.not_me_of(reader_id):
        return handed_on_card(content, escalation, said)
    texts, guide = content.texts, content.leader_guide(report, escalation)
    level, reference = content.levels[report.level.word].name, report.reference
    buttons, chat, entry = _buttons(content, report, escalation, reader_id)
    folded = _folded(content, report, guide, chat, entry)
    return card(
        _band(content, report, escalation, reader_id),
        heading(texts("leader.heading", name=escaped(report.reporter.name))),
        # What to do now is no longer so once nobody waits for this reader, or Security closed it.
        paragraph(guide.lead)
        if escalation.is_waiting_for(reader_id) and not escalation.is_closed
        else None,
        _safe_since(content, escalation),
        *map(paragraph, _status(content, report, escalation, reader_id)),
        *map(paragraph, _security(content, escalation)),
        button_row(*buttons) if buttons else None,
        *(
            paragraph(entry_made(content, report, escalation, system, reader_id, escaped))
            for system in escalation.ticked
        ),
        _mailbox_hours(content, report, escalation, now),
        paragraph(f"{level}. {texts('status.reference')}: {reference}", subtle=True),
        # Nothing is left to do about a report that was taken back.
        *([] if escalation.was_taken_back else collapsible("more", texts("leader.fold"), folded)),
        refresh=execute_button(texts("summary.anew"), ShowLeaderCard(report_id=report.id)),
    )


def _safe_since(content: Content, escalation: Escalation) -> Element | None:
    """That the reporter has said since that they are safe; the details hold what was so before."""
    if escalation.safe_at is None or escalation.was_taken_back:
        return None
    return paragraph(content.texts("leader.safe_since", time=in_new_zealand(escalation.safe_at)))


def decline_card(
    content: Content, report: Report, *, reason: str = "", is_missing: bool = False
) -> Card:
    """Asks why no report is needed, with the button beside the field.

    `is_missing` after a press without a reason, on a client that lets one through.
    """
    texts = content.texts
    name = escaped(report.reporter.name)
    field = core.TextInput(
        id=f"{INPUT}{REASON}",
        label=texts("decline.label", name=report.reporter.name),
        value=reason or None,
        is_multiline=True,
        is_required=True,
        error_message=texts("decline.missing"),
        max_length=LONGEST_REASON,
    )
    return card(
        heading(texts("decline.title")),
        paragraph(texts("decline.text", name=name)),
        paragraph(f"**{texts('decline.missing')}**") if is_missing else None,
        field,
        button_row(
            _decision_button(content, report, Decision.DECLINE, primary=True),
            execute_button(
                texts("details.back"), ShowLeaderCard(report_id=report.id), with_inputs=False
            ),
        ),
    )


def not_me_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """Asks which "Not me" is meant, and says what either does."""
    texts = content.texts
    return card(
        heading(texts("not_me.title")),
        paragraph(texts("not_me.text")),
        paragraph(mail_words(content, escalation)),
        button_row(
            *(
                execute_button(texts(f"not_me.{why}"), SayNotMe(report_id=report.id, why=why))
                for why in get_args(NotMe)
            ),
            execute_button(texts("details.back"), ShowLeaderCard(report_id=report.id)),
        ),
        paragraph(content.contacts.line("eap"), subtle=True),
    )


def handed_on_card(content: Content, escalation: Escalation, said: PassedOn) -> Card:
    """What is left of the card for one who said "Not me"; for a minute it can be undone.

    It does not say who is asked now, and shows nothing of the report.
    """
    texts, report_id = content.texts, escalation.report_id
    undo = execute_button(texts("handed_on.undo"), UndoNotMe(report_id=report_id))
    return card(
        state_band("done", texts("handed_on.band")),
        heading(texts("handed_on.title")),
        *map(paragraph, handed_on_words(content, escalation, said)),
        button_row(undo) if escalation.may_take_back(said.person.id) else None,
        paragraph(f"{texts('status.reference')}: {escalation.reference}", subtle=True),
        paragraph(content.contacts.line("eap"), subtle=True),
        refresh=execute_button(texts("summary.anew"), ShowLeaderCard(report_id=report_id)),
    )


def details_warning_card(content: Content, report: Report) -> Card:
    """A warning before the details."""
    texts = content.texts
    confirmed = ShowDetails(report_id=report.id, is_sure=True)
    return card(
        heading(texts("details.warning_title")),
        paragraph(texts("details.warning")),
        button_row(
            execute_button(texts("details.show"), confirmed),
            execute_button(texts("details.back"), ShowLeaderCard(report_id=report.id)),
        ),
    )


def details_card(content: Content, report: Report) -> Card:
    """The kinds of content in words; free text is never shown."""
    texts = content.texts
    back = execute_button(texts("details.back"), ShowLeaderCard(report_id=report.id))
    return card(
        heading(texts("details.title", reference=report.reference)),
        facts(_rows(details_of(report))) or paragraph(texts("details.none")),
        paragraph(texts("details.no_content"), subtle=True),
        button_row(back),
    )


def details_of(report: Report) -> list[Line]:
    """What the details show; without any they are not offered."""
    return [line for line in report.lines_for(Reader.DETAILS) if not line.free_text]


def _rows(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(line.heading, line.value) for line in lines]


def _folded(
    content: Content,
    report: Report,
    guide: Guide,
    chat: Sequence[core.Action],
    entry: Sequence[core.Action],
) -> list[Element]:
    """What to say and do, what is known, what found no room in sight, and support."""
    texts = content.texts
    known = [line for line in report.lines_for(Reader.CARD) if not line.free_text]
    sections: list[tuple[str, Element | None]] = [
        (texts("leader.say"), bullets(guide.sections["Say"])),
        (texts("leader.chat_title"), button_row(*chat) if chat else None),
        (texts("leader.do"), bullets(guide.sections["Do this"], numbered=True)),
        ("Please don't", bullets(guide.sections["Please don't"])),
        (texts("leader.known"), facts(_rows(known))),
    ]
    support = paragraph(texts("leader.support", eap=content.contacts.line("eap")))
    return [
        *(part for name, part in sections if part for part in (subheading(name), part)),
        *([button_row(*entry)] if entry else []),
        subheading(texts("leader.support_title")),
        support,
    ]


def _band(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> Element:
    texts = content.texts
    if escalation.was_taken_back:
        return state_band("done", texts("leader.band_withdrawn"))
    if not escalation.is_waiting_for(reader_id):
        key = "answered" if escalation.decision else "not_asked"
        return state_band("done", texts(f"leader.band_{key}"))
    if report.level.goes_at_once:
        return state_band("danger", texts("danger.line"))
    if escalation.stage is EscalationStatus.AWAITING_LEADER and escalation.answer_by:
        time = in_new_zealand(escalation.answer_by)
        return state_band("needs-you", texts("leader.answer_by", time=time))
    return state_band("needs-you", texts("leader.band_unseen"))


def _status(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> list[str]:
    """What is asked of the reader and why; if nothing is, who answered and what follows."""
    texts = content.texts
    if closed := why_closed(content, report, escalation, reader_id, escaped):
        return [closed]
    if not escalation.is_waiting_for(reader_id):
        return [texts("leader.not_asked")]
    reason = _deputy_reason(content, report, escalation, reader_id)
    reasons = [reason] if reason else []
    if escalation.stage is EscalationStatus.AWAITING_LEADER:
        return [*reasons, texts("leader.until_then")]
    seen_means = texts("leader.seen_means", button=texts("leader.acknowledge"))
    return [*reasons, f"{mail_words(content, escalation)} {seen_means}"]


def _mailbox_hours(
    content: Content, report: Report, escalation: Escalation, now: datetime
) -> Element | None:
    """When Security may read the report; how to reach them by hand is for the reporter alone."""
    is_told = escalation.received_at is not None or escalation.is_closed
    is_in_doubt = escalation.is_mail_in_doubt or escalation.is_addition_in_doubt
    return None if is_told or is_in_doubt else mailbox_hours(content, report, escalation, now)


def _security(content: Content, escalation: Escalation) -> list[str]:
    """What Security answered, where it helps a leader: that they have it, and that it is closed."""
    if escalation.was_taken_back:
        return []
    if escalation.is_closed:
        return [content.texts("leader.security_closed")]
    return [content.texts("leader.security_has_it")] if escalation.is_with_security else []


def _buttons(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> tuple[list[core.Action], list[core.Action], list[core.Action]]:
    """What can be done, at most four in sight; a chat that is folded; an entry that can wait."""
    buttons: list[core.Action] = []
    is_asked = escalation.is_waiting_for(reader_id)
    if is_asked:
        first = Decision.ACKNOWLEDGE if escalation.is_on_its_way else Decision.APPROVE
        buttons = [
            _decision_button(content, report, first, primary=True),
            execute_button(content.texts("leader.not-me"), SayNotMe(report_id=report.id)),
        ]
        if escalation.may_be_declined:
            buttons.append(_decision_button(content, report, Decision.DECLINE))
    if details_of(report) and not escalation.was_taken_back:
        show = ShowDetails(report_id=report.id)
        buttons.append(execute_button(content.texts("leader.show_details"), show))
    entry = _entry_button(content, report, escalation, reader_id)
    if not is_asked:
        buttons, entry = [*entry, *buttons], []
    chat = [] if escalation.was_taken_back else _chat_button(content, report)
    has_room = len(buttons) + len(chat) <= MOST_BUTTONS
    return ([*buttons, *chat], [], entry) if has_room else (buttons, chat, entry)


def _chat_button(content: Content, report: Report) -> list[core.Action]:
    """Opens the leader's own chat with the reporter, where that is the reporter's safe way."""
    is_safe = any(
        line.field == CONTACT and TEAMS_CHAT in line.ticks for line in report.lines_for(Reader.CARD)
    )
    address = report.reporter.email
    if not is_safe or address is None or not Colleagues().may_be_answered(report.reporter):
        return []
    # https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams
    url = f"{CHAT}{quote(address)}"
    return [core.OpenUrlAction(title=content.texts("leader.chat"), url=url)]


def _open_entry(report: Report, escalation: Escalation, reader_id: str | None) -> System | None:
    """The next entry that is this reader's to make; None if there is none.

    It comes after the mail. While nobody has answered, each leader who was asked may make it.
    """
    leader = escalation.entering_leader
    is_theirs = leader is not None and leader.id == reader_id
    if not escalation.is_on_its_way or not (is_theirs or escalation.is_waiting_for(reader_id)):
        return None
    return next(iter(open_systems(report, escalation)), None)


def _entry_button(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> list[core.Action]:
    system = _open_entry(report, escalation, reader_id)
    if system is None:
        return []
    title = content.texts("leader.entry", system=system_name(content, system))
    return [execute_button(title, ShowEntryAsLeader(report_id=report.id, system=system))]


def _decision_button(
    content: Content, report: Report, decision: Decision, *, primary: bool = False
) -> core.Action:
    action = DecideOnEscalation(report_id=report.id, decision=decision)
    return execute_button(content.texts(f"leader.{decision.value}"), action, primary=primary)


def _deputy_reason(
    content: Content, report: Report, escalation: Escalation, reader_id: str | None
) -> str:
    """Why the deputy is asked; empty if the reader is not the deputy."""
    texts, deputy = content.texts, escalation.deputy
    if deputy is None or deputy.id != reader_id:
        return ""
    if escalation.chosen is not None and escalation.chosen.id == deputy.id:
        return texts("leader.deputy_chosen", name=escaped(report.reporter.name))
    if escalation.passed_on:
        last = escalation.passed_on[-1]
        key = "handed_on" if last.was_said else "not_reached"
        return texts(f"leader.deputy_{key}", leader=escaped(last.person.name))
    if escalation.leader is None:
        return ""
    not_reached = escalation.leader_state is LeaderState.NOT_REACHED
    key = "leader.deputy_not_reached" if not_reached else "leader.deputy_unanswered"
    return texts(key, leader=escaped(escalation.leader.name))
