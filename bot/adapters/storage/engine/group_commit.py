"""Several callers' writes in one commit: in a busy moment they share one wait for the disk."""

import asyncio
import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.adapters.storage.engine.sqlite_driver import Connection

WriteBatch = Sequence[tuple[str, Sequence[Any], int | None]]
"""Statements: the text, the values in their places, and how many rows it must touch."""


class GroupCommit:
    """Keeps each bundle whole or not at all. Those that come during one commit share the next."""

    def __init__(self, connection: Connection, turn: asyncio.Lock) -> None:
        self._connection = connection
        self._turn = turn
        self._waiting: list[tuple[WriteBatch, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, bundle: WriteBatch) -> bool:
        """True when it is on the disk, False if a row count was not as expected."""
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((bundle, kept))
        if self._writing is None or self._writing.done():
            # A task of its own: no caller who is cancelled can take the others' writes along.
            self._writing = asyncio.create_task(self._write_what_waits())
        return bool(await kept)

    async def _write_what_waits(self) -> None:
        while self._waiting:
            async with self._turn:
                together, self._waiting = self._waiting, []
                await self._write_together(together)

    async def _write_together(
        self, together: Sequence[tuple[WriteBatch, "asyncio.Future[bool]"]]
    ) -> None:
        outcomes: Sequence[bool | Exception]
        try:
            work = partial(_run_all, [bundle for bundle, _ in together])
            outcomes = await self._connection.trip(work)
        except Exception as error:
            outcomes = [error] * len(together)
        for (_, kept), outcome in zip(together, outcomes, strict=True):
            if kept.done():
                continue  # nobody waits for it any more
            if isinstance(outcome, Exception):
                kept.set_exception(outcome)
            else:
                kept.set_result(outcome)


def _run_all(
    bundles: Sequence[WriteBatch], connection: sqlite3.Connection
) -> list[bool | Exception]:
    connection.execute("BEGIN IMMEDIATE")
    # As a context the connection commits, or rolls back what failed.
    with connection:
        return [_run(bundle, connection) for bundle in bundles]


def _run(bundle: WriteBatch, connection: sqlite3.Connection) -> bool | Exception:
    """One bundle, which leaves no trace if it fails; the others go on without it."""
    connection.execute("SAVEPOINT bundle")
    outcome: bool | Exception
    try:
        outcome = all(_touches(connection, *statement) for statement in bundle)
    except sqlite3.Error as error:
        outcome = error
    if outcome is not True:
        connection.execute("ROLLBACK TO bundle")
    connection.execute("RELEASE bundle")
    return outcome


def _touches(
    connection: sqlite3.Connection, text: str, values: Sequence[Any], expects: int | None
) -> bool:
    touched = connection.execute(text, values).rowcount
    return expects is None or touched == expects
