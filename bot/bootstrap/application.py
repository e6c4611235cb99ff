"""The bot as one application: its addresses, and in which order everything opens and closes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import aiohttp
from aiohttp import web

from bot.adapters.http_server import guarded_application
from bot.adapters.http_session import open_session
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tasks import SqlTasks
from bot.adapters.teams.receiving.host_names import allow_hosts
from bot.adapters.teams.receiving.limits import MAX_BODY_BYTES
from bot.adapters.teams.receiving.routes import GATE, HANDLE_ACTIVITY, routes
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
from bot.web.answer_page import AnswerPage
from bot.web.routes import answer_routes

SESSION = web.AppKey("SESSION", aiohttp.ClientSession)
DATABASE = web.AppKey("DATABASE", Database)
WORKER = web.AppKey("WORKER", Worker)
WORK = web.AppKey("WORK", asyncio.Task[None])
TASKS = web.AppKey("TASKS", SqlTasks)
ALARMS = web.AppKey("ALARMS", Alarms)
BOARD = web.AppKey("BOARD", AlarmBoard)
PROOFS = web.AppKey("PROOFS", Sequence[Proof])
TURNS = web.AppKey("TURNS", Turns)
ANSWERING = web.AppKey("ANSWERING", AnswerPage)


def create_app(outside: Environment) -> web.Application:
    """The whole bot as one application. Nothing opens before it starts."""
    app = guarded_application(
        middlewares=[allow_hosts(outside.known_hosts)], client_max_size=MAX_BODY_BYTES
    )

    app[BOARD] = outside.board
    late = outside.content.timers.mail.late_after
    app.add_routes(routes())
    app.add_routes(health_routes(lambda: health_of(app, late)))
    if outside.public_url:
        pages = answer_routes(lambda: app[ANSWERING], outside.content, outside.clock)
        app.add_routes(pages)
    app.cleanup_ctx.extend([_session(outside), _database(outside), _bot(outside), _work, _prove])
    return app


def _session(outside: Environment) -> Callable[[web.Application], AsyncIterator[None]]:
    async def open_and_close(app: web.Application) -> AsyncIterator[None]:
        async with open_session(obeys_proxies=outside.obeys_proxies) as session:
            app[SESSION] = session
            yield

    return open_and_close


def _database(outside: Environment) -> Callable[[web.Application], AsyncIterator[None]]:
    async def open_and_close(app: web.Application) -> AsyncIterator[None]:
        app[DATABASE] = database = await Database.host(outside.database_url)
        yield
        await database.close()

    return open_and_close


def _bot(outside: Environment) -> Callable[[web.Application], AsyncIterator[None]]:
    async def assemble(app: web.Application) -> AsyncIterator[None]:
        partners = outside.connect(app[SESSION]).counted(outside.counts).watched(outside.board)
        bot = build_bot(outside, partners, app[DATABASE], lambda: app[WORKER].wake())
        app[GATE], app[TURNS], app[WORKER] = partners.gate, bot.turns, bot.worker
        app[HANDLE_ACTIVITY] = CountedTurns(bot.turns, outside.counts)
        app[TASKS], app[ALARMS] = bot.tasks, bot.alarms
        app[PROOFS] = (
            Proof(WORKER_LOOKS, partial(_is_up, bot.worker)),
            Proof(DATABASE_WRITES, app[DATABASE].check_writes),
            *partners.proofs,
        )
        if bot.answering:
            app[ANSWERING] = bot.answering
        await bot.tasks.put([next_purge(outside.clock())])
        yield

    return assemble


async def _work(app: web.Application) -> AsyncIterator[None]:
    app[WORK] = asyncio.create_task(app[WORKER].run_forever())
    yield
    await app[WORKER].stop()
    app[WORK].cancel()
    with suppress(asyncio.CancelledError):
        await app[WORK]


async def _prove(app: web.Application) -> AsyncIterator[None]:
    running = asyncio.create_task(SelfTest(app[BOARD], app[PROOFS]).run_forever())
    yield
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _is_up(worker: Worker) -> None:
    """Raises Busy while the worker cannot look for work."""
    if not worker.is_up:
        raise Busy


def health_of(app: web.Application, late_after: timedelta) -> Health:
    """What can be said of a bot that has started."""
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
