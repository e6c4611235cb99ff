"""A day is read in the ways people write it, and is never one that is still to come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed.dates import FutureDate, lies_ahead, parse_day

SATURDAY = date(2026, 11, 28)
"""What the person writes on, unless a case says otherwise."""
days = st.dates(date(2001, 1, 1), date(2199, 12, 31))

WITH_YEAR = (
    *("{d.day}/{d.month}/{d.year}", "{d:%d/%m/%Y}", "{d:%d.%m.%Y}", "{d:%d-%m-%Y}", "{d:%d %m %Y}"),
    *("{d.day}.{d.month}.{yy}", "{d:%d/%m}/{yy}", "{d.isoformat}", "{d:%Y/%m/%d}", "{d:%Y%m%d}"),
    *("{d.day} {d:%B} {d.year}", "{d:%d} {d:%b} {d.year}", "{d:%d}{d:%b}{d.year}"),
    *("{d:%A}, {d.day} {d:%B} {d.year}", "{d:%a} {d.day}/{d.month}/{d.year}"),
    *("{d:%B} {d.day}, {d.year}", "{d:%b} {d.day} {d.year}", "On {d.day} {d:%B} {d.year} at 10 pm"),
    *("{d.day}-{d:%b}-{yy}", "the {d.day}th of {d:%B} {d.year}", "{d:%Y-%m-%d}T23:15:00+13:00"),
    "{d:%d/%m/%Y} 22:30",
)
WITHOUT_YEAR = (
    *("{d.day}/{d.month}", "{d:%d.%m.}", "{d:%d-%m}", "{d.day} {d:%B}", "{d:%b} {d.day}"),
    *("{d.day}th {d:%b}", "{d:%A} {d.day} {d:%B}", "{d.day} {d:%b} in the morning"),
)


def written(form: str, day: date) -> str:
    """A day in one of the forms."""
    year = f"{day.year % 100:02}"
    return form.replace("{d.isoformat}", day.isoformat()).format(d=day, yy=year)


@pytest.mark.parametrize("form", WITH_YEAR)
@given(day=st.dates(date(2001, 1, 1), date(2099, 12, 31)), later=st.integers(0, 5000))
def test_a_day_with_its_year_is_that_day(form: str, day: date, later: int) -> None:
    assert parse_day(written(form, day), day + timedelta(days=later)) == day


@pytest.mark.parametrize("form", WITHOUT_YEAR)
@given(today=days, back=st.integers(0, 364))
def test_any_day_of_the_last_year_needs_no_year(form: str, today: date, back: int) -> None:
    day = today - timedelta(days=back)

    assert parse_day(written(form, day), today) == day


@pytest.mark.parametrize("form", WITH_YEAR)
@given(today=st.dates(date(2001, 1, 1), date(2060, 12, 31)), ahead=st.integers(1, 10000))
def test_a_day_to_come_is_refused_as_one(form: str, today: date, ahead: int) -> None:
    with pytest.raises(FutureDate):
        parse_day(written(form, today + timedelta(days=ahead)), today)


PIECES = st.sampled_from(
    [
        *("1", "7", "12", "13", "27", "29", "31", "26", "2026", "2027", "/", ".", "-", ",", "th"),
        *("last", "this", "next", "friday", "tuesday", "nov", "february", "may", "morning", "at"),
        *("today", "yesterday", "tomorrow", "ago", "days", "week", "two", "night", "of"),
    ]
)


@given(st.lists(PIECES, max_size=6), days)
def test_whatever_is_typed_is_read_as_no_day_to_come(pieces: list[str], today: date) -> None:
    read = past_or_none(" ".join(pieces), today)

    assert read is None or read <= today


@given(st.text(max_size=60), days)
def test_any_text_at_all_is_a_past_day_or_none(text: str, today: date) -> None:
    read = past_or_none(text, today)

    assert read is None or read <= today


def past_or_none(text: str, today: date) -> date | None:
    """What is kept of it."""
    try:
        return parse_day(text, today)
    except FutureDate:
        return None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        *((said, date(2026, 11, 28)) for said in ("today", "Now", "this morning", "tonight!")),
        *(
            (said, date(2026, 11, 28))
            for said in ("today at 9 am", "this morning at 9", "Tēnei rā")
        ),
        *((said, date(2026, 11, 28)) for said in ("Saturday", "0 days ago", "the 28th", "todya")),
        *((said, date(2026, 11, 27)) for said in ("yesterday", "inanahi", "Last night", "inapō")),
        *((said, date(2026, 11, 27)) for said in ("Friday", "last Friday", "fri", "Rāmere")),
        *((said, date(2026, 11, 27)) for said in ("27 November 2026", "Nov 27", "27th Nov")),
        *((said, date(2026, 11, 27)) for said in ("27/11", "27.11.26", "2026-11-27", "27nov26")),
        *((said, date(2026, 11, 27)) for said in ("27 Noema", "27 Whiringa-ā-rangi 2026")),
        *(
            (said, date(2026, 11, 27))
            for said in ("yesturday evening", "27 Novemebr", "yesterday 😢")
        ),
        *((said, date(2026, 11, 27)) for said in ("1 day ago", "a day ago", "one day ago")),
        *((said, date(2026, 11, 26)) for said in ("2 days ago", "two days ago", "Thrusday")),
        *((said, date(2026, 11, 28)) for said in ("2day", "tday")),
        *((said, date(2026, 11, 27)) for said in ("yest", "last nite", "lastnight", "i nanahi")),
        *((said, date(2026, 11, 27)) for said in ("last night about 9", "yesterday, around lunch")),
        *((said, date(2026, 11, 26)) for said in ("night before last", "two days back")),
        *((said, date(2026, 11, 24)) for said in ("Tuesday gone", "on Tuesday")),
        *((said, date(2026, 11, 14)) for said in ("a fortnight ago", "fourteen days ago")),
        *((said, date(2026, 10, 15)) for said in ("15th of last month", "15th last month")),
        *((said, date(2026, 11, 26)) for said in ("the day before yesterday", "Thurs night")),
        *((said, date(2026, 11, 21)) for said in ("last Saturday", "a week ago", "7 days ago")),
        *((said, date(2026, 11, 20)) for said in ("Friday last week", "20/11", "the 20th")),
        ("29/11", date(2025, 11, 29)),
        ("29 Feb", date(2024, 2, 29)),
        ("31st", date(2026, 10, 31)),
    ],
)
def test_a_day_is_read_as_people_say_it(typed: str, day: date) -> None:
    assert parse_day(typed, SATURDAY) == day


def test_the_end_of_december_said_in_january_was_last_year() -> None:
    assert parse_day("31/12", date(2027, 1, 3)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "soon",
            "😢",
            "27",
            "3pm",
            "in the morning",
            "last week",
            "a month ago",
            "the other day",
        ),
        *("31/02/2026", "2026-13-01", "11/27/2026", "0/5", "99/99/99", "1/2/3/4", "27/11/226"),
        *(
            "Thursday 27/11/2026",
            "Mon or Tue",
            "99999999 days ago",
            "between 1 and 3 May",
            "May 2026",
        ),
        *("1/1/1066", "27 Juvember", "friday 13"),
        *("15-17 Nov", "Nov 15-17", "5-7/11", "5 – 7.11", "15/11-17/11", "2 hours ago", "11/15"),
    ],
)
def test_what_is_no_day_or_two_is_none(typed: str) -> None:
    assert parse_day(typed, SATURDAY) is None


@pytest.mark.parametrize(
    "typed",
    [
        "1/1/2099",
        "tomorrow",
        "next Friday",
        "this Sunday",
        "29/11/2026",
        "āpōpō",
        "tommorow",
        "tmrw",
        "2moro",
    ],
)
def test_what_is_still_to_come_is_said_to_be(typed: str) -> None:
    with pytest.raises(FutureDate):
        parse_day(typed, SATURDAY)


@pytest.mark.parametrize(
    "text",
    ["tomorrow", "Tomorrow at 3 pm", "next Friday", "30/11/2026", "Monday 30 November 2026, 10 am"],
)
def test_a_moment_that_is_to_come_is_told_from_one_that_was(text: str) -> None:
    assert lies_ahead(text, SATURDAY)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday at 3 pm",
        "some time last week, I saw it on Friday",
        "yesterday, and the visit is tomorrow",
        "tomorrow is the visit; it was posted on 27/11/2026",
        "about 11 pm",
        "not sure",
        "",
    ],
)
def test_a_moment_that_was_may_stand_beside_any_words(text: str) -> None:
    assert not lies_ahead(text, SATURDAY)
