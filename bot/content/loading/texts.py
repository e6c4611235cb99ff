"""The bot's own sentences, by text key."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.content.loading.errors import Location

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Texts:
    """Sentences by key. A wrong key or placeholder raises, and never reaches a card."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = dict(sentences)
        self._placeholders = {
            key: frozenset(_PLACEHOLDER.findall(text)) for key, text in sentences.items()
        }

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence with its placeholders filled in.

        Raises KeyError for an unknown key and TypeError for missing or surplus placeholders.
        """
        if key not in self._sentences:
            raise KeyError(f'there is no text "{key}"')
        if (names := self._placeholders[key]) != values.keys():
            wanted, given = sorted(names), sorted(values)
            raise TypeError(f'text "{key}" takes the placeholders {wanted}, not {given}')
        return _PLACEHOLDER.sub(
            lambda placeholder: str(values[placeholder[1]]), self._sentences[key]
        )

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
        spot = location.at(*key.split("."))
        for placeholder in sorted(theirs[key] - ours[key]):
            spot.error(f"the placeholder {{{placeholder}}} is missing")
        for placeholder in sorted(ours[key] - theirs[key]):
            spot.unknown("placeholder", f"{{{placeholder}}}", [f"{{{h}}}" for h in theirs[key]])


def _leaves(value: object, location: Location) -> Iterator[tuple[Location, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, location.at(key))
    else:
        yield location, value


def _check_braces(text: str, location: Location) -> None:
    if set("{}") & set(_PLACEHOLDER.sub("", text)):
        location.error("a placeholder is a small name in braces, such as {reference}")
