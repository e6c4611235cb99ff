"""A PostgreSQL of our own: a data folder of its own, reached by a socket that only we can enter."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import asyncpg  # type: ignore[import-untyped]

from tests.stand_ins.run_folder import in_memory

DEBIAN = Path("/usr/lib/postgresql")
UNTIL_READY = 60
"""Seconds that a slow machine may take to start, stop or recover."""
HASTY = (
    *("fsync=off", "full_page_writes=off", "autovacuum=off"),
    *("wal_level=minimal", "max_wal_senders=0", "max_wal_size=128MB"),
)
"""Safe while the machine stays up, whatever happens to the server."""


class NotInstalled(Exception):
    """This machine has no PostgreSQL server; the message says what to install."""


class PostgresServer:
    """Started by `start`, and stopped at the end of its block or with the process that made it.

    One that lives until the end of a pipe is stopped by that alone; others join it by its folder.
    """

    def __init__(self, folder: Path, binaries: Path, owner: str | None, settings: Sequence[str]):
        self.folder = folder
        self._binaries = binaries
        self._owner = owner
        self._settings = ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
        self._guard: subprocess.Popen[bytes] | None = None
        self._copying: str | None = None

    @classmethod
    def start(
        cls,
        *,
        durable: bool = True,
        settings: Mapping[str, object] | None = None,
        until: Path | None = None,
    ) -> Self:
        """A new, empty server. One that is not durable is quicker. Raises NotInstalled."""
        binaries, owner = server_binaries(), _owner()
        folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=None if durable else in_memory()))
        if owner:
            shutil.chown(folder, owner)
        chosen = [f"{name}={value}" for name, value in (settings or {}).items()]
        server = cls(folder, binaries, owner, [*(() if durable else HASTY), *chosen])
        server._watch(until)
        try:
            how = ("-U", "bot", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
            server._run("initdb", "-D", str(server.data), *how)
            server.resume()
        except BaseException:
            server.stop()
            raise
        return server

    @classmethod
    def join(cls, folder: Path) -> Self:
        """One that another process has started."""
        return cls(folder, server_binaries(), _owner(), ())

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as the bot takes it."""
        return f"postgresql+asyncpg://bot@/{database}?host={self.folder}"

    async def execute(self, statement: str, database: str = "postgres") -> Any:
        """Runs one statement as the server's administrator; its first value."""
        connection = await asyncpg.connect(host=str(self.folder), user="bot", database=database)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    async def create(self, database: str, template: str = "template1") -> str:
        """Makes a database, a copy of another if wished; its address."""
        if self._copying is None:
            newer = await self.execute(
                "SELECT current_setting('server_version_num')::int >= 150000"
            )
            # From 15 on it would log every page of a copy, as if it were worth to outlive a crash.
            self._copying = "STRATEGY FILE_COPY" if newer else ""
        await self.execute(f"CREATE DATABASE {database} TEMPLATE {template} {self._copying}")
        return self.url(database)

    async def drop(self, database: str) -> None:
        """Takes a database away, whoever is still connected."""
        await self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    async def restart(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Down and up again; at once and without a word to its files in immediate mode."""
        await asyncio.to_thread(self.pause, mode)
        await asyncio.to_thread(self.resume)

    def pause(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Takes it down; its data stays."""
        self._pg_ctl("stop", "-m", mode)

    def resume(self) -> None:
        """Brings it up on its data."""
        options = " ".join(f"-c {setting}" for setting in self._settings)
        self._pg_ctl("start", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """Takes it down for good and removes its data."""
        if self._guard is not None:
            self._guard.communicate()
            self._guard = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _watch(self, until: Path | None) -> None:
        # Its input ends when we stop it, and also when we die of anything at all.
        last_words = 'read _; "$0" stop -s -m immediate -D "$1"; rm -rf "$2"'
        words = [str(self._binaries / "pg_ctl"), str(self.data), str(self.folder)]
        if until:
            # Nobody's child, because whoever started it may end before the others.
            with until.open("rb") as end:
                subprocess.run(
                    ["sh", "-c", f"exec 3<&0; ({last_words}) <&3 >/dev/null 2>&1 &", *words],
                    stdin=end,
                    check=True,
                    user=self._owner,
                    cwd="/",
                    start_new_session=True,
                )
            return
        self._guard = subprocess.Popen(
            ["sh", "-c", last_words, *words],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            user=self._owner,
            cwd="/",
            start_new_session=True,
        )

    def _pg_ctl(self, *words: str) -> None:
        self._run("pg_ctl", *words, "-s", "-w", "-t", str(UNTIL_READY), "-D", str(self.data))

    def _run(self, program: str, *words: str) -> None:
        # A server that outlives this call keeps what it was given for its output: never a pipe.
        command = [str(self._binaries / program), *words]
        with (self.folder / f"{program}.log").open("wb") as said:
            done = subprocess.run(
                command, user=self._owner, cwd=self.folder, stdout=said, stderr=said, check=False
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(self.folder / said.name).read_text()}")


def server_binaries() -> Path:
    """The folder of the newest PostgreSQL server here. Raises NotInstalled."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda it: float(it.parts[-3]))
    if not versions:
        raise NotInstalled("no PostgreSQL server is installed (Debian's package: postgresql)")
    return versions[-1].parent


def _owner() -> str | None:
    """Whom to run it as: PostgreSQL refuses to be root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
