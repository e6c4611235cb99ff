"""The real production bot as processes that can be killed.

Run as `python -m tests.crash.host`, it loads the bot once, and makes a process of it for each line
on its input: {"environment": {...}, "log": "file"}. It says when one is up and when one has ended.
Each is the bot as `app.py serve` makes it, with a shorter lease, our keys for Teams' tokens, and no
pace: a few people stand for an organisation, and get more messages in an hour than one person may.
When its input ends, so do they all.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, web

from bot.adapters.teams.sending.client import TeamsMessenger
from bot.bootstrap import production
from bot.bootstrap.application import create_app
from bot.bootstrap.environment import Gateways
from bot.content import Content, load
from bot.observability import configure
from bot.settings import Settings
from tests.crash.points import Points

DIE_AT, KEYS_URL, LEASE = "CRASH_DIE_AT", "CRASH_KEYS_URL", "CRASH_LEASE"
STDIN, STDOUT, STDERR = 0, 1, 2


def tell(**news: int) -> None:
    """One line to whoever started us, whole even when several processes speak."""
    os.write(STDOUT, f"{json.dumps(news)}\n".encode())


async def serve(environment: Mapping[str, str], content: Content) -> None:
    """Serves until the process is killed."""
    settings = Settings.read(environment)
    configure(settings.log_level, sys.stderr)
    usual = production.production_environment(settings, content, keys_url=environment[KEYS_URL])

    def connect(session: ClientSession) -> Gateways:
        partners = usual.connect(session)
        assert isinstance(partners.messenger, TeamsMessenger)
        partners.messenger._pacing = None
        return partners

    lease = timedelta(seconds=float(environment[LEASE]))
    outside = replace(usual, connect=connect, lease=lease)
    runner = web.AppRunner(create_app(outside), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell(up=os.getpid(), port=runner.addresses[0][1])
    await asyncio.Event().wait()


def live(environment: Mapping[str, str], log: str, content: Content) -> None:
    """The whole life of one bot process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    os.dup2(os.open(os.devnull, os.O_RDONLY), STDIN)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), STDERR)
    if DIE_AT in environment:
        Points(int(environment[DIE_AT])).watch()
    asyncio.run(serve(environment, content))


def bury(*_: object) -> None:
    """Says which children have ended."""
    try:
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            tell(ended=pid)
    except ChildProcessError:
        pass


def main() -> None:
    """Makes a process for each line."""
    known: dict[str, Content] = {}
    signal.signal(signal.SIGCHLD, bury)
    for line in sys.stdin:
        order = json.loads(line)
        environment = order["environment"]
        folder = environment["CONTENT_DIR"]
        if folder not in known:
            known[folder] = load(Path(folder), today=datetime.now(UTC).date())
        # Nobody is said to have ended before it was said to have started.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if pid == 0:
            try:
                live(environment, order["log"], known[folder])
            finally:
                os._exit(1)
        tell(started=pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    main()
