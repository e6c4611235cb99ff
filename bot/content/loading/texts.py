"""The bot's sentences by key; contacts, links and platforms; and the placeholders of both."""

import re
from collections.abc import ItemsView, Iterator, Mapping, Set
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from bot.content.loading.errors import Location, did_you_mean
from bot.domain.base import Key, Value

TEXTS_FILE = "texts.toml"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TextMismatch(Exception):
    """The program asks for another text than there is. The errors say so in an editor's words."""

    errors: list[str]


class UnknownText(TextMismatch, KeyError):
    """There is no text of this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f'there is no text "{key}"')
        self.errors = []
        Location(TEXTS_FILE, self.errors, tuple(key.split("."))).missing()


class WrongPlaceholders(TextMismatch, TypeError):
    """The text has other placeholders than the program fills in."""

    def __init__(self, key: str, found: Set[str], expected: Set[str]) -> None:
        super().__init__(
            f'text "{key}" takes the placeholders {sorted(found)}, not {sorted(expected)}'
        )
        self.errors = []
        location = Location(TEXTS_FILE, self.errors, tuple(key.split(".")))
        _check_placeholders(found, expected, location)


class Texts:
    """Sentences by key. A wrong key or placeholder raises, and never reaches a card."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = dict(sentences)
        self._placeholders = {
            key: frozenset(_PLACEHOLDER.findall(text)) for key, text in sentences.items()
        }

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence with its placeholders filled in.

        Raises UnknownText, or WrongPlaceholders for missing or surplus ones.
        """
        if key not in self._sentences:
            raise UnknownText(key)
        if (found := self._placeholders[key]) != values.keys():
            raise WrongPlaceholders(key, found, values.keys())
        return _PLACEHOLDER.sub(
            lambda placeholder: str(values[placeholder[1]]), self._sentences[key]
        )

    def template(self, key: str) -> str:
        """The sentence as an editor wrote it, its placeholders unfilled. KeyError if unknown."""
        return self._sentences[key]

    @property
    def placeholders(self) -> Mapping[str, frozenset[str]]:
        """Every key with the placeholders of its sentence."""
        return self._placeholders


def parse_texts(table: Mapping[str, Any], location: Location) -> Texts:
    """The texts of a TOML file; adds an error for each value that is no sentence."""
    sentences: dict[str, str] = {}
    for spot, value in _leaves(table, location):
        if not isinstance(value, str):
            spot.error("must be text in quotes")
        elif not value.strip():
            spot.error("is empty")
        else:
            sentences[".".join(spot.steps)] = value
            _check_braces(value, spot)
    return Texts(sentences)


def check_against(texts: Texts, reference: Texts, location: Location) -> None:
    """Checks that texts have exactly the keys and placeholders of the reference."""
    ours, theirs = texts.placeholders, reference.placeholders
    for key in sorted(theirs.keys() - ours.keys()):
        location.at(*key.split(".")).missing()
    for key in sorted(ours.keys() - theirs.keys()):
        location.at(*key.split(".")).unknown("text", key, theirs)
    for key in sorted(ours.keys() & theirs.keys()):
        _check_placeholders(ours[key], theirs[key], location.at(*key.split(".")))


def _check_placeholders(found: Set[str], expected: Set[str], location: Location) -> None:
    for name in sorted(expected - found):
        location.error(f"the placeholder {{{name}}} is missing")
    for name in sorted(found - expected):
        location.unknown("placeholder", f"{{{name}}}", [f"{{{other}}}" for other in expected])


def _leaves(value: object, location: Location) -> Iterator[tuple[Location, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, location.at(key))
    else:
        yield location, value


def _check_braces(text: str, location: Location) -> None:
    if set("{}") & set(_PLACEHOLDER.sub("", text)):
        location.error("a placeholder is a small name in braces, such as {reference}")


_CHECK_IS_VALID_FOR = timedelta(days=365)


def _fits_in_a_link(name: str) -> str:
    if set("[]") & set(name):
        raise ValueError("a name has no square brackets")
    return name


def _is_web(address: str) -> str:
    if not re.fullmatch(r"https://[^\s()]+", address):
        raise ValueError("an address starts with https:// and has no spaces or round brackets")
    return address


class Status(StrEnum):
    """Whether the content owner has confirmed an entry."""

    CONFIRMED = "confirmed"
    CONFIRMED_ELSEWHERE = "confirmed-elsewhere"
    """Stated by another body than its own."""
    TO_BE_CONFIRMED = "to-be-confirmed"
    """Only the name is shown."""
    OMIT = "omit"
    """Kept for the record and never shown."""

    @property
    def may_be_shown(self) -> bool:
        """Whether a number or an address may be printed."""
        return self in (Status.CONFIRMED, Status.CONFIRMED_ELSEWHERE)


def _is_mail_or_web(address: str) -> str:
    return address if re.fullmatch(r"[^\s@/]+@[^\s@/]+", address) else _is_web(address)


_MARKED_LINK = re.compile(r"(?<!\\)\[([^\]]+)\]\((https://[^)\s]+)\)")


def unlinked(markdown: str) -> str:
    """A card's Markdown with each link written out, once if its name is the address."""
    return _MARKED_LINK.sub(
        lambda link: link[2] if link[2].endswith(f"//{link[1]}") else f"{link[1]} ({link[2]})",
        markdown,
    )


