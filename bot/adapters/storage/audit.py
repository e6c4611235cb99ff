"""Who looked into the records or had some deleted. What is noted is never taken away."""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.dialects import Dialect
from bot.adapters.storage.tables import audit
from bot.ports import Clock


async def note(
    connection: AsyncConnection,
    dialect: Dialect,
    clock: Clock,
    *,
    by: str,
    act: str,
    reference: str | None = None,
) -> None:
    """Adds a line to the transaction of what it tells of."""
    line = {"by": by, "act": act, "reference": reference}
    await connection.execute(insert(audit).values(at=dialect.now(clock), **line))
