"""When Security may read a mail at the earliest; unconfirmed hours count as closed."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.timers import NEW_ZEALAND, MailboxHours, Weekday, WorkingHours

OFFICE = WorkingHours(days=tuple(Weekday)[:5], opens=time(8), closes=time(17))
LATE = OFFICE.model_copy(update={"closes": time(22)})
UNCONFIRMED, ANY_TIME = MailboxHours(), MailboxHours(read="any-time")
CONFIRMED = MailboxHours(read="these-hours", hours=LATE)


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=NEW_ZEALAND).astimezone(UTC)


@pytest.mark.parametrize(
    ("sent", "opens"),
    [
        pytest.param("2026-11-29 00:52", "2026-11-30 08:00", id="Sunday night to Monday"),
        pytest.param("2026-11-30 07:59", "2026-11-30 08:00", id="a minute before it opens"),
        pytest.param("2026-11-30 08:00", "2026-12-01 08:00", id="while offices are open"),
        pytest.param("2026-11-25 16:59", "2026-11-26 08:00", id="a minute before they close"),
        pytest.param("2026-11-27 17:00", "2026-11-30 08:00", id="Friday at the close"),
        pytest.param("2026-04-02 18:00", "2026-04-07 08:00", id="Easter"),
        pytest.param("2026-12-24 18:00", "2026-12-29 08:00", id="Christmas"),
        pytest.param("2026-12-31 23:59", "2027-01-05 08:00", id="New Year, its second day moved"),
        pytest.param("2027-01-01 00:01", "2027-01-05 08:00", id="on New Year's Day"),
        pytest.param("2027-02-05 18:00", "2027-02-09 08:00", id="Waitangi moved to a Monday"),
        pytest.param("2026-09-26 20:00", "2026-09-28 08:00", id="over the start of summer time"),
        pytest.param("2026-04-04 20:00", "2026-04-07 08:00", id="over its end, at Easter"),
    ],
)
def test_unconfirmed_hours_begin_with_the_next_working_day(sent: str, opens: str) -> None:
    assert UNCONFIRMED.opens_at(local(sent), OFFICE) == local(opens)


@pytest.mark.parametrize(
    ("sent", "opens"),
    [
        pytest.param("2026-11-30 10:00", None, id="while it is read"),
        pytest.param("2026-11-30 21:59", None, id="after offices have closed"),
        pytest.param("2026-11-30 22:00", "2026-12-01 08:00", id="at night"),
        pytest.param("2026-12-28 12:00", "2026-12-29 08:00", id="Boxing Day moved"),
    ],
)
def test_confirmed_hours_are_taken_at_their_word(sent: str, opens: str | None) -> None:
    assert CONFIRMED.opens_at(local(sent), OFFICE) == (local(opens) if opens else None)


@given(some.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=some.just(UTC)))  # noqa: DTZ001
def test_what_is_promised_at_the_earliest_is_later_and_an_opening(sent: datetime) -> None:
    opens = UNCONFIRMED.opens_at(sent, OFFICE)

    assert opens is not None
    assert opens > sent
    assert OFFICE.is_working_time(opens)
    assert opens.astimezone(NEW_ZEALAND).time() == OFFICE.opens
    assert ANY_TIME.opens_at(sent, OFFICE) is None