class Contact(Value):
    """A person, team or service to turn to."""

    name: str = Field(min_length=1, max_length=80)
    number: str | None = None
    address: Annotated[str, AfterValidator(_is_mail_or_web)] | None = None
    """An email address, or a web page."""
    for_whom: str | None = None
    """What it helps with, and whom."""
    hours: str | None = None
    source: str = Field(min_length=1)
    status: Status

    @property
    def value(self) -> str | None:
        """The number, or else the address; None until it is confirmed."""
        return (self.number or self.address) if self.status.may_be_shown else None

    @property
    def in_prose(self) -> str:
        """Name, number and address in a card's Markdown; only the name until confirmed."""
        if self.value is None:
            return self.name
        stop = "" if self.name.endswith("?") else ":"
        return f"{self.name}{stop} {', '.join(filter(None, (self.number, self._linked)))}"

    @property
    def _linked(self) -> str | None:
        """A web page as a link that shows its address; a mail address as it is."""
        if self.address is None or "@" in self.address:
            return self.address
        return f"[{self.address.removeprefix('https://')}]({self.address})"

    @property
    def line(self) -> str:
        """The same with whom it is for and its hours, for a line of its own."""
        said = "; ".join(filter(None, (self.for_whom, self.hours)))
        return f"{self.in_prose} ({said})" if said and self.value is not None else self.in_prose


class Contacts:
    """Every contact, by its key."""

    def __init__(self, entries: Mapping[str, Contact]) -> None:
        self._entries = dict(entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __getitem__(self, key: str) -> Contact:
        return self._entries[key]

    def items(self) -> ItemsView[str, Contact]:
        """Every key with its contact."""
        return self._entries.items()

    def line(self, key: str) -> str:
        """Name, number and hours, as confirmed; KeyError for an unknown key."""
        return self._entries[key].line

    def value(self, key: str) -> str | None:
        """The number or address, None unless it is confirmed; KeyError for an unknown key."""
        return self._entries[key].value


class Link(Value):
    """A web page that guidance refers to."""

    name: Annotated[str, Field(min_length=1), AfterValidator(_fits_in_a_link)]
    address: Annotated[str, AfterValidator(_is_web)] | None = None
    status: Status

    @property
    def in_prose(self) -> str:
        """The name in a card's Markdown, linked once its address is confirmed."""
        if self.address is None or not self.status.may_be_shown:
            return self.name
        return f"[{self.name}]({self.address})"


class Platform(Value):
    """A social media platform, and where it takes reports of harmful content."""

    name: str = Field(min_length=1, max_length=40)
    report: str | None = None
    impersonation: str | None = None
    privacy: str | None = None
    checked_on: Annotated[date, Field(strict=True)] | None = None

    def is_checked(self, today: date) -> bool:
        """Whether the addresses were checked within a year."""
        return self.checked_on is not None and self.checked_on + _CHECK_IS_VALID_FOR >= today

    def as_of(self, today: date) -> "Platform":
        """What may be shown today: only the name, unless the addresses were checked."""
        return self if self.is_checked(today) else Platform(name=self.name)


class ContactsFile(Value):
    """contacts.toml."""

    contact: Mapping[Key, Contact]


class LinksFile(Value):
    """links.toml."""

    link: Mapping[Key, Link]


class PlatformsFile(Value):
    """platforms.toml."""

    platform: Mapping[Key, Platform]


_CONTACT_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Placeholders:
    """Fills in {contact.eap} and {link.noggin}."""

    def __init__(self, contacts: Contacts, links: Mapping[str, Link]) -> None:
        named = {
            f"contact.{key}": (entry.status, entry.in_prose) for key, entry in contacts.items()
        }
        named |= {f"link.{key}": (entry.status, entry.in_prose) for key, entry in links.items()}
        self._named = named
        self.used: set[str] = set()
        """The names that some text has."""

    def fill(self, text: str, location: Location) -> str:
        """The text with every placeholder filled in; adds an error for each that cannot be."""
        if "{" not in text and "}" not in text:
            return text
        filled = _CONTACT_PLACEHOLDER.sub(
            lambda placeholder: self._value(placeholder[1], location), text
        )
        if set("{}") & set(_CONTACT_PLACEHOLDER.sub("", text)):
            location.error("a brace stands alone; placeholders look like {contact.eap}")
        return filled

    def _value(self, name: str, location: Location) -> str:
        if name not in self._named:
            hint = did_you_mean(name, self._named)
            location.error(f"there is no placeholder {{{name}}}{hint}")
            return name
        self.used.add(name)
        status, written = self._named[name]
        if status is Status.OMIT:
            location.error(f"{{{name}}} is not to be shown (its status is omit)")
        return written
