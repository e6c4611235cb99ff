"""What the counters say, for whoever owns the content: no ids, no words, no group under five."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final

from bot.content import Content
from bot.domain.insight import DAY_PARTS, ENDS, NOT_SAID, SMALLEST_GROUP, CountKind, shown
from bot.domain.timers import Weekday
from bot.ports.counters import Totals

_WEEK = timedelta(weeks=1)
NO_WEEK = "No week is over in which anything was counted, so there is nothing to show yet."
HIDDEN = "-"
ENDED: Final[Mapping[str, str]] = {
    "sent": "sent to Security",
    "advice": "read the guidance, and needed no report",
    "danger": "stopped at the question about danger",
    "danger-screen": "stopped at the 111 screen",
    "questions": "stopped at a question about what happened",
    "guidance": "stopped at the guidance",
    "details": "stopped while adding details",
    "whom": "stopped at the choice of whom to tell",
    "preview": "stopped at the preview",
}
HELPED: Final[Mapping[str, str]] = {"yes": "yes", "partly": "partly", "no": "no"}
DAY_PART_HOURS: Final[Mapping[str, str]] = {
    part: f"{part}, from {6 * number} to {6 * number + 6} o'clock"
    for number, part in enumerate(DAY_PARTS)
}


@dataclass(frozen=True)
class Group:
    """One line of a table; without a number if it is too small to be shown."""

    key: str
    words: str
    number: int | None


@dataclass(frozen=True)
class InsightTable:
    """Groups of one kind, all of them, also those that are empty."""

    title: str
    groups: Sequence[Group]


@dataclass(frozen=True)
class Insight:
    """The tables of the weeks that are over."""

    first: date
    """A Monday."""
    until: date
    """The Monday after the last week."""
    tables: Mapping[str, InsightTable]

    def lines(self) -> list[str]:
        """To print."""
        last = self.until - timedelta(days=1)
        said = [
            f"Weeks that are over, from {self.first} to {last}.",
            f"Numbers are rounded down to fives. {HIDDEN}: a group under {SMALLEST_GROUP}, or one "
            "from which that could be worked out.",
        ]
        for table in self.tables.values():
            said += ["", table.title]
            said += [f"{_number(group.number)}  {group.words}" for group in table.groups]
        return said

    def as_json(self) -> str:
        """For a program; null where a group is hidden."""
        document = {
            "from": self.first.isoformat(),
            "to": (self.until - timedelta(days=1)).isoformat(),
            "rounded_down_to": SMALLEST_GROUP,
            "tables": {key: asdict(table) for key, table in self.tables.items()},
        }
        return json.dumps(document, ensure_ascii=False, indent=2)


def insight_from(totals: Totals, content: Content, until: date) -> Insight | None:
    """The tables of all weeks before this Monday; None if nothing was counted in them."""
    if not totals:
        return None
    first = min(week for week, _, _ in totals)
    begun = _by_key(totals, "begun")
    weekdays, parts, weeks = Counter[str](), Counter[str](), Counter[str]()
    for key, number in begun.items():
        weekday, _, part = key.partition("-")
        weekdays[weekday] += number
        parts[part] += number
    for (week, kind, _), number in totals.items():
        weeks[week.isoformat()] += number if kind == "begun" else 0
    situations = {it.id: it.title for it in content.catalogue.scenarios.values()}
    tables = {
        "situations": _table(
            "What it was about",
            situations | {NOT_SAID: "not said"},
            _by_key(totals, "situation"),
        ),
        "ended": _table(
            "How it ended", {key: ENDED[key] for key in ENDS}, _by_key(totals, "ended")
        ),
        "helped": _table("Did this help?", HELPED, _by_key(totals, "helped")),
        "weekdays": _table("Begun, by day of the week", _names_of_days(), weekdays),
        "day_parts": _table("Begun, by time of day", DAY_PART_HOURS, parts),
        "weeks": _table("Begun, by week from Monday", _weeks(first, until), weeks),
    }
    return Insight(first, until, tables)


def _by_key(totals: Totals, wanted: CountKind) -> Counter[str]:
    found = Counter[str]()
    for (_, kind, key), number in totals.items():
        found[key] += number if kind == wanted else 0
    return +found


def _table(title: str, known: Mapping[str, str], counted: Mapping[str, int]) -> InsightTable:
    """Every known group; what is counted and not known, such as a situation that is gone, last."""
    words = {**known, **{key: key for key in counted if key not in known}}
    numbers = shown({key: counted.get(key, 0) for key in words})
    return InsightTable(title, [Group(key, words[key], numbers[key]) for key in words])


def _names_of_days() -> Mapping[str, str]:
    return {day.name.lower(): day.name.capitalize() for day in Weekday}


def _weeks(first: date, until: date) -> Mapping[str, str]:
    return {day.isoformat(): day.isoformat() for day in _mondays(first, until)}


def _mondays(first: date, until: date) -> Iterator[date]:
    while first < until:
        yield first
        first += _WEEK


def _number(number: int | None) -> str:
    return f"{HIDDEN if number is None else number:>6}"
