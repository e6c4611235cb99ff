"""Whether the bot is up, and what needs a person: for the platform that runs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.adapters.storage.database import Database
from bot.ports import Busy, Tasks
from bot.services.alarms import Alarms
from bot.services.worker import Worker


@dataclass(frozen=True)
class Health:
    """What can be said of this host at this moment. Names and numbers, no secrets."""

    database: Database
    worker: Worker
    tasks: Tasks
    alarms: Alarms
    late_after: timedelta

    async def ready(self) -> web.Response:
        """200 when database and worker are up, else 503 and the part that is not.

        Work that is overdue, by kind, and alarms since the start are named, and make nothing
        unready: another host would do no better.
        """
        failing = [] if self.worker.is_up else ["worker"]
        try:
            await self.database.check()
            overdue = dict(await self.tasks.waiting_longer_than(self.late_after))
        except Busy:
            failing.append("database")
            overdue = {}
        status = {"status": "not ready", "failing": failing} if failing else {"status": "ready"}
        found = {"overdue": overdue, "alarms": dict(self.alarms.counts)}
        attention = {name: numbers for name, numbers in found.items() if numbers}
        return web.json_response({**status, **attention}, status=503 if failing else 200)


def health_routes(health: Callable[[], Health]) -> Sequence[web.RouteDef]:
    """`/health/live` and `/health/ready`."""

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def ready(_: web.Request) -> web.Response:
        return await health().ready()

    return [web.get("/health/live", live), web.get("/health/ready", ready)]
