"""What each answer of Teams means: ours to retry, to route around, or to raise an alarm for."""

import re
from collections.abc import Mapping
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from bot.ports import Busy, Clock, Failure, Gone, Rejected, Unclear, Unreachable

LONGEST_WAIT = timedelta(hours=1)
PERHAPS_DONE = (408, 412, 502, 503, 504)
CODE = re.compile(r"[A-Za-z]{1,64}")
WRONG_DOOR = "InvalidBotApiHost"
"""A 403 that says nothing of the person: the bot called another cloud's address."""


def failure(status: int, code: str, wait: timedelta | None, *, harmless_twice: bool) -> Failure:
    """The failure that an answer stands for."""
    if status == 429:
        return Busy(wait)
    if status in PERHAPS_DONE or status > 504:
        return Busy(wait) if harmless_twice else Unclear(wait)
    if status == 403 and code != WRONG_DOOR:
        return Unreachable()
    return Gone() if status == 404 else Rejected(str(status))


def wait_of(headers: Mapping[str, str], clock: Clock) -> timedelta | None:
    """How long Teams wants to be left alone; it says so in seconds or with a date."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:6])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for a year of ten digits
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - clock(), timedelta()), LONGEST_WAIT)


def code_of(body: object) -> str:
    """The error's code, if the body is in Teams' form; nothing else of it is looked at."""
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""
