"""What the doctor found: for each thing it looked at, how it is, why, and what cures it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ready", "warning", "failed", "not checked"]


@dataclass(frozen=True)
class Remark:
    """What one look showed. Names settings and rights, and never a person or a secret."""

    state: State
    says: str
    cure: str = ""


@dataclass(frozen=True)
class Result:
    """A remark, and the check that made it. Pipelines read these names, so they stay."""

    check: str
    state: State
    says: str
    cure: str = ""


class CheckFailed(Exception):
    """It does not work: the cause, and the step that cures it."""

    def __init__(self, says: str, cure: str) -> None:
        super().__init__(says)
        self.says = says
        self.cure = cure


def fine(says: str) -> Sequence[Remark]:
    """It works, and this is what was seen."""
    return [Remark("ready", says)]


def warning(says: str, cure: str) -> Sequence[Remark]:
    """The bot runs with it, and somebody should look."""
    return [Remark("warning", says, cure)]


def found(check: str, remarks: Iterable[Remark]) -> list[Result]:
    """The remarks under the name of their check."""
    return [Result(check, remark.state, remark.says, remark.cure) for remark in remarks]


def is_ready(findings: Iterable[Result]) -> bool:
    """Whether the bot may start. What was not checked hangs on something that failed."""
    return not any(finding.state == "failed" for finding in findings)
