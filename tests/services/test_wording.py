"""Durations are told in the unit that says them exactly."""

from datetime import timedelta

import pytest

from bot.domain.timers import Span, WorkingDays
from bot.services.wording import in_words
from tests.builders import shipped
from tests.words import duration


@pytest.mark.parametrize(
    ("span", "number", "unit"),
    [
        (timedelta(seconds=1), 1, "second"),
        (timedelta(seconds=90), 90, "second"),
        (timedelta(minutes=1), 1, "minute"),
        (timedelta(minutes=15), 15, "minute"),
        (timedelta(minutes=90), 90, "minute"),
        (timedelta(hours=1), 1, "hour"),
        (timedelta(hours=2), 2, "hour"),
        (timedelta(hours=24), 24, "hour"),
        (timedelta(hours=36), 36, "hour"),
        (timedelta(days=2), 2, "day"),
        (timedelta(days=30), 30, "day"),
        (WorkingDays(days=1), 1, "working_day"),
        (WorkingDays(days=2), 2, "working_day"),
    ],
)
def test_a_duration_in_words(span: Span, number: int, unit: str) -> None:
    assert in_words(shipped().texts, span) == duration(number, unit)
