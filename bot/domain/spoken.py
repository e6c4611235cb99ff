"""Yes and no as people say them. What is not understood to its end is neither."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.spelling import words_of

Words = tuple[str, ...]


@dataclass(frozen=True)
class Spoken:
    """The lists that an editor keeps: phrases, separated by commas."""

    yes: str
    no: str
    beside: str
    """What may stand beside a yes or no and changes nothing, such as thanks."""

    def is_no(self, text: str) -> bool:
        """A clear no. One that is followed by anything else, as in "no but he is here", is none."""
        return self._is_all(text, phrases(self.no))

    def is_yes(self, text: str) -> bool:
        """A clear yes, and nothing else."""
        return self._is_all(text, phrases(self.yes))

    def begins_with_yes(self, text: str) -> bool:
        """A yes with more behind it, unless there is a no in that."""
        said = tuple(words_of(text))
        noes = [no for no in phrases(self.no) if len(no) == 1]
        return not any((word,) in noes or word == "not" for word in said) and any(
            said[: len(yes)] == yes for yes in phrases(self.yes)
        )

    def _is_all(self, text: str, wanted: frozenset[Words]) -> bool:
        """Whether the text is made of these phrases and what may stand beside them."""
        said, beside = words_of(text), phrases(self.beside)
        return _made_of(said, wanted | beside) and not _made_of(said, beside)


@lru_cache(maxsize=256)
def phrases(listed: str) -> frozenset[Words]:
    """The phrases of a list with commas between, each in its one spelling."""
    return frozenset(filter(None, (tuple(words_of(phrase)) for phrase in listed.split(","))))


def is_one_of(text: str, listed: str) -> bool:
    """Whether the text is one of the phrases, and nothing else."""
    return tuple(words_of(text)) in phrases(listed)


def _made_of(said: Sequence[str], known: frozenset[Words]) -> bool:
    """Whether phrases put one behind the other make this; nothing at all is made of any."""
    reached = {0}
    for start in range(len(said)):
        if start in reached:
            reached |= {
                start + len(phrase)
                for phrase in known
                if tuple(said[start : start + len(phrase)]) == phrase
            }
    return len(said) in reached
