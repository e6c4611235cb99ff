"""Parses names of people as typed, pasted from a mail program, or listed in a directory."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

_GUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_TEAMS_ID = re.compile(rf"(?:8:)?orgid:({_GUID})|({_GUID})", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[^\s<>()\[\]{}\"“”,;:|/\\=?&@]{1,128}@[^\s<>()\[\]{}\"“”'‘’,;:|/\\=?&@]{1,255}"
)
_WITH_QUERY = re.compile(rf"{_ADDRESS.pattern}(?:\?[^\s<>()\[\]]*)?")
_SCHEME = re.compile(r"\b(?:mailto|smtp|sip|im):", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|\s[|–—-]\s.*|\s*\|.*")
_EMPTY = re.compile(r"<\s*>|\(\s*\)|\[\s*\]")
_WRAPPED = re.compile(r"[<(\[]([^<>()\[\]]*)[>)\]]")
_QUOTES = " \"“”‘’'„,;:|@"
_SURROUNDING = " \t\n<>()[]{}\"“”‘’'„,;:|@"
_TITLES = re.compile(
    r"(?:dr|doctor|mr|mrs|ms|miss|mx|prof|professor|assoc|associate|sir|dame|rev|reverend|pastor"
    r"|captain|capt|sergeant|sgt|constable|matua|whaea|kaumatua)\.?"
)
_AFTER_NAMES = re.compile(
    r"(?:jr|jnr|snr|ii|iii|iv|phd|dphil|mba|msc|bsc|llb|llm|esq|jp|qso|qsm|mnzm|onzm|cnzm|dnzm|knzm"
    r"|mbe|obe|cbe|rn|rsw)\.?"
)
_FIRST_OF_TWO = frozenset({"te", "nga"})
"""Words that begin a first name of two words, such as Te Rina."""
_INITIALS = 2
"""Up to so many capital letters may be initials, and are left as they are."""


@dataclass(frozen=True)
class TypedName:
    """A person as the reporter named them."""

    name: str
    """Empty only if the text was."""
    address: str | None = None
    """Mail address or object id."""


def parse_name(words: str) -> TypedName:
    """Parses "Sefina Example <sefina@example.org>", "8:orgid:…" or a bare name."""
    said = " ".join(words.split())
    if _SCHEME.match(said):
        said = unquote(said)
    if ids := {(it[1] or it[2]).lower() for it in _TEAMS_ID.finditer(said)}:
        only = ids.pop() if len(ids) == 1 else None
        return TypedName(_called(_TEAMS_ID.sub(" ", said)) or only or said, only)
    found = {it[0].rstrip(".'’").lstrip("'‘").casefold(): it[0] for it in _ADDRESS.finditer(said)}
    if len(found) != 1:
        # Two addresses are ambiguous, and must not be taken for one of the two.
        return TypedName(_called(said) or said, said if "@" in said.strip("@ ") else None)
    address = next(iter(found.values())).rstrip(".'’").lstrip("'‘")
    rest = _SCHEME.sub(" ", _WITH_QUERY.sub(" ", said))
    return TypedName(address if "://" in rest else _called(rest) or address, address)


def looks_like_a_name(words: str) -> bool:
    """Whether the text may name a person: an address or id, or more than one word."""
    return parse_name(words).address is not None or len(words.split()) > 1


def display_name(name: str) -> str:
    """The name as people say it: "Sefina Example" for "Example, Dr Sefina (Contractor)"."""
    bare = _ASIDE.sub(" ", f" {name} ").strip(_SURROUNDING) or name.strip(_SURROUNDING)
    parts = [" ".join(part.split()) for part in bare.split(",")]
    family, *others = parts
    given = next((it for it in others if it and not _is_made_of(it, _AFTER_NAMES)), "")
    words = f"{given} {family}".split()
    while len(words) > 1 and _is_made_of(words[0], _TITLES):
        del words[0]
    return " ".join(words)


def candidate_names(words: str) -> tuple[str, ...]:
    """The names that the text may mean, the likeliest first."""
    before, comma, _ = words.partition(",")
    # "Sefina Example, Hamilton" is a name and a place; "Example, Sefina" is one name.
    first = [display_name(before)] if comma and len(before.split()) > 1 else []
    return tuple(dict.fromkeys(it for it in [display_name(words), *first] if it))


def is_called(name: str, words: str) -> bool:
    """Whether the text may mean a person whom the directory lists under this name."""
    meant = {folded(words), *map(folded, candidate_names(words))}
    return not meant.isdisjoint((folded(name), folded(display_name(name))))


def first_name(name: str) -> str:
    """The first name, for a greeting; empty if there is none."""
    words = [word for word in display_name(name).split() if any(mark.isalpha() for mark in word)]
    if not words or "@" in name:
        return ""
    cased = [word for word in words if not _is_shouted(word)]
    first = (cased or words)[0]
    if len(first.rstrip(".")) == 1:
        return ""
    if folded(first) in _FIRST_OF_TWO and len(words) > _INITIALS:
        at = words.index(first)
        first = " ".join(words[at : at + 2])
    return first if cased else re.sub(r"[^\W_]+", lambda it: it[0].capitalize(), first)


def folded(name: str) -> str:
    """The name without case, macrons and extra space, so that "tamati" equals "Tāmati"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(it for it in letters if not unicodedata.combining(it)).split())


def _called(rest: str) -> str:
    """The name beside an address or id, without brackets and quotes."""
    bare = " ".join(_EMPTY.sub(" ", rest).split()).strip(_QUOTES)
    if whole := _WRAPPED.fullmatch(bare):
        bare = whole[1].strip(_QUOTES)
    return bare if any(mark.isalnum() for mark in bare) else ""


def _is_made_of(part: str, known: re.Pattern[str]) -> bool:
    return all(known.fullmatch(folded(word)) for word in part.split())


def _is_shouted(word: str) -> bool:
    return word.isupper() and (len(word) > _INITIALS or folded(word) in _FIRST_OF_TWO)
