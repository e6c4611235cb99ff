"""Starts bot processes, knows which of them live, and takes every one of them down at the end."""

import asyncio
import json
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
UNTIL_UP = 30
"""Seconds that a start may take on a busy machine."""


@dataclass(eq=False)
class Host:
    """One bot process."""

    pid: int
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    @property
    def serves(self) -> bool:
        """Whether it takes requests, as far as we know."""
        return self.is_up.is_set() and not self.has_ended.is_set()

    @property
    def url(self) -> str:
        """Where Teams posts to."""
        return f"http://127.0.0.1:{self.port}/api/messages"

    def signals(self, number: signal.Signals) -> None:
        """Kills, stops or continues it."""
        if not self.has_ended.is_set():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def kill(self) -> None:
        """Ends it without a word, and waits until it is gone."""
        self.signals(signal.SIGKILL)
        async with asyncio.timeout(UNTIL_UP):
            await self.has_ended.wait()

    async def comes_up(self) -> None:
        """Waits until it serves or has died of its own. Raises TimeoutError."""
        async with asyncio.timeout(UNTIL_UP):
            waits = [asyncio.create_task(it.wait()) for it in (self.is_up, self.has_ended)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for waiting in waits:
                waiting.cancel()


class Nursery:
    """Use as `async with Nursery(trusted) as nursery`; no host outlives the block.

    The hosts are those of the tree at `root`, which may be another release's.
    """

    def __init__(self, trusted: Path, root: Path = ROOT) -> None:
        self._root = root
        # aiohttp reads the first when it is imported, requests the second with each request.
        trust = {"SSL_CERT_FILE": str(trusted), "REQUESTS_CA_BUNDLE": str(trusted)}
        self._environment = {**os.environ, **trust}
        self._ordered: deque[asyncio.Future[Host]] = deque()
        self._hosts: dict[int, Host] = {}

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.crash.host"),
            cwd=self._root,
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # A group of its own, so that one signal reaches all of them.
            start_new_session=True,
        )
        self._hearing = asyncio.create_task(self._hear())
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        await self._hearing

    async def start(self, environment: Mapping[str, str], log: Path) -> Host:
        """A new process, which is not up yet."""
        host: asyncio.Future[Host] = asyncio.get_running_loop().create_future()
        self._ordered.append(host)
        order = {"environment": dict(environment), "log": str(log)}
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(order)}\n".encode())
        async with asyncio.timeout(UNTIL_UP):
            return await host

    async def _hear(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            news = json.loads(line)
            (word, pid), *_ = news.items()
            host = self._hosts.setdefault(pid, Host(pid))
            if word == "started":
                if not (ordered := self._ordered.popleft()).done():
                    ordered.set_result(host)
            elif word == "up":
                host.port = news["port"]
                host.is_up.set()
            else:
                del self._hosts[pid]  # the number may be given again
                host.has_ended.set()
