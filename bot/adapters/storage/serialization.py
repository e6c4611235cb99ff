"""Our values as the text that a row keeps, and back."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from bot.domain.base import Value
from bot.domain.stored import join_additions, split_additions

ValueT = TypeVar("ValueT", bound=Value)


class BrokenDocument(Exception):
    """A row does not hold what its table promises. Names the row, never what is in it."""


def from_value(value: Value) -> tuple[str, str | None]:
    """The text of a value, and of what release 1.0.0 does not know of it, if there is any."""
    document, additions = split_additions(value)
    return to_json(document).decode(), to_json(additions).decode() if additions else None


def to_value(kind: type[ValueT], text: str, row: str, additions: str | None = None) -> ValueT:
    """The value a row keeps, with what is unknown to this release. Raises BrokenDocument."""
    # Raised outside the block, so that the first error, which quotes the text, is not chained.
    with suppress(ValidationError, BrokenDocument):
        if additions:
            text = from_mapping(to_whole(text, row, additions))
        return kind.model_validate_json(text, extra="allow")
    raise BrokenDocument(f"{row} does not hold a {kind.__name__}")


def to_whole(text: str, row: str, additions: str | None) -> dict[str, Any]:
    """A value as JSON has it, with what was added to it. Raises BrokenDocument."""
    document = to_mapping(text, row)
    with suppress(LookupError, TypeError, AttributeError):
        return join_additions(document, to_mapping(additions, row)) if additions else document
    raise BrokenDocument(f"{row} does not hold what was added to its document")


def to_mapping(text: str, row: str) -> dict[str, Any]:
    """The plain JSON object a row keeps. Raises BrokenDocument."""
    with suppress(ValueError):
        found = json.loads(text)
        if isinstance(found, dict):
            return found
    raise BrokenDocument(f"{row} does not hold an object")


def from_mapping(mapping: Mapping[str, Any]) -> str:
    """The text of a plain JSON object. Raises TypeError for anything that JSON cannot say."""
    return json.dumps(dict(mapping), separators=(",", ":"))
