"""What the crash test prints: numbers fit for a README."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.crash.every_point import Point
from tests.crash.random_kills import Aftermath
from tests.crash.traces import trace
from tests.crash.verdict import Numbers, numbers_of

HEADINGS = (
    "died",
    "kills",
    "reports",
    "mails to Security",
    "follow-ups",
    "to leaders",
    "lost",
    "doubled",
    "other faults",
    "cards doubled",
    "take-over, s",
    "wall time, s",
)


@dataclass(frozen=True)
class Row:
    """One line of the table, and what was wrong."""

    name: str
    kills: int
    numbers: Sequence[Numbers]
    faults: Sequence[str]
    seconds: float
    story: Sequence[str] = ()
    """What happened to the reports concerned."""
    taken_over: float | None = None
    """The longest; None if nothing was measured."""

    def cells(self) -> list[str]:
        """As it is printed."""
        counted = ("reports", "mails", "follow_ups", "letters", "lost", "doubled")
        sums = [sum(getattr(it, name) for it in self.numbers) for name in counted]
        other = len(self.faults) - sum(sums[4:])
        doubled = sum(it.cards_doubled for it in self.numbers)
        longest = "" if self.taken_over is None else f"{self.taken_over:.1f}"
        return [
            self.name,
            *map(str, (self.kills, *sums, other, doubled)),
            longest,
            f"{self.seconds:.0f}",
        ]


def of_points(journey: str, points: Sequence[Point], seconds: float) -> Row:
    """One journey, at all its points."""
    return Row(
        f"at each point: {journey}",
        kills=sum(it.deaths for it in points),
        numbers=[numbers_of(it.settled) for it in points],
        faults=[f"{it.journey}, point {it.number}: {why}" for it in points for why in it.faults],
        seconds=seconds,
        story=[line for it in points if it.faults for line in trace(it.settled, it.faults)],
    )


def of_storm(left: Aftermath, seconds: float) -> Row:
    """All the random kills."""
    return Row(
        "at random",
        left.kills,
        numbers=[numbers_of(left.settled)],
        faults=left.faults,
        seconds=seconds,
        story=[*trace(left.settled, left.faults)],
        taken_over=max(left.taken_over, default=None),
    )


def table(title: str, rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [HEADINGS, ["---", *["---:"] * (len(HEADINGS) - 1)], *(row.cells() for row in rows)]
    return "\n".join([f"{title}\n", *(f"| {' | '.join(line)} |" for line in lines)])
