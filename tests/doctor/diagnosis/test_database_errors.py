"""Why a database is of no use: each cause with its own cure, and never with the password."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg  # type: ignore[import-untyped]
import pytest

from bot.doctor.checks.host.database import DatabaseCheck
from bot.doctor.diagnosis.database_errors import explained
from bot.doctor.results import CheckFailed
from tests.adapters.storage.builders import SetClock
from tests.stand_ins.postgres import PostgresServer

SECRET = "an-invented-secret"


async def broken(url: str) -> tuple[str, str]:
    """What is told of a database that is of no use, and the cure."""
    async with DatabaseCheck(url, SetClock()) as storage:
        with pytest.raises(CheckFailed) as raised:
            await _proven(storage)
    assert SECRET not in raised.value.says + raised.value.cure
    return raised.value.says, raised.value.cure


async def _proven(storage: DatabaseCheck) -> None:
    await storage.opens()
    await storage.is_of_our_version()
    await storage.can_be_written()


class Stranger(asyncio.Protocol):
    """Listens, and gives one answer to whatever it is told; without an answer it hangs up."""

    def __init__(self, answer: bytes | None, callers: list[asyncio.Transport]) -> None:
        self._answer, self._callers = answer, callers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._callers.append(transport)

    def data_received(self, _: bytes) -> None:
        if self._answer is None:
            self._callers[-1].abort()
        else:
            self._callers[-1].write(self._answer)


@asynccontextmanager
async def somebody(answer: bytes | None) -> AsyncIterator[str]:
    """The address of something that is no PostgreSQL server, or none for us."""
    callers: list[asyncio.Transport] = []
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: Stranger(answer, callers), "127.0.0.1", 0) as it:
        port = it.sockets[0].getsockname()[1]
        yield f"postgresql+asyncpg://bot:{SECRET}@127.0.0.1:{port}/bot"
        for caller in callers:
            caller.abort()
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("address", "cause", "cure"),
    [
        ("bot@/nobody?host={}", 'database "nobody" does not exist', "Make the database"),
        ("nobody@/postgres?host={}", 'role "nobody" does not exist', "Make the user"),
        ("bot@/postgres?host={}&sslmode=require", "'sslmode'", "ssl= stands for what"),
        ("bot@/postgres?host={}&ssl=yes", "must be one of", "?ssl=verify-full"),
        (f"bot:{SECRET}@nobody.invalid/bot", "not known", "host name in DATABASE_URL, and DNS"),
        (f"bot:{SECRET}@x@nobody.invalid/bot", "not known", "write @ as %40"),
    ],
)
async def test_an_address_with_one_part_wrong(
    postgres: PostgresServer, address: str, cause: str, cure: str
) -> None:
    says, to_do = await broken(f"postgresql+asyncpg://{address.format(postgres.folder)}")

    assert says.startswith("The database cannot be opened: ")
    assert (cause in says, cure in to_do) == (True, True)


@pytest.mark.parametrize(
    ("answer", "option", "cause", "cure"),
    [
        (b"", "", "it did not answer in time", "let this host reach it"),
        (None, "", "connection", "that a PostgreSQL server is"),
        (b"N", "?ssl=require", "rejected SSL", "that it speaks TLS"),
    ],
)
async def test_a_server_that_is_none_for_us(
    monkeypatch: pytest.MonkeyPatch,
    answer: bytes | None,
    option: str,
    cause: str,
    cure: str,
) -> None:
    monkeypatch.setattr("bot.adapters.storage.engine.postgres.CONNECT_TIMEOUT", 0.5)

    async with somebody(answer) as url:
        says, to_do = await broken(url + option)

    assert (cause in says, cure in to_do) == (True, True)


@pytest.mark.parametrize(
    ("statements", "cause", "cure"),
    [
        (
            ["CREATE TABLE tasks (id int)"],
            "Another program has tables there that the bot makes: tasks.",
            "a database of its own",
        ),
        (
            [
                "CREATE TABLE alembic_version (version_num text)",
                "INSERT INTO alembic_version VALUES ('a1b2c3')",
            ],
            "It belongs to another program (version a1b2c3).",
            "a database of its own",
        ),
        (
            ["ALTER DATABASE {} SET default_transaction_read_only = on"],
            "read-only transaction",
            "a server in DATABASE_URL that takes writes",
        ),
    ],
)
async def test_a_database_that_is_not_for_the_bot(
    postgres: PostgresServer, name: str, statements: list[str], cause: str, cure: str
) -> None:
    url = await postgres.create(name)
    for statement in statements:
        await postgres.execute(statement.format(name), name)

    says, to_do = await broken(url)
    await postgres.drop(name)

    assert (cause in says, cure in to_do) == (True, True)


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (asyncpg.InvalidPasswordError("no"), "Set the user's password anew"),
        (asyncpg.InvalidAuthorizationSpecificationError("no"), "let it in from this host"),
        (asyncpg.InsufficientPrivilegeError("no"), "own the tables"),
        (asyncpg.TooManyConnectionsError("no"), "more connections"),
        (asyncpg.CannotConnectNowError("no"), "Wait until the server is up"),
        (asyncpg.ReadOnlySQLTransactionError("no"), "takes writes"),
        (asyncpg.SyntaxOrAccessError("no"), "otherwise"),
        (ssl.SSLError(1, "no"), "PGSSLROOTCERT"),
    ],
)
def test_each_refusal_of_a_server_has_its_cure(error: Exception, cure: str) -> None:
    with (
        pytest.raises(CheckFailed, match=r"It does not work: .*no") as raised,
        explained("It does not work", "otherwise"),
    ):
        raise OSError from error

    assert cure in raised.value.cure
