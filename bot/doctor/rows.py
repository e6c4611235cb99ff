"""What is read from a database, and offered to it, to prove that it works."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect

from bot.adapters.storage import tables


def ours_in(connection: Connection) -> list[str]:
    """The tables there that are called as the bot's own are."""
    return sorted(tables.metadata.tables.keys() & set(inspect(connection).get_table_names()))


def some_table() -> Table:
    """A table that nobody else has."""
    return Table(f"doctor_{uuid4().hex}", MetaData(), Column("id", Integer))


def some_task(now: datetime) -> dict[str, object]:
    """A row for a worker that does not exist, due when nobody waits for it."""
    far = datetime(9999, 1, 1, tzinfo=UTC)
    some = {"key": f"doctor:{uuid4()}", "kind": "doctor", "attempts": 0, "payload": "{}"}
    return {**some, "due_at": far, "created_at": now}
