"""Faults in the timers, and what is only worth a warning."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.content.sample import errors, loaded, spoil

CLOCK = 'use a whole number from 1 and seconds, minutes, hours or days, such as "2 hours"'
DAYS = f'{CLOCK}, or working days, such as "1 working day"'
REGIONS = (
    "AUK, BOP, CAN, CIT, GIS, HKB, MBH, MWT, NSN, NTL, OTA, STL, South Canterbury, TAS, TKI, WGN, "
    "WKO, WTC"
)
TIME = 'use hours and minutes in quotes, such as "08:00" or "17:30"'
WEEK = "use one of Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"
KEPT = "timers.toml: retention > reports is not decided, so reports are kept for good."

FAULTS = [
    ('"2 hours"', '"soon"', f'leader > high: "soon" is not allowed; {CLOCK}'),
    ('"2 hours"', "2", f'leader > high: "2" is not allowed; {CLOCK}'),
    ('"2 hours"', '"1 working day"', f'leader > high: "1 working day" is not allowed; {CLOCK}'),
    ('"1 working day"', '"a day"', f'leader > standard: "a day" is not allowed; {DAYS}'),
    (
        '"15 minutes"',
        '"0 minutes"',
        f'leader > deputy_after: "0 minutes" is not allowed; {CLOCK}',
    ),
    ('"30 days"', '"-30 days"', f'retention > tasks: "-30 days" is not allowed; {CLOCK}'),
    (
        "0.5",
        "1.5",
        'leader > reminder_at: "1.5" is not allowed; '
        "use a number between 0 and 1, such as 0.5 for half",
    ),
    ('"40 days"', '"1 day"', "retention > chats: must be longer than draft > deleted_after"),
    ('"50 days"', '"2 hours"', "retention > looked_up: must be longer than draft > deleted_after"),
    ('looked_up = "50 days"', "", "retention > looked_up is missing"),
    ('"1 minute"', '"5 seconds"', "mail > resend_after: must be longer than first_look"),
    ('"5 minutes"', '"60 seconds"', "mail > park_after: must be longer than resend_after"),
    ('late_after = "6 minutes"', "", "mail > late_after is missing"),
    (
        "[mail]",
        '[security]\nlink_lives = "91 days"\n\n[mail]',
        "security > link_lives: must be 90 days or shorter",
    ),
    (
        "[mail]",
        '[security]\nlink_lives = "7 days"\n\n[mail]',
        "security > link_lives: must be longer than reopens_for",
    ),
    (
        "[mail]",
        '[entries]\nreminded_after = "8 days"\n\n[mail]',
        'entries > reminded_after: must be from "1 hour" to "7 days", or up to "5 working days"',
    ),
    (
        "[mail]",
        '[entries]\nreminded_after = "6 working days"\n\n[mail]',
        'entries > reminded_after: must be from "1 hour" to "7 days", or up to "5 working days"',
    ),
    (
        "[mail]",
        '[check_in]\nfirst_after = "7 days"\n\n[mail]',
        'check_in > first_after: must be "1 hour" or longer, and shorter than second_after',
    ),
    (
        "[mail]",
        '[check_in]\nsecond_after = "29 days"\n\n[mail]',
        'check_in > second_after: must be "28 days" or shorter',
    ),
    (
        "deleted_after",
        'delete_after = "1 hour"\ndeleted_after',
        'draft > delete_after: there is no such key; did you mean "deleted_after"?',
    ),
    ('"08:00"', '"8 am"', f'working_hours > opens: "8 am" is not allowed; {TIME}'),
    ('"08:00"', '"08:60"', f'working_hours > opens: "08:60" is not allowed; {TIME}'),
    ('"08:00"', '"24:00"', f'working_hours > opens: "24:00" is not allowed; {TIME}'),
    ('"17:00"', '"08:00"', "working_hours > closes: must be later than opens"),
    ('"Friday"', '"Freitag"', f'working_hours > days > 2: "Freitag" is not allowed; {WEEK}'),
    ('"Friday"', '"Monday"', 'working_hours > days > 2: "Monday" is there already'),
    ('["Monday", "Friday"]', "[]", "working_hours > days: is empty"),
    (
        "closes =",
        'regions = ["AKL"]\ncloses =',
        f'working_hours > regions > 1: "AKL" is not allowed; use one of {REGIONS}',
    ),
    (
        "closes =",
        'regions = ["AUK", "AUK"]\ncloses =',
        'working_hours > regions > 2: "AUK" is there already',
    ),
    ("closes =", 'regions = "AUK"\ncloses =', "working_hours > regions: must be a list in [ ]"),
]


@pytest.mark.parametrize(("old", "new", "error"), FAULTS)
def test_a_fault_in_the_timers_is_named(folder: Path, old: str, new: str, error: str) -> None:
    spoil(folder, "timers.toml", old, new)

    assert errors(folder) == [f"timers.toml: {error}"]


def test_a_missing_table_is_named(folder: Path) -> None:
    spoil(folder, "timers.toml", '[draft]\ndeleted_after = "24 hours"', "")

    assert errors(folder) == ["timers.toml: draft is missing"]


def test_the_timers_are_read_as_they_stand(folder: Path) -> None:
    timers = loaded(folder).timers

    assert timers.mail.late_after == timedelta(minutes=6)
    assert len(timers.working_hours.days) == 2


def test_reports_kept_for_good_are_a_warning_until_somebody_decides(folder: Path) -> None:
    undecided = loaded(folder)
    spoil(folder, "timers.toml", "[retention]", '[retention]\nreports = "365 days"')
    decided = loaded(folder)

    assert KEPT in undecided.warnings
    assert KEPT not in decided.warnings
    assert decided.timers.retention.reports == timedelta(days=365)


def test_a_region_without_a_day_of_its_own_is_a_warning(folder: Path) -> None:
    spoil(folder, "timers.toml", "closes =", 'regions = ["AUK", "WKO"]\ncloses =')

    warnings = [w for w in loaded(folder).warnings if "regions" in w]

    assert warnings == [
        "timers.toml: working_hours > regions: the calendar knows no anniversary day of WKO, "
        "so no anniversary day is left out."
    ]


UNCONFIRMED_MAILBOX = (
    "timers.toml: security_mailbox > read is still to be confirmed, so people are told that it may "
    "not be read before the next working day."
)
HOURS = 'hours = { days = ["Monday"], opens = "07:00", closes = "19:00" }'


def read_when(folder: Path, *lines: str) -> None:
    """Security's mailbox is said to be read like this."""
    table = "\n".join(["[security_mailbox]", *lines, "", "[working_hours]"])
    spoil(folder, "timers.toml", "[working_hours]", table)


