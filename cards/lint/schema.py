"""Type check of a card: every element, property and value is one that Teams knows.

Microsoft's card models accept unknown properties and elements, so a misspelt one would pass; here
both are faults at any depth.
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
    """A JSON object of a card: its path, the key it is the value of, and its content."""

    path: str
    key: str
    node: Mapping[str, Any]

    @property
    def type(self) -> str:
        """The type; empty for parts without one, such as a fact."""
        name = self.node.get("type")
        return name if isinstance(name, str) else ""


def _models() -> Iterator[tuple[str, type[core.SerializableObject]]]:
    for _, model in getmembers(core, isclass):
        if issubclass(model, core.SerializableObject) and "type" in model.model_fields:
            name = model.model_fields["type"].default
            if isinstance(name, str):
                yield name, model


_MODELS = dict(_models())


def parts_of(card: Mapping[str, Any]) -> Iterator[Part]:
    """The card and every object in it, outermost first, without the data of buttons."""
    yield from _walk(Part("card", "", card))


def _walk(part: Part) -> Iterator[Part]:
    yield part
    for name, value in part.node.items():
        if name == "data":
            continue
        is_list = isinstance(value, list)
        for number, child in enumerate(value if is_list else [value], 1):
            if isinstance(child, Mapping):
                step = f"{name}[{number}]" if is_list else name
                yield from _walk(Part(f"{part.path}.{step}", name, child))


def type_faults(card: Mapping[str, Any]) -> Iterator[str]:
    """Every part that the official types do not know or do not accept."""
    for part in parts_of(card):
        if part.type in _MODELS:
            for fault in _faults_of(part.type, json.dumps(part.node)):
                yield f"{part.path}{fault}"
        elif "type" in part.node or part.key == "":
            yield f"{part.path}: there is no element {part.node.get('type')!r}"


@lru_cache(maxsize=4096)  # most parts recur on many cards
def _faults_of(type_name: str, text: str) -> tuple[str, ...]:
    try:
        # Strict: "true" is not a boolean, and "12" not a number.
        parsed = _MODELS[type_name].model_validate_json(text, strict=True)
    except ValidationError as error:
        return tuple(
            f".{'.'.join(map(str, fault['loc']))}: {type_name}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False)
        )
    return tuple(_unknown_properties(parsed, "", type_name))


def _unknown_properties(node: core.SerializableObject, path: str, type_name: str) -> Iterator[str]:
    for name in node.model_extra or {}:
        yield f"{path}: {type_name}: there is no property {name}"
    for name, value in node:
        for child in value if isinstance(value, list) else [value]:
            if _is_typeless(child):
                yield from _unknown_properties(child, f"{path}.{name}", type(child).__name__)


def _is_typeless(child: object) -> bool:
    """Whether the type follows from the parent; typed parts are checked on their own."""
    if isinstance(child, core.SubmitActionData) or not isinstance(child, core.SerializableObject):
        return False
    return not isinstance(getattr(child, "type", None), str)
