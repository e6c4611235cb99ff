"""Durations are told in the unit that says them exactly."""

from datetime import timedelta

import pytest

from bot.domain.timers import Span, WorkingDays
from bot.services.wording import in_words
from tests.builders import shipped


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=15), "15 minutes"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=24), "24 hours"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=30), "30 days"),
        (WorkingDays(days=1), "1 working day"),
        (WorkingDays(days=2), "2 working days"),
    ],
)
def test_a_duration_in_words(span: Span, words: str) -> None:
    assert in_words(shipped().texts, span) == words
