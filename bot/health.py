"""Liveness and readiness for the platform, with what needs a person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from bot.adapters.storage.engine.database import Database
from bot.ports import Busy, Tasks
from bot.services.alarm_board import DATABASE_WRITES, SIGNING_KEYS, WORKER, AlarmBoard
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import Worker


@dataclass(frozen=True)
class Health:
    """Readiness of this host, in names and numbers."""

    database: Database
    worker: Worker
    tasks: Tasks
    alarms: Alarms
    late_after: timedelta
    board: AlarmBoard = field(default_factory=AlarmBoard)
    check_writes: Callable[[], Awaitable[None]] | None = None
    can_check_tokens: Callable[[], bool] = lambda: True

    async def report(self) -> tuple[int, Mapping[str, object]]:
        """200 if this host can serve, store and send, else 503 and the parts that fail.

        The body has open alarms, overdue tasks by kind, and alarms since the start. Few alarms
        make a host unready: with most of them another host would do no better.
        """
        failing = [] if self.worker.is_up else [WORKER.name]
        overdue: Mapping[str, int] = {}
        try:
            await self.database.check()
            overdue = dict(await self.tasks.waiting_longer_than(self.late_after))
        except Busy:
            failing.append("database")
        else:
            failing += await self._writes_failing()
        if not self.can_check_tokens():
            failing.append(SIGNING_KEYS.name)
        failing += [name for name in self.board.blocking if name not in failing]
        status = {"status": "not ready", "failing": failing} if failing else {"status": "ready"}
        counts = {**self.alarms.counts, **self.board.counts}
        found = {"overdue": overdue, "alarms": counts, "attention": dict(self.board.open)}
        return 503 if failing else 200, {
            **status,
            **{name: value for name, value in found.items() if value},
        }

    async def _writes_failing(self) -> Sequence[str]:
        try:
            if self.check_writes is not None:
                await self.check_writes()
        except Busy:
            return [DATABASE_WRITES.name]
        return []


def health_routes(health: Callable[[], Health]) -> Sequence[web.RouteDef]:
    """GET /health/live and /health/ready."""
    running: list[asyncio.Task[tuple[int, Mapping[str, object]]]] = []

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def ready(_: web.Request) -> web.Response:
        # Concurrent requests share one check: the route is open to all, and each check reads the
        # database.
        if not running:
            check = asyncio.create_task(health().report())
            running.append(check)
            check.add_done_callback(running.remove)
        status, words = await asyncio.shield(running[0])
        return web.json_response(words, status=status)

    return [web.get("/health/live", live), web.get("/health/ready", ready)]
