"""Which turn or task a line of the log belongs to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from types import MappingProxyType

Facts = Mapping[str, str | None]

_NOTHING: Facts = MappingProxyType({})
_facts: ContextVar[Facts] = ContextVar("facts", default=_NOTHING)


@contextmanager
def correlated(correlation: str, *, report: str | None = None) -> Iterator[None]:
    """Every line that is logged inside the block carries this id, and the report it is about."""
    facts = {"correlation": correlation} | ({"report": report} if report else {})
    before = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(before)


def current() -> Facts:
    """What a line that is logged now belongs to."""
    return _facts.get()


def correlation_of(kind: str, outside_id: str) -> str:
    """An id for something that came in; the same for a redelivery.

    Whoever sends chooses their id, so it is not put into the log as it is.
    """
    return f"{kind}-{sha256(outside_id.encode('utf-8', 'replace')).hexdigest()[:16]}"
