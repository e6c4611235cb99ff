"""An open question, whatever it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.content import Content
from bot.domain.form import Field
from cards.choices import Offer, offer_card
from cards.elements import Card, Element

BACK_OR_STOP = ("back", "stop")
LEAVE_OUT = "leave-out"


@dataclass(frozen=True)
class Ask:
    """An open question: how its card is drawn under a nonce, and what counts as an answer."""

    draw: Callable[[str], Card]
    offers: Sequence[Offer] = ()
    alone: frozenset[str] = frozenset()
    is_many: bool = False
    takes_words: bool = False
    or_name: bool = False
    """Where no offer is meant, words that look like somebody's name or address are taken."""
    longest: int = 1000
    moves: Sequence[str] = ()
    fields: tuple[Field, ...] = ()
    parts: Sequence[Offer] = ()
    """What may still be left out of the preview."""
    means: Mapping[str, str] = field(default_factory=dict)
    """The one offer that a yes or a no means, however it is said, by the list of such words."""
    unclear_is_not_sure: bool = False
    """Whatever else is typed counts as "not sure": it may be about danger."""


def ask_with_offers(
    content: Content,
    title: str,
    offers: Sequence[Offer],
    *parts: Element | None,
    moves: Sequence[str] = BACK_OR_STOP,
) -> Ask:
    """Some text, and a button for each answer."""
    words = content.texts(title)
    return Ask(
        lambda nonce: offer_card(content, nonce, words, offers, moves, *parts),
        offers,
        moves=moves,
    )
