"""Database errors: cause, and the step that cures it."""

from collections.abc import Iterator
from contextlib import contextmanager
from socket import gaierror
from sqlite3 import Error as SqliteError
from ssl import SSLError

from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.storage.engine.database import reason_of
from bot.doctor.results import CheckFailed
from bot.ports import Busy

REACH = "See that the server runs at the address in DATABASE_URL, and let this host reach it."
SPELL = "In the password in DATABASE_URL write @ as %40, : as %3A, / as %2F, and so on."
FIND = f"Check the host name in DATABASE_URL, and DNS. {SPELL}"
ENCRYPT = (
    "End DATABASE_URL with ?ssl=verify-full, and let PGSSLROOTCERT name the file of the authorities"
    " to trust."
)
NO_POSTGRES = (
    "See that a PostgreSQL server is at the address in DATABASE_URL, and that it speaks TLS if ssl="
    " asks for it."
)
OPTIONS = "Leave out of DATABASE_URL what is not known; ssl= stands for what others call sslmode=."
OWN = "Let the user in DATABASE_URL own the tables and their schema."
ROOM = "Check the rights of the file and its folder, and the room on the disk."
BY_STATE = {
    "25006": "Name a server in DATABASE_URL that takes writes; this one only reads for now.",
    "28P01": f"Set the user's password anew. {SPELL}",
    "28": "Make the user, or let it in from this host; where TLS is wanted, add ?ssl=verify-full.",
    "3D": "Make the database that DATABASE_URL names, or correct its name.",
    "42501": OWN,
    "53": "Give the server more connections and room; each host of the bot opens up to 15.",
    "57": "Wait until the server is up, and run doctor again.",
}
"""Cures by SQLSTATE or its prefix, longer ones first
(https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
OF_SQLITE = {
    "SQLITE_NOTADB": "Name a file of the bot's own in DATABASE_URL, or one that is not there yet.",
    "SQLITE_CORRUPT": "Restore the file from a backup.",
    "SQLITE_BUSY": "See what else works on the file, and run doctor again.",
}


@contextmanager
def explained(what: str, otherwise: str) -> Iterator[None]:
    """Turns database errors into CheckFailed, in the driver's words and with a cure."""
    try:
        yield
    except (Busy, SQLAlchemyError, SqliteError, OSError, TypeError, ValueError) as error:
        cause = _cause_of(error)
        raise CheckFailed(f"{what}: {_told(cause)}.", _cure_of(cause) or otherwise) from None


def _cause_of(error: BaseException) -> BaseException:
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    return error


def _told(cause: BaseException) -> str:
    return "it did not answer in time" if isinstance(cause, TimeoutError) else reason_of(cause)


def _cure_of(cause: BaseException) -> str | None:
    match cause:
        case SqliteError():
            return OF_SQLITE.get(getattr(cause, "sqlite_errorname", ""))
        case SSLError():
            return ENCRYPT
        case gaierror():
            return FIND
        case ConnectionError(errno=None):
            return NO_POSTGRES
        case OSError():
            return None
        case TypeError():
            return OPTIONS
        case ValueError():
            return ENCRYPT
    state = str(getattr(cause, "sqlstate", None) or "none")
    return next((cure for known, cure in BY_STATE.items() if state.startswith(known)), None)
