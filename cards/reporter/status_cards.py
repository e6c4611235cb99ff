"""The status card of a report, its words, its news, and the mail to copy and send by hand."""

from datetime import datetime
from typing import get_args

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.escalation import (
    Escalation,
    EscalationStatus,
    LeaderState,
    NeededFact,
    System,
)
from bot.domain.report import Report
from bot.domain.scenario import Flag
from bot.ports import Letter
from bot.services.emails.to_security import open_systems
from bot.services.messaging import CHECK_IN_ROLE, ENTRIES_ROLE, NEWS_ROLE, PROMPT_ROLE, entry_role
from bot.services.reports.follow_ups import NEWS
from bot.services.wording import (
    after_care_lines,
    entry_made,
    in_new_zealand,
    needs_in_words,
    system_name,
    when_security_reads,
    why_closed,
)
from cards.actions import (
    AddSomething,
    AskSomebodyElse,
    AskToBeRung,
    Helped,
    OpenReport,
    SayIAmSafe,
    SayWhetherItHelped,
    SendWithoutWaiting,
    ShowAddition,
    ShowAfterwards,
    ShowEntryText,
    ShowMailText,
    ShowPage,
    TakeBack,
    Withdraw,
)
from cards.elements import (
    BandState,
    Card,
    Element,
    button,
    button_row,
    card,
    collapsible,
    danger_line,
    escaped,
    execute_button,
    facts,
    heading,
    help_lines,
    paragraph,
    quiet_box,
    state_band,
    subheading,
    text_to_copy,
    verbatim,
)
from cards.plain_text import truncated_to_fit

MOST_IN_SIGHT = 3
"""Buttons on the status card that are not folded."""


def status_card(
    content: Content, report: Report, escalation: Escalation, security_mailbox: str, now: datetime
) -> Card:
    """The news, the reference, what happens next and who does it; everything else is folded."""
    texts = content.texts
    news, is_in_danger = where_mail_is(content, escalation), escalation.may_be_in_danger
    buttons = _buttons(content, report, escalation)
    line = danger_line(texts("danger.line")) if report.level.goes_at_once else None
    return card(
        state_band("danger", texts("danger.line"))
        if is_in_danger
        else state_band(_state(escalation), news),
        heading(texts("status.title", reference=report.reference)),
        paragraph(f"**{news}**") if is_in_danger else None,
        paragraph(
            f"{next_step(content, report, escalation)} {_no_chasing(content, escalation)}".strip()
        ),
        *contact_security(content, report, escalation, security_mailbox),
        *contact_about_added(content, report, escalation, security_mailbox),
        paragraph(texts("status.without_leader")) if escalation.is_without_leader else None,
        button_row(*buttons) if buttons else None,
        # Of a report that Security closed, the message that tells of it asks.
        *(whether_it_helped(content, escalation) if not escalation.is_closed else ()),
        _decline_reason(content, escalation),
        *_additions(content, escalation),
        line if not is_in_danger else None,
        mailbox_hours(content, report, escalation, now),
        facts(
            [
                (texts("status.security"), security_status(content, escalation)),
                *_leader_rows(content, escalation),
            ]
        ),
        *collapsible("more", texts("status.more"), _folded(content, report, escalation)),
        refresh=execute_button(texts("summary.anew"), OpenReport(report_id=report.id)),
    )


def _leader_rows(content: Content, escalation: Escalation) -> list[tuple[str, str]]:
    """How far leader and deputy are; nothing is asked of them once it was taken back."""
    if escalation.was_taken_back:
        return []
    return [
        (content.texts("status.leader"), leader_status(content, escalation)),
        (content.texts("status.deputy"), deputy_status(content, escalation)),
    ]


def declined_card(content: Content, report: Report, escalation: Escalation) -> Card:
    """The leader declined; the reporter decides what happens."""
    texts = content.texts
    return card(
        state_band("needs-you", texts("declined.band")),
        heading(texts("declined.title", name=decided_by(escalation), reference=report.reference)),
        paragraph(texts("declined.text")),
        _decline_reason(content, escalation),
        button_row(*_send_or_withdraw(content, escalation)) if escalation.is_pending else None,
        help_lines(content),
    )


