"""How a value is kept, so that two releases can run on one database.

An older release does not know everything that a newer one keeps. From 1.1.0 on a value is read
with the keys that nobody here knows, in `model_extra`, and is written back with them. Only what is
read is so generous: a value made in code refuses a key it does not know, as content and cards do.

Release 1.0.0 refuses such keys. So the fields marked with SINCE_1_1 are kept beside the document
that it reads and writes: what was added to a part stands under that part's JSON Pointer (RFC 6901).
It holds as long as the part is the same: 1.0.0 may have put another person in its place meanwhile.

No release can read a choice it does not know, of an enum or a literal: such a choice is read for
one release before any release writes it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from bot.domain.base import SINCE_1_1, Value

IDENTITIES = ("id", "report_id")
"""By what a part is known to be the same; without one it is by all that it says."""


class Parts(NamedTuple):
    """A value as JSON has it: what release 1.0.0 knows, and what was added since."""

    document: dict[str, Any]
    additions: dict[str, Any]


def split_additions(value: Value) -> Parts:
    """A value as it is kept."""
    document: dict[str, Any] = value.model_dump(mode="json")
    _restore_unknown(value, document)
    return Parts(document, dict(_additions(value, document, "")))


def join_additions(document: Mapping[str, Any], additions: Mapping[str, Any]) -> dict[str, Any]:
    """The whole; without what was added to parts that are gone, or are others now."""
    whole: dict[str, Any] = json.loads(json.dumps(document))
    for pointer, addition in additions.items():
        part = _part(whole, pointer)
        if isinstance(part, dict) and addition["to"] == _identity(_part(document, pointer)):
            part.update({**addition["fields"], **part})
    return whole


def _restore_unknown(value: Any, dumped: Any) -> None:
    """Puts back what nobody here knows, which the serialiser leaves out."""
    if isinstance(value, BaseModel):
        dumped.update(value.model_extra or {})
    for item, its, _ in _inner(value, dumped, ""):
        _restore_unknown(item, its)


def _additions(value: Any, dumped: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was added to it and its parts, which is taken away from what was dumped."""
    fields = {}
    if isinstance(value, BaseModel):
        for name, default in _marked(type(value)).items():
            said = dumped.pop(name)
            if getattr(value, name) != default:
                fields[name] = said
    for item, its, where in _inner(value, dumped, pointer):
        yield from _additions(item, its, where)
    if fields:
        yield pointer, {"to": _identity(dumped), "fields": fields}


def _inner(value: Any, dumped: Any, pointer: str) -> Iterator[tuple[Any, Any, str]]:
    """What is inside of it and still dumped, beside what it was dumped as, and where that is."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields.keys() & dumped.keys():
            yield getattr(value, name), dumped[name], f"{pointer}/{name}"
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield item, dumped[str(key)], f"{pointer}/{_escaped(str(key))}"
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for index, item in enumerate(value):
            yield item, dumped[index], f"{pointer}/{index}"


@cache
def _marked(kind: type[BaseModel]) -> Mapping[str, Any]:
    """The defaults of the fields that release 1.0.0 does not know."""
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if field.json_schema_extra == SINCE_1_1
    }


def _identity(part: Mapping[str, Any]) -> str:
    for name in IDENTITIES:
        if part.get(name):
            return str(part[name])
    said = json.dumps(part, sort_keys=True).encode()
    return hashlib.sha256(said).hexdigest()


def _part(whole: Any, pointer: str) -> Any:
    """What the pointer leads to, or None."""
    part = whole
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(part, list):
            part = part[int(key)] if key.isdecimal() and int(key) < len(part) else None
        else:
            part = part.get(key) if isinstance(part, dict) else None
    return part


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
