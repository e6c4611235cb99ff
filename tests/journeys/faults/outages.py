"""Storage that refuses everything, or hangs, until it is back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest

from bot.adapters.storage.engine.database import Database
from bot.adapters.teams.turns import turns
from bot.ports import Busy

OutageKind = Literal["refuses", "hangs"]
OUTAGES: tuple[OutageKind, ...] = ("refuses", "hangs")
_CALLS = ("first", "write_all")
_BLOCKS = ("read", "write")


@asynccontextmanager
async def outage(
    kind: OutageKind,
    patches: pytest.MonkeyPatch,
    *,
    help_after: float = 0.05,
    gives_up_after: float = 10.0,
) -> AsyncIterator[asyncio.Event]:
    """The block runs without storage; of one that hangs, the event brings it back before its end.

    What hung then goes on, as with a database that was only slow.
    """
    is_back = asyncio.Event()

    async def wait() -> None:
        if kind == "refuses" and not is_back.is_set():
            raise Busy
        await is_back.wait()

    with patches.context() as down:
        down.setattr(turns, "HELP_AFTER", help_after)
        down.setattr(turns, "OUTAGE_AFTER", 2 * help_after)
        down.setattr(turns, "TURN_TIMEOUT", gives_up_after)
        for name in _CALLS:
            down.setattr(Database, name, _call(getattr(Database, name), wait))
        for name in _BLOCKS:
            down.setattr(Database, name, _block(getattr(Database, name), wait))
        try:
            yield is_back
        finally:
            is_back.set()


def _call(real: Any, wait: Any) -> Any:
    async def call(*given: Any, **named: Any) -> Any:
        await wait()
        return await real(*given, **named)

    return call


def _block(real: Any, wait: Any) -> Any:
    @asynccontextmanager
    async def block(*given: Any, **named: Any) -> AsyncIterator[Any]:
        await wait()
        async with real(*given, **named) as connection:
            yield connection

    return block