def undelivered_card(
    content: Content, report: Report, escalation: Escalation, security_mailbox: str, now: datetime
) -> Card:
    """The mail to Security was not delivered: how to reach them without it."""
    texts = content.texts
    show = ShowMailText(report_id=report.id)
    return card(
        state_band("needs-you", where_mail_is(content, escalation)),
        heading(texts("undelivered.title", reference=report.reference)),
        paragraph(texts("undelivered.text")),
        *contact_security(content, report, escalation, security_mailbox),
        button_row(button(texts("by_hand.show"), show, primary=True)),
        danger_line(texts("danger.line")) if report.level.goes_at_once else None,
        mailbox_hours(content, report, escalation, now),
        help_lines(content),
    )


def news_card(
    content: Content,
    name: str,
    report: Report,
    escalation: Escalation,
    security_mailbox: str,
    now: datetime,
) -> Card:
    """A message of its own: what has changed, what to do if anything, and the way to the report."""
    texts, is_in_doubt = content.texts, escalation.is_mail_in_doubt
    is_plain = not is_in_doubt and not escalation.asked_for
    buttons = [
        button(texts("news.show"), OpenReport(report_id=report.id), primary=is_plain),
        button(texts("menu.support"), ShowPage(page="support")),
    ]
    if escalation.asked_for:
        buttons = [answer_security_button(content, escalation), *buttons[:1]]
    if is_in_doubt:
        show = ShowMailText(report_id=report.id)
        buttons.insert(0, button(texts("by_hand.show"), show, primary=True))
    return card(
        state_band("needs-you", where_mail_is(content, escalation)) if is_in_doubt else None,
        heading(texts("news.title", reference=report.reference)),
        paragraph(_news_text(content, name, escalation)),
        *contact_security(content, report, escalation, security_mailbox),
        *contact_about_added(content, report, escalation, security_mailbox),
        button_row(*buttons),
        *(whether_it_helped(content, escalation) if name == "security-closed" else ()),
        danger_line(texts("danger.line")) if report.level.goes_at_once else None,
        mailbox_hours(content, report, escalation, now),
    )


def _news_text(content: Content, name: str, escalation: Escalation) -> str:
    is_theirs = name == "security-closed" and escalation.was_taken_back
    texts, key = content.texts, f"news.{name}{'-taken-back' if is_theirs else ''}"
    values = {
        "leader": decided_by(escalation),
        "before": before_deputy(content, escalation),
        "deputy": escaped(escalation.deputy.name) if escalation.deputy else "",
        "mail": _where_mail_went(content, escalation),
        "needs": needs_in_words(content, escalation.asked_for),
        "until": in_new_zealand(escalation.closing.until) if escalation.closing else "",
    }
    # Of a placeholder without words two blanks are left.
    return " ".join(texts(key, **{it: values[it] for it in texts.placeholders[key]}).split())


def _where_mail_went(content: Content, escalation: Escalation) -> str:
    """In a sentence; empty where the state above says it."""
    if escalation.is_mail_in_doubt:
        return ""
    is_sent = escalation.stage is EscalationStatus.SENT
    return content.texts(f"news.mail_{'gone' if is_sent else 'goes'}")


def line_when_over(
    content: Content, role: str, report: Report, escalation: Escalation, reader_id: str
) -> str:
    """What a card beside the status card says once it is no longer so; empty while it is."""
    texts, reference = content.texts, report.reference
    entry = next((system for system in System if role == entry_role(system)), None)
    match role:
        case "reminder":
            is_so = escalation.is_pending and escalation.is_waiting_for(reader_id)
            answered = why_closed(content, report, escalation, reader_id, escaped)
        case "declined":
            is_so, answered = escalation.stage is EscalationStatus.DECLINED, ""
        case "undelivered":
            is_so, answered = escalation.is_undelivered and escalation.is_mail_in_doubt, ""
        case "mail-text":
            is_so, answered = escalation.is_mail_in_doubt, ""
        case _ if role.startswith(NEWS_ROLE):
            news = NEWS.get(role.removeprefix(NEWS_ROLE))
            is_so, answered = news is None or news.is_so(escalation), ""
        case _ if entry in escalation.ticked and entry is not None:
            is_so = False
            answered = entry_made(content, report, escalation, entry, reader_id, escaped)
        case _ if role == ENTRIES_ROLE:
            owner = escalation.entering_leader
            is_theirs = reader_id == (owner.id if owner else escalation.reporter_id)
            is_open = bool(open_systems(report, escalation)) and not escalation.is_closed
            is_so = is_theirs and is_open and not escalation.was_taken_back
            answered = texts("entry.reminder_over", reference=reference)
        case _ if role == CHECK_IN_ROLE:
            wished = escalation.check_in
            is_so = bool(wished and wished.is_unanswered) and not escalation.was_taken_back
            answered = texts("check_in.over")
        case _ if role == PROMPT_ROLE:
            leader, is_over = escalation.supporting_leader, escalation.care_of(reader_id).stopped_at
            is_theirs = leader is not None and leader.id == reader_id and not is_over
            is_so = is_theirs and not (escalation.was_taken_back or escalation.is_closed)
            answered = texts("prompt.over")
        case _:
            is_so, answered = not escalation.was_taken_back, ""
    if is_so:
        return ""
    return answered or texts("living.see_status", reference=reference)


