"""Shared by the Playground tests: a fake npx on the PATH, and a record of its processes."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot.adapters.local.playground.windows import Playgrounds

FAKE = f"#!{sys.executable}\n{Path(__file__).with_name('fake_npx.py').read_text(encoding='utf-8')}"


class Said:
    """Remembers each sentence, and lets a test wait for one."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self._news = asyncio.Event()

    def __call__(self, words: str) -> None:
        self.sentences.append(words)
        self._news.set()

    async def until(self, words: str, times: int = 1) -> None:
        async with asyncio.timeout(20):
            while sum(words in sentence for sentence in self.sentences) < times:
                self._news.clear()
                await self._news.wait()


def executable(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    path.chmod(0o755)


@asynccontextmanager
async def running(playgrounds: Playgrounds) -> AsyncIterator[None]:
    task = asyncio.create_task(playgrounds.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def seen(playgrounds: Playgrounds, name: str) -> dict[str, Any]:
    path = playgrounds.folder / "playground" / name / "seen.json"
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


async def is_gone(*pids: int) -> bool:
    """True at the latest when the system has cleared up after a kill."""
    async with asyncio.timeout(5):
        while any(lives(pid) for pid in pids):  # noqa: ASYNC110 - it is not our event
            await asyncio.sleep(0.005)
    return True
