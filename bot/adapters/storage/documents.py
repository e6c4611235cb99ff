"""Our values as the text that a row keeps, and back."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.domain.scenario import Value

Kind = TypeVar("Kind", bound=Value)


class BrokenDocument(Exception):  # noqa: N818 - named as what was found
    """A row does not hold what its table promises. Names the row, never what is in it."""


def to_value(kind: type[Kind], text: str, row: str) -> Kind:
    """The value a row keeps. Raises BrokenDocument."""
    # Raised outside the block, so that the first error, which quotes the text, is not chained.
    with suppress(ValidationError):
        return kind.model_validate_json(text)
    raise BrokenDocument(f"{row} does not hold a {kind.__name__}")


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