def where_mail_is(content: Content, escalation: Escalation) -> str:
    """Where the mail is, in one line."""
    return f"{content.texts('status.state')}: {mail_status(content, escalation)}"


def _state(escalation: Escalation) -> BandState:
    """The colour of the news: a mail in doubt and a decision need the reporter."""
    is_declined = escalation.stage is EscalationStatus.DECLINED
    is_in_doubt = escalation.is_mail_in_doubt or escalation.is_addition_in_doubt
    if is_in_doubt or is_declined or escalation.asked_for:
        return "needs-you"
    if escalation.is_closed or escalation.was_taken_back:
        return "done"
    return "sent" if escalation.stage is EscalationStatus.SENT else "waiting"


def _buttons(content: Content, report: Report, escalation: Escalation) -> list[core.Action]:
    """What can be done now, at most three; what can wait is on the page of afterwards_card."""
    texts = content.texts
    first = [*_emergency_buttons(content, escalation)]
    if escalation.asked_for:
        first.insert(0, answer_security_button(content, escalation))
    elif not (escalation.was_taken_back or escalation.may_be_in_danger):
        add = AddSomething(report_id=report.id)
        first.append(button(texts("status.add_something"), add))
    if escalation.is_mail_in_doubt:
        show = ShowMailText(report_id=report.id)
        first.insert(0, button(texts("by_hand.show"), show, primary=True))
    if escalation.is_pending:
        first += _send_or_withdraw(content, escalation)
    if escalation.may_name_another:
        ask = AskSomebodyElse(report_id=report.id)
        first.append(button(texts("status.ask_another"), ask))
    elif _is_for_reporter_to_enter(report, escalation):
        # One after the other; afterwards_card has both.
        first += _entry_buttons(content, report, escalation)[:1]
    return first[:MOST_IN_SIGHT]


def _take_back_button(content: Content, escalation: Escalation) -> list[core.Action]:
    """Telling Security that it was taken back, once its mail has left."""
    if not escalation.may_be_taken_back:
        return []
    return [button(content.texts("status.take_back"), TakeBack(report_id=escalation.report_id))]


def whether_it_helped(content: Content, escalation: Escalation) -> list[Element]:
    """Asks, once a report is over, whether this helped, and says what the answer is for."""
    if not escalation.asks_whether_it_helped:
        return []
    texts, report_id = content.texts, escalation.report_id
    return [
        subheading(texts("helped.question")),
        paragraph(texts("helped.what_for")),
        button_row(
            *(
                button(texts(f"helped.{it}"), SayWhetherItHelped(helped=it, report_id=report_id))
                for it in get_args(Helped)
            )
        ),
    ]


def _is_for_reporter_to_enter(report: Report, escalation: Escalation) -> bool:
    """Whether making the entries is what comes next, and the reporter makes them.

    From urgent on paperwork is never what comes next.
    """
    if not _is_settled(escalation):
        return False
    is_a_leaders = escalation.entering_leader or escalation.may_get_entering_leader
    return not is_a_leaders and not report.level.goes_at_once


