"""The aiohttp application: routes, and cleanup contexts that open and close resources in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import aiohttp
from aiohttp import web

from bot.adapters.http_server import allow_hosts, guarded_application
from bot.adapters.http_session import open_session
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tasks import SqlTasks
from bot.adapters.teams.receiving.routes import GATE, HANDLE_ACTIVITY, MAX_BODY_BYTES, routes
from bot.adapters.teams.turns.turns import Turns
from bot.bootstrap.container import build_bot
from bot.bootstrap.environment import Environment
from bot.health import Health, health_routes
from bot.metrics.counted import CountedTurns
from bot.ports import Busy
from bot.services.alarm_board import DATABASE_WRITES, AlarmBoard
from bot.services.alarm_board import WORKER as WORKER_LOOKS
from bot.services.handlers.retention import next_purge
from bot.services.self_test import Proof, SelfTest
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import Worker
from bot.web.routes import AnswerPages, answer_routes

ENVIRONMENT = web.AppKey("ENVIRONMENT", Environment)
SESSION = web.AppKey("SESSION", aiohttp.ClientSession)
DATABASE = web.AppKey("DATABASE", Database)
WORKER = web.AppKey("WORKER", Worker)
WORK = web.AppKey("WORK", asyncio.Task[None])
TASKS = web.AppKey("TASKS", SqlTasks)
ALARMS = web.AppKey("ALARMS", Alarms)
BOARD = web.AppKey("BOARD", AlarmBoard)
PROOFS = web.AppKey("PROOFS", Sequence[Proof])
TURNS = web.AppKey("TURNS", Turns)
ANSWER_PAGES = web.AppKey("ANSWER_PAGES", AnswerPages)


def create_app(environment: Environment) -> web.Application:
    """Builds the application. Nothing opens before it starts."""
    app = guarded_application(
        middlewares=[allow_hosts(environment.known_hosts)], client_max_size=MAX_BODY_BYTES
    )
    app[ENVIRONMENT], app[BOARD] = environment, environment.board
    late_after = environment.content.timers.mail.late_after
    app.add_routes(routes())
    app.add_routes(health_routes(lambda: health_of(app, late_after)))
    if environment.public_url:
        app.add_routes(
            answer_routes(lambda: app[ANSWER_PAGES], environment.content, environment.clock)
        )
    # Started in this order, and stopped in the reverse one.
    app.cleanup_ctx.extend([_session, _database, _bot, _worker, _self_test])
    return app


async def _session(app: web.Application) -> AsyncIterator[None]:
    async with open_session(obeys_proxies=app[ENVIRONMENT].obeys_proxies) as session:
        app[SESSION] = session
        yield


async def _database(app: web.Application) -> AsyncIterator[None]:
    app[DATABASE] = database = await Database.host(app[ENVIRONMENT].database_url)
    yield
    await database.close()


async def _bot(app: web.Application) -> AsyncIterator[None]:
    environment, database = app[ENVIRONMENT], app[DATABASE]
    gateways = environment.connect(app[SESSION])
    gateways = gateways.counted(environment.metrics).watched(environment.board)
    bot = build_bot(environment, gateways, database)
    app[GATE], app[TURNS], app[WORKER] = gateways.gate, bot.turns, bot.worker
    app[HANDLE_ACTIVITY] = CountedTurns(bot.turns, environment.metrics)
    app[TASKS], app[ALARMS] = bot.tasks, bot.alarms
    app[PROOFS] = (
        Proof(WORKER_LOOKS, partial(_check_up, bot.worker)),
        Proof(DATABASE_WRITES, database.check_writes),
        *gateways.proofs,
    )
    if bot.answer_pages:
        app[ANSWER_PAGES] = bot.answer_pages
    await bot.tasks.put([next_purge(environment.clock())])
    yield
    await bot.turns.ends()


async def _worker(app: web.Application) -> AsyncIterator[None]:
    app[WORK] = asyncio.create_task(app[WORKER].run_forever())
    yield
    await app[WORKER].stop()
    await _cancelled(app[WORK])


async def _self_test(app: web.Application) -> AsyncIterator[None]:
    running = asyncio.create_task(SelfTest(app[BOARD], app[PROOFS]).run_forever())
    yield
    await _cancelled(running)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _check_up(worker: Worker) -> None:
    """Raises Busy while the worker cannot look for work."""
    if not worker.is_up:
        raise Busy


def health_of(app: web.Application, late_after: timedelta) -> Health:
    """The health of an application that has started."""
    return Health(
        app[DATABASE],
        app[WORKER],
        app[TASKS],
        app[ALARMS],
        late_after,
        app[BOARD],
        app[DATABASE].check_writes,
        app[GATE].can_check,
    )
