"""A PostgreSQL that cannot be opened: a sentence for an admin, without the password."""

import socket

import pytest

from bot.adapters.storage.engine import postgres as backend
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import CannotOpen
from tests.stand_ins.postgres import PostgresServer


async def test_a_server_that_refuses_us_is_named_without_the_password(unused_port: int) -> None:
    address = f"127.0.0.1:{unused_port}/bot"

    with pytest.raises(CannotOpen, match=rf"{address} cannot be opened: .*onnect") as refused:
        await Database.open(f"postgresql+asyncpg://bot:secret@{address}?password=secret")

    assert "secret" not in str(refused.value)


async def test_a_database_that_does_not_exist_is_named(postgres: PostgresServer) -> None:
    with pytest.raises(CannotOpen, match=r'"nowhere" does not exist'):
        await Database.open(postgres.url("nowhere"))


async def test_an_option_that_the_driver_does_not_know_is_named(postgres: PostgresServer) -> None:
    with pytest.raises(CannotOpen, match="sslmode"):
        await Database.open(postgres.url() + "&sslmode=require")


async def test_a_server_that_accepts_and_says_nothing_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backend, "CONNECT_TIMEOUT", 0.1)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(CannotOpen, match="TimeoutError"):
            await Database.open(f"postgresql+asyncpg://bot@127.0.0.1:{port}/bot")
