"""What `insight` shows of the counters, and what it never shows."""

import json
from collections.abc import Mapping
from datetime import date, timedelta

from bot.admin.insight import Insight, insight_from
from bot.domain.insight import ENDS, CountKind
from tests.builders import shipped

WEEK = timedelta(weeks=1)
MONDAY = date(2026, 11, 16)
UNTIL = MONDAY + 2 * WEEK
CONTENT = shipped()


def shows(*counted: tuple[date, CountKind, str, int]) -> Insight:
    """The tables of these numbers."""
    totals = {(week, kind, key): number for week, kind, key, number in counted}
    found = insight_from(totals, CONTENT, UNTIL)
    assert found is not None
    return found


def numbers(found: Insight, table: str) -> Mapping[str, int]:
    """The groups of a table that are shown."""
    groups = found.tables[table].groups
    return {group.key: group.number for group in groups if group.number is not None}


def test_numbers_of_several_weeks_are_added_and_rounded_down() -> None:
    found = shows(
        (MONDAY, "situation", "threat", 9),
        (MONDAY + WEEK, "situation", "threat", 8),
        (MONDAY + WEEK, "situation", "impersonation", 4),
    )

    assert numbers(found, "situations") == {"threat": 15}
    assert (found.first, found.until) == (MONDAY, UNTIL)


def test_days_and_times_of_day_come_from_the_same_beginnings() -> None:
    found = shows(
        (MONDAY, "begun", "monday-night", 6),
        (MONDAY, "begun", "monday-morning", 7),
        (MONDAY + WEEK, "begun", "friday-morning", 12),
    )

    assert numbers(found, "weekdays") == {"monday": 10, "friday": 10}
    assert numbers(found, "day_parts") == {"night": 5, "morning": 15}
    assert numbers(found, "weeks") == {"2026-11-16": 10, "2026-11-23": 10}


def test_a_week_without_anything_is_a_hidden_one_like_a_week_of_four() -> None:
    three_weeks = MONDAY - WEEK

    found = shows((three_weeks, "begun", "monday-night", 4), (MONDAY + WEEK, "begun", "x-y", 20))

    hidden = [group.key for group in found.tables["weeks"].groups if group.number is None]
    assert hidden == [three_weeks.isoformat(), MONDAY.isoformat()]


def test_every_end_and_every_situation_has_a_line_also_an_empty_one() -> None:
    found = shows((MONDAY, "ended", "sent", 5))

    assert [group.key for group in found.tables["ended"].groups] == list(ENDS)
    keys = [group.key for group in found.tables["situations"].groups]
    assert keys == [*CONTENT.catalogue.scenarios, "not-said"]


def test_a_situation_that_has_left_the_content_is_still_shown() -> None:
    found = shows((MONDAY, "situation", "an-old-one", 10))

    assert numbers(found, "situations") == {"an-old-one": 10}


def test_of_three_answers_a_small_one_takes_another_with_it() -> None:
    found = shows(
        (MONDAY, "helped", "yes", 21), (MONDAY, "helped", "partly", 6), (MONDAY, "helped", "no", 1)
    )

    assert numbers(found, "helped") == {"yes": 20}


def test_no_total_is_printed_from_which_a_hidden_group_could_be_worked_out() -> None:
    found = shows((MONDAY, "situation", "threat", 33), (MONDAY, "situation", "impersonation", 4))

    document = json.loads(found.as_json())

    printed = [word for line in found.lines() for word in line.split() if word.isdigit()]
    assert [number for number in printed if number in ("37", "33", "4")] == []
    assert {group["number"] for group in document["tables"]["situations"]["groups"]} == {30, None}


def test_nothing_is_said_of_nothing() -> None:
    assert insight_from({}, CONTENT, UNTIL) is None
