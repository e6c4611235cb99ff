"""The type check of a card: every element, property and value is one that Teams knows.

Microsoft's typed cards let unknown properties and unknown elements pass, and so would a misspelt
one; here both are faults, however deep they stand.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from inspect import getmembers, isclass
from typing import Any

from microsoft_teams.cards import core
from pydantic import ValidationError


@dataclass(frozen=True)
class Part:
    """One object inside a card: where it stands, under which property, and what it says."""

    path: str
    place: str
    node: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Its type; empty for parts that have none, such as a fact."""
        kind = self.node.get("type")
        return kind if isinstance(kind, str) else ""


def _models() -> Iterator[tuple[str, type[core.SerializableObject]]]:
    for _, model in getmembers(core, isclass):
        if issubclass(model, core.SerializableObject) and "type" in model.model_fields:
            name = model.model_fields["type"].default
            if isinstance(name, str):
                yield name, model


_MODELS = dict(_models())


def parts_of(card: Mapping[str, Any]) -> Iterator[Part]:
    """The card and every object in it, outermost first; what a button sends back is no part."""
    yield from _walk(Part("card", "", card))


def _walk(part: Part) -> Iterator[Part]:
    yield part
    for place, value in part.node.items():
        if place == "data":
            continue
        several = isinstance(value, list)
        for number, child in enumerate(value if several else [value], 1):
            if isinstance(child, Mapping):
                step = f"{place}[{number}]" if several else place
                yield from _walk(Part(f"{part.path}.{step}", place, child))


def type_faults(card: Mapping[str, Any]) -> Iterator[str]:
    """Everything that the official types do not know, or would refuse."""
    for part in parts_of(card):
        if part.kind in _MODELS:
            for fault in _faults_of(part.kind, json.dumps(part.node)):
                yield f"{part.path}{fault}"
        elif "type" in part.node or part.place == "":
            yield f"{part.path}: there is no element {part.node.get('type')!r}"


@lru_cache(maxsize=4096)  # one danger line, one button after the other: most parts are alike
def _faults_of(kind: str, written: str) -> tuple[str, ...]:
    try:
        # Strictly, so that "true" is no truth and "12" no number.
        found = _MODELS[kind].model_validate_json(written, strict=True)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        return tuple(
            f".{'.'.join(map(str, fault['loc']))}: {kind}: {fault['msg']}" for fault in wrong
        )
    return tuple(_unknown(found, "", kind))


def _unknown(node: core.SerializableObject, path: str, kind: str) -> Iterator[str]:
    for name in node.model_extra or {}:
        yield f"{path}: {kind}: there is no property {name}"
    for name, value in node:
        for child in value if isinstance(value, list) else [value]:
            if _is_typeless(child):
                yield from _unknown(child, f"{path}.{name}", type(child).__name__)


def _is_typeless(child: object) -> bool:
    """Whether only its parent knows what it is; a typed part is looked at by itself."""
    if isinstance(child, core.SubmitActionData) or not isinstance(child, core.SerializableObject):
        return False
    return not isinstance(getattr(child, "type", None), str)
