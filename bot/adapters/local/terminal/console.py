"""Console input and output that does not block the event loop."""

import asyncio
import sys
from collections.abc import AsyncIterator
from threading import Thread
from typing import TextIO


def say(words: str) -> None:
    """Writes one line and flushes."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def typed_lines(stream: TextIO) -> AsyncIterator[str]:
    """The lines of a stream until its end; it may be a file or a pipe too."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in stream:
                loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\r\n"))
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except (RuntimeError, ValueError):
            # The loop or the stream was closed while this thread was reading.
            return

    # A daemon thread: a pending read must not keep the process alive.
    Thread(target=read, name="typed lines", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line
