"""The real bot of local mode on any database, which can be asked how fast its worker wakes."""

import asyncio
import gc
import time
import uuid
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.bootstrap.application import TASKS, create_app
from bot.bootstrap.local import HOST, local_environment
from bot.content import load
from bot.domain.people import Person
from bot.domain.timers import NEW_ZEALAND
from bot.ports import NewTask


class Stopwatch(TomlDirectory):
    """Notes when somebody is looked up for the first time: the first thing that a handler does."""

    def __init__(self, *listed: Any) -> None:
        super().__init__(*listed)
        self.awaited: dict[str, asyncio.Future[float]] = {}

    async def person(self, person_id: str) -> Person | None:
        """Whoever it is, and the time."""
        if waiter := self.awaited.pop(person_id, None):
            waiter.set_result(time.perf_counter())
        return await super().person(person_id)


def bot_with(stopwatch: Stopwatch, database_url: str, data: Path) -> web.Application:
    """Local mode, but for the database and one more page."""
    content = load(today=datetime.now(NEW_ZEALAND).date())
    app = create_app(
        replace(local_environment(content, stopwatch, data), database_url=database_url)
    )

    async def wake(_: web.Request) -> web.Response:
        person_id = uuid.uuid4().hex
        stopwatch.awaited[person_id] = begun = asyncio.get_running_loop().create_future()
        payload = {"id": person_id, "tenant_id": "bench"}
        await app[TASKS].put([NewTask(f"bench:{person_id}", "look_up_leader", payload=payload)])
        committed_at = time.perf_counter()
        return web.json_response({"seconds": await begun - committed_at})

    app.add_routes([web.post("/wake", wake)])
    return app


async def serve(options: Namespace) -> None:
    """Serves until it is ended."""
    stopwatch = Stopwatch.read(SAMPLE)
    runner = web.AppRunner(bot_with(stopwatch, options.database, options.data), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, options.port).start()
    gc.freeze()
    gc.enable()
    await asyncio.Event().wait()


if __name__ == "__main__":
    gc.disable()  # as the command line does
    parser = ArgumentParser(prog="python -m tests.bench.waiting_bot", description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(serve(parser.parse_args()))
