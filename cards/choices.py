"""Choices of a prompt as buttons, and the buttons that navigate between prompts."""

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import core

from bot.content import Content
from cards.actions import AnswerQuestion
from cards.elements import Card, Element, button, button_rows, card, heading, move_buttons


@dataclass(frozen=True)
class CardChoice:
    """An answer that can be pressed or typed."""

    id: str
    label: str
    primary: bool = False


def choice_card(
    content: Content,
    nonce: str,
    title: str,
    choices: Sequence[CardChoice],
    navigation: Sequence[str],
    *parts: Element | None,
) -> Card:
    """A heading, some text and one button per choice."""
    return card(
        heading(title),
        *parts,
        *button_rows(choice_buttons(choices, nonce)),
        actions=navigation_buttons(content, nonce, navigation),
    )


def choice_buttons(choices: Sequence[CardChoice], nonce: str) -> list[core.Action]:
    """A Submit button per choice."""
    return [
        button(choice.label, AnswerQuestion(nonce=nonce, choice=choice.id), primary=choice.primary)
        for choice in choices
    ]


def navigation_buttons(
    content: Content, nonce: str, navigation: Sequence[str]
) -> list[core.Action]:
    """Buttons that leave a question (`back`, `skip`, `not-sure`, `stop`), in the given order."""
    return move_buttons(nonce, {to: content.texts(f"move.{to}") for to in navigation})
