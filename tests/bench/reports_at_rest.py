"""Ten thousand reports that wait for their people leaders: what they cost the bot at rest."""

import asyncio
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp
import psutil  # type: ignore[import-untyped]

from tests.bench.bots import MeasuredBot, free_port, running
from tests.bench.waiting_reports import fill, is_empty

WAKES = 20
MOST_CPU = 2.0
"""Per cent of a core."""
MOST_GROWTH = 50.0
"""Megabytes over the same bot on an empty database."""
LONGEST_WAKE = 100.0
"""Milliseconds from the commit of a task until its handler starts."""


@dataclass(frozen=True)
class Rest:
    """What one bot cost while it had nothing to do, and how fast it woke."""

    started_in: float
    start_cpu: float
    """Seconds of processor time until its first answer: what a busy machine does not change."""
    memory: float
    cpu: float
    wakes: Sequence[float]


async def waiting(wanted: Namespace) -> str:
    """The same bot on an empty database, then with the reports in it; the table of both."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        url = wanted.database or f"sqlite+aiosqlite:///{data}/bot.db"
        # Asked first also because neither start is to pay for making the tables.
        if not await is_empty(url):
            raise SystemExit("There are reports in this database; name an empty one.")
        empty = await _at_rest(url, data, wanted.idle)
        tasks = await fill(url, wanted.waiting)
        full = await _at_rest(url, data, wanted.idle)
    kind = url.partition("+")[0]
    return "\n".join(
        [
            f"{wanted.waiting} reports wait on {kind}, with {tasks} tasks;"
            f" {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}",
            "",
            *_table(empty, full),
        ]
    )


async def _at_rest(url: str, data: Path, idle: float) -> Rest:
    port = free_port()
    place = ["--database", url, "--data", str(data), "--port", str(port)]
    command = ["-m", "tests.bench.waiting_bot", *place]
    async with running(command, port, "/health/live") as bot:
        start_cpu = bot.cpu
        await bot.rests()
        used = bot.cpu
        await asyncio.sleep(idle)
        cpu = (bot.cpu - used) / idle * 100
        wakes = await _wakes(bot, f"http://127.0.0.1:{port}/wake")
        bot.look()
        return Rest(bot.started_in, start_cpu, bot.peak, cpu, wakes)


async def _wakes(bot: MeasuredBot, url: str) -> Sequence[float]:
    wakes = []
    async with aiohttp.ClientSession() as session:
        for _ in range(WAKES):
            async with session.post(url, raise_for_status=True) as answer:
                wakes.append((await answer.json())["seconds"] * 1000)
            await bot.rests()
    return wakes


def _table(empty: Rest, full: Rest) -> Iterator[str]:
    yield f"{'':26}    empty  waiting   target"
    yield f"{'start-up, s':26} {empty.started_in:8.2f} {full.started_in:8.2f}"
    yield f"{'start-up, s of processor':26} {empty.start_cpu:8.2f} {full.start_cpu:8.2f}"
    growth = full.memory - empty.memory
    memory = f"{'memory, MB':26} {empty.memory:8.0f} {full.memory:8.0f}"
    yield memory + _target(growth, MOST_GROWTH, f"{growth:+.0f}, at most +{MOST_GROWTH:.0f}")
    cpu = f"{'CPU at rest, % of a core':26} {empty.cpu:8.2f} {full.cpu:8.2f}"
    yield cpu + _target(full.cpu, MOST_CPU, f"at most {MOST_CPU:.0f}")
    yield f"{'wake-up p50, ms':26} {median(empty.wakes):8.1f} {median(full.wakes):8.1f}"
    most = f"{'wake-up at most, ms':26} {max(empty.wakes):8.1f} {max(full.wakes):8.1f}"
    yield most + _target(max(full.wakes), LONGEST_WAKE, f"at most {LONGEST_WAKE:.0f}")


def _target(found: float, most: float, words: str) -> str:
    return f"   {words}: {'kept' if found <= most else 'MISSED'}"
