"""Cards stay true because the bot replaces them, never because Teams asks for a new one."""

from tests.cards.shown import every_card, nodes


def test_no_card_asks_to_be_refreshed() -> None:
    # In a chat of two nobody else holds a copy, and a refresh would come in anybody's name.
    cards = every_card()

    asking = [name for name in cards if any("refresh" in node for node in nodes(cards[name]))]

    assert len(cards) > 50
    assert asking == []
