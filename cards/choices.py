"""The answers a person can give on a card, as buttons, and the ways out of a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import core

from bot.content import Content
from cards.actions import AnswerQuestion
from cards.elements import Card, Element, button, button_rows, card, heading, moves


@dataclass(frozen=True)
class CardChoice:
    """One answer a person can give by pressing or typing."""

    id: str
    label: str
    primary: bool = False


def choice_card(
    content: Content,
    nonce: str,
    title: str,
    offers: Sequence[CardChoice],
    move_to: Sequence[str],
    *parts: Element | None,
) -> Card:
    """Some text and a few buttons, one below the other."""
    return card(
        heading(title),
        *parts,
        *button_rows(offer_buttons(offers, nonce)),
        actions=ways_out(content, nonce, move_to),
    )


def offer_buttons(offers: Sequence[CardChoice], nonce: str) -> list[core.Action]:
    """A button for each of them."""
    return [
        button(offer.label, AnswerQuestion(nonce=nonce, choice=offer.id), primary=offer.primary)
        for offer in offers
    ]


def ways_out(content: Content, nonce: str, move_to: Sequence[str]) -> list[core.Action]:
    """Back, Skip, Not sure and Stop, as far as they are offered."""
    return moves(nonce, {to: content.texts(f"move.{to}") for to in move_to})
