"""A leader whom Teams does not reach may answer from a signed link, once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables of links and of the keys that sign them."""
    op.create_table(
        "signing_keys",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("made_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_signing_keys"),
    )
    op.create_table(
        "answer_links",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("report_id", sa.String, nullable=False),
        sa.Column("tenant_id", sa.String, nullable=False),
        sa.Column("leader_id", sa.String, nullable=False),
        sa.Column("expires_at", _time, nullable=False),
        sa.Column("used_at", _time),
        sa.PrimaryKeyConstraint("id", name="pk_answer_links"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_answer_links_report_id"),
        sa.UniqueConstraint("report_id", "leader_id", name="uq_answer_links_report_id_leader_id"),
    )
