"""Takes away what has been kept long enough, a little at a time, so that no turn waits for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.database import Database
from bot.adapters.storage.ended import DoneTasks, EndedReports
from bot.adapters.storage.lapsed import LookedUpPeople, NobodysRows, QuietChats
from bot.domain.timers import Limits
from bot.ports import Outlived

BATCH = 50
"""How many of a kind one transaction takes away; it holds up SQLite's other writers."""


class Lasting(Protocol):
    """One kind of thing that is kept for a while."""

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """The keys of those that have been kept long enough."""
        ...

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Takes away those of them that nobody has touched meanwhile; how many."""
        ...


@dataclass(frozen=True)
class SqlRetention:
    """Reports go with all that belongs to them. What is still on its way is never touched."""

    database: Database

    async def purge(self, limits: Limits) -> Outlived:
        """Deletes what nobody has touched since then; how much it was."""
        kinds = _kinds(limits)
        return Outlived(**{name: await self._in_batches(kind) for name, kind in kinds.items()})

    async def due(self, limits: Limits) -> Outlived:
        """How much a purge would take away now."""
        async with self.database.read() as connection:
            kinds = _kinds(limits)
            return Outlived(
                **{name: await _number(connection, kind.outlived) for name, kind in kinds.items()}
            )

    async def _in_batches(self, kind: Lasting) -> int:
        async with self.database.read() as connection:
            keys = (await connection.execute(kind.outlived)).all()
        gone = 0
        for batch in _batches(keys):
            async with self.database.write() as connection:
                gone += await kind.take(connection, batch)
        return gone


def _kinds(limits: Limits) -> Mapping[str, Lasting]:
    kinds: dict[str, Lasting] = {}
    if limits.reports is not None:
        kinds["reports"] = EndedReports(limits.reports)
    return kinds | {
        "tasks": DoneTasks(limits.tasks, reports_before=limits.reports),
        "chats": QuietChats(limits.chats),
        "people": NobodysRows(limits.looked_up),
        "looked_up": LookedUpPeople(limits.looked_up),
    }


async def _number(connection: AsyncConnection, query: Select[*tuple[Any, ...]]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return (await connection.execute(counted)).scalar_one()


def _batches(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
