"""The bot's own sentences, by text key."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from bot.content.loading.errors import Location

FILE = "texts.toml"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TextMismatch(Exception):
    """The program asks for another text than there is. The errors say so in an editor's words."""

    errors: list[str]


class UnknownText(TextMismatch, KeyError):
    """There is no text of this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f'there is no text "{key}"')
        self.errors = []
        Location(FILE, self.errors, tuple(key.split("."))).missing()


class WrongPlaceholders(TextMismatch, TypeError):
    """The text has other placeholders than the program fills in."""

    def __init__(self, key: str, found: Set[str], expected: Set[str]) -> None:
        super().__init__(
            f'text "{key}" takes the placeholders {sorted(found)}, not {sorted(expected)}'
        )
        self.errors = []
        location = Location(FILE, self.errors, tuple(key.split(".")))
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


def read_texts(table: Mapping[str, Any], location: Location) -> Texts:
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
