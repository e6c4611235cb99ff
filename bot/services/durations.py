"""Durations as people say them."""

from datetime import timedelta

from bot.content.loading.texts import Texts
from bot.domain.working_time import Span, WorkingDays

_DAY = timedelta(days=1)
_UNITS = {
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}


def in_words(texts: Texts, span: Span) -> str:
    """A duration such as "2 hours", in the largest unit that says it exactly."""
    if isinstance(span, WorkingDays):
        return _counted(texts, "working_day", span.days)
    # One day stays 24 hours, for "a day" could be taken for the rest of today.
    if span > _DAY and not span % _DAY:
        return _counted(texts, "day", span // _DAY)
    unit = next((name for name, length in _UNITS.items() if not span % length), "second")
    return _counted(texts, unit, span // _UNITS[unit])


def _counted(texts: Texts, unit: str, number: int) -> str:
    return texts(f"duration.{unit}" if number == 1 else f"duration.{unit}s", number=number)
