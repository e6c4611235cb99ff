"""The moments at which a bot process may die: before and after each commit and outside call."""

import itertools
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
import requests

from bot.adapters.storage.engine.postgres import Postgres
from bot.adapters.storage.engine.sqlite import Sqlite

Transaction = Callable[..., AbstractAsyncContextManager[Any]]
COMMITS = ((Sqlite, "begin"), (Postgres, "begin"), (Postgres, "begin_exclusive"))
"""The ways into a transaction; Sqlite's begin_exclusive is its begin."""
CALLS: tuple[tuple[type, str], ...] = (
    (Sqlite, "write_all"),
    (Postgres, "write_all"),
    (aiohttp.ClientSession, "_request"),
)
"""What is one commit or one request by itself."""


class Points:
    """Counts these moments, and ends the process at one of them as kill -9 does."""

    def __init__(self, die_at: int) -> None:
        self._die_at = die_at
        self._number = itertools.count(1)

    def __call__(self, what: str) -> None:
        # One step of an iterator cannot be split by msal's threads.
        if next(self._number) == self._die_at:
            os.write(2, f"died at point {self._die_at}, {what}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """From now on every such moment of this process counts."""
        for backend, name in COMMITS:
            setattr(backend, name, self._around_commit(getattr(backend, name)))
        for owner, name in CALLS:
            setattr(owner, name, self._around_call(name, getattr(owner, name)))
        # msal speaks to Entra in a thread of its own, with a library of its own.
        name = "request"
        setattr(requests.Session, name, self._around_token(requests.Session.request))

    def _around_commit(self, begin: Transaction) -> Transaction:
        @asynccontextmanager
        async def counted(backend: Sqlite | Postgres) -> AsyncIterator[Any]:
            async with begin(backend) as connection:
                yield connection
                self("before a commit")
            self("after a commit")

        return counted

    def _around_call(
        self, name: str, call: Callable[..., Awaitable[Any]]
    ) -> Callable[..., Awaitable[Any]]:
        async def counted(*given: Any, **named: Any) -> Any:
            self(f"before {name}")
            answer = await call(*given, **named)
            self(f"after {name}")
            return answer

        return counted

    def _around_token(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self("before a token")
            answer = call(*given, **named)
            self("after a token")
            return answer

        return counted
