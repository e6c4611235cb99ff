"""All cards of a content in every state, and the lint of all of them."""

import json
from collections.abc import Iterator

from bot.content import Content
from bot.domain.typed.names import first_name
from cards.about_cards import people_card, privacy_card
from cards.elements import Card
from cards.gallery import leader, report, reporter
from cards.gallery.samples import MAILBOX, NOW, REPORTER, a_draft, an_addition
from cards.lint.lint import card_faults, support_faults
from cards.menu_cards import (
    before_posting_card,
    closing_card,
    crisis_card,
    menu_card,
    paused_card,
    situations_card,
    support_card,
    unfinished_card,
    unsent_card,
    welcome_card,
)
from cards.messages import CardMessages
from cards.outage_cards import (
    outage_card,
    outage_danger_card,
    outage_gate_card,
    outage_guidance_card,
    with_outage_line,
)
from cards.report.danger_card import danger_pause_card


def gallery(content: Content) -> Iterator[tuple[str, Card]]:
    """Each card with a name that begins with the function that renders it."""
    yield from _menus(content)
    yield from _without_storage(content)
    yield from report.cards(content)
    yield from reporter.cards(content)
    yield from leader.cards(content)


def gallery_faults(content: Content) -> list[str]:
    """The lint of all cards: each fault once, with the first card that has it."""
    first_card: dict[str, str] = {}
    help_words = [name for key in ("emergency", "eap") if (name := content.contacts.value(key))]
    checked: set[str] = set()
    for name, card in gallery(content):
        # Nearly half of the cards are the same as in another state.
        if (text := json.dumps(card, sort_keys=True)) in checked:
            continue
        checked.add(text)
        for fault in [*card_faults(card), *support_faults(card, help_words)]:
            first_card.setdefault(fault, name)
    return [f"{name}: {fault}" for fault, name in first_card.items()]


def _without_storage(content: Content) -> Iterator[tuple[str, Card]]:
    for name in (outage_card, outage_gate_card, outage_danger_card):
        yield name.__name__, name(content, MAILBOX)
    for scenario in content.catalogue.scenarios.values():
        card = outage_guidance_card(content, scenario, MAILBOX)
        yield f"outage_guidance_card: {scenario.id}", card
    pages = {
        "situations": situations_card(content),
        "support": support_card(content),
        "before-posting": before_posting_card(content),
        "privacy": privacy_card(content, MAILBOX),
        "people": people_card(content, MAILBOX),
    }
    for page, card in pages.items():
        yield f"with_outage_line: {page}", with_outage_line(content, card, MAILBOX)


def _menus(content: Content) -> Iterator[tuple[str, Card]]:
    texts, scenarios = content.texts, list(content.catalogue.scenarios.values())
    for name in (REPORTER.name, first_name(REPORTER.name), ""):
        yield f"welcome_card: name {name!r}", welcome_card(content, name)
    longest = sorted(scenarios, key=lambda scenario: -len(scenario.menu_title))
    for number in range(4):
        card = menu_card(content, texts("menu.lead"), longest[:number])
        yield f"menu_card: {number} suggestions", card
    yield "situations_card", situations_card(content)
    yield "support_card", support_card(content)
    yield "before_posting_card", before_posting_card(content)
    begun, adding = a_draft(""), an_addition(content)
    yield "unfinished_card", unfinished_card(content, begun)
    yield "unfinished_card: an addition", unfinished_card(content, adding)
    yield "unsent_card", unsent_card(content, "d1", NOW)
    yield "paused_card", paused_card(content, begun)
    yield "paused_card: an addition", paused_card(content, adding)
    yield "crisis_card: with a draft", crisis_card(content, draft_id="d1")
    yield "crisis_card: without a draft", crisis_card(content)
    yield "crisis_card: of something seen", crisis_card(content, suggested=longest[:3])
    yield "crisis_card: of a leader", crisis_card(content, leader_report_id="r1")
    yield "privacy_card", privacy_card(content, MAILBOX)
    yield "people_card", people_card(content, MAILBOX)
    yield "danger_pause_card", danger_pause_card(content, "r1")
    for key in ("stop.done", "stop.deleted", "guidance.finished"):
        yield f"closing_card: {key}", closing_card(content, texts(key))
    asking = closing_card(content, texts("guidance.finished"), asks_about="d1")
    yield "closing_card: whether it helped", asking
    notice = CardMessages(content, MAILBOX, lambda: NOW).notice(texts("refusal.not_possible"))
    yield "notice", dict(notice.card or {})