def _folded(content: Content, report: Report, escalation: Escalation) -> list[Element]:
    """What the report is about, the registers, the platform, and support."""
    texts, level = content.texts, content.levels[report.level.word].name
    about = [(texts("status.about"), report.title), (texts("status.level"), level)]
    can_wait = report.level.goes_at_once and not escalation.may_be_in_danger
    has_entries = can_wait and _is_settled(escalation)
    parts: list[Element | None] = [
        facts(about),
        paragraph(_after_sending(content, report, escalation)) if has_entries else None,
        *(
            paragraph(entry_made(content, report, escalation, it, report.reporter.id, escaped))
            for it in escalation.ticked
        ),
        *(paragraph(line) for line in after_care_lines(content, escalation)),
        *_platform(content, report),
        subheading(texts("status.support")),
        help_lines(content),
        button_row(
            *_ring_button(content, escalation),
            *_take_back_button(content, escalation),
            *_afterwards_button(content, escalation),
            button(texts("menu.more_support"), ShowPage(page="support")),
        ),
    ]
    return [part for part in parts if part]


def _ring_button(content: Content, escalation: Escalation) -> list[core.Action]:
    """In danger, where the buttons in sight leave no room; else it is beside Add something."""
    is_crowded = escalation.is_mail_in_doubt or escalation.asked_for
    if not (escalation.may_be_in_danger and is_crowded):
        return []
    ring = AskToBeRung(report_id=escalation.report_id)
    return [button(content.texts("ring.button"), ring)]


def _afterwards_button(content: Content, escalation: Escalation) -> list[core.Action]:
    """The page with everything that can wait; not for whoever may be in danger."""
    if escalation.may_be_in_danger:
        return []
    show = ShowAfterwards(report_id=escalation.report_id)
    return [button(content.texts("status.afterwards"), show)]


def _emergency_buttons(content: Content, escalation: Escalation) -> list[core.Action]:
    """How Security can find and ring the reporter, before any register entries."""
    if not escalation.may_be_in_danger:
        return []
    texts, in_doubt = content.texts, escalation.is_mail_in_doubt
    report_id = escalation.report_id
    where = ShowAddition(report_id=report_id)
    add = button(texts("status.add_where"), where, primary=not in_doubt)
    safe = button(texts("status.safe_now"), SayIAmSafe(report_id=report_id))
    if escalation.asked_for:
        return [safe]
    return [add, safe, button(texts("ring.button"), AskToBeRung(report_id=report_id))]


def answer_security_button(content: Content, escalation: Escalation) -> core.Action:
    """The way to add what Security asks for."""
    asked = escalation.asked_for
    # Where they are comes with a number, so it is asked before anything else.
    first: NeededFact = "place" if "place" in asked else asked[0]
    add = AddSomething(report_id=escalation.report_id, first=first)
    return button(content.texts("status.answer_security"), add, primary=True)


def _additions(content: Content, escalation: Escalation) -> list[Element]:
    """What was added, and whether it was sent to Security; never the reporter's words."""
    waits = escalation.is_pending
    return [
        paragraph(
            content.texts(
                "status.added_waits"
                if waits and not addition.sent_at
                else "status.added_returned"
                if addition in escalation.returned_additions
                else "status.added_line_returned"
                if addition.is_of_line and addition.returned_at
                else f"status.added_{addition.about}_{'sent' if addition.sent_at else 'due'}",
                time=in_new_zealand(addition.sent_at or addition.at),
            )
        )
        for addition in escalation.added
    ]


def contact_about_added(
    content: Content, report: Report, escalation: Escalation, security_mailbox: str
) -> list[Element]:
    """How to reach Security while a follow-up mail has not been sent or delivered."""
    if not escalation.is_addition_in_doubt:
        return []
    lines = [paragraph(content.texts("by_hand.added", address=escaped(security_mailbox)))]
    phone = content.contacts.value("security_phone")
    if report.level.goes_at_once and phone:
        lines.append(paragraph(content.texts("by_hand.phone", number=phone)))
    return lines


def contact_security(
    content: Content, report: Report, escalation: Escalation, security_mailbox: str
) -> list[Element]:
    """How to reach Security while the mail has not been sent or delivered."""
    if not escalation.is_mail_in_doubt:
        return []
    texts, is_urgent = content.texts, report.level.goes_at_once or escalation.is_undelivered
    key = "urgent" if is_urgent else "ordinary"
    key = "undelivered" if escalation.is_undelivered else key
    lines = [paragraph(texts(f"by_hand.{key}", address=escaped(security_mailbox)))]
    if is_urgent and (phone := content.contacts.value("security_phone")):
        lines.append(paragraph(texts("by_hand.phone", number=phone)))
    return lines


