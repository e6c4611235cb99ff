"""How the gallery keeps a card: a name, and how to draw it when somebody looks."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cards.kit import Card
from bot.ports import Message

Shelf = tuple[str, Callable[[], Card]]
NONCE = "0123456789abcdef"


def drawn(
    function: Callable[..., Card | Message], state: str, *args: Any, **values: Any
) -> Shelf:
    """A card by the name of its function and its state, not drawn yet."""
    name = f"{function.__name__} ({state})" if state else function.__name__
    return name, partial(_card, function, *args, **values)


def _card(function: Callable[..., Card | Message], *args: Any, **values: Any) -> Card:
    made = function(*args, **values)
    return dict(made.card or {}) if isinstance(made, Message) else made
