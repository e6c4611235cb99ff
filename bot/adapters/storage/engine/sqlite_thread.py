"""A connection to SQLite that lives in a thread of its own."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

ResultT = TypeVar("ResultT")

BUSY_TIMEOUT = 5.0
"""Seconds to wait for a lock that another process holds."""

# FULL syncs the write-ahead log at every commit, so that a power cut loses none
# (https://www.sqlite.org/pragma.html#pragma_synchronous). Both hold per connection.
PRAGMAS = ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")


class SqliteThread:
    """One `sqlite3` connection; calls run in its thread, one after the other."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self._thread = thread
        self._connection = connection

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Opens the file, made if need be, readable by the bot's own account only."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        try:
            connection = await asyncio.get_running_loop().run_in_executor(thread, _connect, path)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(thread, connection)

    async def run(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        """The result of a function that is called with the connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, self._connection)

    async def close(self) -> None:
        """Closes the connection and ends the thread."""
        await self.run(sqlite3.Connection.close)
        self._thread.shutdown(wait=False)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    try:
        _use_write_ahead_log(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Sets the journal mode, which is stored in the file (https://www.sqlite.org/wal.html, 3.3)."""
    last_try = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            # SQLite does not apply the timeout when two processes change the mode of a new file.
            if time.monotonic() > last_try:
                raise
            time.sleep(0.01)
        else:
            return
