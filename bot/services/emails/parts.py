"""What letters are made of: lines, sections, ticks, and moments as people here say them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.escalation import System
from bot.domain.report import Line, Report
from bot.domain.scenario import Flag


@dataclass(frozen=True)
class LetterRow:
    """One line of a letter."""

    heading: str
    value: str


@dataclass(frozen=True)
class Section:
    """Lines that stand together under a heading."""

    heading: str
    rows: tuple[LetterRow, ...]


@dataclass(frozen=True)
class EntryToMake:
    """An entry that is made by hand in another register."""

    name: str
    done: bool


def rows(lines: Sequence[Line]) -> tuple[LetterRow, ...]:
    """The lines as a letter shows them."""
    return tuple(LetterRow(heading=line.heading, value=line.value) for line in lines)


def systems_for(report: Report) -> tuple[System, ...]:
    """The registers this report goes into: Noggin always, Kotahi if a customer is involved."""
    if Flag.CUSTOMER in report.flags:
        return (System.NOGGIN, System.KOTAHI)
    return (System.NOGGIN,)
