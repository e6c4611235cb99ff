"""Where content is wrong, and why, in an editor's words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


class ContentRefused(Exception):
    """The content cannot be used. Carries every complaint, each naming file, place and reason."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = list(complaints)


@dataclass(frozen=True)
class Location:
    """A spot in a content file. What is refused here is noted, and reading goes on."""

    file: str
    complaints: list[str]
    steps: tuple[str, ...] = ()

    def at(self, *steps: str | int) -> "Location":
        """A spot further in; things in a list are counted from one."""
        return Location(self.file, self.complaints, (*self.steps, *map(str, steps)))

    def refuse(self, reason: str) -> None:
        """Notes a complaint about this spot."""
        self._note(": ".join(filter(None, (self.file, self._path, reason))))

    def missing(self) -> None:
        """Notes that this spot is not there."""
        self._note(f"{self.file}: {self._path} is missing")

    def refuse_unknown(self, what: str, name: str, known: Iterable[str]) -> None:
        """Notes that something is named here which does not exist."""
        self.refuse(f'there is no {what} "{name}"{did_you_mean(name, known)}')

    @property
    def _path(self) -> str:
        return " > ".join(self.steps)

    def _note(self, complaint: str) -> None:
        if complaint not in self.complaints:
            self.complaints.append(complaint)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the most similar name there is, or nothing."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


Model = TypeVar("Model", bound=BaseModel)

_BY_START = {
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


def read(model: type[Model], data: object, place: Location) -> Model | None:
    """The value that the data describes; None, with complaints, if it does not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            _explain(fault, model, place)
        return None


def _explain(fault: ErrorDetails, model: type[BaseModel], place: Location) -> None:
    steps = [step for step in fault["loc"] if step != "[key]"]
    spot = place.at(*(step + 1 if isinstance(step, int) else step for step in steps))
    if fault["type"] == "missing":
        spot.missing()
    elif fault["type"] == "extra_forbidden":
        spot.refuse(f"there is no such key{did_you_mean(str(steps[-1]), _keys(model, steps))}")
    else:
        spot.refuse(_reason(fault["type"], fault["input"], fault.get("ctx", {}), fault["msg"]))


def _reason(kind: str, given: object, context: Mapping[str, Any], message: str) -> str:
    if kind == "string_too_long":
        return f"has {len(str(given))} characters; {context['max_length']} are allowed"
    if kind in ("enum", "literal_error"):
        words = ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))
        return f'"{given}" is not allowed; use one of {words}'
    if kind == "value_error":
        return f'"{given}" is not allowed; {context["error"]}'
    return next((said for start, said in _BY_START.items() if kind.startswith(start)), message)


def _keys(model: type[BaseModel], steps: Sequence[str | int]) -> list[str]:
    """The keys that may stand where the last step stands."""
    for step in steps[:-1]:
        if step in model.model_fields:
            model = _model_in(model.model_fields[str(step)].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
