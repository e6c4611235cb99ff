"""A random person's whims: cheap to make, and small again when a case fails."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from hypothesis import strategies as st

Item = TypeVar("Item")
Made = TypeVar("Made")


class Whims:
    """Picks one thing after another as its bytes say; without bytes, always the first."""

    def __init__(self, whims: bytes) -> None:
        self._whims: Iterator[int] = iter(whims)

    def pick(self, things: Sequence[Item]) -> Item:
        return things[next(self._whims, 0) % len(things)]


def made_by_whim(make: Callable[[Whims], Made]) -> st.SearchStrategy[Made]:
    """Whatever comes of up to forty choices."""
    return st.binary(min_size=40, max_size=40).map(lambda whims: make(Whims(whims)))
