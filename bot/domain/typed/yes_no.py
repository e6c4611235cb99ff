"""Recognises yes, no and short commands. A text that is not understood as a whole is neither."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.typed.spelling import normalized_words

Words = tuple[str, ...]
_OPEN = frozenset(("not", "is", "are"))
"""A phrase that ends in one of these may be continued by the next words."""
_MOST_WORDS = 12
"""Limit of words in a command with its polite words; a longer text tells something."""


@dataclass(frozen=True)
class YesNoPhrases:
    """An editor's lists of phrases, separated by commas."""

    yes: str
    no: str
    beside: str
    """Filler beside a yes or no, such as thanks."""

    def is_no(self, text: str) -> bool:
        """Whether the text is a clear no; "no but he is here" and "no?" are not."""
        return "?" not in text and self._is_all(text, phrases(self.no))

    def is_yes(self, text: str) -> bool:
        """Whether the text is a clear yes and nothing else."""
        return self._is_all(text, phrases(self.yes))

    def begins_with_yes(self, text: str) -> bool:
        """Whether the text begins with a yes and has no negation."""
        said = tuple(normalized_words(text))
        noes = [no for no in phrases(self.no) if len(no) == 1]
        return not any((word,) in noes or word == "not" for word in said) and any(
            said[: len(yes)] == yes for yes in phrases(self.yes)
        )

    def _is_all(self, text: str, wanted: frozenset[Words]) -> bool:
        """Whether the text is made of these phrases and filler."""
        said, beside = normalized_words(text), phrases(self.beside)
        return _made_of(said, wanted, beside) and not _made_of(said, frozenset(), beside)


@lru_cache(maxsize=256)
def phrases(listed: str) -> frozenset[Words]:
    """The phrases of a comma-separated list, normalized."""
    return frozenset(
        filter(None, (tuple(normalized_words(phrase)) for phrase in listed.split(",")))
    )


def is_one_of(text: str, listed: str, beside: str = "") -> bool:
    """Whether the text is one of the listed phrases, with only phrases of `beside` around it."""
    said, wanted, others = tuple(normalized_words(text)), phrases(listed), phrases(beside)
    if not others or said in wanted:
        return said in wanted
    if len(said) > _MOST_WORDS:
        return False
    return any(
        said[start : start + len(phrase)] == phrase
        and _made_of(said[:start], frozenset(), others)
        and _made_of(said[start + len(phrase) :], frozenset(), others)
        for phrase in wanted
        for start in range(len(said) - len(phrase) + 1)
    )


def _made_of(said: Sequence[str], wanted: frozenset[Words], beside: frozenset[Words]) -> bool:
    """Whether these words are a sequence of phrases. The empty text is one.

    After a phrase that ends in "not" only filler may follow, for the next word can reverse its
    meaning: "they are not" and "all safe" do not make "they are not all safe".
    """
    anything, only_beside = {0}, set[int]()
    for start in range(len(said)):
        fitting = wanted | beside if start in anything else beside
        for phrase in fitting if start in anything | only_beside else ():
            end = start + len(phrase)
            if tuple(said[start:end]) == phrase:
                is_open = phrase[-1] in _OPEN or start not in anything
                (only_beside if is_open else anything).add(end)
    return len(said) in anything | only_beside
