"""Cards about the bot: who reads what, and how to reach a person."""

from bot.content import Content
from bot.services.wording import in_words
from cards.actions import ShowPage
from cards.elements import (
    Card,
    bullets,
    button,
    button_row,
    card,
    danger_line,
    escaped,
    heading,
    paragraph,
)


def privacy_card(content: Content) -> Card:
    """Who reads what, how long it is kept, and the reporter's rights."""
    texts, timers = content.texts, content.timers
    reports = timers.retention.reports
    retention = (
        texts("privacy.kept_undecided")
        if reports is None
        else texts("privacy.kept", time=in_words(texts, reports))
    )
    unsent = texts("privacy.unsent", time=in_words(texts, timers.draft.deleted_after))
    return card(
        heading(texts("privacy.title")),
        bullets([texts("privacy.reads"), texts("privacy.leader"), texts("privacy.others")]),
        bullets([unsent, retention, texts("privacy.chat")]),
        bullets([texts("privacy.limits"), texts("privacy.rights")]),
        bullets([content.contacts.line("privacy_commissioner")]),
        button_row(button(texts("menu.support"), ShowPage(page="support"))),
    )


def people_card(content: Content, mailbox: str) -> Card:
    """Whom to call or write to."""
    texts, contacts = content.texts, content.contacts
    phone = contacts.value("security_phone")
    security = texts("people.security", address=escaped(mailbox))
    return card(
        heading(texts("people.title")),
        danger_line(texts("danger.line")),
        paragraph(texts("people.text")),
        bullets([contacts.line(key) for key in ("emergency", "police_105")]),
        bullets([security, *([texts("danger.security_phone", number=phone)] if phone else [])]),
        bullets([contacts.line(key) for key in ("eap", "need_to_talk")]),
        paragraph(texts("support.eap_limits"), subtle=True),
        button_row(button(texts("menu.more_support"), ShowPage(page="support"))),
    )
