"""Databases for a run: new ones, and copies of one that was prepared."""

import asyncio
import itertools
import shutil
from pathlib import Path
from typing import Protocol

import asyncpg  # type: ignore[import-untyped]

from tests.stand_ins.postgres import PostgresServer

MOST_TRIES = 100


class StoreMaker(Protocol):
    """Makes databases, each by its address."""

    async def fresh(self) -> str:
        """An empty one."""
        ...

    async def copy(self, url: str) -> str:
        """One that holds what that one holds. Nobody may be at work on it."""
        ...


class SqliteFiles:
    """SQLite: a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = itertools.count(1)

    async def fresh(self) -> str:
        return _url(self._next())

    async def copy(self, url: str) -> str:
        source, target = Path(url.partition("///")[2]), self._next()
        for ending in ("", "-wal"):
            part = source.with_name(source.name + ending)
            if part.exists():
                shutil.copy(part, target.with_name(target.name + ending))
        return _url(target)

    def _next(self) -> Path:
        return self._folder / f"{next(self._number)}.db"


class OnServer:
    """PostgreSQL: one server for all of them."""

    _number = itertools.count(1)

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    async def fresh(self) -> str:
        return await self._server.create(self._next())

    async def copy(self, url: str) -> str:
        name = url.rpartition("@/")[2].partition("?")[0]
        for _ in range(MOST_TRIES):
            try:
                return await self._server.create(self._next(), name)
            except asyncpg.ObjectInUseError:
                # The server has not noticed yet that a killed host is gone.
                await asyncio.sleep(0.05)
        raise TimeoutError(url)

    def _next(self) -> str:
        return f"crash_{next(self._number)}"


def _url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"
