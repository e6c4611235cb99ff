"""The card with which a reporter is told of a change, in a message of its own."""

from datetime import datetime

from bot.content import Content
from bot.domain.escalation import Escalation, EscalationStatus
from bot.domain.report import Report
from bot.services.wording import in_new_zealand, needs_in_words
from cards.actions import OpenReport, ShowMailText, ShowPage
from cards.elements import (
    Card,
    button,
    button_row,
    card,
    danger_line,
    escaped,
    heading,
    paragraph,
    state_band,
)
from cards.reporter.status_cards import (
    answer_security_button,
    before_deputy,
    contact_about_added,
    contact_security,
    decided_by,
    mailbox_hours,
    where_mail_is,
    whether_it_helped,
)


def news_card(
    content: Content,
    name: str,
    report: Report,
    escalation: Escalation,
    security_mailbox: str,
    now: datetime,
) -> Card:
    """What has changed, what to do if anything, and the way to the report."""
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
        paragraph(_text(content, name, escalation)),
        *contact_security(content, report, escalation, security_mailbox),
        *contact_about_added(content, report, escalation, security_mailbox),
        button_row(*buttons),
        *(whether_it_helped(content, escalation) if name == "security-closed" else ()),
        danger_line(texts("danger.line")) if report.level.goes_at_once else None,
        mailbox_hours(content, report, escalation, now),
    )


def _text(content: Content, name: str, escalation: Escalation) -> str:
    is_theirs = name == "security-closed" and escalation.was_taken_back
    texts, key = content.texts, f"news.{name}{'-taken-back' if is_theirs else ''}"
    values = {
        "leader": decided_by(escalation),
        "before": before_deputy(content, escalation),
        "deputy": escaped(escalation.deputy.name) if escalation.deputy else "",
        "mail": _where_mail_is(content, escalation),
        "needs": needs_in_words(content, escalation.asked_for),
        "until": in_new_zealand(escalation.closing.until) if escalation.closing else "",
    }
    # Of a placeholder without words two blanks are left.
    return " ".join(texts(key, **{it: values[it] for it in texts.placeholders[key]}).split())


def _where_mail_is(content: Content, escalation: Escalation) -> str:
    """In a sentence; empty where the state above says it."""
    if escalation.is_mail_in_doubt:
        return ""
    is_sent = escalation.stage is EscalationStatus.SENT
    return content.texts(f"news.mail_{'gone' if is_sent else 'goes'}")
