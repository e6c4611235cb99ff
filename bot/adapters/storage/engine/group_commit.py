"""Group commit: write batches that wait at the same time share one commit."""

import asyncio
import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.adapters.storage.engine.sqlite_thread import SqliteThread

WriteBatch = Sequence[tuple[str, Sequence[Any], int | None]]
"""Statements: the text, its parameters, and how many rows it must touch."""


class GroupCommit:
    """Writes each batch atomically. Batches that arrive during one commit share the next."""

    def __init__(self, connection: SqliteThread, write_lock: asyncio.Lock) -> None:
        self.connection = connection
        self.write_lock = write_lock
        self._queue: list[tuple[WriteBatch, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, batch: WriteBatch) -> bool:
        """True once it is committed, False if a row count was not as expected."""
        outcome = asyncio.get_running_loop().create_future()
        self._queue.append((batch, outcome))
        if self._writer is None or self._writer.done():
            # A task of its own: a caller that is cancelled does not cancel the others' writes.
            self._writer = asyncio.create_task(self._write_queue())
        return bool(await outcome)

    async def _write_queue(self) -> None:
        while self._queue:
            async with self.write_lock:
                group, self._queue = self._queue, []
                await self._write_group(group)

    async def _write_group(
        self, group: Sequence[tuple[WriteBatch, "asyncio.Future[bool]"]]
    ) -> None:
        results: Sequence[bool | Exception]
        try:
            results = await self.connection.run(partial(run_all, [batch for batch, _ in group]))
        except Exception as error:
            results = [error] * len(group)
        for (_, outcome), result in zip(group, results, strict=True):
            if outcome.done():
                continue  # its caller was cancelled
            if isinstance(result, Exception):
                outcome.set_exception(result)
            else:
                outcome.set_result(result)


def run_all(
    batches: Sequence[WriteBatch], connection: sqlite3.Connection
) -> list[bool | Exception]:
    """Each batch in one transaction for all: whether it was written, or why not."""
    connection.execute("BEGIN IMMEDIATE")
    # As a context manager the connection commits, or rolls back on an error.
    with connection:
        return [_run(batch, connection) for batch in batches]


def _run(batch: WriteBatch, connection: sqlite3.Connection) -> bool | Exception:
    """One batch in a savepoint: if it fails it is undone, and the others go on without it."""
    connection.execute("SAVEPOINT batch")
    result: bool | Exception
    try:
        result = all(_touches(connection, *statement) for statement in batch)
    except sqlite3.Error as error:
        result = error
    if result is not True:
        connection.execute("ROLLBACK TO batch")
    connection.execute("RELEASE batch")
    return result


def _touches(
    connection: sqlite3.Connection, text: str, parameters: Sequence[Any], expects: int | None
) -> bool:
    touched = connection.execute(text, parameters).rowcount
    return expects is None or touched == expects
