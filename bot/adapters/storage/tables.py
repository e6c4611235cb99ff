"""The tables. Times are aware and UTC; documents are the JSON of values.

A column of additions holds the fields that release 1.0.0 neither reads nor writes.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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
