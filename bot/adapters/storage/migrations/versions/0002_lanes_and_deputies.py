"""Tasks run in lanes, and a deputy may stand in for a people leader."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the columns; what is waiting goes into the lane it belongs to."""
    op.add_column("escalations", sa.Column("deputy_id", sa.String))
    op.create_index(
        "ix_escalations_deputy_id_awaits_leader", "escalations", ["deputy_id", "awaits_leader"]
    )
    lane = sa.Column("lane", sa.String, nullable=False, server_default="people")
    op.add_column("tasks", lane)
    op.execute("UPDATE tasks SET lane = 'mail' WHERE kind = 'send_mail'")
    op.add_column("tasks", sa.Column("first_due_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE tasks SET first_due_at = due_at")
    op.create_index("ix_tasks_report_id", "tasks", ["report_id"])
    op.drop_index("ix_tasks_waiting", "tasks")
    waiting = sa.text("done_at IS NULL")
    op.create_index(
        "ix_tasks_waiting",
        "tasks",
        ["lane", "due_at", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