def mailbox_hours(
    content: Content, report: Report, escalation: Escalation, now: datetime
) -> Element | None:
    """When Security may read what was sent, or is sent by hand now, and what to do until then."""
    if escalation.was_taken_back:
        return None
    is_by_hand = escalation.is_mail_in_doubt or escalation.is_addition_in_doubt
    sent_at = now if is_by_hand else escalation.unanswered_since
    said = when_security_reads(content, sent_at, now) if sent_at else ""
    phone = content.contacts.value("security_phone") if report.level.goes_at_once else None
    if said and phone and not is_by_hand:  # by hand, the number stands beside the address
        said = f"{said} {content.texts('by_hand.phone', number=phone)}"
    return paragraph(said) if said else None


def _platform(content: Content, report: Report) -> list[Element]:
    """Where to report to the platform itself; without an address if content has none."""
    names = [line.value for line in report.lines if line.field == "platform"]
    known = [platform for platform in content.platforms.values() if platform.name in names]
    if not known or Flag.NO_COPIES in report.flags:
        return []
    (platform, *_), texts = known, content.texts
    is_impersonation = report.scenario_id == "impersonation" and platform.impersonation
    address = platform.impersonation if is_impersonation else platform.report
    is_link = (address or "").startswith("https://")
    name = f"[{platform.name}]({address})" if is_link else platform.name
    parts = [paragraph(texts("status.platform", platform=name))]
    if platform.privacy:
        parts += [paragraph(texts("status.privacy", settings=platform.privacy), subtle=True)]
    return parts


def _decline_reason(content: Content, escalation: Escalation) -> Element | None:
    if escalation.stage is not EscalationStatus.DECLINED or not escalation.reason:
        return None
    title = content.texts("declined.reason")
    return quiet_box(subheading(title), verbatim(escalation.reason))


def _send_or_withdraw(content: Content, escalation: Escalation) -> list[core.Action]:
    texts, report_id = content.texts, escalation.report_id
    send_now = SendWithoutWaiting(report_id=report_id)
    # While a leader is asked, waiting is the ordinary way; after a decline the reporter decides.
    is_next = escalation.stage is EscalationStatus.DECLINED
    return [
        button(texts("status.send_without_waiting"), send_now, primary=is_next),
        button(texts("status.withdraw"), Withdraw(report_id=report_id)),
    ]


def _entry_buttons(content: Content, report: Report, escalation: Escalation) -> list[core.Action]:
    if escalation.is_withdrawn or escalation.may_be_in_danger:
        return []
    return [
        button(
            content.texts("status.entry_text", system=system_name(content, system)),
            ShowEntryText(report_id=report.id, system=system),
        )
        for system in open_systems(report, escalation)
    ]


_NOT_ASKED_YET = (LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED)


def mail_status(content: Content, escalation: Escalation) -> str:
    """The status of the mail to Security."""
    key = _stage_key(escalation)
    answer = _answer_key(escalation) if key == EscalationStatus.SENT else ""
    return content.texts(f"stage.{key}{answer}")


def next_step(content: Content, report: Report, escalation: Escalation) -> str:
    """What happens next, and who does it."""
    texts, stage = content.texts, _stage_key(escalation)
    if escalation.taken_back_at is not None and not escalation.asked_for:
        return texts("next.taken-back")
    if escalation.is_undelivered:
        return texts(f"next.{stage}")
    if escalation.asked_for:
        needs = needs_in_words(content, escalation.asked_for)
        return texts("next.sent-needs-more", needs=needs)
    is_over = escalation.is_closed and not escalation.is_addition_in_doubt
    if is_over and escalation.closing:
        return texts("next.sent-closed", until=in_new_zealand(escalation.closing.until))
    if escalation.stage is EscalationStatus.SENT and escalation.is_addition_in_doubt:
        return texts("next.sent-added")
    if escalation.stage is EscalationStatus.SENT:
        is_urgent = report.level.goes_at_once and not escalation.may_be_in_danger
        after = _who_is_with_them if is_urgent else _after_sending
        return after(content, report, escalation)
    if not escalation.is_pending:
        return texts(f"next.{stage}")
    time = in_new_zealand(escalation.answer_by) if escalation.answer_by else ""
    if escalation.stage is EscalationStatus.DECLINED:
        return texts("next.declined", name=decided_by(escalation), time=time)
    if escalation.passed_on and escalation.passed_on[-1].was_said:
        leader = escaped(escalation.passed_on[-1].person.name)
        return texts("next.awaiting-next", leader=leader, time=time)
    if escalation.leader and escalation.leader_state is LeaderState.NOT_REACHED:
        leader = escaped(escalation.leader.name)
        return texts("next.awaiting-deputy", leader=leader, time=time)
    return texts(f"next.{stage}", time=time)


