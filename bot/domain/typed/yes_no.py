"""Yes and no as people say them. What is not understood to its end is neither."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.typed.spelling import normalized_words

Words = tuple[str, ...]
_OPEN = frozenset(("not", "is", "are"))
"""Last words of a phrase that the next words may belong to."""
_MOST_WORDS = 12
"""Words of a command with all its courtesy; what is longer tells something."""


@dataclass(frozen=True)
class YesNoPhrases:
    """The lists that an editor keeps: phrases, separated by commas."""

    yes: str
    no: str
    beside: str
    """What may stand beside a yes or no and changes nothing, such as thanks."""

    def is_no(self, text: str) -> bool:
        """A clear no. With more beside it, as in "no but he is here" or "no?", it is none."""
        return "?" not in text and self._is_all(text, phrases(self.no))

    def is_yes(self, text: str) -> bool:
        """A clear yes, and nothing else."""
        return self._is_all(text, phrases(self.yes))

    def begins_with_yes(self, text: str) -> bool:
        """A yes with more behind it, unless there is a no in that."""
        said = tuple(normalized_words(text))
        noes = [no for no in phrases(self.no) if len(no) == 1]
        return not any((word,) in noes or word == "not" for word in said) and any(
            said[: len(yes)] == yes for yes in phrases(self.yes)
        )

    def _is_all(self, text: str, wanted: frozenset[Words]) -> bool:
        """Whether the text is made of these phrases and what may stand beside them."""
        said, beside = normalized_words(text), phrases(self.beside)
        return _made_of(said, wanted, beside) and not _made_of(said, frozenset(), beside)


@lru_cache(maxsize=256)
def phrases(listed: str) -> frozenset[Words]:
    """The phrases of a list with commas between, each in its one spelling."""
    return frozenset(
        filter(None, (tuple(normalized_words(phrase)) for phrase in listed.split(",")))
    )


def is_one_of(text: str, listed: str, beside: str = "") -> bool:
    """Whether the text is one of the phrases, with nothing around it but phrases of beside."""
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
    """Whether phrases put one behind the other make this; nothing at all is made of any.

    Where one ends in "not" only what stands beside may follow, for the next word can turn its
    meaning: "they are not" and "all safe" are no "they are not all safe".
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
