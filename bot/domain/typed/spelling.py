"""Normalizes words as people type them on a phone, so that they can be compared.

It ignores capitals, accents and macrons, punctuation, apostrophes and doubled letters, expands
short forms ("im", "hes", "sum1"), and in longer words corrects one slip after the first letter: a
letter too many or too few, two letters swapped, or one vowel for another.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LINK = "link"
"""Replaces an address or a handle, whose letters are no words."""

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+(?:\.[\w-]+)+/\S*", re.I)
_AT = re.compile(r"@(?=\s|my\b|the\b|our\b|your\b|home\b|work\b)", re.I)
_HANDLE = re.compile(r"@\w+")
_APOSTROPHES = "'’‘ʼʻ`´"
_IS = re.compile(r"\b(he|she|it|who|that|there|here|what|(?:some|every|no)(?:one|body))'s\b")
_NO_ONE_IS = re.compile(r"\bno[ -]?one'?s\b")
_SUFFIXES = (("n't", " not"), ("'re", " are"), ("'m", " am"), ("'ve", " have"), ("'ll", " will"))
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_VOWELS = frozenset("aeiou")
_SHORTEST_WITH_SLIP = 5

SHORT_FORMS = {
    "im": "i am",
    "ive": "i have",
    "hes": "he is",
    "shes": "she is",
    "theyre": "they are",
    "theyve": "they have",
    "youre": "you are",
    "theres": "there is",
    "whos": "who is",
    "someones": "someone is",
    "somebodys": "somebody is",
    "everyones": "everyone is",
    "everybodys": "everybody is",
    "nobodys": "nobody is",
    "thats": "that is",
    "whats": "what is",
    "its": "it is",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "werent": "were not",
    "havent": "have not",
    "hasnt": "has not",
    "cant": "can not",
    "cannot": "can not",
    "wont": "will not",
    "ca": "can",
    "wo": "will",
    "aint": "is not",
    "u": "you",
    "ur": "your",
    "r": "are",
    "v": "very",
    "w": "with",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "ty": "thanks",
    "tks": "thanks",
    "thankyou": "thank you",
    "ppl": "people",
    "rn": "right now",
    "2nite": "tonight",
    "2day": "today",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "gonna": "going to",
    "gunna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "sum1": "someone",
    "some1": "someone",
    "sumone": "someone",
    "any1": "anyone",
    "every1": "everyone",
    "noone": "no one",
    "no1": "no one",
    "idk": "i do not know",
    "anymore": "any more",
}
"""Short forms with one meaning, and that meaning."""


def normalized_words(text: str) -> list[str]:
    """The words, symbols and emoji of a text, each normalized."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    bare = _HANDLE.sub(f" {LINK} ", _AT.sub(" at ", _ADDRESS.sub(f" {LINK} ", bare)))
    for mark in _APOSTROPHES:
        bare = bare.replace(mark, "'")
    bare = _IS.sub(r"\1 is", _NO_ONE_IS.sub("no one is", bare))
    for suffix, whole in _SUFFIXES:
        bare = re.sub(rf"{suffix}\b", whole, bare)
    spaced = "".join(_separate(mark) for mark in bare.replace("'", ""))
    return [_undoubled(word) for token in spaced.split() for word in _whole(token)]


def corrected(word: str, known: Iterable[str]) -> str:
    """The known word that differs from this one by a slip, or the word itself."""
    if len(word) < _SHORTEST_WITH_SLIP:
        return word
    return next((it for it in known if _is_slip(word, it)), word)


def _separate(mark: str) -> str:
    """Keeps letters and digits, turns punctuation into blanks, emoji into words; drops the rest."""
    kind = unicodedata.category(mark)
    if kind[0] in "LN":
        return mark
    if kind[0] in "PZC" and kind != "Cf":
        return " "
    return f" {mark} " if kind in ("So", "Sm", "Sc") else ""


def _whole(token: str) -> list[str]:
    return SHORT_FORMS.get(token, token).split()


@lru_cache(maxsize=4096)
def _undoubled(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _is_slip(word: str, meant: str) -> bool:
    if len(meant) < _SHORTEST_WITH_SLIP or word[0] != meant[0]:
        return False
    if abs(len(word) - len(meant)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), None)
    if at is None:
        return len(word) != len(meant)
    if len(word) > len(meant):
        return word[at + 1 :] == meant[at:]
    if len(word) < len(meant):
        return word[at:] == meant[at + 1 :]
    is_swapped = word[at : at + 2] == meant[at : at + 2][::-1]
    if is_swapped and word[at + 2 :] == meant[at + 2 :]:
        return True
    return {word[at], meant[at]} <= _VOWELS and word[at + 1 :] == meant[at + 1 :]
