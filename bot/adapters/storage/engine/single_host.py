"""One host at a time on a SQLite file: a lock that ends with its process, however that ends.

The lock is on a file beside the database: POSIX locks on the database itself would be lost as soon
as anything in the process closed that file (https://www.sqlite.org/howtocorrupt.html, 2.2).
Commands that run beside the bot take no lock.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from bot.adapters.storage.engine.migrate import CannotOpen

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCKED_BYTE = 1024
"""Behind the process id, which others read: on Windows a locked byte cannot be read."""


class AlreadyRunning(CannotOpen):
    """Another host is on this file."""


class SingleHostLock:
    """An exclusive lock per database file, held until it is released or the process ends."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Raises AlreadyRunning if another process holds the lock, and OSError."""
        database = self._database.resolve()
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock_file = database.with_name(f"{database.name}.lock")
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except (BlockingIOError, PermissionError) as error:
            process_id = os.read(descriptor, 20).decode("ascii", "replace")
            os.close(descriptor)
            raise AlreadyRunning(
                f"The bot runs on {self._database} already, as process {process_id or 'unknown'}, "
                "and a SQLite file is for one host: stop that one first, or use PostgreSQL."
            ) from error
        except BaseException:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Lets another process acquire it. The file stays: deleting it could delete another's."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
