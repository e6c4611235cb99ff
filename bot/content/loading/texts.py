"""The bot's own sentences, by key."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.content.loading.errors import Location

_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Texts:
    """Sentences by key; a wrong key or placeholder is an error here, never a hole on a card."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = dict(sentences)
        self._holes = {key: frozenset(_HOLE.findall(text)) for key, text in sentences.items()}

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence with its placeholders filled in.

        Raises KeyError for an unknown key and TypeError for missing or surplus placeholders.
        """
        if key not in self._sentences:
            raise KeyError(f'there is no text "{key}"')
        if (holes := self._holes[key]) != values.keys():
            wanted, given = sorted(holes), sorted(values)
            raise TypeError(f'text "{key}" takes the placeholders {wanted}, not {given}')
        return _HOLE.sub(lambda hole: str(values[hole[1]]), self._sentences[key])

    @property
    def placeholders(self) -> Mapping[str, frozenset[str]]:
        """Every key with the placeholders of its sentence."""
        return self._holes


def read_texts(table: Mapping[str, Any], place: Location) -> Texts:
    """The texts of a TOML file; what is no sentence is refused."""
    sentences: dict[str, str] = {}
    for spot, value in _leaves(table, place):
        if not isinstance(value, str):
            spot.refuse("must be text in quotes")
        elif not value.strip():
            spot.refuse("is empty")
        else:
            sentences[".".join(spot.steps)] = value
            _check_braces(value, spot)
    return Texts(sentences)


def compare(texts: Texts, reference: Texts, place: Location) -> None:
    """Refuses texts that have not exactly the keys and placeholders of the reference."""
    ours, theirs = texts.placeholders, reference.placeholders
    for key in sorted(theirs.keys() - ours.keys()):
        place.at(*key.split(".")).missing()
    for key in sorted(ours.keys() - theirs.keys()):
        place.at(*key.split(".")).refuse_unknown("text", key, theirs)
    for key in sorted(ours.keys() & theirs.keys()):
        spot = place.at(*key.split("."))
        for hole in sorted(theirs[key] - ours[key]):
            spot.refuse(f"the placeholder {{{hole}}} is missing")
        for hole in sorted(ours[key] - theirs[key]):
            spot.refuse_unknown("placeholder", f"{{{hole}}}", [f"{{{h}}}" for h in theirs[key]])


def _leaves(value: object, place: Location) -> Iterator[tuple[Location, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, place.at(key))
    else:
        yield place, value


def _check_braces(text: str, place: Location) -> None:
    if set("{}") & set(_HOLE.sub("", text)):
        place.refuse("a placeholder is a small name in braces, such as {reference}")
