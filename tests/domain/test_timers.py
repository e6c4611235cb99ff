"""How long things wait, in words and by level."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from bot.domain.scenario import Level
from bot.domain.timers import NEW_ZEALAND, LeaderTimers, Timers, Weekday, WorkingDays

LEADER = {
    "high": "2 hours",
    "standard": "1 working day",
    "reminder_at": 0.5,
    "deputy_after": "15 minutes",
    "link_lives": "3 days",
}
TIMERS = Timers.model_validate(
    {
        "leader": LEADER,
        "mail": {
            "first_look": "5 seconds",
            "resend_after": "1 minute",
            "park_after": "5 minutes",
            "confirm_within": "15 minutes",
            "late_after": "5 minutes",
        },
        "draft": {"deleted_after": "24 hours"},
        "retention": {"tasks": "30 days", "chats": "30 days", "looked_up": "30 days"},
        "working_hours": {
            "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "opens": "08:00",
            "closes": "17:00",
        },
    }
)


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=NEW_ZEALAND)


def leader(**changed: Any) -> LeaderTimers:
    return LeaderTimers.model_validate(LEADER | changed)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1 second", timedelta(seconds=1)),
        ("90 seconds", timedelta(seconds=90)),
        ("15 minutes", timedelta(minutes=15)),
        ("1 hour", timedelta(hours=1)),
        ("30 days", timedelta(days=30)),
        (timedelta(hours=3), timedelta(hours=3)),
    ],
)
def test_a_duration_in_words(words: object, meant: timedelta) -> None:
    assert leader(high=words).high == meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1 working day", WorkingDays(days=1)),
        ("2 working days", WorkingDays(days=2)),
        ("12 hours", timedelta(hours=12)),
        (WorkingDays(days=3), WorkingDays(days=3)),
    ],
)
def test_standard_may_wait_working_days(words: object, meant: object) -> None:
    assert leader(standard=words).standard == meant


@pytest.mark.parametrize("field", ["high", "standard", "deputy_after", "link_lives"])
@pytest.mark.parametrize(
    "words",
    [
        *("soon", "", "two hours", "2 weeks", "2  hours", "1 hour 30 minutes", "PT2H", "2"),
        *("0 hours", "0 working days", "-5 minutes", "1.5 hours", "99999999999 days"),
        *(2, True, None),
    ],
)
def test_what_is_no_duration_is_refused(field: str, words: object) -> None:
    with pytest.raises(ValidationError, match="use a whole number from 1"):
        leader(**{field: words})


def test_a_wait_by_the_clock_takes_no_working_days() -> None:
    with pytest.raises(ValidationError, match="use a whole number from 1"):
        leader(high="1 working day")


@pytest.mark.parametrize("fraction", [0, 1, 0.0, 1.0, -0.5, 2, "half", True, float("nan")])
def test_a_reminder_comes_on_the_way(fraction: object) -> None:
    with pytest.raises(ValidationError, match="use a number between 0 and 1"):
        leader(reminder_at=fraction)


def test_the_working_hours_in_words() -> None:
    hours = TIMERS.working_hours

    assert (hours.days[0], hours.days[-1]) == (Weekday.MONDAY, Weekday.FRIDAY)
    assert (hours.opens, hours.closes) == (time(8), time(17))


@pytest.mark.parametrize(
    ("level", "remind_at", "answer_by"),
    [
        (Level.STANDARD, "2026-11-24 08:30", "2026-11-24 13:00"),
        (Level.HIGH, "2026-11-23 14:00", "2026-11-23 15:00"),
        (Level.URGENT, "2026-11-23 14:00", "2026-11-23 15:00"),
    ],
)
def test_a_leader_is_waited_for_by_level(level: Level, remind_at: str, answer_by: str) -> None:
    asked = local("2026-11-23 13:00")

    due = TIMERS.answer_by(level, asked)

    assert due == local(answer_by)
    assert TIMERS.remind_at(level, asked, due) == local(remind_at)


def test_reports_are_kept_until_somebody_decides() -> None:
    assert TIMERS.retention.reports is None
