"""Every card the bot can show, in every state, and what is wrong with any of them."""

from collections.abc import Iterator

from bot.content import Content
from cards import gallery_of_asks, gallery_of_reports
from cards.kit import Card
from cards.lint import card_faults
from cards.menu_cards import (
    before_posting_card,
    closing_card,
    crisis_card,
    menu_card,
    situations_card,
    support_card,
    unfinished_card,
    welcome_card,
)
from cards.messages import CardMessages, first_name
from cards.samples import REPORTER
from cards.shelf import Shelf, drawn


def gallery(content: Content) -> Iterator[tuple[str, Card]]:
    """Each card with a name that begins with the function that draws it."""
    for name, draw in _shelves(content):
        yield name, draw()


def card_complaints(content: Content) -> list[str]:
    """What is wrong with the cards of this content, each fault once, at the first card with it."""
    found: dict[str, str] = {}
    for name, draw in _shelves(content):
        try:
            faults = card_faults(draw())
        except (LookupError, TypeError) as error:  # a text, contact or section is not there
            faults = [f"cannot be drawn: {error}"]
        for fault in faults:
            found.setdefault(fault, name)
    return [f"{name}: {fault}" for fault, name in found.items()]


def _shelves(content: Content) -> Iterator[Shelf]:
    yield from _menus(content)
    yield from gallery_of_asks.shelves(content)
    yield from gallery_of_reports.shelves(content)


def _menus(content: Content) -> Iterator[Shelf]:
    texts, scenarios = content.texts, list(content.catalogue.scenarios.values())
    longest = sorted(scenarios, key=lambda scenario: -len(scenario.menu_title))[:3]
    yield drawn(welcome_card, "with a name", content, REPORTER.name)
    yield drawn(welcome_card, "with a first name", content, first_name(REPORTER.name))
    yield drawn(welcome_card, "without a name", content, "")
    for number in range(len(longest) + 1):
        lead = texts("menu.lead")
        yield drawn(menu_card, f"with {number} suggestions", content, lead, longest[:number])
    for page in (situations_card, support_card, before_posting_card, unfinished_card):
        yield drawn(page, "", content)
    for has_draft in (True, False):
        yield drawn(crisis_card, f"with a draft: {has_draft}", content, has_draft=has_draft)
    for key in ("stop.done", "guidance.finished"):
        yield drawn(closing_card, key, content, texts(key))
    notices = (key for key in texts.placeholders if key.startswith(("refusal.", "again.")))
    for key in notices:
        yield drawn(CardMessages(content).notice, key, texts(key))
