"""Cards of open questions, drawn once: from one showing to the next only the nonce differs."""

import json
from collections.abc import Callable, Hashable
from functools import lru_cache
from secrets import token_hex
from typing import cast

from cards.kit import Card

_PLACE = token_hex(16)
"""Stands where the nonce goes; no words of anybody contain it."""


def showing(nonce: str, draw: Callable[..., Card], *of: Hashable) -> Card:
    """The card that `draw` makes of this and a nonce."""
    return cast(Card, json.loads(_drawn(draw, *of).replace(_PLACE, nonce)))


@lru_cache(maxsize=512)
def _drawn(draw: Callable[..., Card], *of: Hashable) -> str:
    # As text: it takes little memory, and no showing can change another.
    return json.dumps(draw(*of, _PLACE), ensure_ascii=False)
