"""The two bots, each as a process of its own."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds that a bot may take to start; a busy machine compiles it first."""
AT_REST = 0.02
"""Seconds of processor time, in a tenth of a second, that mean that nothing is going on."""
MEGABYTE = 1024 * 1024


@dataclass
class MeasuredBot:
    """A bot that runs."""

    url: str
    started_in: float
    """Seconds from the start of its process until it answered."""
    process: psutil.Process
    idle: float = 0
    """The memory it had when it first answered, in megabytes."""
    peak: float = 0
    """The most memory it was seen to have."""

    def look(self) -> None:
        """Notes how much memory it has now."""
        now = float(self.process.memory_info().rss) / MEGABYTE
        self.idle, self.peak = self.idle or now, max(self.peak, now)

    @property
    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        used = self.process.cpu_times()
        return float(used.user + used.system)

    async def rests(self) -> None:
        """Waits until it has nothing left to do: mails and cards may follow a turn."""
        used = AT_REST
        while used >= AT_REST:
            before = self.cpu
            await asyncio.sleep(0.1)
            used = self.cpu - before


@asynccontextmanager
async def our_bot(data: Path, people: Path) -> AsyncIterator[MeasuredBot]:
    """The real one, its database on disk."""
    port = free_port()
    options = ["local", "--port", str(port), "--data", str(data), "--people", str(people)]
    async with running(["app.py", *options], port, "/health/live") as bot:
        yield bot


@asynccontextmanager
async def echo_bot() -> AsyncIterator[MeasuredBot]:
    """The yardstick."""
    port = free_port()
    # It has no page of its own; any answer shows that it serves.
    async with running(["-m", "tests.bench.echo_bot", str(port)], port, "/") as bot:
        yield bot


@asynccontextmanager
async def running(command: Sequence[str], port: int, page: str) -> AsyncIterator[MeasuredBot]:
    """A bot in a process of its own, from its first answer on."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=ROOT,
        # Nothing is compiled at a second start, whatever the tests themselves want.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(process, f"http://127.0.0.1:{port}{page}")
        took = time.perf_counter() - began
        bot = MeasuredBot(
            f"http://127.0.0.1:{port}/api/messages", took, psutil.Process(process.pid)
        )
        watch = asyncio.create_task(_watch(bot))
        try:
            yield bot
        finally:
            watch.cancel()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _answers(process: asyncio.subprocess.Process, url: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while process.returncode is None:
            with suppress(aiohttp.ClientError):
                async with session.get(url):
                    return
            await asyncio.sleep(0.01)
    raise RuntimeError("the bot ended before it served")


async def _watch(bot: MeasuredBot) -> None:
    while True:
        bot.look()
        await asyncio.sleep(0.2)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
