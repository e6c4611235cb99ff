"""Process of one Playground: npx in its own folder and process group."""

import asyncio
import json
import os
import re
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import aiohttp

from bot.adapters.local.playground.config import PRELOAD

PACKAGE = "@microsoft/m365agentsplayground@0.2.28"
NPX_LOG, OWN_LOG = "npx.log", "playground.log"
STOP_TIMEOUT = 5.0
_LISTENING = re.compile(rb"Listening on (\d+)")
# Settings that would override the configuration, and the bot's secrets.
_WITHHELD = ("M365_AGENTS_PLAYGROUND_", "TEAMS_APP_TEST_TOOL_", "AUTH_", "BOT_", "GRAPH_")


class EndedEarly(Exception):
    """The Playground ended before it served its page."""


@dataclass(frozen=True)
class Playground:
    """A running Playground; npx and Playground each write a log into its folder."""

    process: asyncio.subprocess.Process
    folder: Path

    @classmethod
    async def start(cls, npx: str, folder: Path, *, endpoint: str, port: int) -> "Playground":
        """Starts it in the folder with its configuration. Raises OSError."""
        # A file, not a pipe: a pipe stays open as long as any child process of npx.
        with _new_file(folder / NPX_LOG) as output:
            process = await asyncio.create_subprocess_exec(
                *(npx, "--yes", PACKAGE, "start"),
                *("-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry"),
                cwd=folder,
                env=_environment(folder),
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(process, folder)

    async def address(self) -> str:
        """The URL of its page, once it responds. Raises EndedEarly."""
        async with aiohttp.ClientSession() as session:
            while self.process.returncode is None:
                port = await asyncio.to_thread(_port, self.folder / NPX_LOG)
                if port and await _answers(session, address := f"http://localhost:{port}"):
                    return address
                await asyncio.sleep(0.1)
        raise EndedEarly

    async def ended(self) -> None:
        """Waits for the end of npx."""
        await self.process.wait()

    async def stop(self) -> None:
        """Ends npx and all its child processes."""
        try:
            self._signal(signal.SIGTERM)
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_TIMEOUT):
                    await self.process.wait()
        finally:
            self._signal(signal.SIGKILL)
        await self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def _new_file(path: Path) -> BinaryIO:
    return path.open("wb")


def _port(output: Path) -> int | None:
    """The port it listens on, which may not be the requested one."""
    found = _LISTENING.search(output.read_bytes())
    return int(found[1]) if found else None


async def _answers(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address, timeout=aiohttp.ClientTimeout(total=2)) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _environment(folder: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not _is_withheld(name)}
    preload = f"--require {json.dumps(str(folder / PRELOAD), ensure_ascii=False)}"
    options = f"{inherited.get('NODE_OPTIONS', '')} {preload}".strip()
    return {
        **inherited,
        "NODE_OPTIONS": options,
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / OWN_LOG),
    }


def _is_withheld(name: str) -> bool:
    return name.startswith(_WITHHELD)
