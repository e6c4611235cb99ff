"""Which errors mean that the database is out of reach for now, and how to say so to an admin."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from bot.ports import Busy

# Connections that broke or were refused, deadlocks, no room, and a server that stops, starts or
# ran out of patience with a statement.
PASSING = ("08", "28", "40", "53", "57", "58")
# A lock that took too long, a transaction that lay idle, a server that only reads for now,
# statements that another host's migration has made stale, and tables that a restore will bring.
PASSING_TOO = ("55P03", "25P03", "25006", "0A000", "42P01")


@contextmanager
def outages_are_busy() -> Iterator[None]:
    """Whatever makes the database unavailable for now is Busy; mistakes of ours stay what they are.

    asyncpg says what happened by SQLSTATE, and SQLAlchemy does not sort by it.
    """
    try:
        yield
    except (OperationalError, InterfaceError, NoneFree, sqlite3.OperationalError, OSError) as error:
        raise Busy from error
    except DBAPIError as error:
        if error.connection_invalidated or _passes(error):
            raise Busy from error
        _hush(error)
        raise


def reason_of(error: BaseException) -> str:
    """The driver's own words, without statements and addresses."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    return str(error).partition("\n")[0] or type(error).__name__


def _passes(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None) or ""
    return code.startswith(PASSING) or code in PASSING_TOO


def _hush(error: DBAPIError) -> None:
    # PostgreSQL quotes the row that it refused, and with it a person's words.
    for told in (error.orig, error.orig and error.orig.__cause__):
        if getattr(told, "detail", None):
            told.detail = None  # type: ignore[union-attr]
