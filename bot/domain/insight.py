"""What is counted of a report on its way, and what of it may be shown: no words, no ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.timers import NEW_ZEALAND, Weekday

CountKind = Literal["begun", "situation", "ended", "helped"]
"""Stored: never rename or reuse one."""
DAY_PARTS = ("night", "morning", "afternoon", "evening")
"""Six hours each, from midnight."""
NOT_SAID = "not-said"
"""The situation of a report that ended before anybody chose one."""
ENDS = (
    "sent",
    "advice",
    "danger",
    "danger-screen",
    "questions",
    "guidance",
    "details",
    "whom",
    "preview",
)
"""Sent; read the guidance and needed no more; else the place at which somebody stopped."""
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Count:
    """One more of a kind. The key is a name of the program or the content, never what was typed."""

    kind: CountKind
    key: str


def begun(at: datetime) -> Count:
    """Somebody began a report: on which day of the week, and in which part of the day."""
    local = at.astimezone(NEW_ZEALAND)
    return Count("begun", f"{Weekday(local.weekday()).name.lower()}-{DAY_PARTS[local.hour // 6]}")


def shown(groups: Mapping[str, int]) -> dict[str, int | None]:
    """The groups rounded down to fives; None for one that is too small to be shown.

    A group under five is hidden, and an empty one as well. Never a single one: from a total that is
    known elsewhere it could be worked out, so the smallest of the others is hidden with it. All are
    rounded, so that two tables of the same reports, or of two weeks, do not give one away.
    """
    hidden = {key for key, number in groups.items() if number < SMALLEST_GROUP}
    others = sorted(groups.keys() - hidden, key=lambda key: (groups[key], key))
    if len(hidden) == 1 and others:
        hidden.add(others[0])
    return {
        key: None if key in hidden else number - number % SMALLEST_GROUP
        for key, number in groups.items()
    }
