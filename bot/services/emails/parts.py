"""Parts of mails: lines, sections and register entries."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.escalation import System
from bot.domain.report import Line, Report
from bot.domain.scenario import Flag


@dataclass(frozen=True)
class LetterRow:
    """A line of a mail."""

    heading: str
    value: str


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    heading: str
    rows: tuple[LetterRow, ...]


@dataclass(frozen=True)
class EntryToMake:
    """An entry to be made by hand in a register."""

    name: str
    done: bool


def rows(lines: Sequence[Line]) -> tuple[LetterRow, ...]:
    """The report's lines as lines of a mail."""
    return tuple(LetterRow(heading=line.heading, value=line.value) for line in lines)


def systems_for(report: Report) -> tuple[System, ...]:
    """The registers of this report: Noggin, and Kotahi if a customer is involved."""
    if Flag.CUSTOMER in report.flags:
        return (System.NOGGIN, System.KOTAHI)
    return (System.NOGGIN,)
