"""The statements that read differently on PostgreSQL, as they are sent there."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import ClauseElement, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.adapters.storage.database import Database
from bot.adapters.storage.dialects import Postgres
from bot.adapters.storage.tables import UtcTime, escalations, tasks
from bot.adapters.storage.tasks import claiming
from tests.adapters.storage.builders import START, SetClock

HOUR = timedelta(hours=1)


def nowhere() -> Postgres:
    """PostgreSQL without a server; only what it would be told is looked at."""
    return Postgres(create_async_engine("sqlite+aiosqlite://"))


def sent(statement: ClauseElement) -> str:
    """The text PostgreSQL gets, in one line."""
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return " ".join(str(statement.compile(dialect=dialect)).split())


def test_a_claim_skips_what_others_hold_and_asks_the_clock_of_the_database() -> None:
    claim = sent(claiming(nowhere(), SetClock(), HOUR))

    assert "FOR UPDATE SKIP LOCKED" in claim
    assert "due_at <= (SELECT clock_timestamp() AS" in claim
    assert "due_at=(SELECT clock_timestamp() + " in claim
    assert "RETURNING tasks.id, tasks.key" in claim


def test_a_change_locks_its_row() -> None:
    assert sent(select(escalations.c.document).with_for_update()).endswith("FOR UPDATE")


def test_a_task_put_twice_is_once() -> None:
    insert = nowhere().insert(tasks).values(key="key").on_conflict_do_nothing()

    assert "ON CONFLICT DO NOTHING" in sent(insert)


async def test_the_postgresql_address_needs_its_driver() -> None:
    with pytest.raises(ModuleNotFoundError, match="asyncpg"):
        await Database.open("postgresql+asyncpg://bot@localhost/bot")


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


def test_the_tables_are_what_postgresql_needs() -> None:
    made = sent(CreateTable(tasks))
    (waiting,) = (index for index in tasks.indexes if index.name == "ix_tasks_waiting")

    assert "id BIGSERIAL NOT NULL" in made
    assert "due_at TIMESTAMP WITH TIME ZONE NOT NULL" in made
    assert sent(CreateIndex(waiting)).endswith("(due_at, id) WHERE done_at IS NULL")
