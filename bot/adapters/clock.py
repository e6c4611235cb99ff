"""The system clock. Only read here; everything else is given a clock."""

from datetime import UTC, date, datetime

from bot.domain.timers import NEW_ZEALAND


def utc_now() -> datetime:
    """The current time, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in New Zealand."""
    return utc_now().astimezone(NEW_ZEALAND).date()
