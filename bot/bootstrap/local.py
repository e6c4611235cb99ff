"""Local mode: the same bot on this machine, for development and demonstration."""

import asyncio
import gc
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.adapters.clock import utc_now
from bot.adapters.http_server import GuardedSite
from bot.adapters.local.directory import SAMPLE, PeopleRefused, TomlDirectory
from bot.adapters.local.outbox import Outbox
from bot.adapters.local.playground.windows import Playgrounds
from bot.adapters.local.sample_people import BOT_ID
from bot.adapters.local.terminal.console import say, typed_lines
from bot.adapters.local.terminal.terminal import Terminal
from bot.adapters.storage.engine.migrate import CannotOpen
from bot.adapters.teams.receiving.auth import OpenGate
from bot.adapters.teams.receiving.routes import PATH
from bot.adapters.teams.sending.client import TeamsMessenger
from bot.allowed_hosts import LOOPBACK
from bot.bootstrap.application import create_app
from bot.bootstrap.environment import Environment, Gateways
from bot.content import Content
from bot.observability import configure
from cards.plain_text import plain_text

HOST = "127.0.0.1"
SENDER = "be-social-media-aware@example.org"
SECURITY = "security@example.org"
"""An invented mailbox: local mode writes every mail into a folder."""


class LocalRefused(Exception):
    """Local mode cannot start; each error is one sentence."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


async def serve_locally(options: Namespace, content: Content) -> None:
    """Serves until interrupted, or until the terminal ends. Raises LocalRefused."""
    configure("WARNING" if options.terminal else "INFO", sys.stderr)
    directory = _directory(options.people or SAMPLE)
    runner = web.AppRunner(
        create_app(
            local_environment(
                content, directory, options.data, public_url=f"http://{HOST}:{options.port}"
            )
        ),
        access_log=None,
    )
    try:
        await runner.setup()
        await GuardedSite(runner, HOST, options.port).start()
        # All objects of the start live on, so the collector never scans them. See bot/commands.py.
        gc.freeze()
        gc.enable()
        say(f"Listening on http://{HOST}:{options.port} (this machine only, no tokens asked).")
        say(f"Mail is written to {options.data / 'outbox'}; nothing leaves this machine.")
        await _until_done(options, directory)
    except CannotOpen as refused:
        raise LocalRefused([str(refused)]) from refused
    except OSError as error:
        reason = f"Port {options.port} cannot be used: {error.strerror}."
        raise LocalRefused([f"{reason} Try another with --port."]) from error
    finally:
        await runner.cleanup()


def local_environment(
    content: Content, directory: TomlDirectory, data: Path, *, public_url: str | None = None
) -> Environment:
    """No tokens, mail as files, and people from a TOML file."""

    def connect(session: aiohttp.ClientSession) -> Gateways:
        return Gateways(
            gate=OpenGate(),
            messenger=TeamsMessenger(session, bot_id=BOT_ID, hosts=LOOPBACK, clock=utc_now),
            mail=Outbox(data / "outbox", SENDER),
            directory=directory,
        )

    return Environment(
        content=content,
        database_url=f"sqlite+aiosqlite:///{data / 'bot.db'}",
        security_mailbox=SECURITY,
        mail_sender=SENDER,
        connect=connect,
        known_hosts=frozenset({HOST, "localhost"}),
        public_url=public_url,
        obeys_proxies=False,
    )


async def _until_done(options: Namespace, directory: TomlDirectory) -> None:
    async with asyncio.TaskGroup() as group:
        windows = None
        if options.playground:
            shown = Playgrounds(directory, options.data, options.port, say)
            windows = group.create_task(shown.run())
        if options.terminal:
            url = f"http://{HOST}:{options.port}{PATH}"
            await Terminal(directory, url, plain_text=plain_text, say=say).run(
                typed_lines(sys.stdin)
            )
            if windows:
                windows.cancel()
        else:
            await asyncio.Event().wait()


def _directory(path: Path) -> TomlDirectory:
    try:
        return TomlDirectory.read(path)
    except PeopleRefused as refused:
        raise LocalRefused(refused.errors) from refused