def _who_is_with_them(content: Content, _: Report, escalation: Escalation) -> str:
    """From urgent on: who supports the reporter; the registers are never what matters first."""
    texts, leader = content.texts, escalation.entering_leader
    if leader is not None:
        key = "asked" if escalation.decision is None else "seen"
        return texts(f"next.urgent-{key}", name=escaped(leader.name))
    sought = escalation.may_get_entering_leader
    return texts("next.urgent-sought" if sought else "next.urgent-alone")


def _is_settled(escalation: Escalation) -> bool:
    """Whether it was sent, and nothing else about it is what comes next."""
    is_in_doubt = escalation.is_mail_in_doubt or escalation.is_addition_in_doubt
    is_open = not (is_in_doubt or escalation.asked_for or escalation.is_closed)
    return escalation.stage is EscalationStatus.SENT and is_open and not escalation.was_taken_back


def _after_sending(content: Content, report: Report, escalation: Escalation) -> str:
    """Who makes the entries; of somebody in danger nothing is asked."""
    texts, leader = content.texts, escalation.entering_leader
    if escalation.may_be_in_danger:
        return texts("next.sent-in-danger")
    if not open_systems(report, escalation):
        return texts("next.sent-complete")
    if leader is not None:
        name = escaped(leader.name)
        if escalation.bars_own_leader_as_deputy:
            return texts("next.sent-leader-asks-first", name=name)
        return texts("next.sent-leader-enters", name=name, **_where_entries_are(content))
    if escalation.may_get_entering_leader:
        return texts("next.sent-leader-sought")
    if escalation.bars_own_leader_as_deputy:
        return texts("next.sent-own-leader-out")
    if report.level.goes_at_once:
        return texts("next.sent-urgent", **_where_entries_are(content))
    return texts("next.sent")


def _where_entries_are(content: Content) -> dict[str, str]:
    """The fold of the status card, and the button in it."""
    return {"fold": content.texts("status.more"), "more": content.texts("status.afterwards")}


def _no_chasing(content: Content, escalation: Escalation) -> str:
    """That others act next; never beside how to tell Security by hand."""
    is_going = escalation.stage in (EscalationStatus.AWAITING_LEADER, EscalationStatus.MAILING)
    return content.texts("next.no_chasing") if is_going and not escalation.is_mail_in_doubt else ""


def security_status(content: Content, escalation: Escalation) -> str:
    """What Security answered last, and when; empty if nothing."""
    texts, closing = content.texts, escalation.closing
    said: list[tuple[str, datetime | None, dict[str, str]]]
    said = [("received", escalation.received_at, {})]
    if escalation.asked_for:
        needs = needs_in_words(content, escalation.asked_for)
        said.append(("asked", escalation.needs[-1].at, {"needs": needs}))
    if closing:
        said += [("closed", closing.at, {}), ("reopened", closing.reopened_at, {})]
    told = [(at, name, values) for name, at, values in said if at is not None]
    if not told:
        return ""
    at, name, values = max(told, key=lambda it: it[0])
    return texts(f"status.security_{name}", time=in_new_zealand(at), **values)


def leader_status(content: Content, escalation: Escalation) -> str:
    """The people leader's part."""
    texts, state = content.texts, escalation.leader_state
    if state is LeaderState.NOT_TOLD and escalation.named:
        return texts("leader_state.not-told-named", name=escaped(escalation.named.name))
    if state is LeaderState.NOT_TOLD:
        return texts("leader_state.not-told")
    if escalation.leader is None:
        is_sought = state is LeaderState.LOOKUP_PENDING
        return texts(f"leader_state.{'being-looked-up' if is_sought else 'nobody-reached'}")
    name = escaped(escalation.leader.name)
    return texts(f"leader_state.{_leader_key(escalation)}", name=name)


def deputy_status(content: Content, escalation: Escalation) -> str:
    """Everybody who was asked in the leader's place, and the search; empty if none is needed."""
    passed = [
        content.texts(
            "leader_state.handed-on" if it.was_said else "deputy_state.not-reached",
            name=escaped(it.person.name),
        )
        for it in escalation.passed_on
        if escalation.leader is None or it.person.id != escalation.leader.id
    ]
    return "; ".join(part for part in (*passed, _next_in_line(content, escalation)) if part)


