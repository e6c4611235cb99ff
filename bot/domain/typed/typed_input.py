"""Parses what people type: choices by number or words, dates, links and references."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.domain.base import without_controls
from bot.domain.draft import Ticks
from bot.domain.scenario import Fact
from bot.domain.typed.dates import FutureDate, lies_ahead, parse_day
from bot.domain.typed.spelling import normalized_words

Labels = Sequence[tuple[str, str]]
"""Ids and labels of choices, in the order shown."""

_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9/-]*")
_NUMBER = re.compile(
    r"(?:(?:option|number|answer|choice|button|no\.|#) ?)?\(?([0-9]+)[).]*"
    r"(?: (?:please|pls|thanks))?"
)
"""A choice by number: "3", "option 3", "#3", "3)"."""
_OPENS_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_AROUND_LINKS = "<>[]{}\"'“”‘’,;.!"
_SHORTEST_BEGINNING = 3
_SHORTEST_PART = 4
"""Letters that a part of a label needs to name it."""
_NEGATIONS = frozenset(("not", "no", "without", "never", "none", "nobody"))


@dataclass(frozen=True)
class ParsedAnswer:
    """The value told for a fact: ticks or words; neither if it was left empty."""

    ticks: Ticks = ()
    words: str = ""


@dataclass(frozen=True)
class InvalidAnswer:
    """The answer does not fit the fact; the text key explains why."""

    key: str


def cleaned(text: str) -> str:
    """The text in Unicode form NFC, without control and direction marks, stripped."""
    return unicodedata.normalize("NFC", without_controls(text)).strip()


_ENTRY_NUMBER = re.compile(r"(?=.*\d)[\w ./#-]{1,40}")


def entry_number(text: str) -> str | None:
    """The number that a register gave its entry, empty without one; None if it cannot be one.

    Others read it, so it is no place for words: it has a digit and few signs.
    """
    said = " ".join(cleaned(text).split())
    return said if not said or _ENTRY_NUMBER.fullmatch(said) else None


def normalized(text: str) -> str:
    """The text to compare: without case, accents, emoji, extra space and outer punctuation."""
    bare = unicodedata.normalize("NFKD", cleaned(text).casefold().replace("’", "'"))
    return " ".join("".join(map(_compared, bare)).split()).strip(" .,!?;:")


def _compared(mark: str) -> str:
    """A blank for an emoji, as in "yes🙏"; nothing for a mark that joins or changes another."""
    if mark == "\n":
        return mark
    match unicodedata.category(mark):
        case "So" | "Sk" | "Cn" | "Co":
            return " "
        case "Mn" | "Mc" | "Me" | "Cf":
            return ""
        case _:
            return mark


def match_choice(labels: Labels, text: str) -> str | None:
    """The choice that the text names by number, id, label, or an unambiguous beginning of it."""
    said = normalized(text)
    if number := _NUMBER.fullmatch(said):
        place = int(number[1][:4]) - 1
        return labels[place][0] if 0 <= place < len(labels) else None
    exact = [choice for choice, label in labels if said in (normalized(label), normalized(choice))]
    if exact:
        return exact[0]
    is_letter = said in ("y", "n")
    if len(said) < _SHORTEST_BEGINNING and not is_letter:
        return None
    begun = [choice for choice, label in labels if normalized(label).startswith(said)]
    return begun[0] if len(begun) == 1 else None


def match_label_part(labels: Labels, text: str, *, fewest: int = 1) -> str | None:
    """The only choice whose label contains these words in this order, or None.

    A label with a negation needs it in the text too: "my leader" is not "Not my leader".
    """
    said = normalized_words(text)
    if len(said) < fewest or sum(map(len, said)) < _SHORTEST_PART:
        return None
    having = [(choice, words) for choice, words in _spelt(labels) if _is_part(said, words)]
    if len(having) != 1 or (_NEGATIONS & set(having[0][1])) - set(said):
        return None
    return having[0][0]


def _spelt(labels: Labels) -> list[tuple[str, list[str]]]:
    return [(choice, normalized_words(label)) for choice, label in labels]


def _is_part(said: list[str], words: list[str]) -> bool:
    starts = range(len(words) - len(said) + 1)
    return any(words[start : start + len(said)] == said for start in starts)


def match_choices(labels: Labels, text: str) -> Ticks | None:
    """All choices that the text names; None if a part of it names none."""
    if whole := match_choice(labels, text):
        return (whole,)
    parts = [part for part in re.split(r"[,;\n]|\band\b|(?<=\d)\s+(?=\d)", text) if part.strip()]
    found = [match_choice(labels, part) for part in parts]
    if not found or None in found:
        return None
    return tuple(dict.fromkeys(choice for choice in found if choice))


def known_ticks(labels: Labels, alone: frozenset[str], ticks: Sequence[str]) -> Ticks:
    """The ticks that exist. An exclusive one ("none of these") gives way to any other."""
    known = {choice for choice, _ in labels}
    existing = [tick for tick in dict.fromkeys(ticks) if tick in known]
    others = [tick for tick in existing if tick not in alone]
    if len(others) == len(existing):
        return tuple(existing)
    return tuple(others or existing[:1])


def parse_fact(fact: Fact, text: str, today: date) -> ParsedAnswer | InvalidAnswer:
    """The text as an answer to this fact. Empty text leaves the field empty."""
    said = cleaned(text)
    if not said:
        return ParsedAnswer()
    if fact.choices:
        return _read_choices(fact, said)
    if len(said) > fact.max_length:
        return InvalidAnswer("unreadable.too_long")
    match fact.kind:
        case "date":
            return _read_date(said, today)
        case "moment":
            is_ahead = lies_ahead(said, today)
            return InvalidAnswer("unreadable.future") if is_ahead else ParsedAnswer(words=said)
        case "link":
            link = _read_link(said)
            return ParsedAnswer(words=link) if link else InvalidAnswer("unreadable.link")
        case "reference":
            fits = _REFERENCE.fullmatch(said)
            return ParsedAnswer(words=said) if fits else InvalidAnswer("unreadable.reference")
        case _:
            return ParsedAnswer(words=said)


def _read_choices(fact: Fact, said: str) -> ParsedAnswer | InvalidAnswer:
    labels = [(choice.id, choice.text) for choice in fact.choices]
    alone = frozenset(choice.id for choice in fact.choices if choice.alone)
    picked = match_choices(labels, said)
    if picked is None:
        return InvalidAnswer("unreadable.choice")
    ticks = known_ticks(labels, alone, picked)
    return ParsedAnswer(ticks=ticks if fact.kind == "many" else ticks[:1])


def _read_date(said: str, today: date) -> ParsedAnswer | InvalidAnswer:
    try:
        day = parse_day(said, today)
    except FutureDate:
        return InvalidAnswer("unreadable.future")
    return InvalidAnswer("unreadable.date") if day is None else ParsedAnswer(words=day.isoformat())


def _read_link(said: str) -> str | None:
    """The link, or the whole text if it has other words; punctuation around a link is dropped."""
    if _is_link(said):
        return said
    # A bracket around a link is no part of it, one within it is.
    parts = [re.sub(r"^\((.*)\)$", r"\1", part.strip(_AROUND_LINKS)) for part in said.split()]
    links = [part for part in parts if _OPENS_LINK.match(part) and _is_link(part)]
    others = [part for part in parts if part not in links and any(map(str.isalnum, part))]
    if not links:
        return None
    return said if others else "\n".join(dict.fromkeys(links))


def _is_link(said: str) -> bool:
    if any(mark.isspace() for mark in said):
        return False
    try:
        parts = urlsplit(said if "://" in said else f"https://{said}")
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host.strip(".")
