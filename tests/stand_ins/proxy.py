"""A proxy that tunnels and forwards, and remembers for whom; it may lead names to this machine."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from yarl import URL


@dataclass
class Proxy:
    """Used as a context. The only way out for whom HTTPS_PROXY and HTTP_PROXY name it."""

    leads: Mapping[str, int] = field(default_factory=dict)
    """Host names of the world, and the ports of this machine that play them."""
    refuses_with: int | None = None
    """The status with which it lets nobody through."""
    tunnels: list[str] = field(default_factory=list)
    """Where a tunnel was asked for: host and port."""
    forwarded: list[str] = field(default_factory=list)
    """Which addresses were asked for without a tunnel."""
    credentials: list[str] = field(default_factory=list)
    """The Proxy-Authorization headers that came."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in [*self._open]:
            writer.transport.abort()
        # Those that were cut off end by themselves, and must not outlive the test.
        for _turn in range(1000):
            if not self._open:
                return
            await asyncio.sleep(0.001)

    @property
    def url(self) -> str:
        """What the variables of the environment are set to."""
        return f"http://127.0.0.1:{self.port}"

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            writer.transport.abort()
            self._open.discard(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        method, target, version = first.decode().split()
        lines = rest.decode().splitlines()
        named = [line for line in lines if line.lower().startswith("proxy-authorization:")]
        self.credentials += [line.partition(":")[2].strip() for line in named]
        if self.refuses_with is not None:
            writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % self.refuses_with)
            await writer.drain()
            return
        if method == "CONNECT":
            self.tunnels.append(target)
            host, _, port = target.rpartition(":")
            there = await self._dial(host, int(port))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            self.forwarded.append(target)
            url = URL(target)
            there = await self._dial(url.host or "", url.port or 80)
            # One request a connection: the next may be for another host.
            kept = [line for line in lines if line and not line.lower().startswith("connection:")]
            begun = [f"{method} {url.raw_path_qs} {version}", *kept, "Connection: close", "", ""]
            there[1].write("\r\n".join(begun).encode())
        await self._pipe(reader, writer, *there)

    async def _dial(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if host in self.leads:
            return await asyncio.open_connection("127.0.0.1", self.leads[host])
        return await asyncio.open_connection(host, port)

    async def _pipe(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there_reader: asyncio.StreamReader,
        there_writer: asyncio.StreamWriter,
    ) -> None:
        self._open.add(there_writer)
        try:
            ways = [
                asyncio.create_task(_copy(reader, there_writer)),
                asyncio.create_task(_copy(there_reader, writer)),
            ]
            _, others = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for other in others:
                other.cancel()
            await asyncio.wait(ways)
        finally:
            there_writer.transport.abort()
            self._open.discard(there_writer)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
