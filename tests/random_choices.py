"""Random choices for property tests: cheap to make, and small again when an example fails."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from hypothesis import strategies as st

Item = TypeVar("Item")
Made = TypeVar("Made")


class RandomChoices:
    """Picks one thing after another as its bytes say; without bytes, always the first."""

    def __init__(self, picks: bytes) -> None:
        self._picks: Iterator[int] = iter(picks)

    def pick(self, things: Sequence[Item]) -> Item:
        return things[next(self._picks, 0) % len(things)]


def built_by_picks(
    make: Callable[[RandomChoices], Made], picks: int = 40
) -> st.SearchStrategy[Made]:
    """Examples that are built with up to that many choices."""
    return st.binary(min_size=picks, max_size=picks).map(lambda made: make(RandomChoices(made)))