def before_deputy(content: Content, escalation: Escalation) -> str:
    """What became of the leader in whose place the deputy is asked."""
    texts, last = content.texts, escalation.last_in_line
    if last is None:
        return texts("leader_state.nobody-reached")
    if escalation.not_me_of(last.id):
        return texts("leader_state.handed-on", name=escaped(last.name))
    is_leader = escalation.leader is not None and last.id == escalation.leader.id
    has_card = is_leader and escalation.leader_state is not LeaderState.NOT_REACHED
    key = "unanswered" if has_card else "not-reached"
    return texts(f"leader_state.{key}", name=escaped(last.name))


def _next_in_line(content: Content, escalation: Escalation) -> str:
    """The deputy's part, or that of the search; empty if none is needed."""
    texts, state = content.texts, escalation.deputy_state
    is_decided = escalation.decision is not None
    if state is None or (is_decided and state in _NOT_ASKED_YET):
        return ""
    if state is LeaderState.LOOKUP_PENDING:
        return texts("deputy_state.to-be-found")
    if escalation.deputy is None:
        return texts("deputy_state.nobody-reached")
    name = escaped(escalation.deputy.name)
    if state is LeaderState.ANSWERED:
        return texts(f"leader_state.{escalation.decision}", name=name)
    return texts(f"deputy_state.{_deputy_key(escalation)}", name=name)


def decided_by(escalation: Escalation) -> str:
    """The name of the person who decided, escaped."""
    person = escalation.decider
    return escaped(person.name) if person else ""


def _stage_key(escalation: Escalation) -> str:
    """Last part of the text keys `stage.` and `next.`."""
    if escalation.stage is EscalationStatus.MAILING and escalation.mail_trouble:
        return f"{escalation.stage}-{escalation.mail_trouble}"
    return f"{escalation.stage}-undelivered" if escalation.is_undelivered else str(escalation.stage)


def _answer_key(escalation: Escalation) -> str:
    """What Security answered last, as the end of the text key; empty if nothing."""
    if escalation.asked_for:
        return "-needs-more"
    if escalation.is_closed:
        return "-closed"
    if escalation.taken_back_at is not None:
        return "-taken-back"
    return "-received" if escalation.received_at else ""


def _leader_key(escalation: Escalation) -> str:
    state, has_deputy = escalation.leader_state, escalation.deputy_state is not None
    if state is LeaderState.ANSWERED:
        return str(escalation.decision)
    if escalation.leader and escalation.not_me_of(escalation.leader.id):
        return "handed-on"
    if state is LeaderState.NOT_REACHED:
        goes_without = escalation.mailing_because == "leader-not-reached"
        return "not-reached-sent" if goes_without else "not-reached"
    if has_deputy and state is not LeaderState.LOOKUP_PENDING:
        return "unanswered-decided" if escalation.decision else "unanswered"
    return str(state)


def _deputy_key(escalation: Escalation) -> str:
    if escalation.deputy_state is not LeaderState.ASKED:
        return str(escalation.deputy_state)
    if escalation.decision is not None:
        return "asked-decided"
    is_alone = escalation.leader_state is LeaderState.NOT_REACHED
    return "asked-alone" if is_alone else "asked"


def mail_text_card(content: Content, letter: Letter, report: Report, now: datetime) -> Card:
    """The mail to Security as the bot would send it, truncated to the size limit of a message."""
    return truncated_to_fit(
        lambda text: _mail_text_card(content, letter, text, report, now),
        letter.text,
        content.texts("by_hand.cut_short"),
    )


def _mail_text_card(
    content: Content, letter: Letter, text: str, report: Report, now: datetime
) -> Card:
    texts, reads = content.texts, when_security_reads(content, now, now)
    return card(
        heading(texts("by_hand.title")),
        paragraph(texts("by_hand.how", address=escaped(letter.to))),
        paragraph(reads) if reads else None,
        quiet_box(
            paragraph(f"**{texts('preview.to')}** {escaped(letter.to)}"),
            paragraph(f"**{texts('preview.subject')}** {escaped(letter.subject)}"),
            text_to_copy(text),
        ),
        button_row(button(texts("by_hand.back"), OpenReport(report_id=report.id))),
    )
