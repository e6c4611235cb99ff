"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_time = sa.DateTime(timezone=True)
_row_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes every table and index."""
    _people_and_chats()
    _reports()
    _what_belongs_to_reports()
    _tasks()


def _people_and_chats() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_conversations"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("tenant_id", sa.String, nullable=False),
        sa.Column("reporter_id", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("tenant_id", "reporter_id", name="uq_drafts_tenant_id_reporter_id"),
    )
    op.create_table(
        "people",
        sa.Column("tenant_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("service_url", sa.String),
        sa.Column("known", sa.Text),
        sa.Column("seen_at", _time),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_people"),
    )
    op.create_index("ix_people_tenant_id_seen_at", "people", ["tenant_id", "seen_at"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("tenant_id", sa.String, nullable=False),
        sa.Column("reporter_id", sa.String, nullable=False),
        sa.Column("submitted_at", _time, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("reference", name="uq_reports_reference"),
    )
    op.create_index(
        "ix_reports_tenant_id_reporter_id_submitted_at",
        "reports",
        ["tenant_id", "reporter_id", "submitted_at"],
    )


def _what_belongs_to_reports() -> None:
    op.create_table(
        "escalations",
        sa.Column("report_id", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("leader_id", sa.String),
        sa.Column("awaits_leader", sa.Boolean, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name="pk_escalations"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_escalations_report_id"),
    )
    op.create_index(
        "ix_escalations_leader_id_awaits_leader", "escalations", ["leader_id", "awaits_leader"]
    )
    op.create_table(
        "events",
        sa.Column("id", _row_id, nullable=False),
        sa.Column("report_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("by_id", sa.String),
        sa.Column("at", _time, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_events_report_id"),
    )
    op.create_index("ix_events_report_id", "events", ["report_id"])
    op.create_table(
        "cards",
        sa.Column("report_id", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("activity_id", sa.String, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "person_id", "role", name="pk_cards"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_cards_report_id"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", _row_id, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("report_id", sa.String),
        sa.Column("due_at", _time, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease", sa.String),
        sa.Column("created_at", _time, nullable=False),
        sa.Column("done_at", _time),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("last_failure", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("key", name="uq_tasks_key"),
    )
    waiting = sa.text("done_at IS NULL")
    op.create_index(
        "ix_tasks_waiting",
        "tasks",
        ["due_at", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
