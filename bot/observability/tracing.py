"""The turn or task that lines and spans belong to; no-ops where nothing is traced or counted."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol

Correlation = Mapping[str, str | None]
"""Fields of each log line inside a block of `correlated`."""
EndSpan = Callable[[str], None]
"""Takes the outcome of a span: a word of ours or the name of a class."""

_NOTHING: Correlation = MappingProxyType({})
_correlation: ContextVar[Correlation] = ContextVar("correlation", default=_NOTHING)


@contextmanager
def correlated(correlation: str, *, report: str | None = None) -> Iterator[None]:
    """Every log line inside the block carries this id, and the report it is about."""
    fields = {"correlation": correlation} | ({"report": report} if report else {})
    before = _correlation.set(fields)
    try:
        yield
    finally:
        _correlation.reset(before)


def current() -> Correlation:
    """The correlation fields of a line that is logged now."""
    return _correlation.get()


def correlation_of(kind: str, outside_id: str) -> str:
    """An id for something received; the same for a redelivery.

    It is hashed, because senders choose their own ids and could put anything into the log.
    """
    return f"{kind}-{sha256(outside_id.encode('utf-8', 'replace')).hexdigest()[:16]}"


class Spans(Protocol):
    """Opens spans. Their attributes are words of ours, names of classes and numbers."""

    def open(self, name: str, facts: Mapping[str, str | int]) -> AbstractContextManager[EndSpan]:
        """The block is one span, a child of the span that is open around it."""
        ...


class NoSpans:
    """No-op tracer."""

    def open(self, name: str, facts: Mapping[str, str | int]) -> AbstractContextManager[EndSpan]:
        return nullcontext(_ignore)


class NoMetrics:
    """No-op metrics."""

    def turn_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """Nothing is kept."""

    def task_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """Nothing is kept."""

    def call_ended(self, service: str, outcome: str, took: timedelta) -> None:
        """Nothing is kept."""

    def mail(self, state: str) -> None:
        """Nothing is kept."""

    def skipped(self, call: str, number: int) -> None:
        """Nothing is kept."""


def _ignore(_: str) -> None:
    pass


_spans: Spans = NoSpans()


def span(name: str, **facts: str | int) -> AbstractContextManager[EndSpan]:
    """The block as one span; a no-op while traces are off."""
    return _spans.open(name, facts)


@contextmanager
def traced_by(spans: Spans) -> Iterator[None]:
    """Inside the block every span of this process goes there."""
    global _spans
    before, _spans = _spans, spans
    try:
        yield
    finally:
        _spans = before