def test_hours_that_nobody_confirmed_are_a_warning(folder: Path) -> None:
    unsaid = loaded(folder)
    read_when(folder, 'read = "any-time"')
    said = loaded(folder)

    assert UNCONFIRMED_MAILBOX in unsaid.warnings
    assert UNCONFIRMED_MAILBOX not in said.warnings
    assert not unsaid.timers.security_mailbox.is_confirmed


def test_the_hours_of_the_mailbox_are_read_as_they_stand(folder: Path) -> None:
    read_when(folder, 'read = "these-hours"', HOURS)

    hours = loaded(folder).timers.security_mailbox.hours

    assert hours is not None
    assert (hours.opens.hour, hours.closes.hour) == (7, 19)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (['read = "these-hours"'], "hours is missing"),
        (['read = "any-time"', HOURS], 'hours: is read only with read = "these-hours"'),
        (
            ['read = "these-hours"', HOURS.replace("19:00", "06:00")],
            "hours > closes: must be later than opens",
        ),
        (
            ['read = "these-hours"', HOURS.replace('["Monday"]', '["Monday", "Monday"]')],
            'hours > days > 2: "Monday" is there already',
        ),
    ],
)
def test_a_fault_in_the_hours_of_the_mailbox_is_named(
    folder: Path, lines: list[str], error: str
) -> None:
    read_when(folder, *lines)

    assert errors(folder) == [f"timers.toml: security_mailbox > {error}"]


def test_a_word_that_is_no_hours_is_named(folder: Path) -> None:
    read_when(folder, 'read = "sometimes"')

    (error,) = errors(folder)

    assert error.startswith('timers.toml: security_mailbox > read: "sometimes" is not allowed')
