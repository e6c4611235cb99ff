"""Write batches are committed or rolled back as a whole."""

import pytest
from sqlalchemy import bindparam, insert, select, update

from bot.adapters.storage.engine.backend import BatchedWrite, DatabaseBackend
from bot.adapters.storage.tables import conversations
from tests.adapters.storage.builders import START
from tests.adapters.storage.conftest import Store

CHAT = {"key": "chat", "document": "{}", "version": 1, "updated_at": START}
BEGIN = BatchedWrite(insert(conversations), CHAT, expects=1)
AT_KEY = conversations.c.key == bindparam("at_key")
MOVE = update(conversations).where(AT_KEY).values(version=conversations.c.version + 1)
EVERYTHING = select(conversations)


@pytest.fixture
def backend(store: Store) -> DatabaseBackend:
    """What sends them."""
    return store.database.backend


async def test_a_bundle_is_kept_whole(backend: DatabaseBackend, store: Store) -> None:
    kept = await backend.write_all([BEGIN, BatchedWrite(MOVE, {"at_key": "chat"}, expects=1)])

    assert kept
    assert await store.rows(EVERYTHING) == [("chat", "{}", 2, START)]


async def test_a_bundle_that_misses_a_row_is_dropped_whole(
    backend: DatabaseBackend, store: Store
) -> None:
    kept = await backend.write_all([BEGIN, BatchedWrite(MOVE, {"at_key": "other"}, expects=1)])

    assert not kept
    assert await store.rows(EVERYTHING) == []


async def test_a_bundle_may_leave_the_number_of_rows_open(backend: DatabaseBackend) -> None:
    assert await backend.write_all([BatchedWrite(MOVE, {"at_key": "other"})])


async def test_a_bundle_that_fails_is_dropped_whole(backend: DatabaseBackend, store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        await backend.write_all([BEGIN, BEGIN])

    assert await store.rows(EVERYTHING) == []
    assert await backend.write_all([BEGIN])


async def test_the_first_row_is_found_or_there_is_none(backend: DatabaseBackend) -> None:
    await backend.write_all([BEGIN])
    query = select(conversations.c.document, conversations.c.version).where(AT_KEY)

    found = await backend.first(query, {"at_key": "chat"})

    assert found is not None
    assert tuple(found) == ("{}", 1)
    assert await backend.first(query, {"at_key": "other"}) is None
