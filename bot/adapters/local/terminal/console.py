"""The console of local mode: lines out, and typed lines in without holding up the loop."""

import asyncio
import sys
from collections.abc import AsyncIterator
from threading import Thread
from typing import TextIO


def say(words: str) -> None:
    """One line, shown at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def typed_lines(stream: TextIO) -> AsyncIterator[str]:
    """Lines as they are typed, until the stream ends; a file or a pipe serves as well."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in stream:
                loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\r\n"))
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except (RuntimeError, ValueError):
            # The loop or the stream was closed while this thread waited for a key.
            return

    # A daemon: a thread that waits for a key must not hold up the end of the process.
    Thread(target=read, name="typed lines", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line
