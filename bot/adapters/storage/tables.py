"""The tables, and values as the JSON text of a row. Times are aware and UTC.

A column of additions holds the fields that release 1.0.0 neither reads nor writes.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from bot.domain.base import Value, join_additions, split_additions

ValueT = TypeVar("ValueT", bound=Value)


class BrokenDocument(Exception):
    """A row does not hold what its table promises. Names the row, never its content."""


def dump_value(value: Value) -> tuple[str, str | None]:
    """The document of a value, and its additions, which release 1.0.0 does not know, if any."""
    document, additions = split_additions(value)
    return to_json(document).decode(), to_json(additions).decode() if additions else None


def load_value(kind: type[ValueT], text: str, row: str, additions: str | None = None) -> ValueT:
    """The value of a row, with fields unknown to this release. Raises BrokenDocument."""
    # Raised outside the block: pydantic's error quotes the text and must not be chained.
    with suppress(ValidationError, BrokenDocument):
        if additions:
            text = dump_object(load_with_additions(text, row, additions))
        return kind.model_validate_json(text, extra="allow")
    raise BrokenDocument(f"{row} does not hold a {kind.__name__}")


def load_with_additions(text: str, row: str, additions: str | None) -> dict[str, Any]:
    """The JSON object of a document and its additions. Raises BrokenDocument."""
    document = load_object(text, row)
    with suppress(LookupError, TypeError, AttributeError):
        return join_additions(document, load_object(additions, row)) if additions else document
    raise BrokenDocument(f"{row} does not hold what was added to its document")


def load_object(text: str, row: str) -> dict[str, Any]:
    """The plain JSON object of a row. Raises BrokenDocument."""
    with suppress(ValueError):
        found = json.loads(text)
        if isinstance(found, dict):
            return found
    raise BrokenDocument(f"{row} does not hold an object")


def dump_object(mapping: Mapping[str, Any]) -> str:
    """The text of a plain JSON object. Raises TypeError for what JSON cannot hold."""
    return json.dumps(dict(mapping), separators=(",", ":"))


class UtcTime(TypeDecorator[datetime]):
    """A time, stored in UTC to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive time."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite returns a naive time, written in UTC."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


RowId = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

schema_version = Table(
    "schema_version", metadata, Column("version_num", String(32), primary_key=True)
)
"""Alembic's version table: the migration that the database is at."""

conversations = Table(
    "conversations",
    metadata,
    Column("key", String, primary_key=True),
    Column("document", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("tenant_id", String, nullable=False),
    Column("reporter_id", String, nullable=False),
    Column("document", Text, nullable=False),
    Column("additions", Text),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    UniqueConstraint("tenant_id", "reporter_id"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("reference", String, nullable=False, unique=True),
    Column("tenant_id", String, nullable=False),
    Column("reporter_id", String, nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    Column("level", String, nullable=False),
    Column("document", Text, nullable=False),
    Column("additions", Text),
    Index(None, "tenant_id", "reporter_id", "submitted_at"),
)

escalations = Table(
    "escalations",
    metadata,
    Column("report_id", ForeignKey(reports.c.id), primary_key=True),
    Column("stage", String, nullable=False),
    Column("leader_id", String),
    Column("deputy_id", String),
    Column("awaits_leader", Boolean, nullable=False),
    Column("level", String, nullable=False),
    Column("document", Text, nullable=False),
    Column("additions", Text),
    Column("version", Integer, nullable=False),
    Index(None, "leader_id", "awaits_leader"),
    Index(None, "deputy_id", "awaits_leader"),
)

events = Table(
    "events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("report_id", ForeignKey(reports.c.id), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("by_id", String),
    Column("at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    Column("report_id", ForeignKey(reports.c.id), primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("activity_id", String, nullable=False),
    Column("address", Text, nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("name", String, primary_key=True),
    Column("secret", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

answer_links = Table(
    "answer_links",
    metadata,
    Column("id", String, primary_key=True),
    Column("report_id", ForeignKey(reports.c.id), nullable=False),
    Column("tenant_id", String, nullable=False),
    Column("leader_id", String, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    UniqueConstraint("report_id", "leader_id"),
)

people = Table(
    "people",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("address", Text),
    Column("service_url", String),
    Column("known", Text),
    Column("known_additions", Text),
    # NULL if a host of version 0004 asked.
    Column("known_at", UtcTime),
    Column("seen_at", UtcTime),
    Index(None, "tenant_id", "seen_at"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("lane", String, nullable=False, server_default="people"),
    Column("report_id", String, index=True),
    Column("due_at", UtcTime, nullable=False),
    # Not moved by a lease or a failure, as due_at is; NULL if a host of version 0001 put the task.
    Column("first_due_at", UtcTime),
    Column("attempts", Integer, nullable=False),
    Column("lease", String),
    Column("created_at", UtcTime, nullable=False),
    Column("done_at", UtcTime),
    Column("payload", Text, nullable=False),
    Column("last_failure", String),
)

counters = Table(
    "counters",
    metadata,
    # A Monday in New Zealand: nothing finer is kept.
    Column("week", Date, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("number", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("by", String, nullable=False),
    Column("act", String, nullable=False),
    Column("reference", String),
)

# Partial: done tasks stay as history and must not slow the search for due ones.
Index(
    "ix_tasks_waiting",
    tasks.c.lane,
    tasks.c.due_at,
    tasks.c.id,
    sqlite_where=tasks.c.done_at.is_(None),
    postgresql_where=tasks.c.done_at.is_(None),
)
