"""What happens to the hosts while people report: killed, stopped, left alone by their database."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.crash.nursery import Host
from tests.crash.records import Records
from tests.crash.stage import LEASE_SECONDS, CrashStage
from tests.stand_ins.postgres import PostgresServer

PAUSE = (0.1, 1.5)
"""Seconds between two mishaps; the shortest fall into a start."""
FOR_A_TASK = 20.0
FOR_TAKE_OVER = 60.0
LOOKS = 0.02
MANY = 3
"""Tasks in progress, so that some of them are the dying host's."""


@dataclass
class Mishaps:
    """Kills hosts at random, so many times, and does worse now and then."""

    stage: CrashStage
    kills: int
    chance: random.Random
    server: PostgresServer | None
    """PostgreSQL, for which there are two hosts; None is SQLite with one."""
    killed: int = 0
    taken_over: list[float] = field(default_factory=list)
    """Seconds from a death until its last task was another host's."""

    async def happen(self) -> None:
        """Returns when the last host was killed."""
        for _ in range(2 if self.server else 1):
            await self.stage.starts()
        rare = self._rare()
        while self.killed < self.kills:
            await asyncio.sleep(self.chance.uniform(*PAUSE))
            await rare.pop(self.killed, self._kills_one)()

    def _rare(self) -> dict[int, Callable[[], Awaitable[None]]]:
        """What happens besides, by the number of kills before it."""
        acts: list[Callable[[], Awaitable[None]]] = [self._stops_one]
        if self.server:
            acts += [self._kills_one_for_good, self._restarts_database] * 2
        return {self.kills * place // (len(acts) + 1): act for place, act in enumerate(acts, 1)}

    async def _kills_one(self) -> None:
        self.killed += 1
        await self.stage.takes_down(self._any_host())
        await self.stage.starts()

    async def _stops_one(self) -> None:
        """Longer than the lease: what it held is somebody else's when it goes on."""
        host = self._any_host()
        host.signals(signal.SIGSTOP)
        try:
            await asyncio.sleep(2 * LEASE_SECONDS)
        finally:
            host.signals(signal.SIGCONT)
        # It may say what was true before, and needs a moment to see that and say what is true.
        await asyncio.sleep(LEASE_SECONDS)
        await self._kills_one()

    async def _kills_one_for_good(self) -> None:
        """The other host has to finish what this one held, with nobody to replace it."""
        for host in self.stage.teams.hosts:
            await host.comes_up()
        held = await self._some_held()
        self.killed += 1
        died_at = time.monotonic()
        await self.stage.takes_down(self._any_host())
        async with asyncio.timeout(FOR_TAKE_OVER):
            while held & await self._held():  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(LOOKS)
        self.taken_over.append(time.monotonic() - died_at)
        await self.stage.starts()

    async def _restarts_database(self) -> None:
        assert self.server is not None
        await self.server.restart("immediate")
        await self._kills_one()

    async def _some_held(self) -> set[tuple[int, str]]:
        """What is held at the next moment at which both hosts are likely to hold something."""
        async with asyncio.timeout(FOR_A_TASK):
            while len(held := await self._held()) < MANY:  # noqa: ASYNC110 - as above
                await asyncio.sleep(LOOKS)
        return held

    async def _held(self) -> set[tuple[int, str]]:
        """The tasks that are being done, each with its lease."""
        waiting = await Records(self.stage.database_url).waiting()
        return {(it.id, it.lease) for it in waiting if it.lease}

    def _any_host(self) -> Host:
        return self.chance.choice(self.stage.teams.hosts)
