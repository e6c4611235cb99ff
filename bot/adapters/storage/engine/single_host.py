"""One host at a time on a SQLite file: a lock that ends with its process, however that ends.

It is on a file beside the database. A lock on the database itself would be lost as soon as anything
in the process closed that file (https://www.sqlite.org/howtocorrupt.html, 2.2). Commands that join
beside the bot ask for no lock.
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

FAR = 1024
"""Which byte is locked: Windows lets nobody read a locked one, and the number before it is read."""


class RunsAlready(CannotOpen):
    """Another host is on this file."""


class SingleHostLock:
    """The right to be the host on a database file, until it is let go or the process ends."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._held: int | None = None

    def take(self) -> None:
        """Raises RunsAlready if another process has it, and OSError."""
        file = self._database.resolve()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(held)
        except (BlockingIOError, PermissionError) as error:
            number = os.read(held, 20).decode("ascii", "replace")
            os.close(held)
            raise RunsAlready(
                f"The bot runs on {self._database} already, as process {number or 'unknown'}, and "
                "a SQLite file is for one host: stop that one first, or use PostgreSQL."
            ) from error
        except BaseException:
            os.close(held)
            raise
        os.ftruncate(held, 0)
        os.write(held, str(os.getpid()).encode())
        self._held = held

    def let_go(self) -> None:
        """Another process may have it. The file stays: who takes it away may take another's."""
        if self._held is not None:
            with suppress(OSError):
                os.ftruncate(self._held, 0)
            os.close(self._held)
            self._held = None


def _lock(held: int) -> None:
    if sys.platform == "win32":
        os.lseek(held, FAR, os.SEEK_SET)
        msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        os.lseek(held, 0, os.SEEK_SET)
    else:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
