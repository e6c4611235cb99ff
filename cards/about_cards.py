"""Cards about the bot: who reads what, and how to reach a person."""

from bot.content import Content
from bot.domain.scenario import Reader
from bot.services.wording import in_words
from cards.actions import ShowPage
from cards.elements import (
    Card,
    Element,
    bullets,
    button,
    button_row,
    card,
    collapsible,
    danger_line,
    escaped,
    heading,
    paragraph,
    subheading,
)


def privacy_card(content: Content, mailbox: str) -> Card:
    """Who reads what and why, how long it is kept, the limits, and the person's rights.

    Readers and durations are those that the content sets.
    """
    texts, contacts = content.texts, content.contacts
    privacy_team = contacts.line("privacy_team") if contacts.value("privacy_team") else ""
    return card(
        heading(texts("privacy.title")),
        subheading(texts("privacy.who")),
        bullets([texts(f"privacy.{key}") for key in ("reads", "leader", "deputy")]),
        bullets([texts(f"privacy.{key}") for key in ("entries", "others")]),
        *collapsible("readers", texts("privacy.in_full"), _readers(content)),
        subheading(texts("privacy.how_long")),
        bullets([*_kept(content), texts("privacy.chat")]),
        subheading(texts("privacy.yours")),
        bullets(
            [
                texts("privacy.limits"),
                texts("privacy.rights"),
                privacy_team or texts("privacy.ask"),
                texts("privacy.correct", address=escaped(mailbox)),
                texts("privacy.then_commissioner"),
                contacts.line("privacy_commissioner"),
            ]
        ),
        paragraph(texts("privacy.eap")),
        button_row(button(texts("menu.support"), ShowPage(page="support"))),
    )


def _kept(content: Content) -> list[str]:
    """How long what is kept."""
    texts, retention = content.texts, content.timers.retention
    unsent = in_words(texts, content.timers.draft.deleted_after)
    reports = (
        texts("privacy.kept_undecided")
        if retention.reports is None
        else texts("privacy.kept", time=in_words(texts, retention.reports))
    )
    return [
        texts("privacy.unsent", time=unsent),
        reports,
        texts("privacy.looked_up", time=in_words(texts, retention.looked_up)),
        texts("privacy.counters", time=in_words(texts, retention.counters)),
    ]


def _readers(content: Content) -> list[Element]:
    """Which facts each of them reads, by their names."""
    texts, facts = content.texts, content.catalogue.facts.values()
    by_reader = {
        reader: [fact for fact in facts if reader in fact.readers and not fact.leader_if_allowed]
        for reader in Reader
    }
    titles = {
        texts("privacy.in_full_card"): by_reader[Reader.CARD],
        texts("privacy.in_full_details"): by_reader[Reader.DETAILS],
        texts("privacy.in_full_allowed"): [fact for fact in facts if fact.leader_if_allowed],
        **{
            texts("privacy.in_full_entry", system=content.contacts[system].name): by_reader[
                Reader(system)
            ]
            for system in ("noggin", "kotahi")
        },
        texts("privacy.in_full_email"): [
            fact for fact in facts if set(fact.readers) == {Reader.EMAIL}
        ],
        texts("privacy.in_full_none"): [fact for fact in facts if not fact.readers],
    }
    return [
        part
        for title, found in titles.items()
        if found
        for part in (
            subheading(title),
            paragraph("; ".join(dict.fromkeys(fact.heading for fact in found))),
        )
    ]


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
