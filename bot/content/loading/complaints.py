"""Where content is wrong, and why, in an editor's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class ContentRefused(Exception):  # noqa: N818 - the refusal as a phrase
    """The content cannot be used. Carries every complaint, each naming file, place and reason."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = list(complaints)


@dataclass(frozen=True)
class Place:
    """A spot in a content file. What is refused here is noted, and reading goes on."""

    file: str
    complaints: list[str]
    steps: tuple[str, ...] = ()

    def at(self, *steps: str | int) -> "Place":
        """A spot further in; things in a list are counted from one."""
        return Place(self.file, self.complaints, (*self.steps, *map(str, steps)))

    def refuse(self, reason: str) -> None:
        """Notes a complaint about this spot."""
        self._note(": ".join(filter(None, (self.file, self._path, reason))))

    def missing(self) -> None:
        """Notes that this spot is not there."""
        self._note(f"{self.file}: {self._path} is missing")

    def refuse_unknown(self, what: str, name: str, known: Iterable[str]) -> None:
        """Notes that something is named here which does not exist."""
        self.refuse(f'there is no {what} "{name}"{did_you_mean(name, known)}')

    @property
    def _path(self) -> str:
        return " > ".join(self.steps)

    def _note(self, complaint: str) -> None:
        if complaint not in self.complaints:
            self.complaints.append(complaint)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the most similar name there is, or nothing."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""
