"""Times: refused without a zone, stored in UTC, from the database's clock where hosts share one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from bot.adapters.storage.tables import UtcTime, tasks
from bot.ports import NewTask
from tests.adapters.storage.builders import START, SetClock
from tests.adapters.storage.conftest import Store


def test_a_time_is_kept_in_utc_and_comes_back_aware() -> None:
    kind, dialect = UtcTime(), postgresql.dialect()  # type: ignore[no-untyped-call]
    in_auckland = START.astimezone(timezone(timedelta(hours=13)))

    bound = kind.process_bind_param(in_auckland, dialect)

    assert bound == START
    assert bound.tzinfo is UTC
    assert kind.process_result_value(in_auckland, dialect) == START
    assert kind.process_result_value(datetime(2026, 11, 2), dialect) == datetime(  # noqa: DTZ001
        2026, 11, 2, tzinfo=UTC
    )
    assert kind.process_result_value(None, dialect) is None


@pytest.mark.parametrize("kind", ["postgres"])
async def test_a_host_whose_clock_is_fast_goes_by_that_of_the_database(store: Store) -> None:
    fast = SetClock()
    fast.passes(timedelta(hours=1))
    host = Store(store.database, fast)
    await store.tasks.put([NewTask("later", "kind", due_at=START + timedelta(minutes=1))])

    await host.tasks.put([NewTask("now", "kind")])

    assert [task.key for task in await host.tasks.claim("people", timedelta(0), 9)] == ["now"]
    assert await store.rows(select(tasks.c.created_at).distinct()) == [(START,)]
