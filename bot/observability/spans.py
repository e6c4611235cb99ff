"""What traces are told: turns, tasks and the calls inside them, each from its begin to its end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

EndSpan = Callable[[str], None]
"""Takes how it ended: a word of ours or a class name."""


class Spans(Protocol):
    """Facts are words of ours, class names and numbers: no ids of people, nobody's words."""

    def open(self, name: str, facts: Mapping[str, str | int]) -> AbstractContextManager[EndSpan]:
        """The block is one span, and a part of the span that is open around it."""
        ...


class Untraced:
    """Spans for nobody."""

    def open(self, name: str, facts: Mapping[str, str | int]) -> AbstractContextManager[EndSpan]:
        """Nothing is kept."""
        return nullcontext(_ignore)


def _ignore(_: str) -> None:
    pass


_spans: Spans = Untraced()


def span(name: str, **facts: str | int) -> AbstractContextManager[EndSpan]:
    """The block as one span; nothing where no traces are wanted."""
    return _spans.open(name, facts)


@contextmanager
def traced_by(spans: Spans) -> Iterator[None]:
    """Inside the block every span of this process goes there, as its lines go to one log."""
    global _spans
    before, _spans = _spans, spans
    try:
        yield
    finally:
        _spans = before
