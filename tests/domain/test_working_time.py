"""Working days in New Zealand, summer and winter."""

from datetime import datetime

import pytest

from bot.domain.working_time import NEW_ZEALAND, is_working_time, working_day_later


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=NEW_ZEALAND)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        pytest.param("2026-11-23 13:00", "2026-11-24 13:00", id="within hours: same time next day"),
        pytest.param("2026-11-23 08:00", "2026-11-24 08:00", id="at the first minute"),
        pytest.param("2026-11-23 16:59", "2026-11-24 16:59", id="at the last minute"),
        pytest.param("2026-11-27 10:30", "2026-11-30 10:30", id="Friday to Monday"),
        pytest.param("2026-11-23 07:59", "2026-11-23 17:00", id="before hours: that day's close"),
        pytest.param("2026-11-23 17:00", "2026-11-24 17:00", id="at the close: the next close"),
        pytest.param("2026-11-23 23:30", "2026-11-24 17:00", id="at night: the next close"),
        pytest.param("2026-11-27 18:00", "2026-11-30 17:00", id="Friday evening to Monday"),
        pytest.param("2026-11-28 09:00", "2026-11-30 17:00", id="Saturday to Monday"),
        pytest.param("2026-11-29 06:00", "2026-11-30 17:00", id="Sunday to Monday"),
        pytest.param("2026-09-25 10:00", "2026-09-28 10:00", id="over the start of summer time"),
        pytest.param("2027-04-02 10:00", "2027-04-05 10:00", id="over the end of summer time"),
        pytest.param("2026-12-24 10:00", "2026-12-25 10:00", id="a holiday never delays"),
    ],
)
def test_a_working_day_later(asked: str, due: str) -> None:
    assert working_day_later(local(asked)) == local(due)


def test_the_answer_is_in_utc_whatever_the_question_was() -> None:
    asked = datetime.fromisoformat("2026-07-06T23:00:00+00:00")  # Tuesday, 11 am in winter

    due = working_day_later(asked)

    assert due.isoformat() == "2026-07-07T23:00:00+00:00"


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-11-23 07:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-27 16:59", True),
        ("2026-11-27 17:00", False),
        ("2026-11-28 12:00", False),
        ("2026-11-29 12:00", False),
    ],
)
def test_working_hours(moment: str, working: bool) -> None:
    assert is_working_time(local(moment)) is working
