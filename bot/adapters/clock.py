"""The machine's clock, read here and nowhere else: everything is handed a clock."""

from datetime import UTC, date, datetime

from bot.domain.working_time import NEW_ZEALAND


def utc_now() -> datetime:
    """The clock of everything outside the tests."""
    return datetime.now(UTC)


def today() -> date:
    """The day in New Zealand, by which content is judged."""
    return utc_now().astimezone(NEW_ZEALAND).date()
