"""JSON log lines: what happened to which id, never what was said.

The message of a line is the constant its author wrote. Its arguments and the text of an exception
may quote a person, so both are left out; facts go into `extra`.
"""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO
from uuid import UUID

from bot.observability.tracing import current

OURS = ("bot", "cards", "dialogs", "app", "__main__")
"""Loggers that follow the level in the settings; all others log warnings and errors."""

_BAD_HTTP = ("aiohttp.http_exceptions.", "aiohttp.web_protocol.RequestPayloadError")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

log = logging.getLogger(__name__)


def configure(level: str, stream: TextIO) -> None:
    """Sends all log lines of the process to the stream, and only there."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    # An access line holds an IP address, and each request is logged by its effect.
    logging.getLogger("aiohttp.access").disabled = True
    logging.getLogger("aiohttp.server").addFilter(_no_alarm_for_bad_http)
    # Otherwise a line that cannot be written is printed to stderr with all its arguments
    # (https://docs.python.org/3/library/logging.html#logging.raiseExceptions).
    logging.raiseExceptions = False
    _catch_what_python_prints()


def _no_alarm_for_bad_http(record: logging.LogRecord) -> bool:
    """Lowers the level: an error is for a person to look at, and malformed HTTP is not."""
    failure = type(record.exc_info[1]) if record.exc_info else None
    # Compared by name: the core uses this module, and must not import aiohttp.
    if failure and f"{failure.__module__}.{failure.__name__}".startswith(_BAD_HTTP):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def _catch_what_python_prints() -> None:
    """Logs uncaught errors and warnings, which Python would print with all that they quote."""
    sys.excepthook = lambda _, error, __: _uncaught(error, "the program ends")
    sys.unraisablehook = lambda left: _uncaught(left.exc_value, "an error that nobody could catch")
    threading.excepthook = lambda left: _uncaught(left.exc_value, "a thread ends")
    warnings.showwarning = _warned


def _uncaught(error: BaseException | None, what_follows: str) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    log.error(what_follows, exc_info=error)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    place = f"{Path(filename).name}:{lineno}"
    log.warning("Python warns", extra={"warning": category.__name__, "at": place})


class JsonLines(logging.Formatter):
    """A record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, message, correlation, facts, and the place of a failure."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _constant(record.msg),
            **current(),
            **_facts(vars(record)),
        }
        if record.exc_info and record.exc_info[1]:
            line["exception"] = _described(record.exc_info[1])
        return json.dumps(line)


def _constant(message: object) -> str:
    # asyncio puts an exception's text on the second line of its own message.
    return message.partition("\n")[0] if isinstance(message, str) else type(message).__name__


def _facts(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in fields.items() if name not in _STANDARD}


def _plain(value: object) -> str | int | float | None:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, UUID | date | timedelta):
        return str(value)
    return type(value).__name__


def _described(error: BaseException) -> dict[str, Any]:
    described: dict[str, Any] = {"class": type(error).__name__, "at": _frames(error.__traceback__)}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        described["after"] = _described(cause)
    if isinstance(error, BaseExceptionGroup):
        described["each"] = [_described(inner) for inner in error.exceptions]
    return described


def _frames(traceback: TracebackType | None) -> list[str]:
    return [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(traceback)
    ]
