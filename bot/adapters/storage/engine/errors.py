"""Which errors are outages, and their first cause in a sentence for an admin."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.ports import Busy

# SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html: connection exceptions,
# refused sign-in, rollbacks such as deadlocks, no resources, operator intervention, system errors.
TRANSIENT_CLASSES = ("08", "28", "40", "53", "57", "58")
# Lock timeout, transaction idle for too long, server read-only for now, cached plans that another
# host's migration made stale, and missing tables that a restore will bring.
TRANSIENT_CODES = ("55P03", "25P03", "25006", "0A000", "42P01")


@contextmanager
def outages_are_busy() -> Iterator[None]:
    """Raises Busy for an outage; mistakes of ours stay what they are.

    PostgreSQL's errors are told apart by SQLSTATE: SQLAlchemy does not map all of them.
    """
    try:
        yield
    except (
        OperationalError,
        InterfaceError,
        PoolTimeout,
        sqlite3.OperationalError,
        OSError,
    ) as error:
        raise Busy from error
    except DBAPIError as error:
        if error.connection_invalidated or _is_transient(error):
            raise Busy from error
        _drop_detail(error)
        raise


def reason_of(error: BaseException) -> str:
    """The first line of the driver's message, without statements and addresses."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    return str(error).partition("\n")[0] or type(error).__name__


def _is_transient(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None) or ""
    return code.startswith(TRANSIENT_CLASSES) or code in TRANSIENT_CODES


def _drop_detail(error: DBAPIError) -> None:
    # PostgreSQL's DETAIL quotes the refused row, and with it a person's words.
    for driver_error in (error.orig, error.orig and error.orig.__cause__):
        if getattr(driver_error, "detail", None):
            driver_error.detail = None  # type: ignore[union-attr]
