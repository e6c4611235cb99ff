"""The composition root: the only module that knows every class, and the order of opening."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

from bot.adapters.storage.conversations import SqlConversations, SqlDrafts
from bot.adapters.storage.database import Database
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.reports import SqlReports
from bot.adapters.storage.tasks import SqlTasks
from bot.adapters.teams.auth import Gate
from bot.adapters.teams.entry import Answer, routes
from bot.adapters.teams.inbound import Inbound
from bot.adapters.teams.speaking import Speaker
from bot.adapters.teams.turns import Turns
from bot.content import Content
from bot.ports import Busy, Clock, Directory, Mail, Messenger
from bot.services.escalations import (
    DecideEscalation,
    SendWithoutWaiting,
    SubmitReport,
    TickOffEntry,
    WithdrawReport,
)
from bot.services.follow_ups import follow_ups
from bot.services.handlers import Handlers
from bot.services.letters import WriteLetters
from bot.services.worker import Worker
from cards.messages import CardMessages
from dialogs.talk import Services

SESSION = web.AppKey("SESSION", aiohttp.ClientSession)
DATABASE = web.AppKey("DATABASE", Database)
WORKER = web.AppKey("WORKER", Worker)
WORK = web.AppKey("WORK", asyncio.Task[None])
GATE = web.AppKey("GATE", Gate)
TURNS = web.AppKey("TURNS", Turns)


def now() -> datetime:
    """The clock of everything outside the tests."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Outside:
    """What differs between local mode, production and the tests."""

    content: Content
    database_url: str
    security_mailbox: str
    gate: Callable[[aiohttp.ClientSession], Gate]
    messenger: Callable[[aiohttp.ClientSession], Messenger]
    mail: Mail
    directory: Directory
    clock: Clock = now
    known_hosts: frozenset[str] = frozenset()
    """Names a request may call this host by; empty means any, as behind a proxy."""


def create_app(outside: Outside) -> web.Application:
    """The whole bot as one application. Nothing opens before it starts."""
    app = web.Application(middlewares=[_called_by(outside.known_hosts)])

    async def handle(inbound: Inbound) -> Answer | None:
        return await app[TURNS](inbound)

    class LateGate:
        async def check(self, authorization: str, inbound: Inbound) -> None:
            await app[GATE].check(authorization, inbound)

    app.add_routes(routes(LateGate(), handle))
    app.add_routes([web.get("/health/live", _live), web.get("/health/ready", _ready)])
    app.cleanup_ctx.extend([_session, _database(outside), _bot(outside), _work])
    return app


async def _session(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        app[SESSION] = session
        yield


def _database(outside: Outside) -> Callable[[web.Application], AsyncIterator[None]]:
    async def open_and_close(app: web.Application) -> AsyncIterator[None]:
        app[DATABASE] = database = await Database.open(outside.database_url)
        yield
        await database.close()

    return open_and_close


def _bot(outside: Outside) -> Callable[[web.Application], AsyncIterator[None]]:
    async def assemble(app: web.Application) -> AsyncIterator[None]:
        app[GATE] = outside.gate(app[SESSION])
        app[WORKER], app[TURNS] = _assembled(app, outside)
        yield

    return assemble


def _assembled(app: web.Application, outside: Outside) -> tuple[Worker, Turns]:
    database, clock, content = app[DATABASE], outside.clock, outside.content

    def wake() -> None:
        app[WORKER].wake()

    reports = SqlReports(database, follow_ups, clock, wake)
    tasks = SqlTasks(database, clock, wake)
    people = SqlPeople(database, clock)
    letters = WriteLetters(content, outside.security_mailbox)
    messages = CardMessages(content)
    messenger = outside.messenger(app[SESSION])
    handlers = Handlers(
        reports=reports,
        tasks=tasks,
        people=people,
        drafts=SqlDrafts(database),
        directory=outside.directory,
        messenger=messenger,
        mail=outside.mail,
        letters=letters,
        shows=messages,
        clock=clock,
    )
    services = Services(
        content=content,
        clock=clock,
        reports=reports,
        people=people,
        letters=letters,
        submit=SubmitReport(reports, content, clock),
        decide=DecideEscalation(reports, clock),
        send_without_waiting=SendWithoutWaiting(reports, clock),
        withdraw=WithdrawReport(reports, clock),
        tick_off=TickOffEntry(reports, clock),
    )
    turns = Turns(
        # Only runs turns; what is sent and who may come in is decided by our own classes.
        adapter=CloudAdapter(ConfigurationBotFrameworkAuthentication(object())),
        services=services,
        conversations=SqlConversations(database, clock, wake),
        tasks=tasks,
        speaker=Speaker(messenger, reports, tasks, messages, outside.security_mailbox),
    )
    return Worker(tasks, handlers.by_kind(), clock), turns


async def _work(app: web.Application) -> AsyncIterator[None]:
    app[WORK] = asyncio.create_task(app[WORKER].run_forever())
    yield
    await app[WORKER].stop()
    app[WORK].cancel()
    with suppress(asyncio.CancelledError):
        await app[WORK]


async def _live(_: web.Request) -> web.Response:
    return web.json_response({"status": "live"})


async def _ready(request: web.Request) -> web.Response:
    """200 when database and worker are up, else 503 and the part that is not."""
    failing = [] if request.app[WORKER].is_up else ["worker"]
    try:
        await request.app[DATABASE].check()
    except Busy:
        failing.append("database")
    status = {"status": "not ready", "failing": failing} if failing else {"status": "ready"}
    return web.json_response(status, status=503 if failing else 200)


def _called_by(names: frozenset[str]) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Refuses requests that call the host by another name, as a page in a browser could make."""

    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if names and request.url.host not in names:
            return web.Response(status=403)
        return await handler(request)

    return check
