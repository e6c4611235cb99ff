"""The query options Graph takes here: filters, searches, selections."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tests.stand_ins.graph.refusals import Malformed

GUID = r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"
PROPERTY_ID = re.compile(rf"String ({GUID}) Name (\S(?:.*\S)?)")
QUOTED = r"'((?:[^']|'')*)'"
PROPERTY_FILTER = re.compile(
    rf"singleValueExtendedProperties/[Aa]ny\((\w+): ?\1/id eq {QUOTED} and \1/value eq {QUOTED}\)"
)
PERSON_CLAUSE = re.compile(rf"(mail|userPrincipalName) eq {QUOTED}")
PERSON_FILTER = re.compile(rf"{PERSON_CLAUSE.pattern}(?: or {PERSON_CLAUSE.pattern})*")
SEARCH = re.compile(r'"displayName:((?:[^"\\]|\\["\\])+)"')


@dataclass(frozen=True)
class PropertyFilter:
    """Asks for an extended property with a value."""

    property_id: str
    value: str

    @classmethod
    def of(cls, text: str) -> "PropertyFilter":
        """Raises Malformed unless it is exactly such a filter."""
        match = PROPERTY_FILTER.fullmatch(text)
        if match is None:
            raise Malformed("$filter: only one extended property", "ErrorInvalidUrlQueryFilter")
        return cls(property_key(unquoted(match[2])), unquoted(match[3]).casefold())

    def fits(self, properties: Mapping[str, str]) -> bool:
        """Whether an item's properties, by key, are asked for."""
        value = properties.get(self.property_id)
        return value is not None and value.casefold() == self.value


@dataclass(frozen=True)
class PersonQuery:
    """Asks for people by an address, or by the beginnings of their names' words."""

    addresses: frozenset[tuple[str, str]] = frozenset()
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, str], consistency: str | None) -> "PersonQuery":
        """Raises Malformed unless it is one filter or one search, asked as Graph wants it."""
        match query.get("$filter"), query.get("$search"):
            case str(text), None:
                return cls(addresses=_addresses(text))
            case None, str(text):
                if consistency != "eventual" or query.get("$count") != "true":
                    raise Malformed("$search without eventual count", "Request_UnsupportedQuery")
                return cls(words=_words(text))
        raise Malformed("either $filter or $search", "Request_UnsupportedQuery")

    def fits(self, name: str, addresses: Mapping[str, str]) -> bool:
        """Whether somebody of this name and these addresses is asked for."""
        if self.addresses:
            return any((field, a.casefold()) in self.addresses for field, a in addresses.items())
        there = name.casefold().split()
        return all(any(part.startswith(word) for part in there) for word in self.words)


def property_key(property_id: str) -> str:
    """An extended property's id, the same however its GUID is cased. Its name's case counts."""
    match = PROPERTY_ID.fullmatch(property_id)
    if match is None:
        raise Malformed("extended property id", "ErrorInvalidProperty")
    return f"String {match[1].lower()} Name {match[2]}"


def unquoted(text: str) -> str:
    """What stands between the quotes of a literal."""
    return text.replace("''", "'")


def selected(text: str | None, known: Collection[str]) -> frozenset[str] | None:
    """The properties asked for; None without a selection."""
    if text is None:
        return None
    names = text.split(",")
    if len(set(names)) < len(names):
        raise Malformed("$select: a property twice")
    Malformed.unless_empty(f"$select: no property {n}" for n in names if n not in known)
    return frozenset(names)


def number(query: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    """A whole number within its bounds."""
    text = query.get(name, str(usual))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Malformed(f"{name}: a number from {least} to {most}")
    return int(text)


def only(query: Mapping[str, str], *allowed: str) -> None:
    """Raises Malformed for an option that is not taken here."""
    Malformed.unless_empty(f"option {name} is not taken here" for name in query.keys() - allowed)


def _addresses(text: str) -> frozenset[tuple[str, str]]:
    if not PERSON_FILTER.fullmatch(text):
        raise Malformed("$filter: only mail eq or userPrincipalName eq", "Request_UnsupportedQuery")
    clauses = PERSON_CLAUSE.finditer(text)
    return frozenset((clause[1], unquoted(clause[2]).casefold()) for clause in clauses)


def _words(text: str) -> tuple[str, ...]:
    match = SEARCH.fullmatch(text)
    if match is None:
        raise Malformed("$search: only displayName, in quotes", "Request_BadRequest")
    return tuple(re.sub(r'\\(["\\])', r"\1", match[1]).casefold().split())
