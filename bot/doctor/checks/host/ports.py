"""Ports: proved by listening on each for a moment, or by finding the bot on it."""

import asyncio
import errno
import json
import socket
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
from yarl import URL

from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.settings import Settings

TIMEOUT = aiohttp.ClientTimeout(total=3)
LIVE = {"status": "live"}
"""The body of /health/live."""
OUR_METRIC = "bot_worker_up"
"""A metric that only the bot has."""


class PortsCheck:
    """HOST, PORT and METRICS_PORT."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings) -> None:
        self._session = session
        self._host, self._port = settings.host, settings.port
        self._metrics_port = settings.metrics_port
        self.is_served = False
        """Whether the bot is already running here."""

    async def for_teams(self) -> Sequence[Remark]:
        """Proves PORT, which Teams posts to."""
        return await self._prove(self._port, "PORT", self._is_served)

    async def for_metrics(self) -> Sequence[Remark]:
        """Proves METRICS_PORT, if it is set."""
        if self._metrics_port is None:
            return fine("METRICS_PORT is not set, so no metrics are served.")
        return await self._prove(self._metrics_port, "METRICS_PORT", self._has_our_metrics)

    async def _prove(
        self, port: int, setting: str, is_ours: Callable[[], Awaitable[bool]]
    ) -> Sequence[Remark]:
        """Listens on the port for a moment, as serve does."""
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(asyncio.Protocol, self._host, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and await is_ours():
                return warning(
                    f"{setting} is in use, and the bot is running here already.",
                    f"Nothing, unless another shall run: stop that one, or change {setting}.",
                )
            raise _cause(error, setting) from None
        server.close()
        await server.wait_closed()
        return fine(f"HOST and {setting} can be listened on.")

    async def _is_served(self) -> bool:
        self.is_served = await self._get(self._port, "/health/live") == json.dumps(LIVE)
        return self.is_served

    async def _has_our_metrics(self) -> bool:
        return OUR_METRIC in await self._get(self._metrics_port, "/metrics")

    async def _get(self, port: int | None, path: str) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104
        url = URL.build(scheme="http", host=host, port=port, path=path)
        try:
            async with self._session.get(url, timeout=TIMEOUT) as response:
                return await response.text()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return ""


def _cause(error: OSError, setting: str) -> CheckFailed:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return CheckFailed(
            "HOST is no address of this host.", "Set HOST to 0.0.0.0, or to an address it has."
        )
    if error.errno == errno.EADDRINUSE:
        return CheckFailed(
            f"{setting} is taken by another program.", f"Stop it, or give another {setting}."
        )
    if error.errno == errno.EACCES:
        return CheckFailed(
            f"This user may not listen on {setting}.", "Give a port of 1024 or above."
        )
    return CheckFailed(
        f"HOST and {setting} cannot be listened on.", "Leave both unset, or try others."
    )
