"""A door that a stand-in's visitors pass, and that a test may keep shut for a while."""

import asyncio


class Door:
    """Open at first."""

    def __init__(self) -> None:
        self._opened = asyncio.Event()
        self._opened.set()
        self._reached = asyncio.Event()

    def shuts(self) -> None:
        """From now on whoever comes waits."""
        self._opened.clear()
        self._reached.clear()

    def opens(self) -> None:
        """Whoever waits goes on."""
        self._opened.set()

    async def is_reached(self, seconds: float = 5.0) -> None:
        """Waits until somebody stands before it. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await self._reached.wait()

    async def passes(self) -> None:
        """Somebody goes through, or waits."""
        self._reached.set()
        await self._opened.wait()
