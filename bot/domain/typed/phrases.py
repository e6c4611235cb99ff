"""Finds an editor's phrases in what people type.

A phrase is a sequence of words. `<name>` matches any phrase of that group, `<name?>` one or none,
`...` up to three other words without a negation, and a `*` at the end of a word any ending.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from pydantic import Field

from bot.domain.base import Key, Value
from bot.domain.typed.spelling import corrected, normalized_words

GAP = "..."
_GROUP = re.compile(r"<([a-z][a-z0-9_-]*)(\?)?>")
_PIECE = re.compile(rf"{_GROUP.pattern}|{re.escape(GAP)}|[^\s<>]+\*|[^\s<>]+")
_NEGATIONS = "not|no|never|nobody|none|without|nor|kaore|kahore|ehara"
_BARRIER = "|"
_MOST_ALONE = 12
"""Limit of words for a whole message to match: a longer regular expression is not tried."""


class UnknownGroup(Exception):
    """A phrase names a group that does not exist, or groups name each other."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Phrases(Value):
    """Phrases that match, and exceptions that do not though they are similar."""

    words: tuple[str, ...] = Field(min_length=1)
    """Match anywhere in a text."""
    alone: tuple[str, ...] = ()
    """Match only as the whole text."""
    unless: tuple[str, ...] = ()
    """Exceptions: a match whose last word is within one of them does not count."""
    beside: tuple[str, ...] = ()
    """Filler words that may stand around a phrase of `alone`."""
    groups: Mapping[Key, tuple[str, ...]] = Field(default_factory=dict)

    def is_said_in(self, text: str) -> bool:
        """Whether the text has one of the phrases."""
        return bool(text.strip()) and any(self.found_in(text))

    def is_all_of(self, text: str) -> bool:
        """Whether the whole text is phrases of `alone` and filler words."""
        if self._alone is None:
            return False
        said = self._readable(text)
        return said.count(" ") <= _MOST_ALONE and bool(self._alone.fullmatch(said))

    def found_in(self, text: str) -> Iterator[str]:
        """The phrases of the text, normalized."""
        said = self._readable(text)
        if self.is_all_of(text):
            yield said.strip()
        yield from (said[start:end].strip() for start, end in self._spots(said))

    def without(self, text: str) -> str:
        """The normalized text without the phrases."""
        said = self._readable(text)
        for start, end in reversed(list(self._spots(said))):
            said = f"{said[:start]} {_BARRIER}{said[end:]}"
        return said.strip()

    def _spots(self, said: str) -> Iterator[tuple[int, int]]:
        """Start and end of each match, but for those whose last word is within an exception."""
        spared = [found.span() for found in self._unless.finditer(said)] if self._unless else []
        found = self._words.search(said)
        while found:
            is_spared = any(start < found.end() <= end for start, end in spared)
            if not is_spared:
                yield found.span()
            found = self._words.search(said, found.start() + 1 if is_spared else found.end())

    def says_nothing(self, phrase: str) -> bool:
        """Whether the phrase would match an empty text. Raises UnknownGroup."""
        return not self._has_words(phrase)

    def _has_words(self, phrase: str, inside: tuple[str, ...] = ()) -> bool:
        found = False
        for piece in _PIECE.finditer(phrase):
            if name := piece.group(1):
                phrases, within = self._group(name, inside), (*inside, name)
                has_words = [self._has_words(it, within) for it in phrases]
                found = found or (all(has_words) and not piece.group(2))
            elif piece.group() != GAP:
                found = found or bool(_spelt(piece.group()))
        return found

    def _group(self, name: str, inside: tuple[str, ...]) -> tuple[str, ...]:
        if name not in self.groups or name in inside:
            raise UnknownGroup(name)
        return self.groups[name]

    def _readable(self, text: str) -> str:
        """The normalized words, each between blanks, so that no phrase matches part of a word."""
        words = normalized_words(text)
        meant = {word: self._as_meant(word) for word in set(words)}
        return " " + " ".join(meant[word] for word in words) + " "

    def _as_meant(self, word: str) -> str:
        known = self._vocabulary.get(word[0], ())
        return word if word in known else corrected(word, known)

    @cached_property
    def _vocabulary(self) -> Mapping[str, tuple[str, ...]]:
        """All words of all phrases, by first letter."""
        phrases = [*self.words, *self.alone, *self.unless, *self.beside]
        phrases += [phrase for group in self.groups.values() for phrase in group]
        plain = (_GROUP.sub(" ", phrase).replace(GAP, " ") for phrase in phrases)
        found = (word for phrase in plain for piece in phrase.split() for word in _spelt(piece))
        known: dict[str, tuple[str, ...]] = {}
        for word in dict.fromkeys(word for word in found if not word.endswith("*")):
            known[word[0]] = (*known.get(word[0], ()), word)
        return known

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self._any_of(self.words)})(?= )")

    @cached_property
    def _unless(self) -> re.Pattern[str] | None:
        return re.compile(f"(?:{self._any_of(self.unless)})(?= )") if self.unless else None

    @cached_property
    def _alone(self) -> re.Pattern[str] | None:
        if not self.alone:
            return None
        beside = f"(?:{self._any_of(self.beside)})*" if self.beside else ""
        return re.compile(f"{beside}(?:{self._any_of(self.alone)})+{beside} ")

    @cached_property
    def _groups_made(self) -> dict[str, str]:
        """Cache of the groups' patterns."""
        return {}

    def _any_of(self, phrases: tuple[str, ...], inside: tuple[str, ...] = ()) -> str:
        return "|".join(self._pattern(phrase, inside) for phrase in phrases)

    def _pattern(self, phrase: str, inside: tuple[str, ...] = ()) -> str:
        """The regular expression of a phrase; each word has a blank before it."""
        made = ""
        for piece in _PIECE.finditer(phrase):
            if piece.group() == GAP:
                made += rf"(?: (?!(?:{_NEGATIONS}) |\{_BARRIER})\S+){{0,3}}"
            elif name := piece.group(1):
                made += self._made(name, inside) + (piece.group(2) or "")
            else:
                made += "".join(f" {_escaped(word)}" for word in _spelt(piece.group()))
        return made

    def _made(self, name: str, inside: tuple[str, ...]) -> str:
        phrases = self._group(name, inside)
        if name not in self._groups_made:
            self._groups_made[name] = f"(?:{self._any_of(phrases, (*inside, name))})"
        return self._groups_made[name]


# A few hundred words make thousands of phrases. Unbounded: called for content, never for messages.
@cache
def _spelt(piece: str) -> tuple[str, ...]:
    """A word of a phrase, normalized; its `*` stays."""
    words = tuple(normalized_words(piece))
    return (*words[:-1], f"{words[-1]}*") if piece.endswith("*") and words else words


def _escaped(word: str) -> str:
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)
