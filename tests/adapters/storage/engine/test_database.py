"""Transactions are atomic, and errors do not reveal their values."""

import asyncio
from traceback import format_exception
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.adapters.storage.tables import conversations
from bot.ports import Busy
from tests.adapters.storage.builders import A_CHAT
from tests.adapters.storage.conftest import Store

MARKED = "kūmara at dawn"


async def test_what_a_failed_block_wrote_is_dropped(store: Store) -> None:
    async def fails() -> None:
        async with store.database.write() as connection:
            await connection.execute(insert(conversations), A_CHAT)
            raise KeyError

    with pytest.raises(KeyError):
        await fails()

    assert await store.rows(select(conversations)) == []


async def test_a_cancelled_block_leaves_nothing_behind(store: Store) -> None:
    written = asyncio.Event()

    async def writes() -> None:
        async with store.database.write() as connection:
            await connection.execute(insert(conversations), A_CHAT)
            written.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(writes())
    await written.wait()
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    async with store.database.write() as connection:
        await connection.execute(insert(conversations), {**A_CHAT, "key": "another"})

    assert await store.rows(select(conversations.c.key)) == [("another",)]


@pytest.mark.parametrize("broken", [{}, {"version": None}])
async def test_a_failed_statement_does_not_quote_what_it_was_given(
    store: Store, broken: dict[str, Any]
) -> None:
    async def writes(document: str, **values: Any) -> None:
        async with store.database.write() as connection:
            row = {**A_CHAT, "document": document, **values}
            await connection.execute(insert(conversations), row)

    await writes("first")
    with pytest.raises(IntegrityError) as failure:
        await writes(MARKED, **broken)

    assert MARKED not in "".join(format_exception(failure.value))


async def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    async with store.database.write() as connection:
        await connection.execute(insert(conversations), A_CHAT)

        assert await store.rows(select(conversations)) == []


async def test_a_database_that_lost_its_tables_is_not_ready(store: Store) -> None:
    async with store.database.write() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))

    with pytest.raises(Busy):
        await store.database.check()
