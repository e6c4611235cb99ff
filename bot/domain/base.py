"""What every value is made of: its checks, its characters, and a stored form for two releases.

From 1.1.0 on, a stored value is read with the keys that this release does not know, in
`model_extra`, and written back with them. A value made in code refuses unknown keys, and so do
content and cards.

Release 1.0.0 refuses unknown keys in what it reads too. So the fields marked with SINCE_1_1 are
stored beside the document that 1.0.0 reads and writes, under the JSON Pointer (RFC 6901) of their
part. They apply while the part has the same identity: 1.0.0 may have replaced it meanwhile, as by
another person.

No release reads a value of an enum or literal that it does not know. A new one has to be readable
for one release before any release writes it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]

SINCE_1_1: Final[dict[str, Any]] = {"since": "1.1.0"}
"""Marks a field of a stored value that release 1.0.0 does not know, and refuses to read.

`Field(None, json_schema_extra=SINCE_1_1)`: storage keeps such a field beside the document, so that
both releases can run on one database.
"""


class Value(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with these fields replaced, each validated as on creation.

        Pydantic's own validates neither names nor types, so an error would show only at the next
        load (https://docs.pydantic.dev/latest/api/base_model/#pydantic.BaseModel.model_copy).
        Raises TypeError, which names the fields and quotes no value.
        """
        if not update:
            return super().model_copy(deep=deep)
        wrong = set(update) - set(type(self).model_fields)
        if not wrong:
            try:
                # Fields that another release wrote beside ours are preserved.
                return self.model_validate({**dict(self), **update}, extra="allow")
            except ValidationError as error:
                wrong = {str(found["loc"][0]) for found in error.errors(include_input=False)}
        raise TypeError(f"{type(self).__name__} takes no such {', '.join(sorted(wrong))}") from None


IDENTITIES = ("id", "report_id")
"""The keys that identify a part; a part without one is identified by its whole content."""


class Parts(NamedTuple):
    """A value as JSON: the document that release 1.0.0 knows, and the fields added since."""

    document: dict[str, Any]
    additions: dict[str, Any]


def split_additions(value: Value) -> Parts:
    """The stored form of a value."""
    document: dict[str, Any] = value.model_dump(mode="json")
    _restore_unknown(value, document)
    return Parts(document, dict(_additions(value, document, "")))


def join_additions(document: Mapping[str, Any], additions: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its additions, but for those of parts that are gone or were replaced."""
    whole: dict[str, Any] = json.loads(json.dumps(document))
    for pointer, addition in additions.items():
        part = _part(whole, pointer)
        if isinstance(part, dict) and addition["to"] == _identity(_part(document, pointer)):
            part.update({**addition["fields"], **part})
    return whole


def _restore_unknown(value: Any, dumped: Any) -> None:
    """Adds the unknown keys, which the serialiser leaves out."""
    if isinstance(value, BaseModel):
        dumped.update(value.model_extra or {})
    for part, dumped_part, _ in _parts_of(value, dumped, ""):
        _restore_unknown(part, dumped_part)


def _additions(value: Any, dumped: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Moves the fields added since 1.0.0 out of the dump, for the value and its parts."""
    fields = {}
    if isinstance(value, BaseModel):
        for name, default in _added_fields(type(value)).items():
            dumped_field = dumped.pop(name)
            if getattr(value, name) != default:
                fields[name] = dumped_field
    for part, dumped_part, where in _parts_of(value, dumped, pointer):
        yield from _additions(part, dumped_part, where)
    if fields:
        yield pointer, {"to": _identity(dumped), "fields": fields}


def _parts_of(value: Any, dumped: Any, pointer: str) -> Iterator[tuple[Any, Any, str]]:
    """The parts of a value that are in its dump, each with its own dump and pointer."""
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
def _added_fields(kind: type[BaseModel]) -> Mapping[str, Any]:
    """The fields that release 1.0.0 does not know, with their defaults."""
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if field.json_schema_extra == SINCE_1_1
    }


def _identity(part: Mapping[str, Any]) -> str:
    for name in IDENTITIES:
        if part.get(name):
            return str(part[name])
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()


def _part(whole: Any, pointer: str) -> Any:
    """The part at the pointer, or None."""
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


_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_HALVES = range(0xD800, 0xE000)
"""Lone surrogates, which UTF-8 cannot encode, so no database takes one."""
_NONCHARACTERS = [
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
]
_DIRECTIONS = [0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
"""Marks that change the direction of writing, so that text looks other than it is."""
_KEPT: dict[int, str | None] = {
    **dict.fromkeys([*_CONTROLS, *_HALVES, *_NONCHARACTERS, *_DIRECTIONS]),
    ord("\t"): " ",
    ord("\n"): "\n",
    ord("\u2028"): "\n",
    ord("\u2029"): "\n",
}
_UNSEEN = dict.fromkeys([0xAD, 0x180E, 0x200B, *range(0x2060, 0x2065), 0xFEFF])
"""Characters without width or meaning; not those that join emoji and letters."""


def without_controls(text: str) -> str:
    """The text without controls; tabs become blanks, line breaks newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_KEPT)


def without_invisible(text: str) -> str:
    """The text without controls and characters of no width."""
    return without_controls(text).translate(_UNSEEN)
