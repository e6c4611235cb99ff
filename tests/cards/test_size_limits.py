"""How heavy a message may get, and what gives way."""

from cards import elements
from cards.actions import GoOn
from cards.plain_text import (
    MAX_MESSAGE_BYTES,
    TARGET_MESSAGE_BYTES,
    fallback_text,
    message_bytes,
    plain_text,
)


def made_of(*paragraphs: str) -> elements.Card:
    """A card of these paragraphs, with one button."""
    parts = [elements.paragraph(text) for text in paragraphs]
    return elements.card(*parts, *elements.button_rows([elements.button("Go on", GoOn())]))


def test_every_character_counts_as_teams_counts_it() -> None:
    plain, macron, emoji = (message_bytes({"text": text}) for text in ("a", "ā", "🙂"))

    assert macron == plain
    assert emoji == plain + 2


def test_the_rest_of_the_message_counts_too() -> None:
    assert message_bytes({}) > 1024


def test_the_fallback_of_an_everyday_card_is_its_plain_text() -> None:
    card = made_of("One", "Two")

    assert card["fallbackText"] == plain_text(card) == "One\n\nTwo\n\n1. Go on"


def test_on_a_heavy_card_the_last_paragraphs_of_the_fallback_give_way() -> None:
    card = made_of("First", "a" * 4000, "b" * 3000)

    assert card["fallbackText"] == "First\n\n…\n\n1. Go on"
    assert message_bytes(card) <= TARGET_MESSAGE_BYTES


def test_a_card_that_is_too_heavy_by_itself_keeps_its_choices_as_fallback() -> None:
    card = made_of("a" * 20_000)

    assert card["fallbackText"] == "…\n\n1. Go on"
    assert message_bytes(card) > MAX_MESSAGE_BYTES


def test_the_fallback_does_not_hang_on_the_one_there_was() -> None:
    card = made_of("One")

    assert fallback_text({**card, "fallbackText": "x" * 9000}) == "One\n\n1. Go on"
