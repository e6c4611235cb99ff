"""Values to the JSON text of a row, and back."""

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
    """A row does not hold what its table promises. Names the row, never its content."""


def dump_value(value: Value) -> tuple[str, str | None]:
    """The document of a value, and its additions, which release 1.0.0 does not know, if any."""
    document, additions = split_additions(value)
    return to_json(document).decode(), to_json(additions).decode() if additions else None


def load_value(kind: type[ValueT], text: str, row: str, additions: str | None = None) -> ValueT:
    """The value of a row, with fields unknown to this release. Raises BrokenDocument."""
    # Raised outside the block: pydantic's error quotes the text and must not be chained.
    with suppress(ValidationError, BrokenDocument):
        if additions:
            text = dump_object(load_with_additions(text, row, additions))
        return kind.model_validate_json(text, extra="allow")
    raise BrokenDocument(f"{row} does not hold a {kind.__name__}")


def load_with_additions(text: str, row: str, additions: str | None) -> dict[str, Any]:
    """The JSON object of a document and its additions. Raises BrokenDocument."""
    document = load_object(text, row)
    with suppress(LookupError, TypeError, AttributeError):
        return join_additions(document, load_object(additions, row)) if additions else document
    raise BrokenDocument(f"{row} does not hold what was added to its document")


def load_object(text: str, row: str) -> dict[str, Any]:
    """The plain JSON object of a row. Raises BrokenDocument."""
    with suppress(ValueError):
        found = json.loads(text)
        if isinstance(found, dict):
            return found
    raise BrokenDocument(f"{row} does not hold an object")


def dump_object(mapping: Mapping[str, Any]) -> str:
    """The text of a plain JSON object. Raises TypeError for what JSON cannot hold."""
    return json.dumps(dict(mapping), separators=(",", ":"))
