"""Which files one press enters: `python -m tests.traced_walks` prints them, in the order of entry.

The bot runs as in the journeys: over HTTP, in local mode, between stand-ins. A walk begins with the
request and ends when the worker has tried all tasks that the press made due. It counts each file of
`bot/`, `cards/` and `dialogs/` in which a function began or went on, in any thread.
"""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.bootstrap.application import WORK, WORKER
from bot.content import load
from bot.services.self_test import SelfTest
from bot.services.worker.worker import Attempt
from tests.journeys.people import Button, Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, leader_is_known, skip_until, to_questions, with_app
from tests.stand_ins.teams import Teams

TOP = Path(__file__).resolve().parent.parent
SELF_TEST = SelfTest.run_forever.__qualname__
ROOMS = tuple(f"{TOP / room}/" for room in ("bot", "cards", "dialogs"))


@dataclass(frozen=True)
class Walk:
    """The files that one press entered, each once, in the order of entry."""

    name: str
    turn: Sequence[str]
    """From the request to its reply."""
    worker: Sequence[str]
    """Those that only the tasks entered which the press made due."""

    @property
    def count(self) -> int:
        """All files of the walk."""
        return len(self.turn) + len(self.worker)

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.count} files, {len(self.turn)} of them in the turn"]
        lines += [f"  turn    {file}" for file in self.turn]
        lines += [f"  worker  {file}" for file in self.worker]
        return "\n".join(lines)


class Tracer:
    """Notes files as they are entered, by whatever thread, while it is told to."""

    def __init__(self) -> None:
        self._entered: dict[str, None] | None = None

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Follows this thread and those that start inside the block."""
        before = sys.getprofile()
        threading.setprofile(self._on_event)
        sys.setprofile(self._on_event)
        try:
            yield
        finally:
            sys.setprofile(before)
            threading.setprofile(None)

    @contextmanager
    def noting(self) -> Iterator[dict[str, None]]:
        """Files that are entered inside the block; a dictionary for its order."""
        entered: dict[str, None] = {}
        self._entered = entered
        try:
            yield entered
        finally:
            self._entered = None

    def _on_event(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and (entered := self._entered) is not None:
            file = frame.f_code.co_filename
            if file.startswith(ROOMS):
                entered.setdefault(file.removeprefix(f"{TOP}/"))


async def walks() -> Sequence[Walk]:
    """A question's button, Send, and a people leader who approves."""
    tracer = Tracer()
    content, directory = load(today=date(2026, 11, 22)), TomlDirectory.read(SAMPLE)
    with TemporaryDirectory() as folder, tracer.installed():
        async with Teams() as teams:
            bot = Running(content, directory, teams, Path(folder))
            await bot.starts()
            # From here on the worker runs only inside `_working`, and nothing checks itself.
            bot.app[WORK].cancel()
            for task in asyncio.all_tasks():
                if getattr(task.get_coro(), "__qualname__", "") == SELF_TEST:
                    task.cancel()
            found = [walk async for walk in _journey(bot, tracer)]
            await bot.stops()
    return found


async def _journey(bot: Running, tracer: Tracer) -> AsyncIterator[Walk]:
    texts = bot.content.texts
    async with _working(bot):
        reporter = await with_app(bot, "Aroha Example")
        leader = await with_app(bot, "Wiremu Example")
        await to_questions(reporter, HIGH)
    yield await _press("A question's button", bot, tracer, reporter, reporter.newest_buttons()[0])
    async with _working(bot):
        await skip_until(reporter, texts("guidance.report"))
        await reporter.presses(texts("guidance.report"))
        await leader_is_known(reporter)
    yield await _press("Send", bot, tracer, reporter, reporter.button(texts("preview.send")))
    approve = leader.button(texts("leader.approve"))
    yield await _press("A people leader's decision", bot, tracer, leader, approve)


async def _press(
    name: str, bot: Running, tracer: Tracer, somebody: Somebody, button: Button
) -> Walk:
    with tracer.noting() as turn:
        await _delivered(somebody, button)
    with tracer.noting() as after:
        async with _working(bot):
            pass
    return Walk(name, tuple(turn), tuple(file for file in after if file not in turn))


async def _delivered(somebody: Somebody, button: Button) -> None:
    """A press at the wire: what reads cards for a test would enter files of its own."""
    teams, member, action = somebody.teams, somebody.member, button.action
    if action["type"] == "Action.Execute":
        await teams.executes(member, button.activity_id, action["verb"], action["data"])
    else:
        await teams.presses(member, button.activity_id, action["data"])


@asynccontextmanager
async def _working(bot: Running) -> AsyncIterator[None]:
    """The worker runs, and the block ends when all that is due has been tried."""
    working = asyncio.create_task(bot.app[WORKER].run_forever())
    try:
        yield
        await bot.rests()
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        # The database has the outcome of an attempt before its last function has returned.
        attempts = [task for task in asyncio.all_tasks() if _is_attempt(task)]
        if attempts:
            await asyncio.wait(attempts)


def _is_attempt(task: asyncio.Task[object]) -> bool:
    return getattr(task.get_coro(), "__qualname__", "") == Attempt.__call__.__qualname__


if __name__ == "__main__":
    for walk in asyncio.run(walks()):
        sys.stdout.write(f"{walk}\n")
