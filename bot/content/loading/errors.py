"""Content errors: file, place and reason, in an editor's words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


class ContentRefused(Exception):
    """The content cannot be used. Each of its errors names file, place and reason."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = list(errors)


@dataclass(frozen=True)
class Location:
    """A place in a content file. Collects its errors, so that loading goes on to find the rest."""

    file: str
    errors: list[str]
    steps: tuple[str, ...] = ()

    def at(self, *steps: str | int) -> "Location":
        """A place further in; list items are counted from one."""
        return Location(self.file, self.errors, (*self.steps, *map(str, steps)))

    def error(self, reason: str) -> None:
        """Adds an error about this place."""
        self._add(": ".join(filter(None, (self.file, self._path, reason))))

    def missing(self) -> None:
        """Adds the error that this place is missing."""
        self._add(f"{self.file}: {self._path} is missing")

    def unknown(self, what: str, name: str, known: Iterable[str]) -> None:
        """Adds the error that this place names something that does not exist."""
        self.error(f'there is no {what} "{name}"{did_you_mean(name, known)}')

    @property
    def _path(self) -> str:
        return " > ".join(self.steps)

    def _add(self, error: str) -> None:
        if error not in self.errors:
            self.errors.append(error)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the most similar known name, or an empty string."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


Model = TypeVar("Model", bound=BaseModel)

_REASON_BY_PREFIX = {
    # The start of a type of error: https://docs.pydantic.dev/latest/errors/validation_errors/
    "string_type": "must be text in quotes",
    "bool": "must be true or false",
    "int": "must be a whole number",
    "date": "must be a date such as 2027-05-22, without quotes",
    "tuple": "must be a list in [ ]",
    "list": "must be a list in [ ]",
    "dict": "must be a table",
    "mapping": "must be a table",
    "model": "must be a table",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_pattern_mismatch": (
        "is not a good id: use small letters a to z, digits, - and _, starting with a letter"
    ),
}


def validate(model: type[Model], data: object, location: Location) -> Model | None:
    """The data as a value of the model; None, with errors noted, if it does not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _report(detail, model, location)
        return None


def _report(detail: ErrorDetails, model: type[BaseModel], location: Location) -> None:
    steps = [step for step in detail["loc"] if step != "[key]"]
    spot = location.at(*(step + 1 if isinstance(step, int) else step for step in steps))
    if detail["type"] == "missing":
        spot.missing()
    elif detail["type"] == "extra_forbidden":
        spot.error(f"there is no such key{did_you_mean(str(steps[-1]), _keys(model, steps))}")
    else:
        spot.error(_reason(detail["type"], detail["input"], detail.get("ctx", {}), detail["msg"]))


def _reason(kind: str, given: object, context: Mapping[str, Any], message: str) -> str:
    if kind == "string_too_long":
        return f"has {len(str(given))} characters; {context['max_length']} are allowed"
    if kind in ("enum", "literal_error"):
        words = ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))
        return f'"{given}" is not allowed; use one of {words}'
    if kind == "value_error":
        return f'"{given}" is not allowed; {context["error"]}'
    return next(
        (reason for prefix, reason in _REASON_BY_PREFIX.items() if kind.startswith(prefix)), message
    )


def _keys(model: type[BaseModel], steps: Sequence[str | int]) -> list[str]:
    """The keys that the model allows at the last step."""
    for step in steps[:-1]:
        if step in model.model_fields:
            model = _model_in(model.model_fields[str(step)].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
