"""Production: tokens checked, mail and people from Microsoft Graph. The same bot otherwise."""

import asyncio
import gc
import signal
import sys

import aiohttp
from aiohttp import web

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail import GraphMail
from bot.adapters.graph.people import GraphDirectory
from bot.adapters.graph.tokens import Tokens
from bot.adapters.teams.auth import TeamsGate
from bot.adapters.teams.credentials import BotCredentialsFactory
from bot.adapters.teams.keys import PUBLISHED_AT, SigningKeys
from bot.adapters.teams.sender import TeamsMessenger
from bot.content import Content
from bot.host import Outside, Partners, create_app, now
from bot.observability import configure
from bot.settings import Settings

SHUTDOWN = 20.0
"""Seconds that requests may take to end once a stop was asked for."""


async def serve(settings: Settings, content: Content) -> None:
    """Serves until the process is told to stop; then finishes or hands back what it holds.

    Raises CannotOpen for the database and OSError for the port.
    """
    configure(settings.log_level, sys.stderr)
    told_to_stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told_to_stop.set)
    app = create_app(outside(settings, content))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN)
    try:
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        # What a start made stays; the collector need never look through it.
        gc.freeze()
        gc.enable()
        await told_to_stop.wait()
    finally:
        await runner.cleanup()


def outside(settings: Settings, content: Content, *, keys_url: str = PUBLISHED_AT) -> Outside:
    """What production is made of."""
    tokens = Tokens(settings)

    def connect(session: aiohttp.ClientSession) -> Partners:
        graph = GraphClient(session, base_url=settings.graph_base_url, tokens=tokens, clock=now)
        return Partners(
            gate=TeamsGate(
                tenant_id=settings.tenant_id,
                hosts=settings.service_hosts,
                keys=SigningKeys(session, keys_url),
                credentials=BotCredentialsFactory(settings.app_id, tokens),
            ),
            messenger=TeamsMessenger(
                session,
                bot_id=f"28:{settings.app_id}",
                hosts=settings.service_hosts,
                clock=now,
                tokens=tokens,
            ),
            mail=GraphMail(graph, settings.mail_sender),
            directory=GraphDirectory(graph, settings.mail_sender),
        )

    return Outside(
        content=content,
        database_url=settings.database_url,
        security_mailbox=settings.security_mailbox,
        connect=connect,
    )
