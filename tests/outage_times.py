"""How long help takes while nothing can be kept. Run with `python -m tests.outage_times`.

The bot runs on SQLite and on a PostgreSQL of its own, between stand-ins for Teams and for a Graph
that is out of reach. For each thing that a person may ask for it prints the seconds from their
message until help is in the chat: the longest of several.
"""

import asyncio
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import psutil  # type: ignore[import-untyped]
import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.teams.turns.turns import HELP_AFTER
from bot.bootstrap import local
from bot.bootstrap.application import WORKER
from tests.builders import shipped
from tests.journeys.clock import MONDAY, RunningClock
from tests.journeys.faults.outages import outage
from tests.journeys.over_graph import OverGraph, humans
from tests.journeys.people import Somebody
from tests.journeys.walks import with_app
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import Graph
from tests.stand_ins.postgres import PostgresServer
from tests.stand_ins.teams import Teams
from tests.words import menu_title, scenario_title, words

ROUNDS = 5
ASKED: Mapping[str, tuple[str, str]] = {
    "words of danger: the 111 screen": ("he is outside my house", words("danger.call_now")),
    "report: the question about danger": ("report", words("outage.band")),
    "contacts and support": ("support", words("support.title")),
    "the list of situations": ("situations", words("situations.title")),
    "the guidance of a situation": (menu_title("threat"), scenario_title("threat")),
    "before I post": ("before i post", shipped().before_posting.title),
}
"""What it is; what is typed, and what is then to be seen."""


@asynccontextmanager
async def _running(database_url: str = "") -> AsyncIterator[OverGraph]:
    directory, clock = TomlDirectory.read(SAMPLE), RunningClock(MONDAY)
    usual = local.local_environment

    def environment(*given: object) -> object:
        made = usual(*given)  # type: ignore[arg-type]
        return replace(made, database_url=database_url or made.database_url)

    with tempfile.TemporaryDirectory() as folder:
        async with Entra(Path(folder)) as entra, Teams() as teams:
            os.environ["REQUESTS_CA_BUNDLE"] = str(entra.ca_file)
            async with Graph(entra, people=humans(directory), clock=clock) as graph:
                with patch.object(local, "local_environment", environment):
                    bot = OverGraph(shipped(), directory, teams, Path(folder), clock, graph=graph)
                    await bot.starts()
                    bot.app[WORKER]._time_to_end = timedelta(0)
                    yield bot
                    await bot.stops()


@asynccontextmanager
async def _frozen(server: PostgresServer) -> AsyncIterator[None]:
    """Every process of the server stands still: connections are taken, and nothing is answered."""
    first = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    processes = [psutil.Process(first), *psutil.Process(first).children(recursive=True)]
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)


@asynccontextmanager
async def _stopped(server: PostgresServer) -> AsyncIterator[None]:
    await asyncio.to_thread(server.pause, "immediate")
    try:
        yield
    finally:
        await asyncio.to_thread(server.resume)


async def _times(
    bot: OverGraph, without_database: AbstractAsyncContextManager[object]
) -> Sequence[tuple[str, float]]:
    found, asking = [], []
    bot.graph.unplugged = True
    somebody = await with_app(bot, "Aroha Example")
    async with without_database:
        for asked, (typed, shows) in ASKED.items():
            longest = 0.0
            for _ in range(ROUNDS):
                before, began = len(somebody.shown), time.perf_counter()
                asking.append(asyncio.ensure_future(somebody.says(typed)))
                await bot.teams.until(_more_than(before, somebody))
                longest = max(longest, time.perf_counter() - began)
                assert shows in somebody.sees
            found.append((asked, longest))
        await asyncio.wait(asking)
    bot.graph.unplugged = False
    return found


def _more_than(number: int, somebody: Somebody) -> Callable[[], bool]:
    return lambda: len(somebody.shown) > number


async def _main() -> None:
    logging.disable()
    for kind in ("refuses", "hangs"):
        async with _running() as bot:
            patched = outage(kind, pytest.MonkeyPatch(), help_after=HELP_AFTER)
            _print(f"SQLite {kind}", await _times(bot, patched))
    with PostgresServer.start(durable=False) as server:
        for name, breaks in (("stopped", _stopped), ("frozen", _frozen)):
            async with _running(await server.create(name)) as bot:
                _print(f"PostgreSQL, {name}", await _times(bot, breaks(server)))


def _print(name: str, times: Sequence[tuple[str, float]]) -> None:
    lines = [name, *(f"  {seconds:5.2f} s  {asked}" for asked, seconds in times)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    asyncio.run(_main())
