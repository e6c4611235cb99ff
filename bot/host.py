"""The composition root: the only module that knows every class, and the order of opening."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

from bot.adapters.storage.conversations import SqlConversations, SqlDrafts
from bot.adapters.storage.database import Database
from bot.adapters.storage.links import SqlLinks
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.retention import SqlRetention
from bot.adapters.storage.tasks import SqlTasks
from bot.adapters.teams.auth import Gate
from bot.adapters.teams.entry import Answer, routes
from bot.adapters.teams.inbound import Inbound
from bot.adapters.teams.limits import LONGEST_BODY
from bot.adapters.teams.speaking import Speaker
from bot.adapters.teams.turns import Turns
from bot.content import Content
from bot.health import Health, health_routes
from bot.metrics.mails import CountedReports
from bot.metrics.partners import CountedDirectory, CountedMail, CountedMessenger
from bot.metrics.turns import WatchedTurns
from bot.ports import UNCOUNTED, Clock, Counts, Directory, Installer, Mail, Messenger
from bot.services.alarms import Alarms
from bot.services.answer_links import AnswerLinks
from bot.services.asking import Asking
from bot.services.chats import Chats
from bot.services.clearing import Clearing, next_purge
from bot.services.escalations import (
    DecideEscalation,
    SendWithoutWaiting,
    SubmitReport,
    TickOffEntry,
    WithdrawReport,
)
from bot.services.follow_ups import FollowUps
from bot.services.handlers import all_handlers
from bot.services.letters import WriteLetters
from bot.services.mailing import Mailing
from bot.services.showing import Showing
from bot.services.worker import LEASE, Worker
from bot.web.answering import Answering
from bot.web.routes import answer_routes
from cards.messages import CardMessages
from dialogs.talk import Services

SESSION = web.AppKey("SESSION", aiohttp.ClientSession)
DATABASE = web.AppKey("DATABASE", Database)
WORKER = web.AppKey("WORKER", Worker)
WORK = web.AppKey("WORK", asyncio.Task[None])
TASKS = web.AppKey("TASKS", SqlTasks)
ALARMS = web.AppKey("ALARMS", Alarms)
GATE = web.AppKey("GATE", Gate)
TURNS = web.AppKey("TURNS", Turns)
ANSWERING = web.AppKey("ANSWERING", Answering)


def now() -> datetime:
    """The clock of everything outside the tests."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Partners:
    """Whom the bot works with, over its one HTTP session."""

    gate: Gate
    messenger: Messenger
    mail: Mail
    directory: Directory
    installer: Installer | None = None
    """Nobody adds the app for people without one."""

    def counted(self, counts: Counts) -> "Partners":
        """The same, with each call counted."""
        return replace(
            self,
            messenger=CountedMessenger(self.messenger, counts),
            mail=CountedMail(self.mail, counts),
            directory=CountedDirectory(self.directory, counts),
        )


@dataclass(frozen=True)
class Outside:
    """What differs between local mode, production and the tests."""

    content: Content
    database_url: str
    security_mailbox: str
    connect: Callable[[aiohttp.ClientSession], Partners]
    clock: Clock = now
    lease: timedelta = LEASE
    """How long a task stays ours without a sign of life; longer than the longest call."""
    known_hosts: frozenset[str] = frozenset()
    """Names a request may call this host by; empty means any, as behind a proxy."""
    counts: Counts = UNCOUNTED
    public_url: str | None = None
    """Where people reach this host; without it a leader cannot answer from a mail."""


def create_app(outside: Outside) -> web.Application:
    """The whole bot as one application. Nothing opens before it starts."""
    app = web.Application(
        middlewares=[_called_by(outside.known_hosts)], client_max_size=LONGEST_BODY
    )

    async def handle(inbound: Inbound) -> Answer | None:
        return await app[TURNS](inbound)

    class LateGate:
        async def check(self, authorization: str, inbound: Inbound) -> None:
            await app[GATE].check(authorization, inbound)

    late = outside.content.timers.mail.late_after
    app.add_routes(routes(LateGate(), WatchedTurns(handle, outside.counts)))
    app.add_routes(health_routes(lambda: health_of(app, late)))
    if outside.public_url:
        pages = answer_routes(lambda: app[ANSWERING], outside.content, outside.clock)
        app.add_routes(pages)
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
        partners = outside.connect(app[SESSION]).counted(outside.counts)
        app[GATE] = partners.gate
        _assemble(app, outside, partners)
        await app[TASKS].put([next_purge(outside.clock())])
        yield

    return assemble


def _assemble(app: web.Application, outside: Outside, partners: Partners) -> None:
    database, clock, content = app[DATABASE], outside.clock, outside.content
    timers = content.timers

    def wake() -> None:
        app[WORKER].wake()

    app[TASKS] = tasks = SqlTasks(database, clock, wake)
    app[ALARMS] = alarms = Alarms(clock)
    reports = CountedReports(database, FollowUps(timers), clock, wake, outside.counts)
    people = SqlPeople(database, clock)
    letters = WriteLetters(content, outside.security_mailbox)
    links = _answer_links(outside, database)
    decide = DecideEscalation(reports, clock)
    messages = CardMessages(content, outside.security_mailbox)
    chats = Chats(reports, people, partners.messenger, partners.installer)
    handlers = all_handlers(
        Asking(reports, tasks, people, partners.directory, chats, messages, clock),
        Mailing(reports, tasks, partners.mail, letters, clock, timers.mail, alarms, links),
        Showing(reports, tasks, chats, messages),
        Clearing(tasks, SqlDrafts(database), SqlRetention(database), timers, clock),
    )
    services = Services(
        content=content,
        clock=clock,
        reports=reports,
        people=people,
        letters=letters,
        submit=SubmitReport(reports, people, content, clock),
        decide=decide,
        send_without_waiting=SendWithoutWaiting(reports, clock),
        withdraw=WithdrawReport(reports, clock),
        tick_off=TickOffEntry(reports, clock),
    )
    if links:
        app[ANSWERING] = Answering(content, reports, links, decide)
    app[TURNS] = Turns(
        # Only runs turns; what is sent and who may come in is decided by our own classes.
        adapter=CloudAdapter(ConfigurationBotFrameworkAuthentication(object())),
        services=services,
        conversations=SqlConversations(database, clock, wake),
        tasks=tasks,
        speaker=Speaker(
            partners.messenger, reports, tasks, messages, outside.security_mailbox, chats.locks
        ),
    )
    app[WORKER] = Worker(tasks, handlers, clock, alarms, lease=outside.lease, counts=outside.counts)


def _answer_links(outside: Outside, database: Database) -> AnswerLinks | None:
    if not outside.public_url:
        return None
    links, lives = SqlLinks(database, outside.clock), outside.content.timers.leader.link_lives
    return AnswerLinks(links, outside.clock, lives, outside.public_url)


def health_of(app: web.Application, late_after: timedelta) -> Health:
    """What can be said of a bot that has started."""
    return Health(app[DATABASE], app[WORKER], app[TASKS], app[ALARMS], late_after)


async def _work(app: web.Application) -> AsyncIterator[None]:
    app[WORK] = asyncio.create_task(app[WORKER].run_forever())
    yield
    await app[WORKER].stop()
    app[WORK].cancel()
    with suppress(asyncio.CancelledError):
        await app[WORK]


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
