"""Reads the people file of local mode and reports all its errors at once."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.people import Person

KEYS = ("id", "name", "email", "title", "place", "phone", "leader", "away", "guest")
LONGEST_NAME = 256
OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MAIL_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.I | re.ASCII)


class PeopleRefused(Exception):
    """The people file cannot be used; each error is a sentence."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True)
class Listed:
    """One person of the file, with the object id of their people leader."""

    person: Person
    leader_id: str | None
    is_away: bool = False


def read_people(path: Path) -> tuple[Listed, ...]:
    """The people in the file's order. Raises PeopleRefused."""
    document = _document(path)
    if errors := [f"{path.name}: {words}." for words in _errors(document)]:
        raise PeopleRefused(errors)
    return tuple(_listed(table) for table in document["person"])


def _document(path: Path) -> dict[str, Any]:
    try:
        # Windows editors add a byte order mark, which tomllib refuses.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PeopleRefused([f"{path} cannot be read: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise PeopleRefused([f"{path.name} is not UTF-8 text."]) from None
    except tomllib.TOMLDecodeError as error:
        raise PeopleRefused([f"{path.name} is not valid TOML: {error}."]) from None


def _errors(document: dict[str, Any]) -> Iterator[str]:
    for key in sorted(document.keys() - {"person"}):
        yield f'there is no part "{key}"; each person is a table [[person]]'
    tables = document.get("person", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield "each person is a table [[person]], with two brackets on each side"
        return
    if not tables:
        yield "nobody is in it; it needs at least one table [[person]]"
    ids = [str(table.get("id")).lower() for table in tables]
    for place, table in enumerate(tables):
        who = f"person {place + 1} ({table.get('name') or 'no name'})"
        yield from (f"{who}: {words}" for words in _errors_in(table))
        if OBJECT_ID.fullmatch(ids[place]) and ids[place] in ids[:place]:
            yield f"{who}: the id of person {ids.index(ids[place]) + 1} is used again"
        yield from (f"{who}: {words}" for words in _errors_in_leader(table, ids))


def _errors_in(table: dict[str, Any]) -> Iterator[str]:
    for key in sorted(table.keys() - set(KEYS)):
        yield f'there is no key "{key}"; the keys are {", ".join(KEYS)}'
    if _is_missing(table, "id"):
        yield "id is missing"
    elif not _matches(OBJECT_ID, table["id"]):
        yield "id is not an object id, which looks like 0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001"
    if _is_missing(table, "name"):
        yield "name is missing"
    elif not _is_name(table["name"]):
        yield f"name is not a line of at most {LONGEST_NAME} characters"
    if "email" in table and not _matches(MAIL_ADDRESS, table["email"]):
        yield "email is not a mail address"
    for key in ("title", "place", "phone"):
        if key in table and not (_is_name(table[key]) and table[key].strip()):
            yield f"{key} is not a line of at most {LONGEST_NAME} characters"
    for key in ("away", "guest"):
        if not isinstance(table.get(key, False), bool):
            yield f"{key} is neither true nor false"


def _errors_in_leader(table: dict[str, Any], ids: list[str]) -> Iterator[str]:
    if "leader" not in table:
        return
    leader = str(table["leader"]).lower()
    if leader == str(table.get("id")).lower():
        yield "leader is the person's own id"
    elif leader not in ids:
        yield "leader is not the id of anybody in this file"


def _is_missing(table: dict[str, Any], key: str) -> bool:
    return not str(table.get(key, "")).strip()


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and len(value) <= LONGEST_NAME


def _listed(table: dict[str, Any]) -> Listed:
    person = Person(
        id=table["id"].lower(),
        name=table["name"],
        email=table.get("email"),
        title=table.get("title"),
        place=table.get("place"),
        phone=table.get("phone"),
        is_guest=table.get("guest", False),
    )
    leader = table.get("leader")
    return Listed(person, leader.lower() if leader else None, is_away=table.get("away", False))
