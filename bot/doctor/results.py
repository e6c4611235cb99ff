"""Results of checks: state, cause, and the step that cures it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ready", "warning", "failed", "not checked"]


@dataclass(frozen=True)
class Remark:
    """One outcome of a check. Names settings and rights, never a person or a secret."""

    state: State
    says: str
    cure: str = ""


@dataclass(frozen=True)
class Result:
    """A remark with the name of its check. Pipelines depend on these field names."""

    check: str
    state: State
    says: str
    cure: str = ""


class CheckFailed(Exception):
    """The check failed: the cause, and the step that cures it."""

    def __init__(self, says: str, cure: str) -> None:
        super().__init__(says)
        self.says = says
        self.cure = cure


def fine(says: str) -> Sequence[Remark]:
    """It works."""
    return [Remark("ready", says)]


def warning(says: str, cure: str) -> Sequence[Remark]:
    """The bot runs with it, but an administrator should look."""
    return [Remark("warning", says, cure)]


def as_results(check: str, remarks: Iterable[Remark]) -> list[Result]:
    """Remarks with the name of their check."""
    return [Result(check, remark.state, remark.says, remark.cure) for remark in remarks]


def is_ready(findings: Iterable[Result]) -> bool:
    """Whether the bot may start: no check failed. One not checked depends on one that did."""
    return not any(finding.state == "failed" for finding in findings)
