"""Working hours in New Zealand: Monday to Friday, 8 am to 5 pm, Pacific/Auckland."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

NEW_ZEALAND = ZoneInfo("Pacific/Auckland")
OPENS, CLOSES = time(8), time(17)
_SATURDAY = 5


def working_day_later(moment: datetime) -> datetime:
    """The same time on the next working day; from outside hours, the close of the next one.

    Public holidays count as working days: a report is then sent earlier, never later.
    """
    local = moment.astimezone(NEW_ZEALAND)
    if is_working_time(local):
        return _next_day(local).astimezone(UTC)
    day = local if local.time() < OPENS and local.weekday() < _SATURDAY else _next_day(local)
    return day.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0).astimezone(UTC)


def is_working_time(local: datetime) -> bool:
    """Whether this local time is within working hours."""
    return local.weekday() < _SATURDAY and OPENS <= local.time() < CLOSES


def _next_day(local: datetime) -> datetime:
    day = local + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
