"""External input is always a bound parameter."""

import pytest
from sqlalchemy import select

from bot.adapters.storage.tables import conversations
from bot.domain.errors import UnknownReport
from bot.domain.people import Actor
from bot.ports import ChatState
from tests.adapters.storage.builders import REPORTER, TENANT, a_submission, an_address
from tests.adapters.storage.conftest import Store

EMPTY = ChatState(document=None, version=0, draft=None, draft_version=0)
ODD = ["' OR '1'='1", '" OR 1=1 --', "%", "_", "x'; DROP TABLE conversations; --", ":id", "$1", "?"]


@pytest.mark.parametrize("odd", ODD)
async def test_an_id_that_looks_like_a_query_finds_nobodys_things(odd: str, store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={"a": 1}, draft=None)
    await store.people.remember_address(an_address())
    await store.reports.submit(a_submission())
    stranger = Actor(id=odd, tenant_id=TENANT)

    assert await store.conversations.load(odd, stranger) == EMPTY
    assert await store.people.address(stranger) is None
    assert await store.reports.by_reporter(stranger) == []
    assert await store.reports.awaiting(stranger) == []
    with pytest.raises(UnknownReport):
        await store.reports.get(odd)
    assert len(await store.rows(select(conversations.c.key))) == 1


@pytest.mark.parametrize("odd", ODD)
async def test_an_id_that_looks_like_a_query_is_kept_as_it_is(odd: str, store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={"a": 1}, draft=None)

    await store.conversations.save(odd, REPORTER, EMPTY, document={"a": 2}, draft=None)

    assert (await store.conversations.load(odd, REPORTER)).document == {"a": 2}
    assert (await store.conversations.load("chat", REPORTER)).document == {"a": 1}
