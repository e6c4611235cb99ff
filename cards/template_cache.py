"""Cards of open questions, drawn once: from one showing to the next only the nonce differs."""

import json
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from inspect import signature
from secrets import token_hex
from typing import Any, ParamSpec, cast

from cards.elements import Card

P = ParamSpec("P")

_PLACE = token_hex(8)
"""Stands where the nonce goes, as long as one, so that the card weighs the same."""


def cached_template(draw: Callable[P, Card]) -> Callable[P, Card]:
    """Gives each showing a copy with its own nonce.

    Only for cards made of the content alone, never of anything about a person: they stay.
    """
    parameters = signature(draw)

    @lru_cache(maxsize=512)
    def drawn(*given: tuple[str, Hashable]) -> str:
        # As text: it takes little memory, and no showing can change another.
        template = cast(Any, draw)(**dict(given), nonce=_PLACE)
        return json.dumps(template, ensure_ascii=False)

    @wraps(draw)
    def showing(*args: P.args, **kwargs: P.kwargs) -> Card:
        given = parameters.bind(*args, **kwargs).arguments
        nonce = given.pop("nonce")
        text = drawn(*((name, _hashable(value)) for name, value in given.items()))
        card: Card = json.loads(text.replace(_PLACE, nonce))
        return card

    return showing


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
