"""Runs two Playgrounds against the local bot: a staff member's and their people leader's."""

import asyncio
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.local.directory import TomlDirectory
from bot.adapters.local.playground.config import folder_name, write_configuration
from bot.adapters.local.playground.process import EndedEarly, Playground
from bot.domain.people import Person

FIRST_PORT = 56150
OLDEST_NODE = 18
_NO_NODE = (
    "The windows need Node.js 18 or newer with npx on the PATH: install it from nodejs.org and"
    " start again; the bot serves without them."
)
_NO_LEADER = (
    "Nobody in the people file has a leader, so there are no two windows to show; the bot serves."
)


@dataclass(frozen=True)
class PlaygroundWindow:
    """One person's chat, shown in a browser."""

    person: Person
    is_leader: bool
    folder: Path
    port: int


@dataclass(frozen=True)
class Playgrounds:
    """The chats of the first person with a leader, and of that leader."""

    directory: TomlDirectory
    folder: Path
    """The data folder; files are written below playground/."""
    bot_port: int
    say: Callable[[str], None]

    async def run(self) -> None:
        """Runs the Playgrounds until cancelled, then stops them."""
        npx = await _npx()
        if npx is None:
            return self.say(_NO_NODE)
        windows = await asyncio.to_thread(self._windows)
        if not windows:
            return self.say(_NO_LEADER)
        self.say("Starting two windows; the first time, npx downloads what it needs.")
        async with asyncio.TaskGroup() as group:
            for window in windows:
                group.create_task(self._serve(npx, window))
        return None

    async def _serve(self, npx: str, window: PlaygroundWindow) -> None:
        name = window.person.name
        endpoint = f"http://127.0.0.1:{self.bot_port}/api/messages"
        try:
            playground = await Playground.start(
                npx, window.folder, endpoint=endpoint, port=window.port
            )
        except OSError as error:
            return self.say(f"The window of {name} did not start: {error.strerror}.")
        try:
            await self._watch(playground, window)
        except EndedEarly:
            self.say(f"The window of {name} did not start; its logs say why: {window.folder}")
        finally:
            await playground.stop()
        return None

    async def _watch(self, playground: Playground, window: PlaygroundWindow) -> None:
        role = "people leader" if window.is_leader else "staff member"
        self.say(f"{window.person.name} ({role}): {await playground.address()}")
        await playground.ended()
        self.say(f"The window of {window.person.name} has ended; its logs are in {window.folder}")

    def _windows(self) -> tuple[PlaygroundWindow, ...]:
        pair = self._pair()
        ports = _free_ports(len(pair))
        names = [folder_name(person) for person in pair]
        windows = []
        for place, person in enumerate(pair):
            name = f"{names[place]}-{place + 1}" if names[place] in names[:place] else names[place]
            folder = self.folder.absolute() / "playground" / name
            write_configuration(folder, person, (*pair, *self.directory.people))
            windows.append(PlaygroundWindow(person, bool(place), folder, ports[place]))
        return tuple(windows)

    def _pair(self) -> tuple[Person, ...]:
        for person in self.directory.people:
            if leader := self.directory.leader(person):
                return person, leader
        return ()


async def _npx() -> str | None:
    """The path of npx; None without Node or with one that is too old."""
    npx, node = shutil.which("npx"), shutil.which("node")
    if npx is None or node is None:
        return None
    try:
        process = await asyncio.create_subprocess_exec(
            node, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return None
    version, _ = await process.communicate()
    major = version.decode(errors="replace").strip().lstrip("v").partition(".")[0]
    return npx if major.isdecimal() and int(major) >= OLDEST_NODE else None


def _free_ports(count: int) -> list[int]:
    """The first free ports; Playground picks another if one is taken meanwhile."""
    free = (port for port in range(FIRST_PORT, FIRST_PORT + 100) if _is_free(port))
    return [next(free, 0) for _ in range(count)]


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        # As Node does, so that connections in TIME_WAIT do not count.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
