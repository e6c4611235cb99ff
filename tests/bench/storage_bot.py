"""The bot of local mode on SQLite, with parts of what the backend does past SQLAlchemy left out."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select

import app
from bot.adapters.storage.engine.backend import BatchedWrite
from bot.adapters.storage.engine.sqlite import GroupCommit, Sqlite, WriteBatch, run_all


class RowCountDiffers(Exception):
    """Rolls a transaction back."""


async def first(
    backend: Sqlite, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> Sequence[Any] | None:
    """Sqlite.first by SQLAlchemy and aiosqlite."""
    async with backend.read_engine.connect() as connection:
        return (await connection.execute(statement, values)).first()


async def write_all(backend: Sqlite, writes: Sequence[BatchedWrite]) -> bool:
    """Sqlite.write_all by SQLAlchemy and aiosqlite, a commit for each call."""
    try:
        async with backend.begin() as connection:
            for write in writes:
                done = await connection.execute(write.statement, write.values)
                if write.expects is not None and done.rowcount != write.expects:
                    raise RowCountDiffers
    except RowCountDiffers:
        return False
    return True


async def write_alone(commits: GroupCommit, batch: WriteBatch) -> bool:
    """GroupCommit.write with a commit for each call."""
    async with commits.write_lock:
        (result,) = await commits.connection.run(partial(run_all, [batch]))
    if isinstance(result, Exception):
        raise result
    return result


VARIANTS: Mapping[str, Sequence[tuple[type, str, Callable[..., Any]]]] = {
    "plain SQLAlchemy": [(Sqlite, "first", first), (Sqlite, "write_all", write_all)],
    "no group commit": [(GroupCommit, "write", write_alone)],
    "as shipped": [],
}
"""The methods that each variant replaces."""

if __name__ == "__main__":
    for owner, name, method in VARIANTS[sys.argv.pop(1)]:
        setattr(owner, name, method)
    sys.exit(app.main())
